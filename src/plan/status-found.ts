import type { Locator, ObservedFlag, ObservedItem, ObservedProposal } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Resource } from "../model/resource.ts";
import type { Change, Conflict, Notice, Plan } from "./plan.ts";
import type { ObjectLink } from "./status-shape.ts";
import type { MigrationFacts, PlanInput } from "./world.ts";

/** What a plan and its look say, by what is asked for: with thousands of migrations nothing is searched twice. */
export interface Found {
  readonly instant: number;
  readonly facts: ReadonlyMap<string, MigrationFacts>;
  /** By migration, as are the following. */
  readonly resources: ReadonlyMap<string, readonly Resource[]>;
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly held: ReadonlyMap<string, readonly Change[]>;
  readonly conflicts: ReadonlyMap<string, readonly Conflict[]>;
  readonly notices: ReadonlyMap<string, readonly Notice[]>;
  /** Epics and issues of ours. */
  readonly objects: ReadonlyMap<string, readonly ObjectLink[]>;
  readonly objectOf: (key: ResourceKey) => ObjectLink | undefined;
  readonly resourceOf: (key: ResourceKey) => Resource | undefined;
  readonly itemOf: (key: ResourceKey) => ObservedItem | undefined;
  readonly flagAt: (home: string, name: string) => ObservedFlag | undefined;
  readonly proposalAt: (home: string, branch: string) => ObservedProposal | undefined;
  /** Why objects of this kind cannot be seen there; undefined where they can. */
  readonly hidden: (kind: "flags" | "proposals", home: string) => string | undefined;
  readonly changesOf: (key: ResourceKey) => readonly Change[];
  readonly noticesOf: (key: ResourceKey) => readonly Notice[];
  readonly conflictsOf: (key: ResourceKey) => readonly Conflict[];
}

export function foundOf(plan: Plan, { resources, observation, migrations, instant }: PlanInput): Found {
  const items = new Map(observation.items.map((item) => [locatorName(item.locator), item]));
  const flags = new Map(observation.flags.map((flag) => [`${flag.locator.home} ${flag.name}`, flag]));
  const proposals = new Map(observation.proposals.map((one) => [`${one.locator.home} ${one.branch}`, one]));
  const byKey = new Map(resources.map((resource) => [resource.key, resource]));
  const things = new Map(Object.entries(plan.things));
  const itemOf = (key: ResourceKey) => {
    const thing = things.get(key);
    return thing && items.get(locatorName(thing.locator));
  };
  const objectOf = (key: ResourceKey) => linkOf(key, itemOf(key));
  const objects = [...things.keys()].flatMap((key) => objectOf(key) ?? []);
  const all = [...plan.changes, ...plan.held];
  const changes = groupBy(all, ({ key }) => key);
  const notices = groupBy(plan.notices, ({ key }) => key ?? "");
  const conflicts = groupBy(plan.conflicts, ({ key }) => key);
  return {
    instant,
    facts: new Map(migrations.map((facts) => [facts.name, facts])),
    resources: groupBy(resources, ({ migration }) => migration),
    changes: groupBy(plan.changes, ({ migration }) => migration),
    held: groupBy(plan.held, ({ migration }) => migration),
    conflicts: groupBy(plan.conflicts, ({ migration, key }) => migration ?? migrationOf(key)),
    notices: groupBy(plan.notices, ({ migration, key }) => migration ?? migrationOf(key ?? "")),
    objects: groupBy(objects, ({ key }) => migrationOf(key)),
    objectOf,
    resourceOf: (key) => byKey.get(key),
    itemOf,
    flagAt: (home, name) => flags.get(`${home} ${name}`),
    proposalAt: (home, branch) => proposals.get(`${home} ${branch}`),
    hidden: (kind, home) => observation.hidden?.find((one) => one.kind === kind && one.home === home)?.reason,
    changesOf: (key) => changes.get(key) ?? [],
    noticesOf: (key) => notices.get(key) ?? [],
    conflictsOf: (key) => conflicts.get(key) ?? [],
  };
}

/** The migration that a key names. */
export function migrationOf(key: ResourceKey): string {
  return key.split("/")[1] ?? "";
}

export function groupBy<T>(values: readonly T[], nameOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const name = nameOf(value);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else group.push(value);
  }
  return groups;
}

function linkOf(key: ResourceKey, item: ObservedItem | undefined): ObjectLink | undefined {
  if (item === undefined) return undefined;
  const { kind, locator, url, state } = item;
  return { key, reference: `${locator.home}${kind === "epic" ? "&" : "#"}${locator.id}`, url, state };
}

function locatorName({ kind, home, id }: Locator): string {
  return `${kind} ${home} ${id}`;
}
