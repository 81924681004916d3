import type { Place } from "../access.ts";
import { lastSegment } from "../entities/project.ts";
import type { AccessToken, User } from "../state.ts";
import type { Store } from "../store.ts";
import type { Node } from "./execute.ts";

/** Whose eyes see: what a user may not see is left out of parents, children and links. */
export interface Viewer {
  store: Store;
  user: User | null;
  token: AccessToken | null;
}

export function userNode(store: Store, user: User, type: "UserCore" | "CurrentUser" = "UserCore"): Node {
  const { id, username, name, bot } = user;
  const webUrl = `${store.url}/${username}`;
  return { type, fields: { id: `gid://gitlab/User/${id}`, username, name, bot, webUrl, state: "active" } };
}

export type PlaceType = "Namespace" | "Group" | "Project";

/** A project or group with its plain fields; what leads from it to work items is added by the query that starts there. */
export function placeNode(store: Store, place: Place, type: PlaceType): Node {
  const { id, path, name, visibility } = place.project ?? place.group;
  const model = type === "Namespace" ? (place.project ? "Namespaces::ProjectNamespace" : "Group") : type;
  const spaced = path.split("/").join(" / ");
  return {
    type,
    fields: {
      id: `gid://gitlab/${model}/${id}`,
      name,
      path: lastSegment(path),
      fullPath: path,
      fullName: spaced,
      nameWithNamespace: spaced,
      visibility,
      webUrl: place.project ? `${store.url}/${path}` : `${store.url}/groups/${path}`,
    },
  };
}
