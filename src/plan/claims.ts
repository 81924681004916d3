import type { Adopted } from "../model/adopted.ts";
import { parseMarker } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { ItemResource } from "../model/resource.ts";
import { itemReference, type Renames } from "./ownership.ts";
import type { Conflict } from "./plan.ts";

/** What migrations say of objects that other hands made, or that were theirs under another name. */
export interface Claims {
  /** Keys that objects without a marker are to get, by reference such as `acme/ai#12`. */
  readonly taken: ReadonlyMap<string, ResourceKey>;
  readonly renamed: Renames;
  /** Claims that cannot be met; nothing is written to the keys that they are about. */
  readonly conflicts: readonly Conflict[];
  /** Migrations whose old name is not free: nothing new is made for them, as it may be there under that name. */
  readonly unsettled: ReadonlySet<string>;
}

/** What is read of a migration. */
interface Claimant {
  readonly name: string;
  readonly file: string;
  readonly adopted: readonly Adopted[];
  readonly formerly?: string | undefined;
  readonly renamed?: Readonly<Record<string, string>> | undefined;
}

interface ClaimsInput {
  readonly migrations: readonly Claimant[];
  readonly observation: { readonly items: readonly ObservedItem[] };
}

interface Claim {
  readonly by: Claimant;
  readonly item: string;
  readonly feature?: string | undefined;
  /** Undefined where the migration asks for no such object. */
  readonly wanted: ItemResource | undefined;
}

/** `items` are the epics and issues that are asked for. */
export function claimsOf(input: ClaimsInput, items: readonly ItemResource[]): Claims {
  const all = input.migrations.flatMap((by) => by.adopted.flatMap((one) => claimOf(items, by, one)));
  const renames = renamesOf(input);
  const conflicts = all.flatMap((claim) => problemOf(input, claim) ?? rivalOf(claim, all, input) ?? []);
  const disputed = new Set(conflicts.map(({ key }) => key));
  const taken = all.flatMap(({ item, wanted }) =>
    wanted === undefined || disputed.has(wanted.key) ? [] : [[item, wanted.key] as const],
  );
  return { taken: new Map(taken), ...renames, conflicts: [...conflicts, ...renames.conflicts] };
}

/** A migration that asks for nothing, such as a draft, claims nothing yet. */
function claimOf(items: readonly ItemResource[], by: Claimant, one: Adopted): Claim[] {
  if (!("item" in one)) return [];
  const { item, feature } = one;
  const own = items.filter(({ migration }) => migration === by.name);
  if (own.length === 0) return [];
  const isMeant = (each: ItemResource) =>
    feature === undefined ? each.feature === undefined : [each.feature, each.key.split("/")[2]].includes(feature);
  return [{ by, item, feature, wanted: own.find(isMeant) }];
}

/** What is wrong with a claim by itself. An object that has a marker is what the marker says, whatever the claim. */
function problemOf({ observation }: ClaimsInput, { by, item, feature, wanted }: Claim): Conflict | undefined {
  const conflict = (message: string, fix: string): Conflict => ({
    key: wanted?.key ?? `issue/${by.name}`,
    migration: by.name,
    message: `${by.file}: adopted names ${item}, ${message}`,
    fix,
  });
  const live = observation.items.find((each) => itemReference(each) === item);
  if (live === undefined) {
    return conflict("which is not there or cannot be seen", "correct the reference, or give our user access to it");
  }
  if (parseMarker(live.body) !== undefined) return undefined;
  if (live.moved) return conflict("which was moved elsewhere", "name the place where it is now");
  if (wanted === undefined) {
    return conflict(
      `for the feature "${feature}", which has no rollout issue`,
      "name a feature of this migration that has left the stage planned",
    );
  }
  if (wanted.kind === live.kind) return undefined;
  const example = wanted.kind === "epic" ? `${wanted.home}&7` : `${wanted.home}#12`;
  return conflict(
    `an ${live.kind}, but ${wanted.key} is an ${wanted.kind}`,
    `name an ${wanted.kind}, such as ${example}`,
  );
}

/** Two objects for one key, or one object for two migrations: nobody knows which is meant. */
function rivalOf(claim: Claim, all: readonly Claim[], { observation }: ClaimsInput): Conflict | undefined {
  const isMarked = (item: string) =>
    observation.items.some((live) => itemReference(live) === item && parseMarker(live.body) !== undefined);
  const rival = all.find((other) => {
    if (other === claim) return false;
    if (other.item === claim.item) return true;
    const isSameKey = claim.wanted !== undefined && other.wanted?.key === claim.wanted.key;
    return isSameKey && !isMarked(claim.item) && !isMarked(other.item);
  });
  if (rival === undefined) return undefined;
  const what = ({ item, by, wanted }: Claim) => `${item} as ${wanted?.key ?? "nothing"} (${by.file})`;
  return {
    key: claim.wanted?.key ?? `issue/${claim.by.name}`,
    migration: claim.by.name,
    message: `adopted names ${what(claim)} and ${what(rival)}`,
    fix: "leave out one of the two: an object has one key, and a key has one object",
  };
}

/** A name is taken over only from a migration that is gone, and only by one. */
function renamesOf({ migrations }: ClaimsInput): Pick<Claims, "renamed" | "conflicts" | "unsettled"> {
  const renamed: Record<string, string> = {};
  const conflicts: Conflict[] = [];
  for (const { name, file, formerly, renamed: features = {} } of migrations) {
    for (const [old, feature] of Object.entries(features)) renamed[`${name}/${old}`] = `${name}/${feature}`;
    if (formerly === undefined || formerly === name) continue;
    const old = migrations.find((one) => one.name === formerly);
    const rival = migrations.find((one) => one.name !== name && one.formerly === formerly);
    if (old === undefined && rival === undefined) renamed[formerly] = name;
    if (old !== undefined) {
      const message = `${file} says that it was ${formerly} before, and ${old.file} is still there`;
      const fix = `delete ${old.file}, or take formerly out of ${file}`;
      conflicts.push({ key: `issue/${name}`, migration: name, message, fix });
    } else if (rival !== undefined) {
      const message = `${file} and ${rival.file} both say that they were ${formerly} before`;
      conflicts.push({ key: `issue/${name}`, migration: name, message, fix: "take formerly out of one of the two" });
    }
  }
  return { renamed, conflicts, unsettled: new Set(conflicts.flatMap(({ migration }) => migration ?? [])) };
}
