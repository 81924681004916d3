import { identityOf, keysOf } from "../deadlines/identity.ts";
import { usesIn } from "../deadlines/usage.ts";
import { dayInWords } from "../model/deadline.ts";
import { deprecationOf } from "../model/deprecation.ts";
import { type Instant, parseInstant } from "../model/duration.ts";
import { findModel, type GatewayFiles, type GatewayModel, modelsIn } from "../model/gateway.ts";
import { hostTitle } from "../model/host.ts";
import { lineOf } from "../model/offering-name.ts";
import { mapOf } from "../model/plain-data.ts";
import type { OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { compareVersions, hasSameModel, isPredecessor, versionOf } from "../model/siblings.ts";
import type { KnownEnd } from "./known-end.ts";
import { familyOf } from "./makers.ts";
import { isShown } from "./relative.ts";
import { inline } from "./yaml-text.ts";

/** An offering that may take the place of one that ends. */
export interface Candidate {
  readonly id: string;
  /** At the host of the one that ends. */
  readonly isHere: boolean;
  /** Its place among the models that sources name, from 0; undefined for one that none names. */
  readonly named: number | undefined;
  /** What speaks for it, in a line. */
  readonly note: string;
}

export interface Comparison {
  readonly candidates: readonly Candidate[];
  /** Why what a source names is none of them, a line each. */
  readonly against: readonly string[];
}

export interface CandidateSearch {
  readonly from: string;
  readonly end: KnownEnd;
  /** Those that use it: a candidate is in all of them. */
  readonly gateways: readonly GatewayFiles[];
  readonly deadlines: ReadonlyMap<string, OfferingDeadline>;
  readonly hosts: ReadonlySet<string>;
  /** One that ends before this day would have to be replaced again too soon. */
  readonly until: Instant;
}

/** More than these at the same host are no choice; what a source names always counts. */
const MOST = 6;

interface Considered extends Omit<Candidate, "note"> {
  readonly model: GatewayModel;
  readonly host: string;
}

/**
 * Offerings for the same kind of task with as large a context that stay long enough. At the same host first: what sources
 * name, then the same line, the same maker, others. Then the same model, or what they name, at other hosts.
 */
export function candidatesOf(search: CandidateSearch): Comparison {
  const { from, gateways, end } = search;
  const [first, ...others] = gateways;
  const old = first === undefined ? undefined : findModel(first, from);
  if (first === undefined || old === undefined) return { candidates: [], against: [] };
  const everywhere = modelsIn(first).filter(({ id }) => others.every((one) => findModel(one, id) !== undefined));
  const considered = everywhere.flatMap((model) => considerationOf(search, model) ?? []);
  const used = new Set(gateways.flatMap(usedByUsers));
  const fit = considered.filter(
    (one) => isLikely(search, one, used) && objection(search, old, one.model) === undefined,
  );
  const here = fit.filter(({ isHere }) => isHere).sort((a, b) => compare(search, a, b));
  const there = fit.filter((one) => !one.isHere && isSecondHost(search, one, here[0]));
  const listed = here.filter(({ named }, index) => named !== undefined || index < MOST);
  const candidates = [...listed, ...there.sort((a, b) => compare(search, a, b))].map((one) => ({
    id: one.model.id,
    isHere: one.isHere,
    named: one.named,
    note: noteOf(search, one),
  }));
  return { candidates, against: end.recommended === undefined ? [] : objections(search, old, considered) };
}

function considerationOf({ from, hosts, end }: CandidateSearch, model: GatewayModel): Considered | undefined {
  const identity = identityOf(model, hosts);
  if (identity === undefined || model.id === from || !isShown(model)) return undefined;
  const { host } = identity;
  const names = end.deadline.replacements ?? [];
  const named = names.findIndex((name) => isSameName(keysOf(host, name)[0], identity.keys[0]));
  return { id: model.id, model, host, isHere: host === end.deadline.host, named: named === -1 ? undefined : named };
}

/** What is in lists for development alone is not for users yet. */
function usedByUsers(gateway: GatewayFiles): string[] {
  return [...usesIn(gateway)].flatMap(([id, uses]) => (uses.every(({ as }) => as === "dev") ? [] : [id]));
}

/** What no feature has for users is there for older clients, unless it is a later one of the line that nobody has taken up yet. */
function isLikely({ from, hosts }: CandidateSearch, { id, named }: Considered, used: ReadonlySet<string>): boolean {
  return used.has(id) || named !== undefined || isPredecessor(from, id, hosts) || hasSameModel(from, id, hosts);
}

/** Sources name a model with or without the day of its snapshot; two days are two models. */
function isSameName(a: string, b: string): boolean {
  const [first, second] = [a, b].map((key) => key.replace(/-20\d{2}-?\d{2}-?\d{2}$/, ""));
  return a === b || (first === second && (first === a || second === b));
}

/** Why an offering cannot take the place of the old one; undefined where it can. */
function objection(search: CandidateSearch, old: GatewayModel, { id, entry }: GatewayModel): string | undefined {
  const { from, gateways, hosts, deadlines, until } = search;
  if (kindOf(entry) !== kindOf(old.entry)) return "is for another kind of task";
  if (gateways.some((gateway) => deprecationOf(gateway, id) !== undefined)) return "is deprecated in the gateway";
  if (isPredecessor(id, from, hosts)) return "is an earlier version";
  const [context, needed] = [contextOf(entry), contextOf(old.entry)];
  if (needed !== undefined && (context === undefined || context < needed)) {
    return `takes ${context === undefined ? "an unknown number of" : inline(context)} tokens and not ${inline(needed)}`;
  }
  const deadline = deadlines.get(id);
  const cutoff = parseInstant(deadline?.cutoff);
  return deadline !== undefined && cutoff !== undefined && cutoff < until
    ? `ends itself on ${dayInWords(deadline)}`
    : undefined;
}

/** Completion, embedding or chat, by the class that talks to the model. */
function kindOf(entry: GatewayModel["entry"]): string {
  const name = String(entry["model_class_provider"] ?? mapOf(entry["params"])["model_class_provider"] ?? "");
  return ["completion", "embedding"].find((kind) => name.endsWith(kind)) ?? "chat";
}

function contextOf({ max_context_tokens: context }: GatewayModel["entry"]): number | undefined {
  return typeof context === "number" && Number.isFinite(context) ? context : undefined;
}

/** Elsewhere only the same model counts, or the one that is likeliest here, or what a source names. */
function isSecondHost({ from, hosts }: CandidateSearch, { id, named }: Considered, best: Considered | undefined) {
  return named !== undefined || [from, best?.id].some((one) => one !== undefined && hasSameModel(id, one, hosts));
}

function compare({ from, hosts }: CandidateSearch, a: Considered, b: Considered): number {
  const rank = ({ id, named = Number.MAX_SAFE_INTEGER }: Considered) =>
    [named, Number(lineOf(id, hosts) !== lineOf(from, hosts)), Number(familyOf(id) !== familyOf(from))] as const;
  const [first, second] = [rank(a), rank(b)];
  const at = first.findIndex((value, index) => value !== second[index]);
  if (at !== -1) return (first[at] ?? 0) - (second[at] ?? 0);
  return compareVersions(versionOf(b.id, hosts), versionOf(a.id, hosts)) || (a.id < b.id ? -1 : 1);
}

function noteOf({ deadlines, end, from, hosts }: CandidateSearch, { id, model, host, isHere, named }: Considered) {
  const { cost_indicator: cost } = model.entry;
  const context = contextOf(model.entry);
  const deadline = deadlines.get(id);
  const parts = [
    ...(named === undefined ? [] : [`named by ${end.recommended?.source}`]),
    ...(hasSameModel(id, from, hosts) ? ["the same model"] : []),
    ...(isHere ? [] : [`at ${hostTitle(host)}`]),
    ...(context === undefined ? [] : [`context ${inline(context)} tokens`]),
    ...(typeof cost === "string" && /^\$+$/.test(cost) ? [`cost ${cost}`] : []),
    deadline?.cutoff === undefined ? "no day of its end is known" : `ends on ${dayInWords(deadline)}`,
  ];
  return parts.join("; ");
}

/** For each model that sources name: why the gateway's offering of it here does not do, or that there is none. */
function objections(search: CandidateSearch, old: GatewayModel, considered: readonly Considered[]): string[] {
  const { end } = search;
  return (end.deadline.replacements ?? []).flatMap((name, index) => {
    const here = considered.filter(({ isHere, named }) => isHere && named === index);
    const title = hostTitle(end.deadline.host);
    if (here.length === 0)
      return [`${name}, which ${end.recommended?.source} names, is not in the gateway at ${title}`];
    const reasons = here.map(({ id, model }) => [id, objection(search, old, model)] as const);
    if (reasons.some(([, reason]) => reason === undefined)) return [];
    return reasons.map(([id, reason]) => `${id}, which ${end.recommended?.source} names, ${reason}`);
  });
}
