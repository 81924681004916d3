import { rampOf } from "../../../model/defaults.ts";
import { own } from "../../../model/own.ts";
import type { Config } from "../../../model/schema/config.gen.ts";
import type { Rollout } from "../../items/rollout.ts";

/**
 * Whether a rollout issue is one that shows metrics: scores of an evaluation, or the limits of a gate. It is asked of
 * what the migration says and not of what was found, so that a report that turns up later does not make a public issue
 * leak: the published process keeps these issues confidential from the beginning.
 */
export function showsMetrics(config: Config, { moves: [move], flag }: Rollout): boolean {
  if (move.to !== undefined || move.entry.evaluation !== undefined) return true;
  const ramp = flag && rampOf(config, move);
  const names = [...(ramp?.steps ?? []).flatMap(({ gates = [] }) => gates), ...(ramp?.abort ?? [])];
  return names.some((name) => own(config.gates, name)?.source === "prometheus");
}
