import type { FlagResource } from "../model/resource.ts";
import { isOver } from "../model/stage.ts";
import { claimantOf, hiddenFlags, isRemoved, openProposals, removalId } from "./draft-removal.ts";
import { isUntouched, stateText } from "./flag-state.ts";
import type { Conflict } from "./plan.ts";
import type { World } from "./world.ts";

/**
 * What keeps the issues of a migration that is over open: merge requests of one that is complete, flags of it that this
 * plan leaves, and flags that may be on and cannot be seen.
 */
export function leftOf(world: World, migration: string): readonly string[] {
  return allLeft(world).get(migration) ?? [];
}

/** Ids of the changes that remove the flags of a migration or turn them off: only after them its issues are closed. */
export function flagEndsOf({ input }: World, migration: string): string[] {
  return input.resources.flatMap((one) =>
    one.kind === "flag" && one.migration === migration ? [removalId(one), `${one.key}:lower`] : [],
  );
}

/** Migrations that are said to be over and are not: nothing of theirs is closed. */
export function unfinished(world: World): Conflict[] {
  return [...allLeft(world)].map(([name, left]) => {
    const what = world.facts(name).status === "complete" ? "not complete" : "cancelled";
    const message = `migration ${name} is ${what}, and its issues stay open: ${left.join(", ")}`;
    const fix =
      "finish what is named, deleting a flag on GitLab if nobody reads it any more, or go back to status active";
    return { key: `issue/${name}`, migration: name, message, fix };
  });
}

// Every issue of what is complete asks, and one look at all that was found answers for all of them.
const known = new WeakMap<World, ReadonlyMap<string, readonly string[]>>();

/** By migration that is said to be over; those that are so are left out. */
function allLeft(world: World): ReadonlyMap<string, readonly string[]> {
  const before = known.get(world);
  if (before !== undefined) return before;
  const noted = notedFlags(world);
  const left = new Map<string, readonly string[]>();
  for (const { name, status } of world.input.migrations) {
    if (!isOver(status)) continue;
    const open = status === "complete" ? openProposals(world, name).map((text) => `${text} is open`) : [];
    const found = [...open, ...flagsLeft(world, name, noted.get(name) ?? [])];
    if (found.length > 0) left.set(name, found);
  }
  known.set(world, left);
  return left;
}

/** Names of the flags that markers of ours name, by migration. */
function notedFlags({ ownership }: World): ReadonlyMap<string, readonly string[]> {
  const noted = new Map<string, string[]>();
  for (const [key, { marker }] of ownership.holders) {
    const { flag } = marker.applied;
    if (flag === undefined) continue;
    const migration = key.split("/")[1] ?? "";
    noted.set(migration, [...(noted.get(migration) ?? []), flag.name]);
  }
  return noted;
}

/** Those that the migration names, and those that its markers name and it does not: nobody else takes these away. */
function flagsLeft(world: World, migration: string, noted: readonly string[]): string[] {
  const { resources, observation } = world.input;
  const isComplete = world.facts(migration).status === "complete";
  const wanted = resources.filter((one): one is FlagResource => one.kind === "flag" && one.migration === migration);
  // One that was never noted was never switched on by us, and what is cancelled has it turned off by this plan.
  if (!isComplete) {
    return wanted.filter(({ name }) => noted.includes(name)).flatMap((flag) => unseenFlag(world, flag));
  }
  const forgotten = noted.filter((name) => resources.every((one) => one.kind !== "flag" || one.name !== name));
  const found = observation.flags.filter((live) => forgotten.includes(live.name) && !isUntouched(live));
  return [
    ...wanted.flatMap((flag) => flagLeft(world, flag)),
    ...found.map((live) => `flag ${live.name} is there (${stateText(live)})`),
  ];
}

function unseenFlag(world: World, { name, home }: FlagResource): string[] {
  return hiddenFlags(world, home) === undefined ? [] : [`flag ${name} cannot be seen`];
}

function flagLeft(world: World, flag: FlagResource): string[] {
  if (claimantOf(world, flag) !== undefined) return [];
  const unseen = unseenFlag(world, flag);
  if (unseen.length > 0) return unseen;
  const live = world.flagOf(flag);
  if (live === undefined || isUntouched(live) || isRemoved(world, flag, live)) return [];
  return [`flag ${flag.name} is there (${stateText(live)})`];
}
