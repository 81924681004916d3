import { sameData } from "../model/plain-data.ts";
import type { DeadlineFact, Deadlines, FormerDay } from "../model/schema/deadlines.gen.ts";
import { inOrder } from "./lock-text.ts";
import type { Claim, Reading } from "./source.ts";

/** What makes a claim say something else. Its address and the spelling of the name may change without that. */
const SAID = ["announced", "cutoff", "precision", "word", "replacements", "on_the_day", "meanwhile"] as const;

/**
 * What is known after sources were read. Of a source that is not among `readings` everything stands as it was; of the
 * others, a fact that is no longer named stays with the day on which that was first seen. `today` is the day of the run.
 */
export function mergeFacts(
  old: Deadlines | undefined,
  readings: ReadonlyMap<string, Reading>,
  today: string,
): Pick<Deadlines, "facts" | "policies"> {
  const before = new Map(old?.facts.map((fact) => [keyOf(fact), fact]));
  const named = [...readings].flatMap(([source, { claims }]) => claims.map((claim) => ({ ...claim, source })));
  const after = new Map(named.map((claim) => [keyOf(claim), stated(before.get(keyOf(claim)), claim, today)]));
  const unnamed = [...before].filter(([key]) => !after.has(key));
  const stood = unnamed.map(([, fact]) => (readings.has(fact.source) ? { ...fact, gone: fact.gone ?? today } : fact));
  const promised = [...readings].flatMap(([source, { policies }]) => policies.map((policy) => ({ ...policy, source })));
  const promises = old?.policies.filter(({ source }) => !readings.has(source)) ?? [];
  const { facts, policies } = inOrder({
    version: 1,
    offerings: {},
    facts: [...stood, ...after.values()],
    policies: [...promises, ...promised],
  });
  return { facts, policies };
}

/** The fact that a claim is, with what was known of it. */
function stated(old: DeadlineFact | undefined, claim: Claim & { readonly source: string }, today: string) {
  if (old === undefined) return { ...claim, seen: today };
  const { was = [], seen } = old;
  const former: FormerDay[] =
    old.cutoff === claim.cutoff ? was : [...was, { cutoff: old.cutoff ?? null, until: today }];
  const isSame = SAID.every((key) => sameData(old[key], claim[key]));
  return { ...claim, seen: isSame ? seen : today, ...(former.length === 0 ? {} : { was: former }) };
}

/** The last day on which anything was seen; undefined where nothing was. */
export function lastSeen({ offerings, facts }: Deadlines): string | undefined {
  const days = facts.flatMap(({ seen, gone = seen, was = [] }) => [seen, gone, ...was.map(({ until }) => until)]);
  const gone = Object.values(offerings).flatMap((offering) => offering.gone ?? []);
  return [...days, ...gone].reduce<string | undefined>(
    (last, day) => (last === undefined || day > last ? day : last),
    undefined,
  );
}

/** One text for what one source says of one model at one host. */
export function keyOf({ host, model, source }: Pick<DeadlineFact, "host" | "model" | "source">): string {
  // None of the three can have a blank.
  return `${host} ${model} ${source}`;
}
