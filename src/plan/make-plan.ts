import { parseDuration } from "../model/duration.ts";
import type { ResourceKey } from "../model/reference.ts";
import { exposureOf, type FileResource, type FlagResource, type ItemResource } from "../model/resource.ts";
import { unfinished } from "./complete.ts";
import { type Findings, joined } from "./draft.ts";
import { draftFile } from "./draft-file.ts";
import { draftFlag } from "./draft-flag.ts";
import { draftItem } from "./draft-item.ts";
import { PlanError } from "./error.ts";
import { acted } from "./flag.ts";
import { stateText } from "./flag-state.ts";
import { countsOf, guardsOf } from "./guard.ts";
import { holdsOf } from "./hold.ts";
import { type Ordered, orderDrafts } from "./order.ts";
import { itemReference } from "./ownership.ts";
import { peopleNotified } from "./people.ts";
import type { Notice, Plan } from "./plan.ts";
import { refuseUnknown, select } from "./select.ts";
import { isItem, type PlanInput, type World, worldOf } from "./world.ts";

const DEFAULT_TTL = "24h";

/**
 * Compares what is wanted with what was found and lists what has to be done, in order. Pure: the same input gives the
 * same plan. Throws PlanError where nothing can be known to be absent.
 */
export function makePlan(input: PlanInput): Plan {
  refuseUnknownLabel(input);
  refuseUnknown("--take", [...(input.take?.keys() ?? [])], input);
  const world = worldOf(input);
  const findings = findingsOf(world);
  const exists = (key: ResourceKey) => world.things.has(key);
  const wanted = new Set(input.resources.map(({ key }) => key));
  const isWanted = (key: ResourceKey) => wanted.has(key);
  const ordered = orderDrafts({ drafts: findings.drafts, exists, isWanted, holdOf: holdsOf(world) });
  const whole: Ordered = {
    ...ordered,
    conflicts: [...findings.conflicts, ...ordered.conflicts, ...unfinished(world)],
    notices: [
      ...findings.notices,
      ...ordered.notices,
      ...world.ownership.notices,
      ...unmanaged(world),
      ...unmanagedFlags(world),
      ...limits(world),
    ],
  };
  const { changes, held, conflicts, notices } = input.only === undefined ? whole : select(whole, input.only, input);
  const people = peopleNotified(changes, input.user, (key) => liveText(world, key));
  return {
    formatVersion: 1,
    created: new Date(input.instant).toISOString(),
    expires: new Date(input.instant + ttlOf(input)).toISOString(),
    forge: { url: input.url, user: input.user },
    workspace: input.workspace,
    scope: input.scope,
    changes,
    held,
    conflicts,
    notices,
    guards: guardsOf(changes, people, liveObjects(world), input.policy),
    counts: countsOf(changes, people),
    things: Object.fromEntries([...world.things].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Files before flags, which wait for them; flags before issues, whose markers record them. */
function findingsOf(world: World): Findings {
  const { resources } = world.input;
  const files = new Map(
    resources.filter((one): one is FileResource => one.kind === "file").map((file) => [file.key, file]),
  );
  const fileFindings = [...files.values()].map((file) => [file.key, draftFile(world, file, files)] as const);
  const waiting = new Map(fileFindings.map(([key, { waitsFor }]) => [key, waitsFor]));
  const flags = resources.filter((one): one is FlagResource => one.kind === "flag");
  const flagFindings = flags.map((flag) => [flag.issue, draftFlag(world, flag, waiting)] as const);
  const records = new Map(flagFindings.map(([issue, { record }]) => [issue, record]));
  const items = resources.filter(isItem).map((item: ItemResource) => draftItem(world, item, records.get(item.key)));
  return joined([...items, ...flagFindings.map(([, one]) => one), ...fileFindings.map(([, one]) => one)]);
}

/** Without its label nothing of ours can be found: what is there would be made a second time. */
function refuseUnknownLabel({ observation, scope }: PlanInput): void {
  if (!observation.unknown.labels.includes(scope.label)) return;
  throw new PlanError(
    `label "${scope.label}", which marks everything of ours, does not exist in ${scope.tracker.project}`,
    "create it there (or put back its name): without it every object would be made a second time",
  );
}

/** Objects of ours that nothing asks for: a deleted file or entry closes nothing. */
function unmanaged({ ownership, input, facts }: World): Notice[] {
  const wanted = new Set(input.resources.map(({ key }) => key));
  return [...ownership.holders]
    .filter(([key, { item }]) => !wanted.has(key) && item.state === "open")
    .flatMap(([key, { item }]) => {
      const migration = key.split("/")[1] ?? "";
      const { file, status } = facts(migration);
      if (status === "paused") return [];
      const reason = file === "" ? `there is no migration ${migration}` : `${file} (${status}) does not ask for it`;
      const message = `${itemReference(item)} (${key}) is unmanaged: ${reason}; it is left as it is`;
      return [{ kind: "unmanaged" as const, key, migration, message, url: item.url }];
    });
}

/** Flags that a marker of ours names and that nothing asks for: nobody turns them off, and they may be on. */
function unmanagedFlags({ ownership, input }: World): Notice[] {
  const wanted = new Set(input.resources.flatMap((one) => (one.kind === "flag" ? [one.name] : [])));
  return [...ownership.holders].flatMap(([key, { item, marker }]) => {
    const record = marker.applied.flag;
    if (record === undefined || wanted.has(record.name)) return [];
    const live = input.observation.flags.find(({ name }) => name === record.name);
    const isKnown = input.scope.flags.some(({ names }) => names.includes(record.name));
    const { step, exposure } = acted(record);
    if (isKnown ? !live?.active : exposure === 0) return [];
    const stands = live === undefined ? `was taken to step ${step}; look at it` : `is on: ${stateText(live)}`;
    const message = `flag ${record.name}, named in ${itemReference(item)}, is unmanaged and ${stands}`;
    return [
      { kind: "unmanaged" as const, key, migration: key.split("/")[1] ?? "", message, url: live?.url ?? item.url },
    ];
  });
}

/** What the server cannot do of what is wanted. */
function limits({ input }: World): Notice[] {
  return (input.observation.notes ?? []).map((message) => ({ kind: "unknown", message }));
}

/** Our objects that are open or switched on: what a share of closings is a share of. */
function liveObjects(world: World): number {
  const { input, ownership } = world;
  const items = [...ownership.holders.values()].filter(({ item }) => item.state === "open");
  const names = new Set([...ownership.holders.values()].map(({ marker }) => marker.applied.flag?.name));
  const flags = input.observation.flags.filter((flag) => names.has(flag.name) && exposureOf(flag) > 0);
  const proposals = input.observation.proposals.filter(
    ({ state, author }) => state === "open" && author === input.user,
  );
  return items.length + flags.length + proposals.length;
}

function liveText(world: World, key: ResourceKey) {
  const holder = world.ownership.holders.get(key);
  if (holder !== undefined) return holder.item;
  const locator = world.things.get(key)?.locator;
  return world.input.observation.proposals.find((live) => live.locator === locator);
}

function ttlOf({ policy }: PlanInput): number {
  return parseDuration(policy?.plan_ttl ?? DEFAULT_TTL) ?? parseDuration(DEFAULT_TTL) ?? 0;
}
