import type { ProcessRow } from "../../model/process/row.ts";
import { featureRowsOf, rowsOf } from "../../model/process.ts";
import type { Block } from "../../model/resource.ts";
import { hasBegun } from "../items/rollout.ts";
import type { Subject } from "./subject.ts";
import { paragraphs } from "./table.ts";
import { evidenceList, taskList, tasksByPhase } from "./tasks.ts";

/** What has to be done once for the whole migration, with what is already on record. */
export function steps(subject: Subject): Block {
  return { name: "steps", text: paragraphs("## Implementation steps", content(subject)) };
}

/** The same on the epic of a deprecation. */
export function tasks(subject: Subject): Block {
  return { name: "tasks", text: paragraphs("## Tasks", content(subject)) };
}

function content(subject: Subject): string {
  const rows = rowsOf(subject.migration);
  const joint = jointRows(subject);
  return paragraphs(
    "### Prerequisites",
    evidenceList(subject, rows),
    tasksByPhase(subject, rows),
    joint.length === 0 ? undefined : "### Features that move together, without a rollout issue of their own",
    taskList(subject, joint),
  );
}

/** Work on features that have no rollout issue: entries of `bulk` without a flag. */
function jointRows(subject: Subject): ProcessRow[] {
  const [first] = subject.moves.filter((move) => move.bulk && move.entry.flag === undefined && hasBegun(move));
  if (first === undefined) return [];
  return featureRowsOf(subject.migration, first).filter(({ phase }) => phase !== "trouble" && phase !== "deployment");
}
