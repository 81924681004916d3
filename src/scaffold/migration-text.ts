import { policyOf } from "../model/defaults.ts";
import { type Instant, parseInstant } from "../model/duration.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import { modelName } from "../model/offering.ts";
import { hostsOf, majorOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { type Concerned, concernedFeatures } from "./concerned.ts";
import { type FittingRamp, fittingRamp } from "./fitting-ramp.ts";
import { movesLines } from "./moves-text.ts";
import { newOffering } from "./new-offering.ts";
import { indented, OPEN, scalar } from "./yaml-text.ts";

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
  readonly cutoff: string | undefined;
  readonly config: Config;
  readonly gateway: GatewayFiles | undefined;
  /** Today: ramps begin after it. */
  readonly instant: Instant;
}

export interface MigrationText {
  readonly text: string;
  /** What is left to people, a line each. */
  readonly notes: readonly string[];
}

const MODELINE = "# yaml-language-server: $schema=../schema/migration.schema.json";

/** A complete migration in status draft, every feature at `planned`. */
export function migrationText(wanted: NewMigration): MigrationText {
  const { kind, name, gateway, from, to, config } = wanted;
  const concerned = concernedFeatures({ gateway, from, to, isEnd: kind === "Deprecation" }, wanted.features);
  const hosts = hostsOf(config);
  const plan = to === undefined ? undefined : rampOfAll(wanted, hosts);
  const owner = wanted.owner ?? ownerIn(config);
  const offering = gateway === undefined || to === undefined ? [] : newOffering(gateway, to, from, hosts);
  const lines = [
    MODELINE,
    "apiVersion: cutover/v1",
    `kind: ${kind}`,
    `name: ${name}`,
    "status: draft",
    ...modelLines(to, config),
    `owner: ${scalar(owner ?? "@owner")}${owner === undefined ? ` ${OPEN} who answers for it` : ""}`,
    ...milestoneLines(config, plan),
    "summary: |",
    `  ${summaryOf(wanted)}`,
    "  To fill in: what users gain or lose by it, and why now.",
    `${OPEN} approach, technical, impact and changes, in words`,
    ...referenceLines(wanted),
    `${OPEN} infrastructure: { link, by, date } once it is checked`,
    "",
    ...(offering.length === 0 ? [] : ["offerings:", ...indented(offering), ""]),
    ...replacesLines(wanted),
    ...candidateLines(wanted),
    ...movesLines({ config, from, to, isChosen: wanted.features.length > 0 }, concerned, plan),
  ];
  while (lines.at(-1) === "") lines.pop();
  return { text: `${lines.join("\n")}\n`, notes: notesOf(wanted, concerned, plan) };
}

function rampOfAll(wanted: NewMigration, hosts: ReadonlySet<string>): FittingRamp {
  const { config, from, to, kind, instant } = wanted;
  const cutoff = parseInstant(wanted.cutoff);
  const [old, next] = [from, to].map((id) => (id === undefined ? undefined : majorOf(id, hosts)));
  const isMajor = old !== undefined && next !== undefined && old !== next;
  const { durations } = policyOf(config);
  const key = kind === "Deprecation" ? "deprecation" : kind === "Integration" || isMajor ? "integration" : "upgrade";
  return fittingRamp({ config, cutoff, instant, least: durations[key][0] });
}

function ownerIn({ teams = {} }: Config): string | undefined {
  const framework = Object.values(teams).find(({ role }) => role === "ai_framework");
  return framework?.members?.[0];
}

const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/^claude/, "anthropic"],
  [/^gpt/, "openai"],
  [/^gemini/, "google"],
  [/^(codestral|devstral|mistral|pixtral|ministral)/, "mistral"],
];

function modelLines(to: string | undefined, { providers }: Config): string[] {
  if (to === undefined) return [`${OPEN} model, once it is decided`];
  const [, family, version] = /^(.*?)\s+v?(\d[\d.]*)/.exec(modelName(to)) ?? [];
  const maker = MAKERS.find(([pattern]) => pattern.test(to))?.[1];
  const isKnown = maker !== undefined && (providers === undefined || own(providers, maker) !== undefined);
  if (!isKnown || family === undefined || version === undefined) {
    return [`${OPEN} model: { provider, family, version } of ${to}`];
  }
  return [`model: { provider: ${maker}, family: ${scalar(family)}, version: ${JSON.stringify(version)} }`];
}

/** The last milestone before the ramp begins: its release carries the flags. */
function milestoneLines({ milestones = {} }: Config, plan: FittingRamp | undefined): string[] {
  if (plan === undefined) return [];
  const released = Object.entries(milestones).filter(([, day]) => (parseInstant(day) ?? Infinity) <= plan.start);
  const title = released.sort(([, a], [, b]) => a.localeCompare(b)).at(-1)?.[0];
  return title === undefined ? [`${OPEN} milestone, the release that carries the flags`] : [`milestone: "${title}"`];
}

function summaryOf({ kind, from, to }: NewMigration): string {
  if (kind === "Deprecation")
    return `${nameOf(from)} goes${to === undefined ? "" : `; ${nameOf(to)} takes its place`}.`;
  return from === undefined ? `${nameOf(to)} is added.` : `Features move from ${nameOf(from)} to ${nameOf(to)}.`;
}

function nameOf(id: string | undefined): string {
  return id === undefined ? "an offering" : `${modelName(id)} (${id})`;
}

function referenceLines({ config, to }: NewMigration): string[] {
  const maker = MAKERS.find(([pattern]) => to !== undefined && pattern.test(to))?.[1];
  const documentation = own(config.providers, maker)?.documentation;
  if (documentation === undefined) return [`${OPEN} references: { announcement, documentation }`];
  return [`references: { documentation: ${documentation} } ${OPEN} announcement`];
}

function replacesLines({ from, cutoff }: NewMigration): string[] {
  if (from === undefined) return [];
  const day = cutoff === undefined ? [`    ${OPEN} cutoff, the first day without service`] : [`    cutoff: ${cutoff}`];
  return ["replaces:", `  ${from}:`, ...day, `    retire: keep ${OPEN} deprecate or remove, when it is time`, ""];
}

function candidateLines({ kind, to }: NewMigration): string[] {
  if (kind !== "Deprecation") return [];
  const offerings =
    to === undefined ? [] : [`  offerings: [{ id: ${to}, verdict: open }] ${OPEN} what else was compared`];
  return ["candidates:", "  criteria: [quality, latency, cost, regions]", ...offerings, `  ${OPEN} decided_by`, ""];
}

function namesOf(features: readonly Concerned[]): string {
  const shown = features.slice(0, SHOWN).map(({ feature }) => `"${feature}"`);
  return `${shown.join(", ")}${features.length > SHOWN ? ` and ${features.length - SHOWN} more features` : ""}`;
}

const SHOWN = 5;

function notesOf(wanted: NewMigration, concerned: readonly Concerned[], plan: FittingRamp | undefined): string[] {
  const { from, gateway } = wanted;
  const nobody = concerned.filter(({ feature }) => own(wanted.config.features, feature)?.dri === undefined);
  return [
    ...(concerned.length === 0 && from !== undefined && gateway !== undefined
      ? [`no feature of the gateway's files uses "${from}"`]
      : []),
    ...(nobody.length === 0 ? [] : [`nobody answers for ${namesOf(nobody)}`]),
    ...(plan !== undefined && plan.late > 0
      ? [`even the shortest ramp ends ${plan.late} days too late for the cutoff on ${wanted.cutoff} less its buffer`]
      : []),
  ];
}
