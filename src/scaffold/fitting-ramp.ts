import { type Freeze, policyOf, rampOf } from "../model/defaults.ts";
import { DAY, dayOf, formatDate, type Instant } from "../model/duration.ts";
import { movesOf } from "../model/move.ts";
import { endOf, lengthOf, type Part, type Way, wayOf, withLeastRamp } from "../model/schedule.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Migration } from "../model/schema/migration.gen.ts";

type FittingStep =
  | { readonly audience: string; readonly soak: string }
  | { readonly percentage: number; readonly soak: string; readonly gates?: readonly string[] };

/** Steps of a ramp that the catalog does not have, with the gates that its ramps have. */
export interface OwnRamp {
  readonly steps: readonly FittingStep[];
  readonly abort: readonly string[];
}

/** A ramp for a new migration, with the days that follow from it. */
export interface FittingRamp {
  /** Value of the key `ramp`, without its start. */
  readonly ramp: { readonly use: string } | OwnRamp;
  readonly start: Instant;
  /** `2026-12-10` */
  readonly eta: string;
  /** Nothing ends early enough before the cutoff. */
  readonly isLate: boolean;
}

/** The ramp of the catalog that goes before others. */
export const STANDARD = "standard";
/** Somebody has to be there when a ramp begins. */
const HOUR_OF_START = 9 * (DAY / 24);

export interface Wanted {
  readonly config: Config;
  readonly cutoff: Instant | undefined;
  readonly instant: Instant;
  /** How long such a migration takes at least, in milliseconds. */
  readonly least: number;
}

interface Choice {
  readonly ramp: FittingRamp["ramp"];
  readonly way: Way;
}

interface Dated extends Choice {
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * The longest ramp of the catalog that ends early enough, its standard one first, else the shortest that is allowed. One
 * that keeps the whole buffer before the cutoff is preferred to one that keeps the least. Where nothing can be in time,
 * the standard ramp: to be quick does not help then.
 */
export function fittingRamp({ config, cutoff, instant, least: usual }: Wanted): FittingRamp {
  const { buffer, freezes } = policyOf(config);
  const choices = [...catalogRamps(config, instant), ...ownRamp(config, instant)];
  const dated = choices.map((choice) => ({ ...choice, ...datesOf(choice.way, instant, freezes) }));
  const deadlines = cutoff === undefined ? [Number.POSITIVE_INFINITY] : [cutoff - buffer.warn, cutoff - buffer.error];
  for (const deadline of deadlines) {
    const fits = dated.find(({ end }) => end <= deadline);
    // The process would rather have too much time than too little, where the cutoff leaves it.
    const enough = wholeDay(instant + usual);
    if (fits !== undefined) return planned(fits, enough <= deadline ? Math.max(fits.end, enough) : fits.end, false);
  }
  const [first] = dated;
  if (first === undefined) throw new Error("a migration that moves a default has a way to go");
  return planned(first, first.end, true);
}

/** The ramp that a new migration would take if nothing pressed, begun today. */
export interface UsualRamp {
  /** Its name in the catalog; undefined where that has none, and the shortest that is allowed counts. */
  readonly name: string | undefined;
  /** When it is over if its first step is released today. */
  readonly end: Instant;
  /** The same with all that comes before it, and what is set aside. */
  readonly endOfWork: Instant;
  readonly before: readonly Part[];
}

/** The standard ramp of the catalog, else its longest, else the shortest that is allowed; days without hours. */
export function usualRamp(config: Config, instant: Instant): UsualRamp | undefined {
  const [choice] = [...catalogRamps(config, instant), ...ownRamp(config, instant)];
  if (choice === undefined) return undefined;
  const { ramp, way } = choice;
  const { freezes } = policyOf(config);
  const today = dayOf(instant);
  return {
    name: "use" in ramp ? ramp.use : undefined,
    end: wholeDay(endOf({ ...way, before: [], contingency: 0 }, today, freezes)),
    endOfWork: wholeDay(endOf(way, today, freezes)),
    before: way.before,
  };
}

function planned({ ramp, start }: Dated, eta: Instant, isLate: boolean): FittingRamp {
  return { ramp, start, eta: formatDate(eta), isLate };
}

/** The standard one first, then the longest. */
function catalogRamps(config: Config, instant: Instant): Choice[] {
  const choices = Object.keys(config.ramps ?? {}).flatMap((use): Choice[] => {
    const way = wayWith(config, use, instant);
    return way === undefined ? [] : [{ ramp: { use }, way }];
  });
  const isStandard = ({ ramp }: Choice) => Number("use" in ramp && ramp.use === STANDARD);
  return choices.sort((a, b) => isStandard(b) - isStandard(a) || lengthOf(b.way) - lengthOf(a.way));
}

function ownRamp(config: Config, instant: Instant): Choice[] {
  const way = wayWith(config, undefined, instant);
  if (way === undefined) return [];
  const least = withLeastRamp(way) ?? way;
  return [{ way: least, ramp: ownSteps(config, least) }];
}

/** The way of a feature that is planned, with a ramp of the catalog or with none. */
function wayWith(config: Config, use: string | undefined, instant: Instant): Way | undefined {
  const entry = { stage: "planned" as const, from: "old", to: "new", flag: { name: "new_model" } };
  const migration: Migration = {
    apiVersion: "cutover/v1",
    kind: "Upgrade",
    name: "new",
    status: "draft",
    owner: "@owner",
    summary: "new",
    features: { feature: use === undefined ? entry : { ...entry, ramp: use } },
  };
  const [move] = movesOf(migration);
  if (move === undefined || (use !== undefined && rampOf(config, move) === undefined)) return undefined;
  return wayOf({ config, migration, instant }, move);
}

/** The least steps, watched like the first ramp of the catalog. An audience has to be declared, else it is left out. */
function ownSteps(config: Config, way: Way): OwnRamp {
  const [audience] = Object.keys(config.audiences ?? {});
  const ramps = Object.entries(config.ramps ?? {}).sort(([a], [b]) => Number(b === STANDARD) - Number(a === STANDARD));
  const [model] = ramps.map(([, ramp]) => ramp);
  const gates = [...new Set(model?.steps.flatMap((step) => step.gates ?? []))];
  const steps = way.least.flatMap(({ reach, soak }): FittingStep[] => {
    if (reach === "audience") return audience === undefined ? [] : [{ audience, soak: span(soak) }];
    return [{ percentage: reach, soak: span(soak), ...(reach < 100 && gates.length > 0 && { gates }) }];
  });
  return { steps, abort: model?.abort ?? [] };
}

/** The first morning after the work before a ramp, and the day on which the last step is over. */
function datesOf(way: Way, instant: Instant, freezes: readonly Freeze[]): Pick<Dated, "start" | "end"> {
  const lead = way.before.reduce((sum, { length }) => sum + length, 0);
  let start = wholeDay(instant + lead) + HOUR_OF_START;
  while (freezes.some(({ from, to }) => from <= start && start < to)) start += DAY;
  const end = Math.max(endOf(way, instant, freezes), endOf({ ...way, before: [] }, start, freezes));
  return { start, end: wholeDay(end) };
}

function wholeDay(instant: Instant): Instant {
  return Math.ceil(instant / DAY) * DAY;
}

function span(length: number): string {
  if (length % DAY === 0) return `${length / DAY}d`;
  return `${length / 60_000}m`;
}
