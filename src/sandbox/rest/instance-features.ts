import { badRequest, forbidden, unauthorized } from "../errors.ts";
import { commaList, has, oneOf, type Params, requireParams, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { InstanceFeature, State } from "../state.ts";

const ACTOR_KINDS = ["user", "group", "namespace", "project", "repository", "runner"] as const;

function requireAdmin({ user }: Context): void {
  if (!user) throw unauthorized();
  if (!user.admin) throw forbidden();
}

function entity({ definitions }: State, feature: InstanceFeature) {
  const gates: { key: string; value: unknown }[] = [{ key: "boolean", value: feature.boolean }];
  if (feature.percentageOfActors > 0) gates.push({ key: "percentage_of_actors", value: feature.percentageOfActors });
  if (feature.percentageOfTime > 0) gates.push({ key: "percentage_of_time", value: feature.percentageOfTime });
  if (feature.actors.length > 0) gates.push({ key: "actors", value: feature.actors });
  if (feature.groups.length > 0) gates.push({ key: "groups", value: feature.groups });
  const state = feature.boolean ? "on" : gates.length > 1 ? "conditional" : "off";
  return {
    name: feature.name,
    state,
    gates,
    definition: definitions.find(({ name }) => name === feature.name) ?? null,
  };
}

export function blankFeature(name: string): InstanceFeature {
  return { name, boolean: false, percentageOfActors: 0, percentageOfTime: 0, actors: [], optedOut: [], groups: [] };
}

function list(context: Context): Reply {
  requireAdmin(context);
  const { state } = context.store;
  return ok(state.features.map((feature) => entity(state, feature)));
}

/** Any name is taken and kept, also one that no code asks for. */
function set(context: Context): Reply {
  requireAdmin(context);
  const { store, params, path } = context;
  requireParams(params, ["value"]);
  const name = path["name"] ?? "";
  const feature = store.state.features.find((candidate) => candidate.name === name) ?? blankFeature(name);
  const actors = actorsOf(store.state, params);
  const key = oneOf(params, "key", ["percentage_of_actors", "percentage_of_time"]);
  if (key !== undefined && actors !== null) throw badRequest("key, feature_group are mutually exclusive");
  apply(feature, text(params, "value") ?? "", key ?? "percentage_of_time", actors);
  if (!store.state.features.includes(feature)) store.state.features.push(feature);
  return created(entity(store.state, feature));
}

interface Actors {
  ids: string[];
  groups: string[];
}

function apply(feature: InstanceFeature, value: string, key: string, actors: Actors | null): void {
  const number = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : null;
  if (actors) {
    setActors(feature, value, actors);
    return;
  }
  // The boolean gate clears every other one, whichever way it is set; 100 and 0 are booleans too.
  if (value === "true" || number === 100) Object.assign(feature, blankFeature(feature.name), { boolean: true });
  else if (value === "false" || number === 0) Object.assign(feature, blankFeature(feature.name));
  else if (number === null || number > 100) throw badRequest(`value ${value} is invalid`);
  else if (feature.boolean) {
    throw badRequest(`Cannot enable ${key.replaceAll("_", " ")} for a fully-enabled flag`);
  } else if (key === "percentage_of_actors") feature.percentageOfActors = number;
  else feature.percentageOfTime = number;
}

function setActors(feature: InstanceFeature, value: string, { ids, groups }: Actors): void {
  const without = (list: string[], gone: string[]) => list.filter((item) => !gone.includes(item));
  if (value === "opt_out") feature.optedOut = [...new Set([...feature.optedOut, ...ids])];
  else if (value === "remove_opt_out") feature.optedOut = without(feature.optedOut, ids);
  else if (value === "true") {
    if (ids.some((id) => feature.optedOut.includes(id))) throw badRequest("Cannot enable for an opted-out actor");
    feature.actors = [...new Set([...feature.actors, ...ids])];
    feature.groups = [...new Set([...feature.groups, ...groups])];
  } else if (value === "false") {
    feature.actors = without(feature.actors, ids);
    feature.groups = without(feature.groups, groups);
  } else throw badRequest(`value ${value} is invalid`);
}

function actorsOf(state: State, params: Params): Actors | null {
  const groups = commaList(params, "feature_group") ?? [];
  const given = ACTOR_KINDS.filter((kind) => has(params, kind));
  if (given.length === 0 && groups.length === 0) return null;
  return {
    ids: given.flatMap((kind) => (commaList(params, kind) ?? []).map((name) => actorId(state, kind, name))),
    groups,
  };
}

function actorId(state: State, kind: string, name: string): string {
  const known: Record<string, { id: number } | undefined> = {
    user: state.users.find((user) => user.username === name),
    group: state.groups.find((group) => group.path === name),
    namespace: state.groups.find((group) => group.path === name),
    project: state.projects.find((project) => project.path === name),
    repository: state.projects.find((project) => project.path === name),
  };
  const found = known[kind];
  if (!found) throw badRequest(`${name} is not found!`);
  const type = kind === "namespace" ? "Group" : kind.charAt(0).toUpperCase() + kind.slice(1);
  return `${type}:${found.id}`;
}

function remove(context: Context): Reply {
  requireAdmin(context);
  const { state } = context.store;
  state.features = state.features.filter((feature) => feature.name !== context.path["name"]);
  return noContent();
}

export const instanceFeatureRoutes: Route[] = [
  route("GET", "/features", list),
  route("GET", "/features/definitions", (context) => {
    requireAdmin(context);
    return ok(context.store.state.definitions);
  }),
  route("POST", "/features/:name", set),
  route("DELETE", "/features/:name", remove),
];
