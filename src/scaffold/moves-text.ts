import { formatDate } from "../model/duration.ts";
import { hostsOf, modelOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Concerned } from "./concerned.ts";
import type { FittingRamp } from "./fitting-ramp.ts";
import { mark } from "./marks.ts";
import { indented, inline, scalar } from "./yaml-text.ts";

/** Fewer entries than this are written one by one. */
const FEW = 3;

/** What the entries of all features have in common. */
export interface MovesText {
  readonly config: Config;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** True where a person has named the features. */
  readonly isChosen: boolean;
  readonly plan: FittingRamp | undefined;
}

/** Lines of `features` and `bulk`. */
export function movesLines(wanted: MovesText, concerned: readonly Concerned[]): string[] {
  const alike = concerned.filter(isListEdit);
  const [single, many] = alike.length < FEW ? [concerned, []] : [concerned.filter((one) => !isListEdit(one)), alike];
  const ramping = single.filter(({ to }) => to !== undefined);
  return [
    ...(single.length === 0 ? [] : ["features:"]),
    ...single.flatMap((one) => indented(featureLines(wanted, one, ramping))),
    ...(single.length === 0 || many.length === 0 ? [] : [""]),
    ...bulkLines(wanted, many, single),
  ];
}

function isListEdit({ from, sizes, open }: Concerned): boolean {
  return from === undefined && open === undefined && Object.keys(sizes).length === 0;
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

function featureLines(wanted: MovesText, concerned: Concerned, ramping: readonly Concerned[]): string[] {
  const { feature, from, to, sizes, offer, withdraw, open } = concerned;
  const { title, dri } = own(wanted.config.features, feature) ?? {};
  const known = [title, dri].filter((text) => text !== undefined).join(", ");
  const isFirst = ramping[0] === concerned;
  const body = [
    "stage: planned",
    ...(from === undefined ? [] : [`from: ${one(from)}`]),
    ...(to === undefined ? [] : [`to: ${one(to)}`]),
    ...(Object.keys(sizes).length > 0 ? [`sizes: ${inline(sizes)}`] : []),
    ...(offer.length > 0 ? [`offer: ${inline(offer)}`] : []),
    ...(withdraw.length > 0 ? [`withdraw: ${inline(withdraw)}`] : []),
    ...(dri === undefined ? mark("who moves this feature", ['dri: "@…"']) : []),
    ...(open === undefined
      ? switchLines(wanted, concerned, isFirst, ramping.length > 1)
      : openLines(wanted, concerned)),
  ];
  return [`${scalar(feature)}:${known === "" ? "" : ` # ${known}`}`, ...indented(body)];
}

/** A default is switched by a flag; lists and sizes are not. */
function switchLines({ config, to, plan }: MovesText, moved: Concerned, isFirst: boolean, isShared: boolean): string[] {
  if (moved.to === undefined || plan === undefined) return ["no_flag: no default moves"];
  return [
    "flag:",
    ...indented([`name: ${flagName(config, moved.feature, to ?? "")}`, ...mark("the file that reads it", ["code: …"])]),
    ...rampLines(plan, isFirst, isShared),
    `eta: ${plan.eta}`,
  ];
}

/** What is said once somebody has decided what takes the old one's place. */
function openLines({ from, plan }: MovesText, { from: old, open = [] }: Concerned): string[] {
  const sizes = Object.fromEntries(open.map((size) => [size, { from, to: "…" }]));
  const isDefault = old !== undefined;
  const use = plan !== undefined && "use" in plan.ramp ? `use: ${scalar(plan.ramp.use)}` : "use: …";
  return mark("what takes its place", [
    ...(isDefault ? ["to: …"] : []),
    ...(open.length > 0 ? [`sizes: ${inline(sizes)}`] : []),
    ...(isDefault ? ["flag: { name: …, code: … }"] : ["no_flag: no default moves"]),
    ...(isDefault && plan !== undefined ? [`ramp: { ${use}, start: ${startOf(plan)} }`, `eta: ${plan.eta}`] : []),
  ]);
}

/** Steps that the catalog does not have are written at the first feature, and the others point there. */
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
  return scalar((/^[a-z]/.test(name) ? name : `use_${name}`).slice(0, MOST).replace(/_+$/, ""));
}

function one(ids: readonly string[]): string {
  const [first = ""] = ids;
  return ids.length === 1 ? scalar(first) : inline(ids);
}
