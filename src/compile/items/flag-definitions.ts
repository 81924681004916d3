import { FLAG, labelsOf } from "../../model/defaults.ts";
import { milestoneOf } from "../../model/milestone.ts";
import { own } from "../../model/own.ts";
import { reference } from "../../model/reference.ts";
import type { Config, Target } from "../../model/schema/config.gen.ts";
import type { Flag } from "../../model/schema/migration.gen.ts";
import { type Cause, causeAt, type Path } from "../../model/source.ts";
import type { TargetSnapshot } from "../../model/target.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { flagDefinitionText } from "../files/feature-flag.ts";
import { describeFlag } from "./flag-description.ts";
import { rolloutKey, trackingKey } from "./keys.ts";
import { type Rollout, rolloutsOf } from "./rollout.ts";

export interface FlagDefinitionFile {
  readonly target: string;
  readonly name: string;
  /** Route to the flag in the migration. */
  readonly at: Path;
  readonly path: string;
  readonly text: string;
  readonly causes: readonly Cause[];
}

/** Where the definition of a flag is kept. */
export function definitionPaths(config: Config, { name, type = FLAG.type }: Flag): { target: string; path: string }[] {
  return targetsOf(config).map(([target, { path }]) => ({ target, path: `${path}/${type}/${name}.yml` }));
}

/**
 * Definition files of a flag that its targets still hold, each as `target:path`. Of a target that was not read, the one
 * that would be there counts: what nobody has looked at is not gone.
 */
export function definitionsIn(config: Config, flag: Flag, snapshots: readonly TargetSnapshot[]): string[] {
  return definitionPaths(config, flag).flatMap(({ target, path }) => {
    const listed = snapshots.find((one) => one.target === target)?.listed ?? [path];
    return [...listed].filter((one) => isDefinitionOf(one, flag.name)).map((one) => `${target}:${one}`);
  });
}

/** Definition files of the flags of all features that have left `planned`. */
export function flagDefinitions({ config }: Workspace, document: MigrationDocument): FlagDefinitionFile[] {
  return rolloutsOf(document.data).flatMap((rollout) => {
    const { flag } = rollout;
    if (flag === undefined) return [];
    const at = [...rollout.moves[0].path, "flag"];
    return definitionPaths(config.data, flag).map(({ target, path }) => ({
      target,
      name: flag.name,
      at,
      path,
      text: textOf(config.data, document, rollout, flag),
      causes: [causeAt(document.source, at)],
    }));
  });
}

/** The folder of GitLab's free edition, and that of what only the others have: a name stands once in both together. */
const ROOTS = ["config/feature_flags", "ee/config/feature_flags"];

/** Folders in which a flag of a target may be defined: its own, and where that is one of GitLab's two, the other. */
export function flagFolders(path: string): readonly string[] {
  return ROOTS.includes(path) ? ROOTS : [path];
}

/** Whether a file defines a flag: GitLab looks for `<type>/<name>.yml`. */
export function isDefinitionOf(path: string, name: string): boolean {
  return path.endsWith(`/${name}.yml`);
}

/** Targets that hold definitions; with flags in one project, only that project's. */
function targetsOf({ targets, gitlab }: Config): [string, Target][] {
  const home = gitlab?.flags?.backend === "project" ? gitlab.flags.project : undefined;
  return Object.entries(targets ?? {}).filter(
    ([, { format, project }]) => format === "feature-flags" && (home === undefined || project === home),
  );
}

function textOf(
  config: Config,
  { data }: MigrationDocument,
  rollout: Rollout,
  flag: NonNullable<Rollout["flag"]>,
): string {
  const { feature } = rollout.moves[0];
  const hasIssues = config.gitlab?.tracker !== undefined;
  return flagDefinitionText({
    name: flag.name,
    description: describeFlag(rollout, flag),
    // Without a tracker there are no issues to name.
    featureIssue: hasIssues ? reference(trackingKey(data)) : undefined,
    rolloutIssue: hasIssues ? reference(rolloutKey(data, rollout)) : undefined,
    milestone: milestoneOf(data, rollout.moves[0]),
    group: groupOf(config, feature),
    type: flag.type ?? FLAG.type,
  });
}

/** The group label of the feature's team, else the one that all issues carry. */
function groupOf(config: Config, feature: string): string | undefined {
  return labelsOf(config, own(config.features, feature)?.team).find((label) => label.startsWith("group::"));
}
