import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import { chatopsRollback } from "../../ramp/chatops.ts";
import { code, fenced } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { taskList } from "../tasks.ts";
import { ids } from "../words.ts";
import { isProject } from "./steps.ts";

/** How to get back, and where to look for the cause. */
export function mitigation(subject: Subject, { moves: [move] }: Rollout): Block {
  const { flag } = move.entry;
  const rows = featureRowsOf(subject.migration, move).filter(({ phase }) => phase === "trouble");
  const checks = rows.flatMap(({ text, evidence }) => (evidence.kind === "metric" ? [text] : []));
  const path = move.path.join(".");
  const back =
    move.from === undefined
      ? `Lower ${code(`${path}.stage`)} in ${code(subject.file)} and merge it.`
      : `Lower ${code(`${path}.stage`)} in ${code(subject.file)} and merge it: the default goes back to ${ids(move.from)}.`;
  const off =
    flag &&
    paragraphs(
      isProject(subject)
        ? `Turn ${code(flag.name)} off first: among the project's feature flags, or by a lower ${code(`${path}.step`)}. What a person turned off stays off. As ChatOps commands:`
        : `Turn ${code(flag.name)} off first:`,
      fenced(chatopsRollback(flag.name)),
    );
  return {
    name: "mitigation",
    text: paragraphs(
      "## Mitigation and way back",
      off,
      back,
      "If the model's answers are at fault:",
      bullets(checks),
      taskList(subject, rows),
    ),
  };
}
