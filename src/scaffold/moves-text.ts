import { formatDate } from "../model/duration.ts";
import { hostsOf, modelOf } from "../model/offering-name.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Concerned } from "./concerned.ts";
import type { FittingRamp } from "./fitting-ramp.ts";
import { indented, inline, OPEN } from "./yaml-text.ts";

/** Fewer entries than this are written one by one. */
const FEW = 3;

/** What the entries of all features have in common. */
export interface MovesText {
  readonly config: Config;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** True where a person has named the features. */
  readonly isChosen: boolean;
}

/** Lines of `features` and `bulk`. */
export function movesLines(
  wanted: MovesText,
  concerned: readonly Concerned[],
  plan: FittingRamp | undefined,
): string[] {
  const alike = concerned.filter(isListEdit);
  const [single, many] = alike.length < FEW ? [concerned, []] : [concerned.filter((one) => !isListEdit(one)), alike];
  return [
    ...(single.length === 0 ? [] : ["features:"]),
    ...single.flatMap((one) => indented(featureLines(wanted, one, plan))),
    ...(single.length === 0 || many.length === 0 ? [] : [""]),
    ...bulkLines(wanted, many, single),
  ];
}

function isListEdit({ from, sizes }: Concerned): boolean {
  return from === undefined && Object.keys(sizes).length === 0;
}

/** One entry for all features that only have their lists edited; how they were found stands beside it. */
function bulkLines({ from, isChosen }: MovesText, many: readonly Concerned[], single: readonly Concerned[]): string[] {
  const [first] = many;
  if (first === undefined) return [];
  const except = single.map(({ feature }) => feature);
  const select = { lists: from, ...(except.length > 0 && { except }) };
  return [
    "bulk:",
    "  - features:",
    ...many.map(({ feature }) => `      - ${feature}`),
    ...(from === undefined || isChosen ? [] : [`    select: ${inline(select)}`]),
    "    stage: planned",
    ...(first.offer.length > 0 ? [`    offer: ${inline(first.offer)}`] : []),
    ...(first.withdraw.length > 0 ? [`    withdraw: ${inline(first.withdraw)}`] : []),
    "    no_flag: no default moves",
  ];
}

function featureLines(
  { config, to }: MovesText,
  { feature, from, to: next, sizes, offer, withdraw }: Concerned,
  plan: FittingRamp | undefined,
): string[] {
  const { title, dri } = own(config.features, feature) ?? {};
  const moves = from !== undefined && next !== undefined;
  const known = [title, dri].filter((text) => text !== undefined).join(", ");
  const body = [
    "stage: planned",
    ...(moves ? [`from: ${one(from)}`, `to: ${one(next)}`] : []),
    ...(Object.keys(sizes).length > 0 ? [`sizes: ${inline(sizes)}`] : []),
    ...(offer.length > 0 ? [`offer: ${inline(offer)}`] : []),
    ...(withdraw.length > 0 ? [`withdraw: ${inline(withdraw)}`] : []),
    ...(dri === undefined ? [`${OPEN} dri, who moves this feature`] : []),
    ...(moves && plan !== undefined ? flagLines(config, feature, to ?? "", plan) : ["no_flag: no default moves"]),
  ];
  return [`${feature}:${known === "" ? "" : ` # ${known}`}`, ...indented(body)];
}

function flagLines(config: Config, feature: string, to: string, { ramp, start, eta }: FittingRamp): string[] {
  const [, ...short] = modelOf(to, hostsOf(config)).split("_");
  const name = `${feature}_${short.join("_") || to}`
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, MOST)
    .replace(/_+$/, "");
  const at = `${formatDate(start)}T09:00:00Z`;
  const steps = "use" in ramp ? [] : ["  steps:", ...ramp.steps.map((step) => `    - ${inline(step)}`)];
  return [
    "flag:",
    `  name: ${name}`,
    `  ${OPEN} code, the file that reads it`,
    ...("use" in ramp ? [`ramp: { use: ${ramp.use}, start: ${at} }`] : ["ramp:", `  start: ${at}`, ...steps]),
    `eta: ${eta}`,
  ];
}

/** Longest name of a flag on GitLab. */
const MOST = 63;

function one(ids: readonly string[]): string {
  const [first = ""] = ids;
  return ids.length === 1 ? first : inline(ids);
}
