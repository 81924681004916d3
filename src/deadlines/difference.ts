import { own } from "../model/own.ts";
import { sameData } from "../model/plain-data.ts";
import type { DeadlineFact, Deadlines, OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { factChanges, KINDS, type Kind, offeringChanges } from "./change.ts";
import { disagreementsIn } from "./disagreement.ts";
import { nameOf } from "./evidence.ts";
import { keyOf } from "./facts.ts";
import { keysOf } from "./identity.ts";
import { compare } from "./lock-text.ts";

/** A change of what is known about one offering. */
export interface OfferingDifference {
  readonly kind: Kind;
  readonly id: string;
  readonly before?: OfferingDeadline;
  readonly after?: OfferingDeadline;
  /** The source that no longer names it, or names it again. */
  readonly source?: string;
}

/** How often something else changed: models that no offering is, and what moves none. */
interface OtherDifferences {
  readonly kind: Kind;
  readonly id?: undefined;
  readonly count: number;
}

export type Difference = OfferingDifference | OtherDifferences;

const EMPTY: Deadlines = { version: 1, offerings: {}, policies: [], facts: [] };

/**
 * What a new lock file says that the old one did not: offerings in use first, then others, each by id, then the counts.
 * Without `inUse`, those count as used that a gateway has.
 */
export function differencesOf(
  before: Deadlines = EMPTY,
  after: Deadlines = EMPTY,
  inUse: ReadonlySet<string> = havingGateway(after),
): readonly Difference[] {
  const offerings = offeringDifferences(before, after);
  const rank = (difference: OfferingDifference): number => (inUse.has(difference.id) ? 0 : 1);
  offerings.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      compare(a.id, b.id) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      compare(a.source ?? "", b.source ?? ""),
  );
  return [...offerings, ...counted(otherKinds(before, after, new Set(offerings.map(({ id }) => id))))];
}

function offeringDifferences(before: Deadlines, after: Deadlines): OfferingDifference[] {
  const ids = new Set([...Object.keys(before.offerings), ...Object.keys(after.offerings)]);
  const facts = changedFacts(before, after);
  const disputed = newDisputes(before, after);
  return [...ids].flatMap((id) => {
    const [was, is] = [own(before.offerings, id), own(after.offerings, id)];
    const sides = { id, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
    const names = namesOf(is);
    const isDisputed = hasNewDissent(was, is) || [...names].some((name) => disputed.has(name));
    const kinds = offeringChanges(was, is).filter((kind) => kind !== "evidence" || !isDisputed);
    const about = facts.filter(({ fact }) => names.has(nameOf(fact.host, fact.model)));
    const sources = about.flatMap(({ fact: { source }, kinds }) =>
      kinds.filter((kind) => kind === "unnamed" || kind === "named").map((kind) => ({ kind, source })),
    );
    const all = [...kinds.map((kind) => ({ kind })), ...(isDisputed ? [{ kind: "disagreement" as const }] : [])];
    return [...all, ...sources].map((one) => ({ ...sides, ...one }));
  });
}

/** What changed besides, and is not the cause of a difference of an offering. */
function otherKinds(before: Deadlines, after: Deadlines, changed: ReadonlySet<string>): Kind[] {
  const entries = Object.entries(after.offerings);
  const known = new Set(entries.flatMap(([, offering]) => [...namesOf(offering)]));
  const told = new Set(entries.flatMap(([id, offering]) => (changed.has(id) ? [...namesOf(offering)] : [])));
  const facts = changedFacts(before, after).flatMap(({ fact, kinds }): readonly Kind[] => {
    const name = nameOf(fact.host, fact.model);
    return known.has(name) ? (told.has(name) ? [] : ["evidence"]) : kinds;
  });
  const disputes = [...newDisputes(before, after)].filter((name) => !known.has(name));
  const policies = after.policies.filter((policy) => !before.policies.some((old) => sameData(old, policy)));
  const dropped = before.policies.filter(
    ({ host, source }) => !after.policies.some((policy) => policy.host === host && policy.source === source),
  );
  return [
    ...facts,
    ...disputes.map(() => "disagreement" as const),
    ...[...policies, ...dropped].map(() => "notice" as const),
  ];
}

function counted(kinds: readonly Kind[]): OtherDifferences[] {
  return KINDS.flatMap((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return count === 0 ? [] : [{ kind, count }];
  });
}

function changedFacts(before: Deadlines, after: Deadlines): { readonly fact: DeadlineFact; readonly kinds: Kind[] }[] {
  const old = new Map(before.facts.map((fact) => [keyOf(fact), fact]));
  const changes = after.facts.map((fact) => ({ fact, kinds: factChanges(old.get(keyOf(fact)), fact) }));
  return changes.filter(({ kinds }) => kinds.length > 0);
}

/** Models at hosts about which sources disagree otherwise than before. */
function newDisputes(before: Deadlines, after: Deadlines): ReadonlySet<string> {
  const [old, now] = [before, after].map((deadlines) => {
    return disagreementsIn(deadlines).map(({ host, model, facts }) => {
      const days = facts.map(({ source, cutoff, precision }) => `${source} ${cutoff} ${precision}`);
      return { name: nameOf(host, model), text: `${nameOf(host, model)}: ${days.join(", ")}` };
    });
  });
  const known = new Set(old?.map(({ text }) => text));
  return new Set(now?.flatMap(({ name, text }) => (known.has(text) ? [] : [name])));
}

function hasNewDissent(before: OfferingDeadline | undefined, after: OfferingDeadline | undefined): boolean {
  const known = before?.disagrees ?? [];
  return (after?.disagrees ?? []).some(
    (one) => !known.some(({ source, cutoff }) => source === one.source && cutoff === one.cutoff),
  );
}

function namesOf(offering: OfferingDeadline | undefined): ReadonlySet<string> {
  if (offering === undefined) return new Set();
  const { host, model } = offering;
  return new Set(keysOf(host, model).map((key) => nameOf(host, key)));
}

function havingGateway({ offerings }: Deadlines): ReadonlySet<string> {
  return new Set(Object.keys(offerings).filter((id) => own(offerings, id)?.gone === undefined));
}
