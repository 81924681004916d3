import { policyOf } from "../model/defaults.ts";
import { type Instant, parseInstant } from "../model/duration.ts";
import { findModel, type GatewayFiles } from "../model/gateway.ts";
import { modelName } from "../model/offering.ts";
import { hostsOf, majorOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Comparison } from "./candidates.ts";
import { type Concerned, concernedAnywhere, type Search } from "./concerned.ts";
import { type FittingRamp, fittingRamp } from "./fitting-ramp.ts";
import { endLines, type KnownEnd, safeLink } from "./known-end.ts";
import { makerOf } from "./makers.ts";
import {
  featuresMark,
  infrastructureMark,
  mark,
  milestoneMark,
  modelMark,
  offeringMark,
  referencesLines,
  wordsMarks,
} from "./marks.ts";
import { movesLines } from "./moves-text.ts";
import { newOffering, offeringSkeleton } from "./new-offering.ts";
import { namesOf, notesOf } from "./notes.ts";
import { indented, inline, OPEN, scalar } from "./yaml-text.ts";

export type NewKind = "Upgrade" | "Integration" | "Deprecation";

export interface NewMigration {
  readonly kind: NewKind;
  readonly name: string;
  /** Offering that is moved away from; an Integration may have none. */
  readonly from: string | undefined;
  /** Offering that is moved to; a Deprecation may have none yet. */
  readonly to: string | undefined;
  /** Features to move; those that the gateway's files show where none is named. */
  readonly features: readonly string[];
  /** `@ana` */
  readonly owner: string | undefined;
  /** The day that a person names. */
  readonly cutoff: string | undefined;
  /** What the lock file knows of it. */
  readonly end?: KnownEnd | undefined;
  /** What may take the old one's place, where that was looked for. */
  readonly compared?: Comparison | undefined;
  /** Whether an offering is served for long enough after the end of the old one. */
  readonly stays?: ((id: string) => boolean) | undefined;
  /** Which uses no other migration ends; all where that is not said. */
  readonly isLeft?: Search["isLeft"];
  readonly config: Config;
  readonly gateway: GatewayFiles | undefined;
  /** More gateways whose features are concerned. */
  readonly others?: readonly GatewayFiles[] | undefined;
  /** Today: ramps begin after it. */
  readonly instant: Instant;
}

export interface MigrationText {
  readonly text: string;
  /** What is left to people, a line each. */
  readonly notes: readonly string[];
  /** The ramp that fits, where a default moves. */
  readonly plan: FittingRamp | undefined;
}

const MODELINE = "# yaml-language-server: $schema=../schema/migration.schema.json";

/** A complete migration in status draft, every feature at `planned`. */
export function migrationText(wanted: NewMigration): MigrationText {
  const { kind, name, gateway, from, to, config, end, stays, isLeft, others = [] } = wanted;
  const isEnd = kind === "Deprecation";
  const found = concernedAnywhere({ gateway, from, to, isEnd, stays, isLeft }, others, wanted.features);
  const { concerned } = found;
  const isSwitch = concerned.some((one) => one.to !== undefined || one.open !== undefined);
  const plan = isSwitch ? rampOfAll(wanted) : undefined;
  const owner = wanted.owner ?? ownerIn(config);
  const isDated = cutoffOf(wanted) !== undefined;
  const moves = movesLines({ config, from, to, isChosen: wanted.features.length > 0, isDated, plan }, concerned);
  const lines = [
    MODELINE,
    "apiVersion: cutover/v1",
    `kind: ${kind}`,
    `name: ${scalar(name)}`,
    "status: draft",
    ...modelLines(to, config),
    `owner: ${scalar(owner ?? "@owner")}${owner === undefined ? ` ${OPEN} who answers for it` : ""}`,
    ...(plan === undefined ? [] : milestoneLines(wanted, plan)),
    "summary: |",
    `  ${summaryOf(wanted, concerned)}`,
    "  To fill in: what users gain or lose by it, and why now.",
    ...wordsMarks(),
    ...referencesLines(
      own(config.providers, to === undefined ? undefined : makerOf(to))?.documentation,
      safeLink(end?.deadline.url),
    ),
    ...infrastructureMark(),
    "",
    ...withGap(offeringLines(wanted, moves.length > 0)),
    ...replacesLines(wanted),
    ...candidateLines(wanted),
    ...(moves.length > 0 ? moves : featuresMark(from, to)),
  ];
  return { text: `${lines.join("\n")}\n`, notes: notesOf(wanted, found), plan };
}

/** What a person says goes before what the lock file knows. */
function cutoffOf({ cutoff, end }: NewMigration): string | undefined {
  return cutoff ?? end?.deadline.cutoff;
}

function rampOfAll(wanted: NewMigration): FittingRamp {
  const { config, from, to, kind, instant } = wanted;
  const hosts = hostsOf(config);
  const [old, next] = [from, to].map((id) => (id === undefined ? undefined : majorOf(id, hosts)));
  const isMajor = old !== undefined && next !== undefined && old !== next;
  const { durations } = policyOf(config);
  const key = kind === "Deprecation" ? "deprecation" : kind === "Integration" || isMajor ? "integration" : "upgrade";
  return fittingRamp({ config, cutoff: parseInstant(cutoffOf(wanted)), instant, least: durations[key][0] });
}

/** Who answers for models: the first of the framework team. */
export function ownerIn({ teams = {} }: Config): string | undefined {
  const framework = Object.values(teams).find(({ role }) => role === "ai_framework");
  return framework?.members?.[0];
}

function modelLines(to: string | undefined, { providers }: Config): string[] {
  if (to === undefined) return modelMark(to);
  const [, family, version] = /^(.*?)\s+v?(\d[\d.]*)/.exec(modelName(to)) ?? [];
  const maker = makerOf(to);
  const isKnown = maker !== undefined && (providers === undefined || own(providers, maker) !== undefined);
  if (!isKnown || family === undefined || version === undefined) return modelMark(to);
  return [`model: { provider: ${maker}, family: ${scalar(family)}, version: ${JSON.stringify(version)} }`];
}

/** The last milestone before the ramp begins: its release carries the flags. One that is out carries nothing new. */
function milestoneLines({ config: { milestones = {} }, instant }: NewMigration, { start }: FittingRamp): string[] {
  const ahead = Object.entries(milestones).filter(([, day]) => {
    const at = parseInstant(day);
    return at !== undefined && instant < at && at <= start;
  });
  const title = ahead.sort(([, a], [, b]) => a.localeCompare(b)).at(-1)?.[0];
  return title === undefined ? milestoneMark() : [`milestone: ${JSON.stringify(title)}`];
}

function summaryOf({ kind, from, to, gateway }: NewMigration, concerned: readonly Concerned[]): string {
  if (kind === "Deprecation") {
    return `${nameOf(from)} goes${to === undefined ? "" : `; ${nameOf(to)} takes its place`}.`;
  }
  if (from === undefined) return `${nameOf(to)} is added.`;
  const moves = concerned.filter(({ to: next, sizes }) => next !== undefined || Object.keys(sizes).length > 0);
  if (moves.length > 0 || gateway === undefined) return `Features move from ${nameOf(from)} to ${nameOf(to)}.`;
  if (concerned.length === 0) return `${nameOf(to)} is to take the place of ${nameOf(from)}.`;
  return `${nameOf(to)} is offered to users of ${namesOf(concerned.map(({ feature }) => feature))}.`;
}

function nameOf(id: string | undefined): string {
  return id === undefined ? "an offering" : `${modelName(id)} (${id})`;
}

/** A migration has to say something of an offering, where it says nothing of features nor of what goes. */
function offeringLines({ gateway, from, to, config }: NewMigration, hasMoves: boolean): string[] {
  if (to === undefined) return [];
  if (gateway === undefined) {
    return from === undefined ? ["offerings:", ...indented(offeringSkeleton(to))] : offeringMark(to);
  }
  if (findModel(gateway, to) === undefined) {
    return ["offerings:", ...indented(newOffering(gateway, to, from, hostsOf(config)))];
  }
  const isAllThereIs = from === undefined && !hasMoves;
  return isAllThereIs ? ["offerings:", `  ${scalar(to)}: {} ${OPEN} what its entry in models.yml should say`] : [];
}

function replacesLines({ from, cutoff, end }: NewMigration): string[] {
  if (from === undefined) return [];
  return [
    "replaces:",
    `  ${scalar(from)}:`,
    ...indented(
      indented([
        ...(cutoff === undefined ? endLines(end) : [`cutoff: ${cutoff}`]),
        `retire: keep ${OPEN} deprecate (with the line below) or remove, when it is time`,
        '# deprecation: { date: …, removal_version: "…" }',
      ]),
    ),
    "",
  ];
}

function candidateLines({ kind, to, compared }: NewMigration): string[] {
  if (kind !== "Deprecation") return [];
  if (compared !== undefined && compared.candidates.length > 0) return comparedLines(compared);
  const first = to === undefined ? "…" : scalar(to);
  const offerings = `offerings: [{ id: ${first}, verdict: open }]`;
  return [
    "candidates:",
    "  criteria: [quality, latency, cost, regions]",
    ...indented(
      to === undefined ? mark("what was compared", [offerings]) : [`${offerings} ${OPEN} what else was compared`],
    ),
    ...indented(mark("who decided", ['decided_by: "@…"'])),
    "",
  ];
}

function comparedLines({ candidates }: Comparison): string[] {
  return [
    "candidates:",
    "  criteria: [quality, latency, cost, regions]",
    `  offerings: ${OPEN} in which regions each is served, what was measured, and the verdicts`,
    ...candidates.map(({ id, note }) => `    - ${inline({ id, verdict: "open", note })}`),
    ...indented(mark("who decided", ['decided_by: "@…"'])),
    "",
  ];
}

function withGap(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ""];
}
