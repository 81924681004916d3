import { type Ending, endingsIn, horizonOf, isPressing, type Use } from "../deadlines/uncovered.ts";
import { dayInWords } from "../model/deadline.ts";
import { policyOf } from "../model/defaults.ts";
import { deprecationOf } from "../model/deprecation.ts";
import { dayOf, type Instant, parseInstant } from "../model/duration.ts";
import { findModel, type GatewayFiles, modelsIn } from "../model/gateway.ts";
import { hostTitle } from "../model/host.ts";
import { hostsOf } from "../model/offering-name.ts";
import type { OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { digestOf } from "../plan/digest.ts";
import { days } from "../rules/engine/days.ts";
import { type Comparison, candidatesOf } from "./candidates.ts";
import { isFeatureName } from "./catalog-text.ts";
import { STANDARD } from "./fitting-ramp.ts";
import { knownEnd } from "./known-end.ts";
import { type MigrationText, migrationText } from "./migration-text.ts";
import { namesOf } from "./notes.ts";
import { proposalName } from "./proposal-name.ts";

/** A draft that nobody has written yet. */
export interface Proposal {
  /** The offering that ends. */
  readonly offering: string;
  readonly deadline: OfferingDeadline;
  /** Those with a use that no migration means to end. */
  readonly features: readonly string[];
  readonly name: string;
  /** `migrations/claude-sonnet-4-5-retirement.yaml` */
  readonly file: string;
  readonly text: string;
  /** What a person has to know of it, a line each. */
  readonly notes: readonly string[];
  /**
   * Of what it follows from: the offering, its end, what is named in its place, and its uses. The text has days of a ramp
   * that begins after today; while this stays the same, that is no reason to write it anew.
   */
  readonly causeDigest: string;
}

export interface ProposalSearch {
  readonly workspace: Workspace;
  readonly gateways: readonly { readonly target: string; readonly files: GatewayFiles }[];
  /** By offering, as `openDeadlines` has them. */
  readonly deadlines: ReadonlyMap<string, OfferingDeadline>;
  readonly instant: Instant;
  /** In milliseconds: how far ahead an end counts, and how much longer what takes its place has to stay at least. */
  readonly horizon: number;
  /** Only these, however far ahead their ends are; all within the horizon where none is named. */
  readonly offerings: readonly string[];
}

export interface Proposals {
  /** The next end first. */
  readonly proposals: readonly Proposal[];
  /** What is not proposed although somebody may expect it, a line each. */
  readonly notes: readonly string[];
}

/** A draft Deprecation for each offering in use that ends and has uses that no open migration means to end. */
export function proposalsOf(asked: ProposalSearch): Proposals {
  // Of one day all drafts are the same to the byte.
  const search = { ...asked, instant: dayOf(asked.instant) };
  const { workspace, gateways, offerings } = search;
  const taken = new Set(workspace.migrations.map(({ file }) => file.replace(/^.*\/|\.ya?ml$/g, "")));
  const proposals: Proposal[] = [];
  const notes: string[] = [];
  const endings = endingsIn({ ...search, gateways: new Map(gateways.map(({ target, files }) => [target, files])) });
  const wanted = endings.filter((one) => (offerings.length > 0 ? offerings.includes(one.id) : isPressing(one, search)));
  for (const id of new Set(wanted.map((one) => one.id))) {
    const subject = subjectOf(
      search,
      wanted.filter((one) => one.id === id),
    );
    const { open } = subject;
    if (open.length === 0) continue;
    const draft = draftOf(workspace, id);
    if (draft !== undefined) {
      notes.push(`${draft.file} is a draft for "${id}" already, and has nothing for ${namesOf(open)}; write it there`);
      continue;
    }
    const proposal = proposalOf(search, subject, (name) => taken.has(name));
    if (proposal !== undefined) {
      taken.add(proposal.name);
      proposals.push(proposal);
    }
    const odd = open.filter((feature) => !isFeatureName(feature));
    if (odd.length > 0) notes.push(`no migration can name ${namesOf(odd)}, which use "${id}"`);
  }
  return { proposals, notes: [...notes, ...offerings.flatMap((id) => whyNothing(search, endings, id, proposals))] };
}

/** One offering that ends, in all gateways that use it. */
interface Subject {
  readonly id: string;
  readonly deadline: OfferingDeadline;
  readonly gateways: readonly GatewayFiles[];
  /** Uses that no migration means to end. */
  readonly left: readonly Use[];
  /** Features that have some of these. */
  readonly open: readonly string[];
  /** Whether these are all that use it. */
  readonly isWhole: boolean;
  /** Whether something has to take its place: lists alone just get shorter. */
  readonly isReplaced: boolean;
  readonly causeDigest: string;
}

function subjectOf({ gateways }: ProposalSearch, endings: readonly Ending[]): Subject {
  const [first] = endings;
  if (first === undefined) throw new Error("an offering that ends has an ending");
  const { id, deadline } = first;
  const uses = endings.flatMap((one) => one.uses.map((use) => ({ target: one.target, ...use })));
  const left = uses.filter(isOpen);
  const open = [...new Set(left.map(({ feature }) => feature))];
  const { cutoff, precision, replacements } = deadline;
  const said = left.map(({ target, feature, as, size }) => [target, feature, as, size ?? ""].join(" ")).sort();
  return {
    id,
    deadline,
    gateways: gateways.filter(({ target }) => endings.some((one) => one.target === target)).map(({ files }) => files),
    left,
    open,
    isWhole: new Set(uses.map(({ feature }) => feature)).size === open.length,
    isReplaced: left.some(isDecided),
    causeDigest: digestOf({ id, cutoff, precision, replacements, uses: said }),
  };
}

function isOpen({ cover, stays }: Use): boolean {
  return cover === undefined && stays === undefined;
}

/** Lists are for users to choose from; a default or a size is decided for them. */
function isDecided({ as }: Use): boolean {
  return as === "default" || as === "size";
}

function draftOf({ migrations }: Workspace, id: string): MigrationDocument | undefined {
  return migrations.find(({ data }) => data.status === "draft" && Object.hasOwn(data.replaces ?? {}, id));
}

function proposalOf(
  search: ProposalSearch,
  subject: Subject,
  isTaken: (name: string) => boolean,
): Proposal | undefined {
  const { workspace, deadlines, instant, horizon } = search;
  const { id, deadline, gateways, left, open, isWhole, isReplaced, causeDigest } = subject;
  const features = open.filter(isFeatureName);
  const end = knownEnd(workspace.deadlines, id, deadline);
  if (features.length === 0 || end === undefined) return undefined;
  const config = workspace.config.data;
  const hosts = hostsOf(config);
  // What goes soon after it, or soon at all, would have to be replaced again.
  const until = Math.max(parseInstant(deadline.cutoff) ?? instant, instant) + Math.max(horizon, horizonOf(config));
  const compared = candidatesOf({ from: id, end, gateways, deadlines, hosts, until });
  const ids = search.gateways.flatMap(({ files }) => modelsIn(files).map((model) => model.id));
  const name = proposalName(id, [...new Set(ids)], hosts, isTaken);
  const [gateway, ...others] = gateways;
  // Nobody has decided; what a source names is where people begin, and nothing else is put into their mouths.
  const named = compared.candidates.find((one) => one.isHere && one.named !== undefined);
  const made = migrationText({
    kind: "Deprecation",
    name,
    from: id,
    to: isReplaced ? named?.id : undefined,
    features: isWhole && features.length === open.length ? [] : features,
    owner: undefined,
    cutoff: undefined,
    end,
    compared,
    isLeft: (feature, as) => left.some((use) => use.feature === feature && isDecided(use) === (as === "decided")),
    stays: (other) => gateways.every((one) => isServed(one, other)) && !goesBefore(deadlines.get(other), until),
    config,
    gateway,
    others,
    instant,
  });
  const notes = [...made.notes, ...rampNotes(subject, made, search), ...candidateNotes(subject, compared)];
  const file = `migrations/${name}.yaml`;
  return { offering: id, deadline, features: open, name, file, text: made.text, notes, causeDigest };
}

function isServed(gateway: GatewayFiles, id: string): boolean {
  return findModel(gateway, id) !== undefined && deprecationOf(gateway, id) === undefined;
}

function goesBefore(deadline: OfferingDeadline | undefined, until: Instant): boolean {
  const cutoff = parseInstant(deadline?.cutoff);
  return cutoff !== undefined && cutoff < until;
}

function rampNotes(
  { id, deadline }: Subject,
  { plan }: MigrationText,
  { workspace, instant }: ProposalSearch,
): string[] {
  if (plan === undefined) return [];
  const config = workspace.config.data;
  const use = "use" in plan.ramp ? `the ramp "${plan.ramp.use}"` : "the shortest ramp that is allowed";
  const ends = endsOn(deadline, instant);
  if (plan.isLate) {
    const least = days(policyOf(config).buffer.error);
    return [
      `nothing fits in time: "${id}" ${ends}, a move has to be over ${least} before, and begun today ${use} ends on ${plan.eta}`,
    ];
  }
  const isStandard = "use" in plan.ramp && plan.ramp.use === STANDARD;
  const hasOne = Object.hasOwn(config.ramps ?? {}, STANDARD);
  return hasOne && !isStandard ? [`a standard ramp no longer fits, since "${id}" ${ends}; the draft has ${use}`] : [];
}

function endsOn(deadline: OfferingDeadline, instant: Instant): string {
  const { cutoff, precision } = deadline;
  if ((parseInstant(cutoff) ?? Number.POSITIVE_INFINITY) > instant) return `ends on ${dayInWords(deadline)}`;
  return precision === "exact" ? `was due to end on ${cutoff}` : `may have ended since ${cutoff}`;
}

function candidateNotes({ id, deadline }: Subject, { candidates, against }: Comparison): string[] {
  if (candidates.some(({ isHere }) => isHere)) return [...against];
  return [...against, `nothing in the gateway at ${hostTitle(deadline.host)} can take the place of "${id}"`];
}

/** A person who names an offering is told why there is no draft for it. */
function whyNothing(
  { deadlines }: ProposalSearch,
  endings: readonly Ending[],
  id: string,
  proposals: readonly Proposal[],
): string[] {
  if (proposals.some(({ offering }) => offering === id)) return [];
  const deadline = deadlines.get(id);
  if (deadline === undefined) return [`"${id}" names no host: it is self-hosted, and nobody ends it but you`];
  if (deadline.cutoff === undefined) return [`no day is known on which "${id}" ends`];
  const uses = endings.filter((one) => one.id === id).flatMap((one) => one.uses);
  if (uses.length === 0) return [`no feature uses "${id}"`];
  return uses.some(isOpen) ? [] : [`every use of "${id}" has an open migration, or stays on purpose`];
}
