import type { Adopted } from "../model/adopted.ts";
import type { Instant } from "../model/duration.ts";
import type { Locator, Observation, ObservedFlag, ObservedProposal, Scope } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Anchor, FileResource, FlagResource, ItemResource, Resource } from "../model/resource.ts";
import type { Policy } from "../model/schema/config.gen.ts";
import type { Status } from "../model/stage.ts";
import { type Claims, claimsOf } from "./claims.ts";
import type { Link } from "./item.ts";
import { type Ownership, ownershipOf, type Renames } from "./ownership.ts";
import type { Take, Thing } from "./plan.ts";

/** What plan has to know of a migration besides its resources. */
export interface MigrationFacts {
  readonly name: string;
  readonly file: string;
  /** `digestOf` what people wrote in it. */
  readonly digest: string;
  /** Place of the days that it leaves to the lock file: `deadlines.lock.json:12`. */
  readonly inLock?: string | undefined;
  readonly status: Status;
  /** True while its texts may not be shown. */
  readonly confidential: boolean;
  readonly adopted: readonly Adopted[];
  /** Name that the migration had before: its objects are kept under the new one. */
  readonly formerly?: string | undefined;
  /** New names of its features by those that they had before: their rollout issues are kept. */
  readonly renamed?: Readonly<Record<string, string>> | undefined;
}

export interface PlanInput {
  readonly resources: readonly Resource[];
  readonly observation: Observation;
  /** The look that gave the observation. */
  readonly scope: Scope;
  readonly url: string;
  /** Our user name there. */
  readonly user: string;
  readonly instant: Instant;
  /** Digest of everything that people wrote, and of the days that it leaves to the lock file. */
  readonly workspace: string;
  /** All migrations, also those that ask for nothing. */
  readonly migrations: readonly MigrationFacts[];
  readonly policy?: Policy | undefined;
  /** Reason of a hold that the environment asks for. */
  readonly hold?: string | undefined;
  readonly take?: ReadonlyMap<ResourceKey, Take> | undefined;
  /** Keys or migrations to plan alone. */
  readonly only?: readonly string[] | undefined;
}

/** Everything that the parts of a plan look up, worked out once. */
export interface World {
  readonly input: PlanInput;
  /** What is asked for, by key. */
  readonly wanted: ReadonlyMap<ResourceKey, Resource>;
  readonly ownership: Ownership;
  readonly claims: Claims;
  readonly things: ReadonlyMap<ResourceKey, Thing>;
  readonly link: Link;
  /** Locator of an anchor that exists. */
  readonly anchor: (anchor: Anchor) => Locator | undefined;
  readonly facts: (migration: string) => MigrationFacts;
  readonly flagOf: (flag: FlagResource) => ObservedFlag | undefined;
  readonly proposalOf: (file: FileResource) => ObservedProposal | undefined;
}

export function worldOf(input: PlanInput): World {
  const { observation, migrations, scope, user } = input;
  const claims = claimsOf(input, input.resources.filter(isItem));
  const { taken, renamed } = claims;
  const adopted = new Set(
    migrations.flatMap((one) => one.adopted.flatMap((each) => ("item" in each ? [each.item] : []))),
  );
  const ownership = ownershipOf({
    items: observation.items,
    user,
    label: scope.label,
    adopted,
    claims: taken,
    renamed,
    isSaid: scope.user !== undefined,
    titles: new Set(input.resources.flatMap((one) => (isItem(one) ? [one.title.trim()] : []))),
  });
  const flags = firstBy(observation.flags, ({ name, locator }) => placeOf(locator.home, name));
  const flagOf = ({ home, name }: FlagResource) => flags.get(placeOf(home, name));
  const proposalOf = proposalsOf(observation, renamed);
  const things = thingsOf(input, ownership, flagOf, proposalOf);
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  return {
    input,
    wanted: firstBy(input.resources, ({ key }) => key),
    ownership,
    claims,
    things,
    link: (key) => things.get(key)?.url,
    anchor: (anchor) => ("key" in anchor ? things.get(anchor.key)?.locator : existing(anchor.existing, input)),
    facts: (name) => byName.get(name) ?? { ...UNKNOWN, name },
    flagOf,
    proposalOf,
  };
}

const UNKNOWN = { file: "", digest: "", status: "active", confidential: false, adopted: [] } as const;

export function isItem(resource: Resource): resource is ItemResource {
  return resource.kind === "epic" || resource.kind === "issue";
}

/** The merge request of its branch; after a renaming, before there is one, that of the branch of the old name. */
function proposalsOf({ proposals }: Observation, renamed: Renames): World["proposalOf"] {
  const live = firstBy(proposals, ({ locator, branch }) => placeOf(locator.home, branch));
  const formerly = firstBy(Object.entries(renamed), ([, name]) => name);
  return ({ home, target, migration, branch }) => {
    const [old] = formerly.get(migration) ?? [];
    const own = live.get(placeOf(home, branch));
    return own ?? (old === undefined ? undefined : live.get(placeOf(home, `cutover/${target}/${old}`)));
  };
}

/** Of those that share a key the first: a plan looks up thousands. */
function firstBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [keyOf(one), one] as const).reverse());
}

/** Neither paths of projects nor names of flags and branches hold a blank. */
function placeOf(home: string, name: string): string {
  return `${home} ${name}`;
}

function thingsOf(
  { resources }: PlanInput,
  { holders }: Ownership,
  flagOf: World["flagOf"],
  proposalOf: World["proposalOf"],
): Map<ResourceKey, Thing> {
  const things = new Map<ResourceKey, Thing>();
  for (const [key, { item }] of holders) things.set(key, { locator: item.locator, url: item.url });
  for (const resource of resources) {
    if (isItem(resource) || resource.kind === "note") continue;
    const live = resource.kind === "flag" ? flagOf(resource) : proposalOf(resource);
    if (live !== undefined) things.set(resource.key, { locator: live.locator, url: live.url });
  }
  return things;
}

function existing(reference: string, { observation, scope }: PlanInput): Locator | undefined {
  if (observation.unknown.parents.includes(reference)) return undefined;
  return observation.parents[reference] ?? existingAnchor(reference, scope);
}

/** `&12`, `acme&12`, `#12` or `acme/ai#12`, taken at its word. */
export function existingAnchor(reference: string, { tracker }: Pick<Scope, "tracker">): Locator | undefined {
  const match = /^(?<home>[^#&]*)(?<sign>[#&])(?<id>\d+)$/.exec(reference)?.groups;
  if (match?.id === undefined) return undefined;
  return match.sign === "&"
    ? { kind: "epic", home: match.home || tracker.group, id: match.id }
    : { kind: "issue", home: match.home || tracker.project, id: match.id };
}
