import { FLAG, rampOf } from "../../model/defaults.ts";
import type { FlagResource, Strategy } from "../../model/resource.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Flag } from "../../model/schema/migration.gen.ts";
import { causeAt } from "../../model/source.ts";
import { reaches, type Status } from "../../model/stage.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { strategiesOf } from "../ramp/strategies.ts";
import { safeTitle } from "../safe-text.ts";
import { flagKey, rolloutKey } from "./keys.ts";
import { idleRolloutsOf, type Rollout, rolloutsOf } from "./rollout.ts";

/** A draft asks for no flag, and what becomes of the flags of a migration that is complete is for the plan to say. */
const WITHOUT_FLAGS: readonly Status[] = ["draft", "complete"];

/**
 * The project feature flags of a migration. Other backends are driven by people: they have commands, and no resource.
 * The flag of a feature at `planned` or `absent` is wanted off, so that going back there turns a live one off; its
 * rollout issue may not be among the resources.
 */
export function flagsOf({ config }: Workspace, document: MigrationDocument): FlagResource[] {
  const { flags } = config.data.gitlab ?? {};
  if (flags?.backend !== "project" || flags.project === undefined) return [];
  const home = flags.project;
  if (WITHOUT_FLAGS.includes(document.data.status)) return [];
  return [...rolloutsOf(document.data), ...idleRolloutsOf(document.data)].flatMap((rollout) =>
    rollout.flag === undefined ? [] : [flagResource(config.data, document, rollout, rollout.flag, home)],
  );
}

function flagResource(
  config: Config,
  document: MigrationDocument,
  rollout: Rollout,
  flag: Flag,
  home: string,
): FlagResource {
  const [move] = rollout.moves;
  const steps = strategiesOf(config, rampOf(config, move)?.steps ?? [], flag.environments ?? FLAG.environments);
  const step = releasedStep(document.data.status, rollout);
  const strategies: readonly Strategy[] = steps[step - 1] ?? [];
  return {
    kind: "flag",
    key: flagKey(document.data, rollout),
    migration: document.data.name,
    feature: move.feature,
    cause: causeAt(document.source, [...move.path, "flag"]),
    home,
    name: flag.name,
    description: describeFlag(rollout, flag),
    step,
    off: isTakenBack(document.data.status, rollout),
    active: strategies.length > 0,
    strategies,
    steps: steps.map((each) => ({ strategies: each })),
    issue: rolloutKey(document.data, rollout),
    after: [],
  };
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

/** What a flag does, in one line within GitLab's limit of 255 characters. */
export function describeFlag({ moves }: Rollout, flag: Flag): string {
  const { feature, from, to } = moves[0];
  const what = moves.length === 1 ? feature : `${feature} and ${moves.length - 1} more features`;
  const [off, on] = [flag.off ?? from?.join(", "), flag.on ?? to?.join(", ")];
  switch (flag.controls ?? FLAG.controls) {
    case "model":
      return safeTitle(`Serves ${what} with ${on ?? "the new model"}${off === undefined ? "" : ` instead of ${off}`}`);
    case "prompt_version":
      return safeTitle(
        `Serves ${what} with prompt version ${on ?? "of the new model"}${off === undefined ? "" : ` instead of ${off}`}`,
      );
    case "gateway_branch":
      return safeTitle(
        `Switches ${what} to the gateway's branch ${on ?? "for the new model"}${off === undefined ? "" : ` from ${off}`}`,
      );
  }
}
