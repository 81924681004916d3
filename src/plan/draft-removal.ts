import { ticksIn } from "../model/marker.ts";
import type { Hidden, ObservedFlag } from "../model/observed.ts";
import type { FlagResource } from "../model/resource.ts";
import { isLive } from "../model/stage.ts";
import { basisOf } from "./digest.ts";
import { draftOf, type Findings, NOTHING } from "./draft.ts";
import { issueName } from "./draft-note.ts";
import { isFullyOn, isUntouched, stateText } from "./flag-state.ts";
import type { Conflict } from "./plan.ts";
import type { World } from "./world.ts";

type Removal = NonNullable<FlagResource["remove"]>;

/** The flag of a migration that is complete: it goes once nothing reads it any more, and else it stays with all reasons. */
export function draftRemoval(world: World, flag: FlagResource, remove: Removal): Findings {
  const live = world.flagOf(flag);
  if (live === undefined || isUntouched(live)) return NOTHING;
  const { key, migration, name, home } = flag;
  const common = { key, migration, url: live.url };
  const other = claimantOf(world, flag);
  if (other !== undefined) {
    const message = `flag ${name} stays although ${migration} is complete: migration ${other} claims it`;
    return { ...NOTHING, notices: [{ ...common, kind: "kept", message }] };
  }
  if (!isOurs(world, flag)) return { ...NOTHING, conflicts: [{ ...common, ...notOurs(flag) }] };
  const reasons = whyItStays(world, flag, live);
  if (reasons.length > 0) {
    const message = `flag ${name} is not removed yet: ${reasons.join("; ")}`;
    return { ...NOTHING, notices: [{ ...common, kind: "waiting", message }] };
  }
  const draft = draftOf(world, flag, {
    id: "remove",
    action: "remove",
    // Before everything else: its issue closes after it.
    level: "lowered",
    summary: `remove flag ${name} from ${home}: everybody has it, nothing defines it, and "${remove.task}" is ticked in ${issueName(world, flag)}`,
    fields: [{ path: "exposure", before: stateText(live) }],
    effect: { do: "remove-flag" },
    basis: { object: basisOf(live), migration: world.facts(migration).digest },
  });
  return { ...NOTHING, drafts: [draft] };
}

/** Id of the change that removes a flag. */
export function removalId({ key }: FlagResource): string {
  return `${key}:remove`;
}

/** True for a flag that is there and that this plan removes. */
export function isRemoved(world: World, flag: FlagResource, live: ObservedFlag): boolean {
  return isOurs(world, flag) && whyItStays(world, flag, live).length === 0;
}

/** Everything that keeps the flag of a migration that is complete; nothing where it can go. */
function whyItStays(world: World, flag: FlagResource, live: ObservedFlag): string[] {
  const { task = "", definedIn = [] } = flag.remove ?? {};
  const environments = flag.steps.at(-1)?.strategies.flatMap((strategy) => strategy.environments) ?? [];
  const box = ticksIn(world.ownership.holders.get(flag.issue)?.item.body ?? "").get(task);
  const ticked = box === undefined ? "is gone from" : "is not ticked in";
  return [
    ...(isFullyOn(live, environments) ? [] : [`not everybody has it (${stateText(live)})`]),
    ...definedIn.map((path) => `${path} still defines it`),
    ...(box === "x" ? [] : [`task "${task}" ${ticked} ${issueName(world, flag)}`]),
    ...(world.ownership.disputed.has(flag.issue) ? [`two objects carry the marker of ${flag.issue}`] : []),
    ...openProposals(world, flag.migration).map((text) => `${text} is open`),
  ];
}

/** The live migration that claims the flag by now; undefined where none does. */
export function claimantOf({ input, facts }: World, { name, home, migration }: FlagResource): string | undefined {
  const others = input.resources.filter((one) => one.kind === "flag" && one.name === name && one.home === home);
  return others.find((one) => one.migration !== migration && isLive(facts(one.migration).status))?.migration;
}

/** Merge requests of ours of a migration that people may still merge. */
export function openProposals({ input, facts }: World, migration: string): string[] {
  const { proposals, strays = [] } = input.observation;
  const names = [migration, facts(migration).formerly].flatMap((name) => name ?? []);
  const isIts = ({ branch }: { readonly branch: string }) =>
    branch.startsWith("cutover/") && names.some((name) => branch.endsWith(`/${name}`));
  const open = proposals.filter(({ state, author }) => state === "open" && author === input.user);
  return [...open, ...strays].filter(isIts).map(({ locator }) => `!${locator.id} in ${locator.home}`);
}

/** Why the flags of a place cannot be seen; undefined where they can. */
export function hiddenFlags({ input }: World, home: string): Hidden | undefined {
  return input.observation.hidden?.find((one) => one.kind === "flags" && one.home === home);
}

function isOurs({ ownership }: World, { issue, name }: FlagResource): boolean {
  return ownership.holders.get(issue)?.marker.applied.flag?.name === name;
}

function notOurs({ name, home, issue }: FlagResource): Pick<Conflict, "message" | "fix"> {
  return {
    message: `flag ${name} in ${home} is not removed: the marker of ${issue} does not name it, so it is not ours`,
    fix: "delete it on GitLab if nothing reads it, or put the first line of its issue back",
  };
}
