import type { GatewayFiles } from "../model/gateway.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Concerned, Found, LeftOut } from "./concerned.ts";

/** What a new migration was asked for, as far as notes speak of it. */
interface Wanted {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Those that a person has named. */
  readonly features: readonly string[];
  readonly config: Config;
  readonly gateway: GatewayFiles | undefined;
}

const SHOWN = 5;

/** Features as a message names them, a few of them by name. */
export function namesOf(features: readonly string[]): string {
  const shown = features.slice(0, SHOWN).map((feature) => `"${feature}"`);
  const more = features.length - SHOWN;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more feature${more === 1 ? "" : "s"}` : ""}`;
}

/** What a person has to know of a new migration, a line each. */
export function notesOf(wanted: Wanted, { concerned, leftOut }: Found): string[] {
  const { from, gateway, features, config } = wanted;
  const nobody = concerned.filter(({ feature }) => own(config.features, feature)?.dri === undefined);
  return [
    ...(concerned.length === 0 && from !== undefined && gateway !== undefined && features.length === 0
      ? [`no feature of the gateway's files uses "${from}"`]
      : []),
    ...besideNotes(wanted, concerned),
    ...leftOutNotes(wanted, leftOut),
    ...(nobody.length === 0 ? [] : [`nobody answers for ${namesOf(nobody.map(({ feature }) => feature))}`]),
  ];
}

/** Features that were named although nothing of them moves away. */
function besideNotes({ from, to, gateway }: Wanted, concerned: readonly Concerned[]): string[] {
  const beside = concerned.filter(({ uses }) => uses === "not").map(({ feature }) => feature);
  if (from === undefined || gateway === undefined || beside.length === 0) return [];
  return [`"${from}" is not used by ${namesOf(beside)}; "${to}" is offered there and nothing else is moved`];
}

function leftOutNotes({ from, to }: Wanted, leftOut: readonly LeftOut[]): string[] {
  const says: Record<LeftOut["why"], string> = {
    "not in use": `"${from}" is not used by them`,
    "lists it": `"${to}" can be picked there already`,
    "no pick list": `there is no pick list that "${to}" could enter`,
  };
  return Object.entries(says).flatMap(([why, text]) => {
    const features = leftOut.filter((one) => one.why === why).map(({ feature }) => feature);
    return features.length === 0 ? [] : [`left out: ${namesOf(features)}; ${text}`];
  });
}
