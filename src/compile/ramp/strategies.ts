import { own } from "../../model/own.ts";
import type { Strategy } from "../../model/resource.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { FlagStrategy } from "../../model/schema/rollout.gen.ts";
import { featureGroup } from "./chatops.ts";

/** The server is one environment, so that its flags have no word for it. */
const SERVER = ["*"];

/**
 * Who gets a flag's new side at each step of a ramp. Whom a step reached keeps it: the audiences of earlier steps stay
 * beside the percentage until it is everybody. A project's flag knows an audience by its user list, the server's by its
 * feature group; one without the name that is needed reaches nobody.
 */
export function strategiesOf(
  config: Config,
  steps: readonly RampStep[],
  environments: readonly string[],
): Strategy[][] {
  const isServer = config.gitlab?.flags?.backend === "instance";
  const where = isServer ? SERVER : environments;
  return steps.map((_step, index) => {
    const passed = steps.slice(0, index + 1);
    const percentage = Math.max(0, ...passed.map((step) => step.percentage ?? 0));
    if (percentage >= 100) return [{ kind: "everyone", environments: where }];
    const names = new Set(
      passed.flatMap(({ audience }) => (isServer ? featureGroup : userList)(config, audience) ?? []),
    );
    const named = [...names].map(
      (name): Strategy =>
        isServer
          ? { kind: "group", group: name, environments: where }
          : { kind: "user_list", list: name, environments: where },
    );
    return percentage === 0 ? named : [...named, { kind: "percentage", percentage, environments: where }];
  });
}

function userList(config: Config, audience: string | undefined): string | undefined {
  return own(config.audiences, audience)?.user_list;
}

/** A strategy as GitLab's API takes it, where every parameter is a text. */
export function asSent(strategy: Exclude<Strategy, { kind: "group" }>): FlagStrategy {
  const scopes = strategy.environments.map((environment) => ({ environment_scope: environment }));
  switch (strategy.kind) {
    case "everyone":
      return { name: "default", parameters: {}, scopes };
    case "user_list":
      return { name: "gitlabUserList", parameters: {}, user_list: strategy.list, scopes };
    case "percentage": {
      const rollout = String(strategy.percentage);
      return { name: "flexibleRollout", parameters: { groupId: "default", rollout, stickiness: "userId" }, scopes };
    }
  }
}
