import type { FlagRecord } from "../model/marker.ts";
import type { FlagResource } from "../model/resource.ts";
import { canonicalJson } from "./digest.ts";
import { type Draft, draftOf, type Level } from "./draft.ts";
import { isLeaking } from "./item.ts";
import { itemReference } from "./ownership.ts";
import { isItem, type World } from "./world.ts";

/** Ids of the notes about one flag: what the marker says before anything is done, before a raise, and after a move. */
export type NoteName = "claim" | "intent" | "note";

/** False where nothing may be written to the rollout issue: two holders, or public although its text is confidential. */
export function canNote(world: World, { issue }: FlagResource): boolean {
  if (world.ownership.disputed.has(issue)) return false;
  const live = world.ownership.holders.get(issue)?.item;
  const wanted = world.wanted.get(issue);
  return live === undefined || wanted === undefined || !isItem(wanted) || !isLeaking(wanted, live);
}

/** The write that makes the rollout issue's marker say something else of the flag; none where it says so already. */
export function draftNote(
  world: World,
  flag: FlagResource,
  own: {
    readonly name: NoteName;
    readonly level: Level;
    readonly summary: string;
    readonly was: FlagRecord | undefined;
    readonly record: FlagRecord;
    readonly follows?: readonly string[];
  },
): Draft[] {
  const { name, level, summary, was, record, follows = [] } = own;
  if (canonicalJson(was) === canonicalJson(record) || !canNote(world, flag)) return [];
  const thing = world.things.get(flag.issue);
  const live = world.ownership.holders.get(flag.issue)?.item;
  const draft = draftOf(world, flag, {
    id: name,
    action: "renew",
    level,
    summary,
    effect: { do: "note-flag", was, record },
    basis: { migration: world.facts(flag.migration).digest },
    needs: [flag.issue],
    follows,
  });
  return [
    {
      ...draft,
      id: noteId(flag, name),
      kind: "issue",
      key: flag.issue,
      confidential: draft.confidential || live?.confidential === true,
      at: thing?.locator,
      url: thing?.url,
      desired: undefined,
    },
  ];
}

export function noteId({ issue }: FlagResource, name: NoteName): string {
  return `${issue}:${name}`;
}

/** The rollout issue as messages name it. */
export function issueName({ ownership }: World, { issue }: FlagResource): string {
  const live = ownership.holders.get(issue)?.item;
  return live === undefined ? issue : itemReference(live);
}
