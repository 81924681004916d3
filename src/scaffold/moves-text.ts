import { formatDate } from "../model/duration.ts";
import { hostsOf, modelOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { type Concerned, isListEdit } from "./concerned.ts";
import type { FittingRamp } from "./fitting-ramp.ts";
import { mark } from "./marks.ts";
import { indented, inline, OPEN, oneLine, scalar } from "./yaml-text.ts";

/** Fewer entries than this are written one by one. */
const FEW = 3;

/** What the entries of all features have in common. */
export interface MovesText {
  readonly config: Config;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** True where a person has named the features. */
  readonly isChosen: boolean;
  /** True where the day is known before which the ramp has to end: then it is written, whoever takes the place. */
  readonly isDated: boolean;
  readonly plan: FittingRamp | undefined;
}

/** How the entries of one file stand together. */
interface Layout {
  /** Those that share the ramp. */
  readonly ramping: readonly Concerned[];
  /** What they leave open is said above all of them. */
  readonly areMarkedOnce: boolean;
}

/** Lines of `features` and `bulk`. */
export function movesLines(wanted: MovesText, concerned: readonly Concerned[]): string[] {
  const alike = concerned.filter(isListEdit);
  const [single, many] = alike.length < FEW ? [concerned, []] : [concerned.filter((one) => !isListEdit(one)), alike];
  const ramping = single.filter((one) => isRamp(wanted, one));
  const layout = { ramping, areMarkedOnce: single.length >= FEW };
  return [
    ...(single.length === 0 ? [] : [`features:${layout.areMarkedOnce ? sharedMark(wanted, single) : ""}`]),
    ...single.flatMap((one) => indented(featureLines(wanted, one, layout))),
    ...(single.length === 0 || many.length === 0 ? [] : [""]),
    ...bulkLines(wanted, many, single),
  ];
}

function isRamp({ isDated }: MovesText, one: Concerned): boolean {
  if (one.to !== undefined) return !isLess(one);
  return isDated && one.open !== undefined && one.from !== undefined;
}

/** What is left of a list of defaults serves the feature already. */
function isLess({ from = [], to = [] }: Concerned): boolean {
  return to.every((id) => from.includes(id));
}

/** One entry for all features that only have their lists edited; how they were found stands beside it. */
function bulkLines({ from, isChosen }: MovesText, many: readonly Concerned[], single: readonly Concerned[]): string[] {
  const [first] = many;
  if (first === undefined) return [];
  const except = single.map(({ feature }) => feature);
  const select = { lists: from, ...(except.length > 0 && { except }) };
  const isFound = from !== undefined && !isChosen && many.every(({ uses }) => uses === "picked");
  return [
    "bulk:",
    "  - features:",
    ...many.map(({ feature }) => `      - ${scalar(feature)}`),
    ...(isFound ? [`    select: ${inline(select)}`] : []),
    "    stage: planned",
    ...(first.offer.length > 0 ? [`    offer: ${inline(first.offer)}`] : []),
    ...(first.withdraw.length > 0 ? [`    withdraw: ${inline(first.withdraw)}`] : []),
    "    no_flag: no default moves",
  ];
}

/** What many entries leave open is said once, behind the key above all of them. */
function sharedMark(wanted: MovesText, single: readonly Concerned[]): string {
  const isOpen = single.some((one) => isDefaultOpen(wanted, one));
  const isNobodys = single.some(({ feature }) => driOf(wanted, feature) === undefined);
  const hasFlag = single.some((one) => one.open === undefined && isRamp(wanted, one));
  const missing = [
    ...(isOpen ? ['what takes its place ("to", and "flag" with "name" and "code")'] : []),
    ...(isNobodys ? ['who moves it where nobody is named ("dri")'] : []),
    ...(hasFlag ? ['the file that reads its flag ("code")'] : []),
  ];
  return missing.length === 0 ? "" : ` ${OPEN} in each entry ${missing.join(", ")}`;
}

/** What an entry says of a default once somebody has decided about it. */
const DECIDED = ["to: …", "flag: { name: …, code: … }"] as const;

/** Whether the default alone is open, and all that follows from its day is written. */
function isDefaultOpen({ isDated }: MovesText, { from, open }: Concerned): boolean {
  return isDated && from !== undefined && open?.length === 0;
}

function driOf({ config }: MovesText, feature: string): string | undefined {
  return own(config.features, feature)?.dri;
}

function featureLines(wanted: MovesText, concerned: Concerned, layout: Layout): string[] {
  const { feature, from, to, sizes, offer, withdraw, open } = concerned;
  const dri = driOf(wanted, feature);
  const known = [own(wanted.config.features, feature)?.title, dri].filter((text) => text !== undefined).join(", ");
  const isSaid = open === undefined || (from !== undefined && wanted.isDated);
  const body = [
    "stage: planned",
    ...(from === undefined ? [] : [`from: ${one(from)}`]),
    ...(to === undefined ? [] : [`to: ${one(to)}`]),
    ...(Object.keys(sizes).length > 0 ? [`sizes: ${inline(sizes)}`] : []),
    ...(offer.length > 0 ? [`offer: ${inline(offer)}`] : []),
    ...(withdraw.length > 0 && isSaid ? [`withdraw: ${inline(withdraw)}`] : []),
    ...(dri === undefined && !layout.areMarkedOnce ? mark("who moves this feature", ['dri: "@…"']) : []),
    ...(open === undefined ? switchLines(wanted, concerned, layout) : openLines(wanted, concerned, layout)),
  ];
  return [`${scalar(feature)}:${known === "" ? "" : ` # ${oneLine(known)}`}`, ...indented(body)];
}

/** A default is switched by a flag; lists and sizes are not. */
function switchLines({ config, to, plan }: MovesText, moved: Concerned, layout: Layout): string[] {
  if (moved.to === undefined || plan === undefined) return ["no_flag: no default moves"];
  if (isLess(moved)) return ["no_flag: what stays of the default serves it already", `eta: ${plan.eta}`];
  const name = flagName(config, moved.feature, to ?? "");
  return [
    ...(layout.areMarkedOnce
      ? [`flag: ${inline({ name })}`]
      : ["flag:", ...indented([`name: ${scalar(name)}`, ...mark("the file that reads it", ["code: …"])])]),
    ...dateLines(plan, moved, layout),
  ];
}

/** What is said once somebody has decided what takes the old one's place; the ramp before that, where its day is known. */
function openLines(wanted: MovesText, concerned: Concerned, layout: Layout): string[] {
  const { plan, isDated } = wanted;
  const ramp = concerned.from === undefined ? undefined : plan;
  const decided = decidedLines(wanted, concerned);
  if (isDated) {
    const isSaid = layout.areMarkedOnce && isDefaultOpen(wanted, concerned);
    return [
      ...(isSaid ? [] : mark("what takes its place", decided)),
      ...(ramp === undefined ? [] : dateLines(ramp, concerned, layout)),
    ];
  }
  const use = ramp !== undefined && "use" in ramp.ramp ? `use: ${scalar(ramp.ramp.use)}` : "use: …";
  const guess = ramp === undefined ? [] : [`ramp: { ${use}, start: ${startOf(ramp)} }`, `eta: ${ramp.eta}`];
  return mark("what takes its place", [...decided, ...guess]);
}

function decidedLines({ from: id, isDated }: MovesText, { from, open = [], withdraw }: Concerned): string[] {
  const sizes = Object.fromEntries(open.map((size) => [size, { from: id, to: "…" }]));
  const [to, flag] = DECIDED;
  const leaves = withdraw.length > 0 ? [`withdraw: ${inline(withdraw)}`] : [];
  if (from === undefined) return [`sizes: ${inline(sizes)}`, "no_flag: no default moves", ...leaves];
  return [to, ...(open.length > 0 ? [`sizes: ${inline(sizes)}`] : []), flag, ...(isDated ? [] : leaves)];
}

/** Steps that the catalog does not have are written at the first feature, and the others point there. */
function dateLines(plan: FittingRamp, concerned: Concerned, { ramping }: Layout): string[] {
  return [...rampLines(plan, ramping[0] === concerned, ramping.length > 1), `eta: ${plan.eta}`];
}

function rampLines(plan: FittingRamp, isFirst: boolean, isShared: boolean): string[] {
  const { ramp } = plan;
  if ("use" in ramp) return [`ramp: { use: ${scalar(ramp.use)}, start: ${startOf(plan)} }`];
  if (!isFirst) return ["ramp: *ramp"];
  return [
    isShared ? "ramp: &ramp" : "ramp:",
    `  start: ${startOf(plan)}`,
    "  steps:",
    ...ramp.steps.map((step) => `    - ${inline(step)}`),
    ...(ramp.abort.length > 0 ? [`  abort: ${inline(ramp.abort)}`] : []),
  ];
}

function startOf({ start }: FittingRamp): string {
  return `${formatDate(start)}T09:00:00Z`;
}

/** Longest name of a flag on GitLab. */
const MOST = 63;

/** The feature and the model, without the model's maker where the rest of its name says enough. */
function flagName(config: Config, feature: string, to: string): string {
  const model = modelOf(to, hostsOf(config));
  const [, ...rest] = model.split("_");
  const short = /^[a-z]/.test(rest[0] ?? "") ? rest.join("_") : model;
  const name = `${feature}_${short}`.replace(/[^a-z0-9]+/g, "_");
  return (/^[a-z]/.test(name) ? name : `use_${name}`).slice(0, MOST).replace(/_+$/, "");
}

function one(ids: readonly string[]): string {
  const [first = ""] = ids;
  return ids.length === 1 ? scalar(first) : inline(ids);
}
