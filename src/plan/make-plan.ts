import { parseDuration } from "../model/duration.ts";
import type { ResourceKey } from "../model/reference.ts";
import { exposureOf, type FileResource, type FlagResource, type ItemResource } from "../model/resource.ts";
import { unfinished } from "./complete.ts";
import { type Findings, joined } from "./draft.ts";
import { withComments, withoutIdleComments } from "./draft-comment.ts";
import { draftFile } from "./draft-file.ts";
import { draftFlag } from "./draft-flag.ts";
import { draftItem } from "./draft-item.ts";
import { PlanError } from "./error.ts";
import { countsOf, guardsOf } from "./guard.ts";
import { holdsOf } from "./hold.ts";
import { type Ordered, orderDrafts } from "./order.ts";
import { peopleNotified } from "./people.ts";
import type { Plan } from "./plan.ts";
import { refuseUnknown, select } from "./select.ts";
import { settleEpics } from "./settle.ts";
import { unmanaged } from "./unmanaged.ts";
import { isItem, type PlanInput, type World, worldOf } from "./world.ts";

const DEFAULT_TTL = "24h";

/**
 * Compares what is wanted with what was found and lists what has to be done, in order. Pure: the same input gives the
 * same plan. Throws PlanError where nothing can be known to be absent.
 */
export function makePlan(input: PlanInput): Plan {
  refuseUnknownLabel(input);
  refuseUnknown("--take", [...(input.take?.keys() ?? [])], input);
  const settled = settleEpics(input);
  const world = worldOf({ ...input, resources: settled.desired });
  const findings = findingsOf(world);
  const exists = (key: ResourceKey) => world.things.has(key);
  const wanted = new Set(input.resources.map(({ key }) => key));
  const isWanted = (key: ResourceKey) => wanted.has(key);
  const drafts = withComments(world, findings.drafts);
  const ordered = withoutIdleComments(orderDrafts({ drafts, exists, isWanted, holdOf: holdsOf(world) }));
  const whole: Ordered = {
    ...ordered,
    conflicts: [...findings.conflicts, ...world.claims.conflicts, ...ordered.conflicts, ...unfinished(world)],
    notices: [
      ...settled.notices,
      ...findings.notices,
      ...ordered.notices,
      ...world.ownership.notices,
      ...unmanaged(world),
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
    ...(input.only !== undefined && { only: [...input.only] }),
    changes,
    held,
    conflicts,
    notices,
    guards: guardsOf(changes, people, liveObjects(world), input.policy),
    counts: countsOf(changes, people),
    things: Object.fromEntries([...world.things].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(Object.keys(world.claims.renamed).length > 0 && { renamed: world.claims.renamed }),
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
