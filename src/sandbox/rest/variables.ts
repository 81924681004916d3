import { type Place, requirePart, requireRole } from "../access.ts";
import { notFound } from "../errors.ts";
import { paginate } from "../pagination.ts";
import { isObject, text } from "../params.ts";
import { type Context, ok, type Reply, type Route } from "../router.ts";
import type { Variable } from "../state.ts";
import { bothPlaces } from "./place.ts";

/** A hidden one tells nobody its value. */
function entity(variable: Variable) {
  return {
    variable_type: variable.type,
    key: variable.key,
    value: variable.hidden ? null : variable.value,
    hidden: variable.hidden,
    protected: variable.protected,
    masked: variable.masked,
    raw: variable.raw,
    environment_scope: variable.environmentScope,
    description: variable.description,
  };
}

/** Maintainers of a project and owners of a group see them. */
function variablesOf({ store: { state }, user }: Context, place: Place): Variable[] {
  requireRole(state, user, place, place.project ? "maintainer" : "owner");
  if (place.project) requirePart(state, user, place.project, "builds");
  return (place.project ?? place.group).variables;
}

function list(context: Context, place: Place): Reply {
  return paginate(context, variablesOf(context, place), entity);
}

/** Of several with one key `filter[environment_scope]` tells which. */
function getOne(context: Context, place: Place): Reply {
  const { filter } = context.params;
  const scope = isObject(filter) ? text(filter, "environment_scope") : undefined;
  const variable = variablesOf(context, place).find(
    ({ key, environmentScope }) => key === context.path["key"] && (scope === undefined || environmentScope === scope),
  );
  if (!variable) throw notFound("Variable");
  return ok(entity(variable));
}

export const variableRoutes: Route[] = [
  ...bothPlaces("GET", "/variables", list),
  ...bothPlaces("GET", "/variables/:key", getOne),
];
