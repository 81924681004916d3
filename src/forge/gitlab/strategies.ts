import type { Strategy } from "../../model/resource.ts";
import { ForgeError } from "../port.ts";
import { child, children, type Fields, integer, optionalChild, text } from "./shape.ts";

/** A strategy as GitLab has it, with the same thing in our words where they can say it. */
export interface LiveStrategy {
  readonly id: number;
  /** Undefined: foreign; it is counted and kept. */
  readonly strategy: Strategy | undefined;
}

/** One entry of `strategies` in a POST or PUT. Without `id` GitLab adds it, with `_destroy` it goes. */
export interface StrategyChange {
  readonly id?: number;
  readonly _destroy?: true;
  readonly name?: string;
  /** JSON as text: keys such as groupId have to arrive as they are. */
  readonly parameters?: string;
  readonly user_list_id?: number;
  readonly scopes?: readonly { readonly environment_scope: string }[];
}

/** Ids of user lists by name. */
export type ListIds = ReadonlyMap<string, number>;

export function readStrategy(fields: Fields): LiveStrategy {
  const environments = children(fields, "scopes")
    .map((scope) => text(scope, "environment_scope"))
    .sort();
  return { id: integer(fields, "id"), strategy: inOurWords(fields, environments) };
}

/** `wanted` for a flag that does not exist yet. Throws where a list is not in `lists`, so look before. */
export function newStrategies(wanted: readonly Strategy[], lists: ListIds): StrategyChange[] {
  return wanted.map((strategy) => added(strategy, lists));
}

/**
 * What turns the live strategies into the wanted ones and leaves foreign ones alone. GitLab patches this list: what is
 * not named stays, and as strategies are OR-ed, an old one left standing would keep the flag as wide as it was. What is
 * changed is replaced by a new one: its id tells it from one that a person puts back later.
 */
export function changedStrategies(
  live: readonly LiveStrategy[],
  wanted: readonly Strategy[],
  lists: ListIds,
): StrategyChange[] {
  const rest = live.filter(({ strategy }) => strategy !== undefined);
  const open = wanted.filter((strategy) => take(rest, (candidate) => same(candidate, strategy)) === undefined);
  return [
    ...open.map((strategy) => added(strategy, lists)),
    ...rest.map(({ id }) => ({ id, _destroy: true as const })),
  ];
}

/** Whether both hold the same strategies, in whatever order. */
export function sameStrategies(one: readonly Strategy[], other: readonly Strategy[]): boolean {
  const keys = (strategies: readonly Strategy[]) => strategies.map(keyOf).sort().join("\n");
  return keys(one) === keys(other);
}

/** Names of the user lists that are meant. */
export function listsOf(strategies: readonly Strategy[]): string[] {
  return strategies.flatMap((strategy) => (strategy.kind === "user_list" ? [strategy.list] : []));
}

function inOurWords(fields: Fields, environments: readonly string[]): Strategy | undefined {
  const parameters = child(fields, "parameters").values;
  const name = text(fields, "name");
  if (name === "default") return { kind: "everyone", environments };
  const list = name === "gitlabUserList" ? optionalChild(fields, "user_list") : undefined;
  if (list !== undefined) return { kind: "user_list", list: text(list, "name"), environments };
  const { groupId, rollout, stickiness } = parameters;
  // Another group or stickiness reaches other people at the same percentage, which our words cannot say.
  const ours = name === "flexibleRollout" && groupId === "default" && stickiness === "userId";
  return ours ? { kind: "percentage", percentage: Number(rollout), environments } : undefined;
}

function added(strategy: Strategy, lists: ListIds): StrategyChange {
  const scopes = strategy.environments.map((environment) => ({ environment_scope: environment }));
  return { ...nameAndParameters(strategy, lists), scopes };
}

function nameAndParameters(strategy: Strategy, lists: ListIds): StrategyChange {
  switch (strategy.kind) {
    case "everyone":
      return { name: "default", parameters: "{}" };
    case "percentage": {
      const parameters = { groupId: "default", rollout: String(strategy.percentage), stickiness: "userId" };
      return { name: "flexibleRollout", parameters: JSON.stringify(parameters) };
    }
    case "group":
      throw new ForgeError("refused", `a project's flag cannot reach the feature group "${strategy.group}"`);
    case "user_list": {
      const id = lists.get(strategy.list);
      return { name: "gitlabUserList", parameters: "{}", ...(id === undefined ? {} : { user_list_id: id }) };
    }
  }
}

function take(from: LiveStrategy[], matches: (strategy: Strategy) => boolean): LiveStrategy | undefined {
  const index = from.findIndex(({ strategy }) => strategy !== undefined && matches(strategy));
  return index < 0 ? undefined : from.splice(index, 1)[0];
}

function same(one: Strategy, other: Strategy): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf(strategy: Strategy): string {
  return `${strategy.kind} ${detailOf(strategy)} ${environmentsOf(strategy)}`;
}

function detailOf(strategy: Strategy): string | number {
  switch (strategy.kind) {
    case "everyone":
      return "";
    case "percentage":
      return strategy.percentage;
    case "user_list":
      return strategy.list;
    case "group":
      return strategy.group;
  }
}

function environmentsOf(strategy: Strategy): string {
  return JSON.stringify([...strategy.environments].sort());
}
