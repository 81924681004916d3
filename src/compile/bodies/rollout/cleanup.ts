import { FLAG } from "../../../model/defaults.ts";
import type { Move } from "../../../model/move.ts";
import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Flag } from "../../../model/schema/migration.gen.ts";
import { reaches } from "../../../model/stage.ts";
import { definitionPaths } from "../../items/flag-definitions.ts";
import { DELETE_FLAG_TASK } from "../../items/keys.ts";
import type { Rollout } from "../../items/rollout.ts";
import { chatopsDelete } from "../../ramp/chatops.ts";
import { code, plainLine } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { paragraphs } from "../table.ts";
import { task, taskList } from "../tasks.ts";
import { ids, series } from "../words.ts";
import { isProject, isSetByUs } from "./steps.ts";

/** Types of flags that may be on by default, where the flag is to outlive its rollout. */
const MAY_STAY: readonly string[] = ["beta", "ops"];

/** What is left to do once everybody has the new model; a shared flag goes with the entry that names it first. */
export function cleanup(subject: Subject, { moves: [move], flag }: Rollout): Block {
  const rows = featureRowsOf(subject.migration, move).filter(({ phase }) => phase === "completion");
  const list = [
    defaultStage(subject, move),
    flag && defaultEnabled(flag),
    taskList(subject, rows),
    flag && flagGone(subject, flag),
  ];
  return {
    name: "cleanup",
    text: paragraphs(
      "## Clean-up",
      list.filter((part) => part !== undefined && part !== "").join("\n"),
      flag && definitions(subject, flag),
      `This issue closes when ${code("status")} of ${code(subject.file)} becomes ${code("complete")}, after the last feature.`,
    ),
  };
}

/** The gateway's own default, which holds where the flag is not read. */
function defaultStage({ file }: Subject, { to, path, stage, entry: { flag } }: Move): string | undefined {
  if (to === undefined || reaches(stage, "default")) return undefined;
  const why = flag === undefined ? "" : " without the flag too";
  const where = `${code(`${path.join(".")}.stage`)} of ${code(file)}`;
  return task(
    "default-stage",
    `Write ${code("default")} into ${where}, so that the gateway answers with ${ids(to)}${why}`,
  );
}

/** GitLab takes `default_enabled: true` from some types only, and what was set by command goes before the file. */
function defaultEnabled({ name, type = FLAG.type }: Flag): string | undefined {
  if (!MAY_STAY.includes(type)) return undefined;
  return task(
    "default-enabled",
    `If ${code(name)} has to outlive the rollout: set ${code("default_enabled: true")} in its definition once it is on for everybody in production, then forget what was set by command, which goes before the file`,
  );
}

function flagGone(subject: Subject, flag: Flag): string {
  const ticked = `once this is ticked, the migration's status ${code("complete")} lets cutover`;
  const byUs = isProject(subject)
    ? `${ticked} delete it among the project's feature flags, and a flag that is GitLab's own goes with `
    : `${ticked} forget what the server stores of it, as does `;
  const where = isSetByUs(subject) ? byUs : "";
  return task(
    DELETE_FLAG_TASK,
    `Once the removal is deployed everywhere, the flag itself can go: ${where}${code(chatopsDelete(flag))}`,
  );
}

function definitions({ config }: Subject, flag: Flag): string | undefined {
  const files = definitionPaths(config, flag).map(({ target, path }) => `${code(path)} of ${plainLine(target)}`);
  return files.length === 0 ? undefined : `The definition of the flag: ${series(files)}.`;
}
