import { policyOf, rampOf } from "../model/defaults.ts";
import { DAY, formatDate, type Instant } from "../model/duration.ts";
import { movesOf } from "../model/move.ts";
import { endOf, lengthOf, type Way, wayOf, withLeastRamp } from "../model/schedule.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Migration } from "../model/schema/migration.gen.ts";

type FittingStep =
  | { readonly audience: string; readonly soak: string }
  | { readonly percentage: number; readonly soak: string };

/** A ramp for a new migration, with the days that follow from it. */
export interface FittingRamp {
  /** Value of the key `ramp`, without its start. */
  readonly ramp: { readonly use: string } | { readonly steps: readonly FittingStep[] };
  readonly start: Instant;
  /** `2026-12-10` */
  readonly eta: string;
  /** Whole days by which even this one ends after the cutoff less the buffer; 0 where it fits. */
  readonly late: number;
}

const STANDARD = "standard";
/** Somebody has to be there when a ramp begins. */
const HOUR_OF_START = 9 * (DAY / 24);

export interface Wanted {
  readonly config: Config;
  readonly cutoff: Instant | undefined;
  readonly instant: Instant;
  /** How long such a migration takes at least, in milliseconds. */
  readonly least: number;
}

/** The longest ramp of the catalog that ends early enough, its standard one first, else the shortest that is allowed. */
export function fittingRamp({ config, cutoff, instant, least: shortest }: Wanted): FittingRamp {
  const policy = policyOf(config);
  const deadline = cutoff === undefined ? Number.POSITIVE_INFINITY : cutoff - policy.buffer.warn;
  const names = Object.keys(config.ramps ?? {});
  const ways = names.flatMap((use) => {
    const way = wayWith(config, use, instant);
    return way === undefined ? [] : [{ use, way }];
  });
  const order = [...ways].sort((a, b) => rank(a.use) - rank(b.use) || lengthOf(b.way) - lengthOf(a.way));
  const fits = order.find(({ way }) => endOf(way, instant, policy.freezes) <= deadline);
  if (fits !== undefined) return planned(config, fits.way, { use: fits.use }, { instant, deadline, shortest });
  const own = wayWith(config, undefined, instant);
  if (own === undefined) throw new Error("a migration that moves a default has a way to go");
  const least = withLeastRamp(own) ?? own;
  return planned(config, least, { steps: stepsOf(config, least) }, { instant, deadline, shortest });
}

function rank(use: string): number {
  return use === STANDARD ? 0 : 1;
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

/** An audience has to be declared; without one the ramp begins with its first percentage. */
function stepsOf(config: Config, way: Way): FittingStep[] {
  const [audience] = Object.keys(config.audiences ?? {});
  return way.least.flatMap(({ reach, soak }): FittingStep[] => {
    if (reach === "audience") return audience === undefined ? [] : [{ audience, soak: span(soak) }];
    return [{ percentage: reach, soak: span(soak) }];
  });
}

function planned(
  config: Config,
  way: Way,
  ramp: FittingRamp["ramp"],
  { instant, deadline, shortest }: { readonly instant: Instant; readonly deadline: Instant; readonly shortest: number },
): FittingRamp {
  const { freezes } = policyOf(config);
  const lead = way.before.reduce((sum, { length }) => sum + length, 0);
  let start = Math.ceil((instant + lead) / DAY) * DAY + HOUR_OF_START;
  while (freezes.some(({ from, to }) => from <= start && start < to)) start += DAY;
  const end = Math.max(endOf(way, instant, freezes), endOf({ ...way, before: [] }, start, freezes));
  // The process would rather have too much time than too little, where the cutoff leaves it.
  const usual = instant + shortest;
  return {
    ramp,
    start,
    eta: formatDate(Math.ceil((usual <= deadline ? Math.max(end, usual) : end) / DAY) * DAY),
    late: Math.max(0, Math.ceil((end - deadline) / DAY)),
  };
}

function span(length: number): string {
  if (length % DAY === 0) return `${length / DAY}d`;
  return `${length / 60_000}m`;
}
