import { hasTrace } from "../../model/marker.ts";
import type { Locator, ObservedItem, Scope } from "../../model/observed.ts";
import type { Client } from "./client.ts";
import { listEpics, readEpics } from "./epics.ts";
import type { Identity } from "./identity.ts";
import { listIssues, readIssues } from "./issues.ts";
import { nameOf } from "./items.ts";
import { missing } from "./missing.ts";
import type { Filter } from "./work-items.ts";

// `&12`, `#3`, or with the path of another group or project before it.
const WRITTEN = /^([\w./-]*)([&#])(\d+)$/;
const PAGE = 100;

/**
 * Everything that may be ours, each object once. Ours is what our own user made or what a migration names: the first comes
 * by its author, whatever label or marker it lost, the second by its reference. What others made comes by the label: it is
 * not ours, but with a marker in it that another token's user wrote, nothing may be made in its place. So no object that
 * plan might make a second time can be absent, and none is read twice.
 */
export async function observeItems(
  client: Client,
  identity: Identity,
  scope: Scope,
  hasEpics: boolean,
): Promise<ObservedItem[]> {
  const { group, project } = scope.tracker;
  const list = (filter: Filter) => [
    hasEpics ? listEpics(client, group, filter) : [],
    listIssues(client, project, filter),
  ];
  const { user } = identity;
  const [own, others] = await Promise.all([
    Promise.all(user === "" ? [] : list({ author: user })),
    Promise.all(list({ label: scope.label, notAuthor: user === "" ? undefined : user })),
  ]);
  // Of our user's objects, what has neither the label nor anything of ours was made for something else.
  const ours = own.flat().filter(({ labels, body }) => labels.includes(scope.label) || hasTrace(body));
  const found = new Map([...ours, ...others.flat()].map((item) => [nameOf(item.locator), item]));
  const named = scope.adopted.flatMap((written) => locatorOf(written, scope) ?? []);
  const left = named.filter((locator) => !found.has(nameOf(locator)));
  return [...found.values(), ...(await readItems(client, left))];
}

/** Locators of the parents in the scope that exist, by their written form. */
export async function findParents(
  client: Client,
  scope: Pick<Scope, "tracker" | "parents">,
): Promise<Record<string, Locator>> {
  const locators = scope.parents.map((written) => [written, locatorOf(written, scope)] as const);
  const items = await readItems(
    client,
    locators.flatMap(([, locator]) => locator ?? []),
  );
  const there = new Set(items.map(({ locator }) => nameOf(locator)));
  return Object.fromEntries(
    locators.flatMap(([written, locator]) =>
      locator !== undefined && there.has(nameOf(locator)) ? [[written, locator]] : [],
    ),
  );
}

/** Epics and issues by their places, 100 of one group or project at once; what is not there or hidden is left out. */
async function readItems(client: Client, locators: readonly Locator[]): Promise<ObservedItem[]> {
  const places = new Map<string, Locator[]>();
  for (const locator of new Map(locators.map((one) => [nameOf(one), one])).values()) {
    const place = `${locator.kind} ${locator.home}`;
    places.set(place, [...(places.get(place) ?? []), locator]);
  }
  const batches = [...places.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / PAGE) }, (_, index) => all.slice(index * PAGE, (index + 1) * PAGE)),
  );
  const found = await Promise.all(batches.map((batch) => missing(readBatch(client, batch))));
  const wanted = new Set(locators.map(nameOf));
  return found.flatMap((items) => items ?? []).filter(({ locator }) => wanted.has(nameOf(locator)));
}

async function readBatch(client: Client, batch: readonly Locator[]): Promise<ObservedItem[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const read = first.kind === "epic" ? readEpics : readIssues;
  return read(
    client,
    first.home,
    batch.map(({ id }) => id),
  );
}

function locatorOf(written: string, { tracker }: Pick<Scope, "tracker">): Locator | undefined {
  const [, path = "", sign, id] = WRITTEN.exec(written) ?? [];
  if (id === undefined) return undefined;
  const epic = sign === "&";
  return { kind: epic ? "epic" : "issue", home: path || (epic ? tracker.group : tracker.project), id };
}
