import type { Move } from "../../../model/move.ts";
import type { ProcessRow } from "../../../model/process/row.ts";
import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import { promptTargets, promptWishes } from "../../items/prompt-versions.ts";
import type { Rollout } from "../../items/rollout.ts";
import type { Subject } from "../subject.ts";
import { paragraphs } from "../table.ts";
import { evidenceList, tasksByPhase } from "../tasks.ts";
import { BEFORE_FIRST_STEP } from "./steps.ts";

/** What has to be done before the ramp begins, with what is already on record. */
export function tasks(subject: Subject, { moves }: Rollout): Block {
  const [move] = moves;
  const rows = featureRowsOf(subject.migration, move).map((row) => asMade(subject, moves, row));
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
      tasksByPhase(subject, work, move),
    ),
  };
}

/** Where a target holds the prompts, cutover adds the new version as a copy, which is then changed by people. */
export function asMade({ config, migration }: Subject, moves: readonly Move[], row: ProcessRow): ProcessRow {
  const isMade =
    promptTargets(config).length > 0 && promptWishes(config, migration).some(({ move }) => moves.includes(move));
  return row.key === "prompt-version" && isMade ? { ...row, text: CHANGE_COPY } : row;
}

const CHANGE_COPY =
  "Review the new version of the prompt, which cutover adds as a copy where it is missing, and merge it";
