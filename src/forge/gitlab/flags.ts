import { createHash } from "node:crypto";
import type { FlagPatch, NewFlag } from "../../model/effect.ts";
import type { Locator, ObservedFlag } from "../../model/observed.ts";
import type { Strategy } from "../../model/resource.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { missing } from "./missing.ts";
import { children, type Fields, fieldsOf, flag, integer, listOf, optionalText, text } from "./shape.ts";
import {
  changedStrategies,
  type ListIds,
  type LiveStrategy,
  listsOf,
  newStrategies,
  readStrategy,
  sameStrategies,
} from "./strategies.ts";

interface LiveFlag {
  readonly flag: ObservedFlag;
  readonly strategies: readonly LiveStrategy[];
}

/**
 * The flag; undefined where the project has none of that name. Throws ForgeError for a project whose flags are not shown:
 * GitLab answers 404 to both, and nobody may be told that a flag is not there which may well be on.
 */
export async function readFlag(client: Client, locator: Locator): Promise<ObservedFlag | undefined> {
  const live = await readLive(client, locator);
  if (live === undefined) await readUserLists(client, locator.home);
  return live?.flag;
}

/** The flags of these names that a project has: several by lists of a hundred, one by its name. */
export async function readFlags(client: Client, home: string, names: readonly string[]): Promise<ObservedFlag[]> {
  const [first] = names;
  if (first === undefined) return [];
  if (names.length === 1) {
    const live = await readLive(client, { kind: "flag", home, id: first });
    return live === undefined ? [] : [live.flag];
  }
  const wanted = new Set(names);
  const rows = listOf(await client.api.flags.all(home, { perPage: 100 }), "GET /projects/:id/feature_flags");
  return rows.filter((row) => wanted.has(text(row, "name"))).map((row) => liveFlag(client, home, row).flag);
}

/** Ids of all user lists of a project by name. Fails for a project that is not there, unlike a flag that is not. */
export async function readUserLists({ api }: Client, home: string): Promise<Map<string, number>> {
  const lists = listOf(await api.userLists.all(home, { perPage: 100 }), "GET /projects/:id/feature_flags_user_lists");
  return new Map(lists.map((list) => [text(list, "name"), integer(list, "id")]));
}

/** Throws ForgeError "conflict" where a flag of that name exists. */
export async function createFlag(client: Client, wanted: NewFlag): Promise<ObservedFlag> {
  const lists = await neededLists(client, wanted.home, wanted.strategies);
  await client.http.write({
    method: "POST",
    url: client.rest(`projects/${encodeURIComponent(wanted.home)}/feature_flags`),
    body: {
      name: wanted.name,
      version: "new_version_flag",
      description: wanted.description,
      active: wanted.active,
      strategies: newStrategies(wanted.strategies, lists),
    },
  });
  return verified(client, { kind: "flag", home: wanted.home, id: wanted.name }, wanted, 0);
}

/** Sets description, active and our strategies in one request; strategies that our words cannot say stay. */
export async function updateFlag(client: Client, locator: Locator, patch: FlagPatch): Promise<ObservedFlag> {
  const [live, lists] = await Promise.all([
    readLive(client, locator),
    neededLists(client, locator.home, patch.strategies),
  ]);
  if (live === undefined) throw new ForgeError("missing", `"${locator.home}" has no feature flag "${locator.id}"`);
  await client.http.write({
    method: "PUT",
    url: client.rest(`projects/${encodeURIComponent(locator.home)}/feature_flags/${encodeURIComponent(locator.id)}`),
    body: {
      description: patch.description,
      active: patch.active,
      strategies: changedStrategies(live.strategies, patch.strategies, lists),
    },
  });
  return verified(client, locator, patch, live.flag.foreign);
}

/** Deletes a flag for good; one that is gone already is as wanted. */
export async function removeFlag(client: Client, { home, id }: Locator): Promise<void> {
  const url = client.rest(`projects/${encodeURIComponent(home)}/feature_flags/${encodeURIComponent(id)}`);
  await client.http.write({ method: "DELETE", url, accept: [404] });
}

async function readLive(client: Client, locator: Locator): Promise<LiveFlag | undefined> {
  const answer = await missing(client.api.flags.show(locator.home, locator.id));
  if (answer === undefined) return undefined;
  return liveFlag(client, locator.home, fieldsOf(answer, "GET /projects/:id/feature_flags/:name"));
}

function liveFlag({ url }: Client, home: string, fields: Fields): LiveFlag {
  const strategies = children(fields, "strategies").map(readStrategy);
  const ours = strategies.flatMap(({ strategy }) => strategy ?? []);
  const name = text(fields, "name");
  return {
    strategies,
    flag: {
      kind: "flag",
      locator: { kind: "flag", home, id: name },
      // The API tells neither address nor iid of a flag, so this is the page that lists them.
      url: `${url}/${home}/-/feature_flags`,
      name,
      description: optionalText(fields, "description") ?? "",
      active: flag(fields, "active"),
      strategies: ours,
      foreign: strategies.length - ours.length,
      ...stampOf(
        fields,
        strategies.map(({ id }) => id),
      ),
      ...(strategies.length > 0 && { ids: idsOf(strategies.map(({ id }) => id)) }),
    },
  };
}

/**
 * The switch moves `updated_at`, strategies do not (app/models/operations/feature_flags/strategy.rb), but ours are always
 * replaced, and the ids of those that went never come back.
 */
function stampOf(fields: Fields, ids: readonly number[]): Pick<ObservedFlag, "stamp"> {
  const [made, changed] = ["created_at", "updated_at"].map((name) => optionalText(fields, name));
  if (changed === undefined || (made === changed && ids.length === 0)) return {};
  const state = JSON.stringify([changed, idsOf(ids)]);
  return { stamp: createHash("sha256").update(state).digest("hex").slice(0, 16) };
}

function idsOf(ids: readonly number[]): string {
  return [...ids].sort((a, b) => a - b).join(",");
}

/** Only asked for where a list is meant. Throws ForgeError "refused" for a list that the project lacks. */
async function neededLists(client: Client, home: string, strategies: readonly Strategy[]): Promise<ListIds> {
  const wanted = listsOf(strategies);
  if (wanted.length === 0) return new Map();
  const lists = await readUserLists(client, home);
  const unknown = wanted.find((name) => !lists.has(name));
  if (unknown === undefined) return lists;
  const known = [...lists.keys()].sort().map((name) => `"${name}"`);
  throw new ForgeError(
    "refused",
    `"${home}" has no user list "${unknown}"; it has ${known.length === 0 ? "none" : known.join(", ")}`,
    "make the list on GitLab: Deploy > Feature flags > View user lists",
  );
}

/** Reads back: two writers at once leave both strategies standing, and GitLab has no lock against that. */
async function verified(
  client: Client,
  locator: Locator,
  asked: Pick<NewFlag, "active" | "strategies"> & { readonly description?: string },
  foreign: number,
): Promise<ObservedFlag> {
  const found = (await readLive(client, locator))?.flag;
  if (found === undefined)
    throw new ForgeError("conflict", `feature flag "${locator.id}" went away while it was written`);
  const wrong = [
    ...(found.active === asked.active ? [] : ["active"]),
    ...(asked.description === undefined || found.description === asked.description ? [] : ["description"]),
    ...(sameStrategies(found.strategies, asked.strategies) && found.foreign === foreign ? [] : ["strategies"]),
  ];
  if (wrong.length === 0) return found;
  throw new ForgeError(
    "conflict",
    `feature flag "${locator.id}" of "${locator.home}" is not as it was written: ${wrong.join(" and ")} differ`,
    "somebody may have changed it in the same moment; look with `cutover plan`",
  );
}
