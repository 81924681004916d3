import { besideMarker, type FlagRecord, parseMarker } from "../model/marker.ts";
import type { Locator, Observation, ObservedItem, ObservedProposal } from "../model/observed.ts";
import { type ResourceKey, reference } from "../model/reference.ts";
import type { Anchor, FileResource, ItemResource } from "../model/resource.ts";
import { withMarker } from "./body.ts";
import { newProposal, openEdits } from "./file.ts";
import { type Foreign, foreignItems } from "./imagine-adopted.ts";
import { imagineFlags, recordsOf, removalTasks, ticked } from "./imagine-flags.ts";
import type { ImagineInput } from "./imagine-input.ts";
import { linksIn } from "./imagine-links.ts";
import { anchorName, type Link, newItem, sameLocator } from "./item.ts";
import { itemReference } from "./ownership.ts";
import { existingAnchor, isItem } from "./world.ts";

/** Everything that the parts of the imagined world look up. */
interface Imagined extends ImagineInput {
  readonly items: readonly ItemResource[];
  readonly foreign: Foreign;
  readonly link: Link;
  /** Where an epic or issue is. */
  readonly place: (item: ItemResource) => Locator;
  readonly anchor: (anchor: Anchor) => Locator | undefined;
}

/**
 * What a look at the forge would show if everything that the base asks for had been done and no person had touched it.
 * Nothing there has a number: an object's id is its key and its address a `cutover:` reference, unless a target's file
 * names the address already.
 */
export function imagine(input: ImagineInput): Observation {
  const world = worldIn(input);
  const { scope, foreign } = world;
  const proposals = input.base.resources.flatMap((one) => (one.kind === "file" ? proposalOf(world, one) : []));
  const isSeen = ({ branch, locator }: ObservedProposal) =>
    scope.proposals.some((one) => one.project === locator.home && one.branch === branch);
  return {
    items: [...withRelations(world), ...foreign.unclaimed],
    flags: imagineFlags(input, world.link),
    proposals: proposals.filter(isSeen),
    strays: proposals.filter((one) => !isSeen(one)),
    unknown: { labels: [], people: [], milestones: [], parents: [], lists: [] },
    parents: {},
  };
}

/** True for a place that was made up here. */
export function isImagined({ kind, id }: Locator): boolean {
  return kind !== "flag" && id.includes("/");
}

function worldIn(input: ImagineInput): Imagined {
  const { base, wanted, scope } = input;
  const { tracker } = scope;
  // Another tracker is not looked at, and so nothing of the one before is seen.
  const items = base.resources.filter(isItem).filter(({ home }) => home === tracker.project || home === tracker.group);
  const foreign = foreignItems(input);
  const byKey = new Map(items.map((item) => [item.key, item]));
  const place = ({ key, kind, home }: ItemResource) => foreign.claimed.get(key)?.locator ?? { kind, home, id: key };
  const anchor = (to: Anchor): Locator | undefined => {
    if ("existing" in to) return existingAnchor(to.existing, scope);
    const item = byKey.get(to.key);
    return item && place(item);
  };
  const known = linksIn([...base.resources, ...wanted.resources]);
  const link: Link = (key) => known.get(key) ?? reference(key);
  return { ...input, items, foreign, link, place, anchor };
}

/** The epics and issues with their relations, which are seen from both ends and noted where they are asked for. */
function withRelations(world: Imagined): ObservedItem[] {
  const { items, anchor, place } = world;
  const records = recordsOf(world);
  const tasks = removalTasks(world);
  const related = items.flatMap((item) =>
    item.related.flatMap((to) => {
      const other = anchor(to);
      return other === undefined ? [] : [{ one: place(item), other }];
    }),
  );
  return items.map((item) => {
    const at = place(item);
    const ends = related.flatMap(({ one, other }) =>
      sameLocator(one, at) ? [other] : sameLocator(other, at) ? [one] : [],
    );
    return itemOf(world, item, { record: records.get(item.key), related: ends, task: tasks.get(item.key) });
  });
}

function itemOf(
  world: Imagined,
  item: ItemResource,
  found: {
    readonly record: FlagRecord | undefined;
    readonly related: readonly Locator[];
    readonly task: string | undefined;
  },
): ObservedItem {
  const { anchor, link, place, scope, user, foreign } = world;
  const source = sourceOf(world, item.migration);
  const {
    home: _home,
    body,
    ...fields
  } = newItem(item, {
    link,
    anchor,
    source,
    record: found.record,
    label: scope.label,
  });
  const parent = item.parent && anchor(item.parent);
  const stands = item.related.filter((to) => anchor(to) !== undefined).map(anchorName);
  return {
    ...fields,
    locator: place(item),
    url: link(item.key) ?? "",
    author: foreign.claimed.get(item.key)?.author ?? user,
    body: ticked(withNoted(body, item, { parent: parent && item.parent, related: stands }), found.task),
    moved: false,
    parent,
    related: found.related,
    updatedAt: "",
  };
}

/** The body with the relations that stand in its marker: one that it does not name would be noted anew. */
function withNoted(
  body: string,
  { key, home }: ItemResource,
  { parent, related }: { readonly parent: Anchor | undefined; readonly related: readonly string[] },
): string {
  const applied = {
    ...parseMarker(body)?.applied,
    ...(parent !== undefined && { parent: anchorName(parent) }),
    ...(related.length > 0 && { related: [...related].sort() }),
  };
  return withMarker({ key, home, applied }, besideMarker(body));
}

/** What the target's file does not hold yet is an open merge request that nobody but us has touched. */
function proposalOf(world: Imagined, file: FileResource): ObservedProposal[] {
  const { link, user } = world;
  if (file.needs.length > 0 || openEdits(file, link).length === 0) return [];
  const { home, key } = file;
  const context = { link, user, source: sourceOf(world, file.migration) };
  const { title, body, branch, base, labels } = newProposal(file, context);
  return [
    {
      kind: "proposal",
      locator: { kind: "proposal", home, id: key },
      url: link(key) ?? "",
      author: user,
      state: "open",
      ...{ title, body, branch, base, labels },
      intact: true,
      head: new Map(),
      start: new Map(),
      foreignCommits: [],
    },
  ];
}

/** A name as messages write it, and how it is told where nothing has a number. */
export function namesOf({ items, proposals, strays = [] }: Observation): ReadonlyMap<string, string> {
  const things = items.filter(({ locator }) => isImagined(locator));
  const requests = [...proposals, ...strays.map((one) => ({ ...one, kind: "proposal" as const }))];
  return new Map([
    ...things.map((item): [string, string] => [itemReference(item), item.locator.id]),
    ...requests.flatMap(({ locator }): [string, string][] => [
      [`${locator.home}!${locator.id}`, requestName(locator.id)],
      [`!${locator.id}`, requestName(locator.id)],
    ]),
  ]);
}

function requestName(key: ResourceKey): string {
  return `the merge request of ${key}`;
}

function sourceOf({ base }: Imagined, migration: string): string {
  const { digest = "" } = base.migrations.find(({ name }) => name === migration) ?? {};
  return digest.slice(0, 16);
}
