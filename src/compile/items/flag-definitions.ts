import { FLAG, labelsOf } from "../../model/defaults.ts";
import { milestoneOf } from "../../model/milestone.ts";
import { own } from "../../model/own.ts";
import { reference } from "../../model/reference.ts";
import type { Config, Target } from "../../model/schema/config.gen.ts";
import { type Cause, causeAt } from "../../model/source.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { flagDefinitionText } from "../files/feature-flag.ts";
import { describeFlag } from "./flags.ts";
import { rolloutKey, trackingKey } from "./keys.ts";
import { type Rollout, rolloutsOf } from "./rollout.ts";

export interface FlagDefinitionFile {
  readonly target: string;
  readonly path: string;
  readonly text: string;
  readonly causes: readonly Cause[];
}

/** Definition files of the flags of all features that have left `planned`. */
export function flagDefinitions({ config }: Workspace, document: MigrationDocument): FlagDefinitionFile[] {
  return targetsOf(config.data).flatMap(([target, { path }]) =>
    rolloutsOf(document.data).flatMap((rollout) => {
      if (rollout.flag === undefined) return [];
      const { name, type = FLAG.type } = rollout.flag;
      return [
        {
          target,
          path: `${path}/${type}/${name}.yml`,
          text: textOf(config.data, document, rollout, rollout.flag),
          causes: [causeAt(document.source, [...rollout.moves[0].path, "flag"])],
        },
      ];
    }),
  );
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
  return flagDefinitionText({
    name: flag.name,
    description: describeFlag(rollout, flag),
    featureIssue: reference(trackingKey(data)),
    rolloutIssue: reference(rolloutKey(data, rollout)),
    milestone: milestoneOf(data, rollout.moves[0]),
    group: groupOf(config, feature),
    type: flag.type ?? FLAG.type,
  });
}

/** The group label of the feature's team, else the one that all issues carry. */
function groupOf(config: Config, feature: string): string | undefined {
  return labelsOf(config, own(config.features, feature)?.team).find((label) => label.startsWith("group::"));
}
