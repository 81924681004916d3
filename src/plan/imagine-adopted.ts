import type { Observation, ObservedItem } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { ItemResource } from "../model/resource.ts";
import { claimsOf } from "./claims.ts";
import type { Asked, ImagineInput } from "./imagine-input.ts";
import { existingAnchor, isItem } from "./world.ts";

/** Epics and issues that people made and migrations name under `adopted`. */
export interface Foreign {
  /** Those that the base has taken over, by key. */
  readonly claimed: ReadonlyMap<ResourceKey, ObservedItem>;
  /** The others: no marker of ours is in them yet. */
  readonly unclaimed: readonly ObservedItem[];
}

/** Who made them is not known, only that it was not us. */
const SOMEBODY = "somebody";

export function foreignItems({ base, wanted, scope }: ImagineInput): Foreign {
  const named = [...base.migrations, ...wanted.migrations].flatMap(({ adopted }) =>
    adopted.flatMap((one) => ("item" in one ? [one.item] : [])),
  );
  const blank = new Map([...new Set(named)].flatMap((name) => blankItem(name, scope) ?? []));
  const taken = takenBy(base, blank);
  const toTake = new Map([...takenBy(wanted, blank)].map(([name, item]) => [name, item]));
  const unclaimed = [...blank].filter(([name]) => !taken.has(name));
  return {
    claimed: new Map([...taken].flatMap(([name, { key }]) => itemsBy(key, blank.get(name)))),
    // Whatever its people wrote there, nothing of it is to be changed: it counts as being as it is wanted.
    unclaimed: unclaimed.map(([name, item]) => ({ ...item, ...fieldsOf(toTake.get(name), scope.label) })),
  };
}

function blankItem(name: string, scope: ImagineInput["scope"]): [string, ObservedItem][] | undefined {
  const locator = existingAnchor(name, scope);
  if (locator === undefined) return undefined;
  const kind = locator.kind === "epic" ? "epic" : "issue";
  const empty = { labels: [], assignees: [], related: [], body: "", title: "", updatedAt: "" };
  const item = { ...empty, kind, locator, url: name, author: SOMEBODY, state: "open", confidential: false } as const;
  return [[name, { ...item, moved: false }]];
}

/** The wanted object of each reference that is taken over. */
function takenBy(
  { migrations, resources }: Asked,
  blank: ReadonlyMap<string, ObservedItem>,
): ReadonlyMap<string, ItemResource> {
  const items = resources.filter(isItem);
  const observation: Pick<Observation, "items"> = { items: [...blank.values()] };
  const { taken } = claimsOf({ migrations, observation }, items);
  return new Map(
    [...taken].flatMap(([name, key]) => items.filter((item) => item.key === key).map((item) => [name, item] as const)),
  );
}

function itemsBy(key: ResourceKey, item: ObservedItem | undefined): [ResourceKey, ObservedItem][] {
  return item === undefined ? [] : [[key, item]];
}

function fieldsOf(item: ItemResource | undefined, label: string): Partial<ObservedItem> {
  if (item === undefined) return {};
  const { title, state, assignees, dueDate, milestone, confidential } = item;
  const labels = item.labels.filter((one) => one !== label).sort();
  return { title: title.trim(), state, labels, assignees: [...assignees].sort(), dueDate, milestone, confidential };
}
