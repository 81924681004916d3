import { lockJson } from "../model/deadline.ts";
import type {
  DeadlineFact,
  Deadlines,
  Dissent,
  NoticePolicy,
  OfferingDeadline,
} from "../model/schema/deadlines.gen.ts";

// Keys in the order of schema/deadlines.schema.json: `satisfies` finds one that was misspelt, the tests one that is missing.
const OFFERING = [
  ...(["host", "model", "cutoff", "precision", "source", "url", "announced", "notice_days", "replacements"] as const),
  ...(["on_the_day", "meanwhile", "disagrees", "until", "gone"] as const),
] satisfies (keyof OfferingDeadline)[];
const DISSENT = ["source", "cutoff", "precision", "url"] satisfies (keyof Dissent)[];
const POLICY = ["host", "notice_days", "source", "url"] satisfies (keyof NoticePolicy)[];
const FACT = [
  ...(["host", "model", "source", "as", "announced", "cutoff", "precision", "word", "replacements"] as const),
  ...(["on_the_day", "meanwhile", "url", "seen", "gone", "was"] as const),
] satisfies (keyof DeadlineFact)[];

/** The same data as the file has it: sorted, keys in the order of the schema, nothing that is undefined. */
export function inOrder({ $schema, offerings, policies, facts }: Deadlines): Deadlines {
  const sorted = Object.entries(offerings).sort(([a], [b]) => compare(a, b));
  return {
    ...($schema === undefined ? {} : { $schema }),
    version: 1,
    offerings: Object.fromEntries(sorted.map(([id, offering]) => [id, offeringInOrder(offering)])),
    policies: policies.map((policy) => pick(policy, POLICY)).sort(byKeys(["host", "source", "url", "notice_days"])),
    facts: facts.map(factInOrder).sort(byKeys(["host", "model", "source"])),
  };
}

/**
 * Text of deadlines.lock.json: the same bytes for the same data, whatever its order. Each offering, policy and fact has
 * a line of its own, so that a merge request shows what changed, and findings have a place.
 */
export function lockText(deadlines: Deadlines): string {
  const { $schema, version, offerings, policies, facts } = inOrder(deadlines);
  const parts = [
    ...($schema === undefined ? [] : [`"$schema": ${lockJson($schema)}`]),
    `"version": ${version}`,
    `"offerings": ${block(
      "{}",
      Object.entries(offerings).map(([id, offering]) => `${lockJson(id)}: ${lockJson(offering)}`),
    )}`,
    `"policies": ${block("[]", policies.map(lockJson))}`,
    `"facts": ${block("[]", facts.map(lockJson))}`,
  ];
  return `{\n${parts.map((part) => `  ${part}`).join(",\n")}\n}\n`;
}

/** Order of names in the file: by code units, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One offering, with its keys in the order of the schema and without those that are undefined. */
export function offeringInOrder(offering: OfferingDeadline): OfferingDeadline {
  const { disagrees, ...rest } = offering;
  const ordered = disagrees?.map((dissent) => pick(dissent, DISSENT));
  return pick({ ...rest, ...(ordered === undefined ? {} : { disagrees: ordered }) }, OFFERING);
}

function factInOrder(fact: DeadlineFact): DeadlineFact {
  const was = fact.was?.map(({ cutoff, until }) => ({ cutoff, until }));
  return pick(was === undefined ? fact : { ...fact, was }, FACT);
}

/** What an entry has of these keys, in their order. */
function pick<T extends object>(entry: T, keys: readonly (keyof T)[]): T {
  const found = keys.filter((key) => entry[key] !== undefined).map((key) => [key, entry[key]] as const);
  return Object.fromEntries(found) as T;
}

function byKeys<K extends string>(keys: readonly K[]) {
  return (a: Readonly<Record<K, unknown>>, b: Readonly<Record<K, unknown>>): number => {
    const key = keys.find((one) => a[one] !== b[one]);
    return key === undefined ? 0 : compare(String(a[key]), String(b[key]));
  };
}

function block([open = "", close = ""]: string, lines: readonly string[]): string {
  if (lines.length === 0) return open + close;
  return `${open}\n${lines.map((line) => `    ${line}`).join(",\n")}\n  ${close}`;
}
