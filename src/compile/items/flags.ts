import { FLAG, flagHomeOf, rampOf } from "../../model/defaults.ts";
import { parseDuration } from "../../model/duration.ts";
import { soakOf } from "../../model/ramp-dates.ts";
import type { FlagResource, Strategy } from "../../model/resource.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Flag } from "../../model/schema/migration.gen.ts";
import { causeAt, type Path } from "../../model/source.ts";
import { reaches, type Status } from "../../model/stage.ts";
import type { TargetSnapshot } from "../../model/target.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { strategiesOf } from "../ramp/strategies.ts";
import { definitionsIn } from "./flag-definitions.ts";
import { describeFlag } from "./flag-description.ts";
import { DELETE_FLAG_TASK, flagKey, rolloutKey } from "./keys.ts";
import { idleRolloutsOf, type Rollout, rolloutsOf } from "./rollout.ts";

/**
 * The feature flags of a migration, of a project or of the whole server. With ChatOps people send commands: no resource.
 * The flag of a feature at `planned` or `absent` is wanted off, so that going back there turns a live one off; its
 * rollout issue may not be among the resources. A draft asks for no flag, and of a migration that is complete those go
 * whose feature has a rollout issue, where their removal is noted.
 */
export function flagsOf(
  { config }: Workspace,
  document: MigrationDocument,
  snapshots: readonly TargetSnapshot[] = [],
): FlagResource[] {
  const home = flagHomeOf(config.data);
  if (home === undefined) return [];
  const { status } = document.data;
  if (status === "draft") return [];
  const idle = status === "complete" ? [] : idleRolloutsOf(document.data);
  return [...rolloutsOf(document.data), ...idle].flatMap((rollout) => {
    const { flag } = rollout;
    if (flag === undefined) return [];
    const resource = flagResource(config.data, document, rollout, flag, home);
    if (status !== "complete") return [resource];
    return [
      { ...resource, remove: { task: DELETE_FLAG_TASK, definedIn: definitionsIn(config.data, flag, snapshots) } },
    ];
  });
}

function flagResource(
  config: Config,
  document: MigrationDocument,
  rollout: Rollout,
  flag: Flag,
  home: string,
): FlagResource {
  const [move] = rollout.moves;
  const ramp = rampOf(config, move)?.steps ?? [];
  const steps = strategiesOf(config, ramp, flag.environments ?? FLAG.environments);
  const step = releasedStep(document.data.status, rollout);
  const strategies: readonly Strategy[] = steps[step - 1] ?? [];
  return {
    kind: "flag",
    key: flagKey(document.data, rollout),
    migration: document.data.name,
    feature: move.feature,
    cause: causeAt(document.source, causePath(document.data.status, rollout)),
    home,
    name: flag.name,
    description: describeFlag(rollout, flag),
    step,
    off: isTakenBack(document.data.status, rollout),
    active: strategies.length > 0,
    strategies,
    steps: ramp.map((each, index) => ({
      strategies: steps[index] ?? [],
      soak: parseDuration(soakOf(each)),
      gates: each.gates ?? [],
    })),
    issue: rolloutKey(document.data, rollout),
    after: [],
  };
}

/** Because of what the flag is as it is: the status or stage that takes it back, its step, else that it was written at all. */
function causePath(status: Status, rollout: Rollout): Path {
  const [{ path, entry, effective }] = rollout.moves;
  if (status === "rolled_back" || status === "cancelled") return ["status"];
  if (isTakenBack(status, rollout)) return [...path, "stage"];
  return [...path, reaches(effective, "rollout") && entry.step !== undefined ? "step" : "flag"];
}

/** The step that counts, 0 for none: no ramp runs below the stage `rollout`, nor once the migration was taken back. */
export function releasedStep(status: Status, rollout: Rollout): number {
  const [move] = rollout.moves;
  return !isTakenBack(status, rollout) && reaches(move.effective, "rollout") ? (move.entry.step ?? 0) : 0;
}

/** Then the flag goes off whoever raised it. From `internal` to `selectable` one that a person tries out is theirs. */
function isTakenBack(status: Status, { moves: [move] }: Rollout): boolean {
  return status === "rolled_back" || status === "cancelled" || !reaches(move.effective, "internal");
}
