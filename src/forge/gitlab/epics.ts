import type { ItemPatch, NewItem } from "../../model/effect.ts";
import type { Locator, ObservedItem } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { epicWay } from "./epic-way.ts";
import { nameOf } from "./items.ts";
import type { Names } from "./names.ts";
import { createRestEpic, listRestEpics, readRestEpic, updateRestEpic } from "./rest-epics.ts";
import { putUnderRestEpic } from "./rest-epics-parent.ts";
import {
  createWorkItemEpic,
  listWorkItemEpics,
  readWorkItemEpic,
  readWorkItemEpics,
  updateWorkItemEpic,
} from "./work-item-epics.ts";
import { type Filter, setParent } from "./work-items.ts";

/** All epics of a group itself, not of the groups below it, that match, oldest first; none where it has no epics. */
export async function listEpics(client: Client, group: string, filter: Filter): Promise<ObservedItem[]> {
  const way = await epicWay(client, group);
  switch (way.as) {
    case "work-items":
      return listWorkItemEpics(client, group, filter);
    case "rest":
      return listRestEpics(client, group, filter);
    case "none":
      return [];
  }
}

export async function readEpic(client: Client, locator: Locator): Promise<ObservedItem | undefined> {
  const way = await epicWay(client, locator.home);
  switch (way.as) {
    case "work-items":
      return readWorkItemEpic(client, locator);
    case "rest":
      return readRestEpic(client, locator);
    case "none":
      return undefined;
  }
}

/** Up to 100 epics of a group; those that are not there, or that we may not see, are left out. */
export async function readEpics(client: Client, group: string, iids: readonly string[]): Promise<ObservedItem[]> {
  const way = await epicWay(client, group);
  if (way.as === "work-items") return readWorkItemEpics(client, group, iids);
  const read = iids.map((id) => readEpic(client, { kind: "epic", home: group, id }));
  return (await Promise.all(read)).flatMap((epic) => epic ?? []);
}

/** Throws ForgeError "refused" where the group has no epics. */
export async function createEpic(client: Client, names: Names, item: NewItem): Promise<ObservedItem> {
  const way = await epicWay(client, item.home);
  switch (way.as) {
    case "work-items":
      return createWorkItemEpic(client, names, way.type, item);
    case "rest":
      return createRestEpic(client, names, item);
    case "none":
      throw new ForgeError("refused", noEpics(item.home));
  }
}

export async function updateEpic(
  client: Client,
  names: Names,
  locator: Locator,
  patch: ItemPatch,
): Promise<ObservedItem> {
  const way = await epicWay(client, locator.home);
  switch (way.as) {
    case "work-items":
      return updateWorkItemEpic(client, names, locator, patch);
    case "rest":
      return updateRestEpic(client, names, locator, patch);
    case "none":
      throw new ForgeError("refused", noEpics(locator.home));
  }
}

/** Puts an epic or issue under a parent, taking it from another one; nothing is sent where it hangs there already. */
export async function putUnder(client: Client, from: Locator, to: Locator): Promise<void> {
  if (to.kind !== "epic") return setParent(client, from, to);
  const way = await epicWay(client, to.home);
  if (way.as === "none") throw new ForgeError("refused", `${noEpics(to.home)}, so ${nameOf(to)} is no parent`);
  return way.as === "rest" ? putUnderRestEpic(client, from, to) : setParent(client, from, to);
}

/** What a group lacks, for people. */
function noEpics(group: string): string {
  return `"${group}" has no epics on this server: they need GitLab Premium or Ultimate`;
}
