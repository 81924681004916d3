import { adoptedItems } from "../model/adopted.ts";
import { managementLabel } from "../model/defaults.ts";
import { type Marker, parseMarker } from "../model/marker.ts";
import type { Observation, ObservedItem, Scope } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import { applyUser } from "../model/users.ts";
import type { Workspace } from "../model/workspace.ts";
import { claimsOf } from "../plan/claims.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { isElsewhere } from "../plan/item.ts";
import { type Holder, ownershipOf } from "../plan/ownership.ts";
import type { MigrationFacts } from "../plan/world.ts";

/** What a rollout command looks at: the epics and issues of all migrations, and whether the label of holds exists. */
export function scopeOfHolds({ config, migrations }: Workspace, tracker: Scope["tracker"]): Scope {
  return {
    tracker,
    user: applyUser(config.data),
    label: managementLabel(config.data),
    labels: [HOLD_LABEL],
    people: [],
    milestones: [],
    parents: [],
    adopted: migrations.flatMap(({ data }) => adoptedItems(data)),
    flags: [],
    proposals: [],
  };
}

/**
 * The object of each key. One that our user did not make counts too where nothing else has the key: whoever is called at
 * night has a token of their own, and a label on it does no harm.
 */
export function holdersIn(
  { items }: Observation,
  scope: Scope,
  user: string,
  migrations: readonly MigrationFacts[],
): ReadonlyMap<ResourceKey, Holder> {
  const { renamed } = claimsOf({ migrations, observation: { items } }, []);
  const adopted = new Set(scope.adopted);
  const { holders } = ownershipOf({ items, user: scope.user ?? user, label: scope.label, adopted, renamed });
  const others = items.flatMap((item): [ResourceKey, Holder][] => {
    const marker = markerHere(item);
    return marker === undefined ? [] : [[marker.key, { item, marker }]];
  });
  return new Map([...others, ...holders]);
}

function markerHere(item: ObservedItem): Marker | undefined {
  const marker = parseMarker(item.body);
  return marker === undefined || item.moved || isElsewhere(marker, item) ? undefined : marker;
}

/** The rollout issue of a key, and every other open object whose marker names the flag: any of them may raise it. Each once. */
export function issuesOf(
  holders: ReadonlyMap<ResourceKey, Holder>,
  issue: ResourceKey,
  flag: string | undefined,
): (Holder & { readonly key: ResourceKey })[] {
  const own = holders.get(issue);
  const seen = new Set(own && [own.item]);
  const others = [...holders].filter(([, { item, marker }]) => {
    const isOther = item.state === "open" && marker.applied.flag?.name === flag && !seen.has(item);
    if (isOther) seen.add(item);
    return flag !== undefined && isOther;
  });
  return [...(own ? [{ key: issue, ...own }] : []), ...others.map(([key, holder]) => ({ key, ...holder }))];
}
