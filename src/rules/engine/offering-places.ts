import { findModel } from "../../model/gateway.ts";
import { type Path, pointer } from "../../model/source.ts";
import type { TargetView } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import { modelPlace } from "./gateway-places.ts";
import { editingMigrations } from "./open.ts";
import { keyAt, type Place, valueAt } from "./place.ts";

const ID = "gitlab_identifier";

/** Where people read what an offering's entry says at `path`: in the migration that writes it, else in the gateway's file. */
export function offeringPlace(
  { workspace, before }: { readonly workspace: Workspace; readonly before: TargetView },
  target: string,
  id: string,
  path: Path,
): Place | undefined {
  const isId = path.length === 0 || path[0] === ID;
  const route = ["offerings", id, ...(isId ? [] : path)];
  const writer = editingMigrations(workspace).find(({ source }) => source.nodes.has(pointer(route)));
  const gateway = before.gateways.get(target);
  const model = gateway && findModel(gateway, id);
  // An id stands in the file already where a migration only patches its entry.
  if (writer !== undefined && !(isId && model !== undefined)) return (isId ? keyAt : valueAt)(writer, route);
  return gateway && model && modelPlace(gateway, model, path);
}
