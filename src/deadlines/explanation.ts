import { OVERRIDE } from "../model/deadline.ts";
import type { Instant } from "../model/duration.ts";
import { own } from "../model/own.ts";
import type { Config, DeadlineOverride } from "../model/schema/config.gen.ts";
import type { DeadlineFact, Deadlines, NoticePolicy, OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { contradicts, hasDay } from "./disagreement.ts";
import { heldOverride } from "./end.ts";
import { type FactsByName, factsByName, factsOf } from "./evidence.ts";
import { keysOf } from "./identity.ts";
import { compare } from "./lock-text.ts";
import { byRank } from "./rank.ts";
import { resolve } from "./resolver.ts";

/**
 * What a fact does to the end of an offering. agrees: the same day, or the day before which it does not end is the same. fits: another day that can hold as well. dayless:
 * it names none. passed: its source says more about the exact name. withdrawn: another day, which its source no longer says.
 */
export type Weight = "decides" | "agrees" | "fits" | "disagrees" | "dayless" | "passed" | "withdrawn";

/** A fact about an offering. */
export interface Evidence {
  readonly fact: DeadlineFact;
  readonly weight: Weight;
}

/** The same model at another host, which has a clock of its own. */
export interface Elsewhere {
  readonly host: string;
  readonly deadline: OfferingDeadline;
  /** The gateway's offerings of it there. */
  readonly offerings: readonly string[];
}

/** What a person says of an offering, and what would be without it. */
interface Ruling {
  readonly override: DeadlineOverride;
  /** False from the day on that it names itself. */
  readonly holds: boolean;
  readonly without: OfferingDeadline;
}

/** Why the end of an offering is what it is. */
export interface Explanation {
  readonly id: string;
  readonly deadline: OfferingDeadline;
  /** Whether the lock file has it; else it was resolved from its facts. */
  readonly isLocked: boolean;
  /** What follows from the facts today, where the lock file says something else. */
  readonly stale?: OfferingDeadline;
  /** Best source first. */
  readonly evidence: readonly Evidence[];
  readonly ruling?: Ruling;
  /** What is promised about notice at its host, best source first. */
  readonly policies: readonly NoticePolicy[];
  readonly elsewhere: readonly Elsewhere[];
}

/** Everything that the lock file and the catalog have about one offering. */
export function explanationOf(input: {
  readonly id: string;
  readonly deadline: OfferingDeadline;
  readonly document: Deadlines;
  /** All offerings, to find the same model at other hosts. */
  readonly deadlines: ReadonlyMap<string, OfferingDeadline>;
  readonly config: Config;
  readonly instant: Instant;
}): Explanation {
  const { id, deadline, document, config, instant } = input;
  const { host, model } = deadline;
  const identities = new Map([[id, { host, keys: keysOf(host, model) }]]);
  const overrides = config.deadlines?.overrides;
  const override = own(overrides, id);
  const follows = resolve(document, identities, overrides, instant).get(id) ?? deadline;
  const without = resolve(document, identities, undefined, instant).get(id) ?? deadline;
  const byName = factsByName(document.facts);
  return {
    id,
    deadline,
    isLocked: own(document.offerings, id) !== undefined,
    ...(isSameEnd(follows, deadline) ? {} : { stale: follows }),
    evidence: evidenceOf(deadline, factsOf(byName, { host, keys: keysOf(host, model) })),
    ...(override && { ruling: { override, holds: heldOverride(override, instant) !== undefined, without } }),
    policies: document.policies.filter((policy) => policy.host === host).sort(byRank),
    elsewhere: elsewhereOf(input, byName),
  };
}

function isSameEnd(one: OfferingDeadline, other: OfferingDeadline): boolean {
  return (["cutoff", "precision", "source"] as const).every((key) => one[key] === other[key]);
}

function evidenceOf(deadline: OfferingDeadline, facts: readonly DeadlineFact[]): Evidence[] {
  const decisive = decisiveOf(deadline, facts);
  return facts.map((fact, at) => {
    if (fact === decisive) return { fact, weight: "decides" };
    const isSecond = facts.findIndex(({ source }) => source === fact.source) < at;
    return { fact, weight: isSecond ? "passed" : weightOf(fact, deadline) };
  });
}

function decisiveOf({ source, cutoff, precision }: OfferingDeadline, facts: readonly DeadlineFact[]) {
  if (source === OVERRIDE || cutoff === undefined) return undefined;
  return facts.find((fact) => fact.source === source && (precision === "floor" || fact.cutoff === cutoff));
}

function weightOf(fact: DeadlineFact, { cutoff, precision, source, disagrees = [] }: OfferingDeadline): Weight {
  if (!hasDay(fact)) return "dayless";
  const isWithdrawn = fact.gone !== undefined && !disagrees.some((one) => one.source === fact.source);
  const other = isWithdrawn ? "withdrawn" : "disagrees";
  // Of a person who says that no end is known, every day is another one.
  if (cutoff === undefined || precision === undefined) return source === OVERRIDE ? other : "fits";
  if (fact.cutoff === cutoff) return "agrees";
  return contradicts(fact, { cutoff, precision }) ? other : "fits";
}

function elsewhereOf(
  { deadline, deadlines, document, instant }: Parameters<typeof explanationOf>[0],
  byName: FactsByName,
): Elsewhere[] {
  const hosts = new Set([...document.facts, ...deadlines.values()].map(({ host }) => host));
  return [...hosts]
    .filter((host) => host !== deadline.host)
    .sort(compare)
    .flatMap((host): Elsewhere[] => {
      const keys = keysOf(host, deadline.model);
      const offered = [...deadlines].filter(([, one]) => one.host === host && isSameModel(one.model, deadline, host));
      const known = factsOf(byName, { host, keys });
      const [first] = offered;
      if (first === undefined && known.length === 0) return [];
      const end = first?.[1] ?? resolve(document, new Map([["", { host, keys }]]), undefined, instant).get("");
      return end === undefined ? [] : [{ host, deadline: end, offerings: offered.map(([id]) => id) }];
    });
}

/** Some hosts name the snapshot and some do not. */
function isSameModel(model: string, { host: here, model: ours }: OfferingDeadline, host: string): boolean {
  return keysOf(host, ours).includes(model) || keysOf(host, model).includes(ours) || keysOf(here, ours).includes(model);
}
