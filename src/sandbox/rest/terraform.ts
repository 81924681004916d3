import { requireRole } from "../access.ts";
import { ApiError, badParameter, conflict, notFound, unprocessable } from "../errors.ts";
import { integer, requireParams, text } from "../params.ts";
import { type Context, noContent, type Reply, type Route, route } from "../router.ts";
import type { Role } from "../seed.ts";
import type { TerraformState, User } from "../state.ts";
import type { Store } from "../store.ts";
import { projectPlace } from "./place.ts";

const LOCK_FIELDS = ["ID", "Operation", "Info", "Who", "Version", "Created", "Path"];
/** Deleting is work for later: until it is done, in seconds, nothing answers. */
const DELETION = 5;

interface Place {
  user: User;
  projectId: number;
  name: string;
}

function enter(context: Context, role: Role): Place {
  const { store, user, path } = context;
  const place = projectPlace(context);
  const name = path["name"] ?? "";
  const member = requireRole(store.state, user, place, role);
  const { terraform, now } = store.state;
  const gone = (state: TerraformState) =>
    state.deletedAt !== null && Date.parse(now) - Date.parse(state.deletedAt) >= DELETION * 1000;
  store.state.terraform = terraform.filter((state) => !gone(state));
  return { user: member, projectId: place.project.id, name };
}

function find({ state }: Store, { projectId, name }: Place): TerraformState | undefined {
  const found = state.terraform.find((candidate) => candidate.projectId === projectId && candidate.name === name);
  if (found?.deletedAt) throw unprocessable("The state is being deleted");
  return found;
}

function ensure(store: Store, place: Place): TerraformState {
  const known = find(store, place);
  if (known) return known;
  const { projectId, name } = place;
  const made = { projectId, name, lock: null, serial: null, content: null, deletedAt: null };
  store.state.terraform.push(made);
  return made;
}

/** Not re-entrant: who holds it is refused like everybody else. Only ID, Who and Created of the answer are the holder's. */
function lock(context: Context): Reply {
  const { store, params } = context;
  const place = enter(context, "maintainer");
  requireParams(params, LOCK_FIELDS);
  const id = text(params, "ID") ?? "";
  if (id.length > 255) throw badParameter("ID is too long (maximum is 255 characters)");
  const state = ensure(store, place);
  const isTaken = state.lock !== null;
  const held = state.lock ?? { id, userId: place.user.id, at: store.state.now };
  state.lock = held;
  const holder = store.state.users.find((user) => user.id === held.userId);
  const { Operation, Info, Version, Path } = params;
  const body = { Operation, Info, Version, Path, ID: held.id, Who: holder?.username ?? "", Created: held.at };
  return { status: isTaken ? 409 : 200, body };
}

/** Without an ID it breaks anybody's lock; with one it has to be that of the lock, also where nobody has it. */
function unlock(context: Context): Reply {
  const { store, params } = context;
  const state = ensure(store, enter(context, "maintainer"));
  const id = text(params, "ID");
  if (id !== undefined && id !== (state.lock?.id ?? "")) throw conflict("409 Conflict");
  state.lock = null;
  return { status: 200 };
}

function read(context: Context): Reply {
  const state = find(context.store, enter(context, "developer"));
  if (!state) throw notFound("State");
  return state.content === null ? noContent() : { status: 200, text: state.content, type: "application/json" };
}

function write(context: Context): Reply {
  const { store, query, params } = context;
  const state = ensure(store, enter(context, "maintainer"));
  requireHolder(state, text(query, "ID"));
  const { ID: _, ...content } = params;
  const serial = integer(content, "serial");
  if (serial === undefined) throw unprocessable("No serial in payload");
  if (serial === state.serial) throw unprocessable("Validation failed: Version has already been taken");
  Object.assign(state, { serial, content: JSON.stringify(content) });
  return { status: 200 };
}

function remove(context: Context): Reply {
  const { store, query } = context;
  const place = enter(context, "maintainer");
  const state = find(store, place);
  if (!state) throw notFound("State");
  requireHolder(state, text(query, "ID"));
  state.deletedAt = store.state.now;
  return { status: 200 };
}

/** A wrong ID is an error that nobody catches. */
function requireHolder({ lock: held }: TerraformState, id: string | undefined): void {
  if ((held?.id ?? "") !== (id ?? "")) throw new ApiError(500, { message: "500 Internal Server Error" });
}

const STATE = "/projects/:id/terraform/state/:name";

export const terraformRoutes: Route[] = [
  route("GET", STATE, read),
  route("POST", STATE, write),
  route("DELETE", STATE, remove),
  route("POST", `${STATE}/lock`, lock),
  route("DELETE", `${STATE}/lock`, unlock),
];
