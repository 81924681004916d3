import type { Strategy } from "../../model/resource.ts";
import { children, type Fields, text } from "./shape.ts";

/** What is stored of a flag of the whole server. A flag without any gate is as its definition says. */
export interface Gates {
  /** True once anything was ever set: then the default of the definition counts no more. */
  readonly stored: boolean;
  readonly boolean: boolean;
  /** Of actors, 0 to 100. */
  readonly percentage: number;
  readonly groups: readonly string[];
  /** What our words cannot say, such as `actors User:7`. */
  readonly foreign: readonly string[];
}

/** One request of those that lead from one state of a flag to another. */
interface GateChange {
  readonly value: string;
  readonly key?: "percentage_of_actors";
  readonly feature_group?: string;
}

export const NO_GATES: Gates = { stored: false, boolean: false, percentage: 0, groups: [], foreign: [] };

/** The server has one environment, which is all of them. */
const EVERYWHERE = ["*"];

/** `feature` as `GET /features` shows it. */
export function readGates(feature: Fields): Gates {
  const gates = new Map(children(feature, "gates").map((gate) => [text(gate, "key"), gate.values["value"]]));
  const [percentage, time] = [numberOf(gates.get("percentage_of_actors")), numberOf(gates.get("percentage_of_time"))];
  const known = new Set(["boolean", "percentage_of_actors", "percentage_of_time", "groups"]);
  const others = [...gates].filter(([key, value]) => !known.has(key) && listed(value).length > 0);
  return {
    stored: true,
    boolean: gates.get("boolean") === true,
    percentage,
    groups: listed(gates.get("groups")).sort(),
    foreign: [
      ...(time > 0 ? [`${time} % of the time`] : []),
      ...others.map(([key, value]) => `${key} ${listed(value).join(", ")}`),
    ],
  };
}

/** Who has the new side, in our words; `byDefault` is what the definition says where nothing is stored. */
export function strategiesFrom({ stored, boolean, percentage, groups }: Gates, byDefault: boolean): Strategy[] {
  if (stored ? boolean : byDefault) return [{ kind: "everyone", environments: EVERYWHERE }];
  return [
    ...groups.map((group): Strategy => ({ kind: "group", group, environments: EVERYWHERE })),
    ...(percentage > 0 ? [{ kind: "percentage", percentage, environments: EVERYWHERE } as const] : []),
  ];
}

/**
 * The requests that lead from one state to the other, in order, so that nobody is reached in between who is not reached
 * at one of the ends. `true` and `false` take every gate away, those of others too; a percentage can be lowered but taken
 * away only so. Nothing is sent for a flag that is off and has no gate: one that is stored would hide the definition's default.
 */
export function gateChanges(live: Gates, wanted: readonly Strategy[], byDefault: boolean): GateChange[] {
  if (wanted.length === 0) return isOff(live, byDefault) ? [] : [{ value: "false" }];
  if (wanted.some((strategy) => strategy.kind === "everyone")) {
    return (live.stored ? live.boolean : byDefault) ? [] : [{ value: "true" }];
  }
  const groups = wanted.flatMap((strategy) => (strategy.kind === "group" ? [strategy.group] : []));
  const percentage = Math.max(0, ...wanted.map((one) => (one.kind === "percentage" ? one.percentage : 0)));
  const wiped = live.boolean || (live.percentage > 0 && percentage === 0);
  const from = wiped ? NO_GATES : live;
  const gone = from.groups.filter((group) => !groups.includes(group));
  const added = groups.filter((group) => !from.groups.includes(group));
  return [
    ...(wiped ? [{ value: "false" }] : []),
    ...(gone.length > 0 ? [{ value: "false", feature_group: gone.join(",") }] : []),
    // A bare number would be a share of the time.
    ...(percentage === from.percentage ? [] : [{ value: String(percentage), key: "percentage_of_actors" } as const]),
    ...(added.length > 0 ? [{ value: "true", feature_group: added.join(",") }] : []),
  ];
}

/** Whether one of the requests takes away what others set. */
export function wipes(changes: readonly GateChange[]): boolean {
  return changes.some(({ key, feature_group: group }) => key === undefined && group === undefined);
}

function isOff({ stored, boolean, percentage, groups, foreign }: Gates, byDefault: boolean): boolean {
  if (!stored) return !byDefault;
  return !boolean && percentage === 0 && groups.length === 0 && foreign.length === 0;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
