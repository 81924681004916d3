import { badParameter, recordNotFound } from "../errors.ts";
import { boolean, has, integer, isObject, type Params, text } from "../params.ts";
import type { FeatureFlag, FlagScope, FlagStrategy, State } from "../state.ts";
import { nextId, type Store } from "../store.ts";

const KEYS: Record<string, readonly string[]> = {
  default: [],
  gitlabUserList: [],
  gradualRolloutUserId: ["groupId", "percentage"],
  flexibleRollout: ["groupId", "rollout", "stickiness"],
  userWithId: ["userIds"],
};
const STICKINESS = ["default", "userId", "sessionId", "random"];
const SCOPE = /^[a-zA-Z0-9_/${}. *-]+$/;

/**
 * Patches a flag's strategies with those of a request: with an `id` one is changed (or, with `_destroy`, goes), without one it is
 * added, and what the request does not name stays. Returns the model's complaints, as sentences.
 */
export function patchStrategies(store: Store, flag: FeatureFlag, items: unknown): string[] {
  const wanted = objects(items, "strategies");
  for (const item of wanted) {
    const id = integer(item, "id");
    if (id === undefined) {
      addStrategy(store, flag, item);
      continue;
    }
    const known = flag.strategies.find((strategy) => strategy.id === id);
    if (!known) throw recordNotFound();
    if (boolean(item, "_destroy")) flag.strategies = flag.strategies.filter((strategy) => strategy !== known);
    else change(store, known, item);
  }
  return [...new Set(flag.strategies.flatMap((strategy) => complaints(store.state, flag, strategy)))];
}

function addStrategy(store: Store, flag: FeatureFlag, item: Params): void {
  if (boolean(item, "_destroy")) return;
  const strategy: FlagStrategy = {
    id: nextId(store, "strategy"),
    name: "",
    parameters: {},
    userListId: null,
    scopes: [],
  };
  change(store, strategy, item);
  flag.strategies.push(strategy);
}

function change(store: Store, strategy: FlagStrategy, item: Params): void {
  const name = text(item, "name");
  if (name !== undefined && name !== strategy.name) {
    if (strategy.name === "gitlabUserList") strategy.userListId = null;
    strategy.name = name;
  }
  if (has(item, "parameters")) strategy.parameters = parameters(item["parameters"]);
  const list = integer(item, "user_list_id");
  if (list !== undefined) strategy.userListId = list;
  if (has(item, "scopes")) patchScopes(store, strategy, item["scopes"]);
}

/** An object, or the same as JSON text: clients that rewrite keys need the second. */
function parameters(value: unknown): Record<string, unknown> {
  let read = value;
  if (typeof value === "string") {
    try {
      read = JSON.parse(value);
    } catch {
      throw badParameter("strategies[0][parameters] is invalid");
    }
  }
  if (!isObject(read)) throw badParameter("strategies[0][parameters] is invalid");
  return { ...read };
}

function patchScopes(store: Store, strategy: FlagStrategy, items: unknown): void {
  for (const item of objects(items, "strategies[0][scopes]")) {
    const id = integer(item, "id");
    const known = strategy.scopes.find((scope) => scope.id === id);
    if (id !== undefined && !known) throw recordNotFound();
    if (boolean(item, "_destroy")) {
      strategy.scopes = strategy.scopes.filter((scope) => scope !== known);
      continue;
    }
    const environmentScope = (text(item, "environment_scope") ?? known?.environmentScope ?? "").trim();
    const scope: FlagScope = known ?? { id: nextId(store, "scope"), environmentScope };
    scope.environmentScope = environmentScope;
    if (!known) strategy.scopes.push(scope);
  }
}

function objects(items: unknown, name: string): Params[] {
  const list = Array.isArray(items) ? items : [];
  if (!Array.isArray(items) || !list.every(isObject)) throw badParameter(`${name} is invalid`);
  return list;
}

function complaints(state: State, flag: FeatureFlag, strategy: FlagStrategy): string[] {
  const keys = KEYS[strategy.name];
  if (!keys) return ["Strategies name strategy name is invalid"];
  const said = parameterComplaints(strategy, keys).map((text) => `Strategies parameters ${text}`);
  const list = state.userLists.find((candidate) => candidate.id === strategy.userListId);
  if (strategy.name === "gitlabUserList") {
    if (!list) said.push("Strategies user list can't be blank");
    else if (list.projectId !== flag.projectId) said.push("Strategies user list must belong to the same project");
  } else if (strategy.userListId !== null) said.push("Strategies user list must be blank");
  const scopes = strategy.scopes.map((scope) => scope.environmentScope);
  if (scopes.some((scope) => !SCOPE.test(scope))) {
    said.push(
      "Strategies scopes environment scope can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*' and spaces",
    );
  }
  if (new Set(scopes).size < scopes.length) said.push("Strategies scopes environment scope has already been taken");
  return said;
}

function parameterComplaints({ name, parameters: given }: FlagStrategy, keys: readonly string[]): string[] {
  const same = Object.keys(given).sort().join(",") === [...keys].sort().join(",");
  if (!same) return ["parameters are invalid"];
  const said: string[] = [];
  if (keys.includes("groupId") && !(typeof given["groupId"] === "string" && /^[a-z]{1,32}$/.test(given["groupId"]))) {
    said.push("groupId parameter is invalid");
  }
  for (const key of ["percentage", "rollout"]) {
    if (keys.includes(key) && !isPercentage(given[key]))
      said.push(`${key} must be a string between 0 and 100 inclusive`);
  }
  if (keys.includes("stickiness") && !STICKINESS.includes(String(given["stickiness"]))) {
    said.push("stickiness parameter must be default, userId, sessionId, or random");
  }
  if (name === "userWithId" && !areUserIds(given["userIds"])) said.push(userIdsComplaint("userIds"));
  return said;
}

function isPercentage(value: unknown): boolean {
  return typeof value === "string" && /^\d+$/.test(value) && Number(value) <= 100;
}

export function userIdsComplaint(name: string): string {
  return `${name} must be a string of unique comma separated values each 256 characters or less`;
}

export function areUserIds(value: unknown): boolean {
  if (typeof value !== "string" || /[\n\r\t]|,,/.test(value)) return false;
  const ids = value.split(",");
  return new Set(ids).size === ids.length && ids.every((id) => id !== "" && id.length <= 256 && id === id.trim());
}
