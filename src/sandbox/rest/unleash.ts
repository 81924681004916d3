import { unauthorized } from "../errors.ts";
import { text } from "../params.ts";
import { type Context, ok, type Reply, type Route, route } from "../router.ts";
import type { FeatureFlag, FlagStrategy, Project, State } from "../state.ts";

/** The project whose client token was sent; a user's token opens nothing here, and the id must be a number. */
function projectOf({ store, path, params, headers }: Context): Project {
  const token = headers["unleash-instanceid"] ?? text(params, "instance_id");
  const project = store.state.projects.find((candidate) => String(candidate.id) === path["project"]);
  if (!project || token === undefined || project.clientToken !== token) throw unauthorized();
  return project;
}

/** What a client of one environment gets: flags with a strategy for it, switched-off ones included. */
function features(context: Context): Reply {
  const { state } = context.store;
  const project = projectOf(context);
  const header = context.headers["unleash-appname"];
  const environment = (typeof header === "string" ? header : text(context.params, "app_name")) ?? "";
  const flags = state.flags.filter((flag) => flag.projectId === project.id).sort((a, b) => (a.name < b.name ? -1 : 1));
  return ok({ version: 1, features: flags.flatMap((flag) => featureEntity(state, flag, environment)) });
}

function featureEntity(state: State, flag: FeatureFlag, environment: string) {
  const strategies = flag.strategies.filter((strategy) =>
    strategy.scopes.some((scope) => matches(scope.environmentScope, environment)),
  );
  if (strategies.length === 0) return [];
  return [
    {
      name: flag.name,
      description: flag.description,
      enabled: flag.active,
      strategies: strategies.map((strategy) => delivered(state, strategy)),
    },
  ];
}

/** Clients know no lists: they get the ids. */
function delivered(state: State, strategy: FlagStrategy) {
  if (strategy.name !== "gitlabUserList") return { name: strategy.name, parameters: strategy.parameters };
  const list = state.userLists.find((candidate) => candidate.id === strategy.userListId);
  return { name: "userWithId", parameters: { userIds: list?.userXids ?? "" } };
}

/** `*` in a scope stands for anything: `review/*` is every review app. */
function matches(scope: string, environment: string): boolean {
  const parts = scope.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(environment);
}

function accept(context: Context): Reply {
  projectOf(context);
  return ok({});
}

const BASE = "/feature_flags/unleash/:project";

export const unleashRoutes: Route[] = [
  route("GET", `${BASE}/client/features`, features),
  route("GET", `${BASE}/features`, features),
  route("POST", `${BASE}/client/register`, accept),
  route("POST", `${BASE}/client/metrics`, accept),
];
