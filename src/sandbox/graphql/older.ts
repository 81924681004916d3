import type { State } from "../state.ts";

/** The first version whose GraphQL has epics as work items. */
const EPICS_SINCE = 17;

/** Whether the server knows epics through REST alone. */
export function isOlder({ serverVersion }: State): boolean {
  return Number.parseInt(serverVersion, 10) < EPICS_SINCE;
}

/** Whether a group's work items can be epics. */
export function hasEpics(state: State): boolean {
  return state.tier !== "free" && !isOlder(state);
}

const NONE: ReadonlySet<string> = new Set();
const WITHHELD: ReadonlySet<string> = new Set([
  "WorkItemType.widgetDefinitions",
  "Namespace.workItem",
  "Namespace.workItems",
  "Group.workItem",
  "Group.workItems",
]);

/** Fields of the schema, as `Type.field`, that this server's version does not have. */
export function withheld(state: State): ReadonlySet<string> {
  return isOlder(state) ? WITHHELD : NONE;
}
