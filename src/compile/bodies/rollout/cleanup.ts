import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout } from "../../items/rollout.ts";
import { chatopsDelete } from "../../ramp/chatops.ts";
import { code } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { paragraphs } from "../table.ts";
import { taskList } from "../tasks.ts";
import { isProject } from "./steps.ts";

/** What is left to do once everybody has the new model. */
export function cleanup(subject: Subject, { moves: [move] }: Rollout): Block {
  const rows = featureRowsOf(subject.migration, move).filter(({ phase }) => phase === "completion");
  const { flag } = move.entry;
  const where = isProject(subject) ? "delete it among the project's feature flags, or " : "";
  const forget =
    flag &&
    `Once the removal is deployed everywhere, the flag itself can go: ${where}${code(chatopsDelete(flag.name))}`;
  return { name: "cleanup", text: paragraphs("## Clean-up", taskList(subject, rows), forget) };
}
