import { featureRowsOf, rowsOf } from "../../model/process.ts";
import type { Block } from "../../model/resource.ts";
import { hasBegun } from "../items/rollout.ts";
import { wayBack } from "./rollout/mitigation.ts";
import { asMade } from "./rollout/tasks.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";
import { evidenceList, taskList, tasksByPhase } from "./tasks.ts";
import { watchList } from "./watched.ts";

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
  return paragraphs("### Prerequisites", evidenceList(subject, rows), tasksByPhase(subject, rows), jointWork(subject));
}

/** Work on features that have no rollout issue: entries of `bulk` without a flag. */
function jointWork(subject: Subject): string | undefined {
  const [first, ...others] = subject.moves.filter(
    (move) => move.bulk && move.entry.flag === undefined && hasBegun(move),
  );
  if (first === undefined) return undefined;
  const rows = featureRowsOf(subject.migration, first)
    .filter(({ phase }) => phase !== "trouble")
    .map((row) => asMade(subject, [first, ...others], row));
  const back = new Set([first, ...others].flatMap((move) => wayBack(subject, move)));
  return paragraphs(
    "### Features that move together, without a rollout issue of their own",
    taskList(subject, rows),
    "What is watched while they move:",
    watchList(subject, [first, ...others]),
    "To take them back:",
    bullets([...back]),
  );
}
