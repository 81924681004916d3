import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import type { Subject } from "../subject.ts";
import { paragraphs } from "../table.ts";
import { evidenceList, tasksByPhase } from "../tasks.ts";
import { BEFORE_FIRST_STEP } from "./steps.ts";

/** What has to be done before the ramp begins, with what is already on record. */
export function tasks(subject: Subject, { moves: [move] }: Rollout): Block {
  const rows = featureRowsOf(subject.migration, move);
  const work = rows.filter(
    ({ key, phase }) => key !== BEFORE_FIRST_STEP && (phase === "implementation" || phase === "testing"),
  );
  const evidence = evidenceList(subject, rows, move);
  return {
    name: "tasks",
    text: paragraphs(
      "## Preparation",
      evidence === "" ? undefined : "### Prerequisites",
      evidence,
      tasksByPhase(subject, work),
    ),
  };
}
