import { policyOf } from "../model/defaults.ts";
import { DAY, daysBetween, type Instant, parseDuration, parseInstant } from "../model/duration.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import type { Workspace } from "../model/workspace.ts";
import { type Cover, coverOf, stayOf } from "./cover.ts";
import { type Usage, usesIn } from "./usage.ts";

/** One use of an offering that ends, with what becomes of it. */
export interface Use extends Usage {
  /** The open migration that ends this use; absent where none does. */
  readonly cover?: Cover;
  /** Why the feature stays on purpose, in the words of a migration; empty in those of a confidential one. */
  readonly stays?: string;
}

/** An offering in use whose end is known. */
export interface Ending {
  readonly id: string;
  readonly target: string;
  readonly deadline: OfferingDeadline;
  /** Its cutoff. */
  readonly at: Instant;
  /** All of them, also those that are covered. */
  readonly uses: readonly Use[];
}

/** An ending that some use is not covered for, or too late. */
export type Uncovered = Ending;

export interface EndingInput {
  readonly workspace: Workspace;
  /** The gateway's files as they are, by target: what is merged there is not in use any more. */
  readonly gateways: ReadonlyMap<string, GatewayFiles>;
  readonly deadlines: ReadonlyMap<string, OfferingDeadline>;
  readonly instant: Instant;
}

/** How far ahead an end counts, in milliseconds: the number of days, else what the catalog says, else what a deprecation takes with its buffer. */
export function horizonOf(config: Config, days?: number): number {
  if (days !== undefined) return days * DAY;
  const { buffer, durations } = policyOf(config);
  return parseDuration(config.deadlines?.horizon ?? "") ?? durations.deprecation[1] + buffer.warn;
}

/** Every offering in use that has a day, the next end first. */
export function endingsIn({ workspace, gateways, deadlines, instant }: EndingInput): readonly Ending[] {
  const found = [...gateways].flatMap(([target, gateway]) =>
    [...usesIn(gateway)].flatMap(([id, usages]): Ending[] => {
      const deadline = deadlines.get(id);
      const at = parseInstant(deadline?.cutoff);
      if (deadline === undefined || at === undefined) return [];
      const uses = usages.map((usage) => useOf({ workspace, id, cutoff: at, instant }, usage));
      return [{ id, target, deadline, at, uses }];
    }),
  );
  return found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id)));
}

/** Those that end within the horizon, or have ended, with a use that no migration ends in time. */
export function uncoveredIn(input: EndingInput & { readonly horizon: number }): readonly Uncovered[] {
  return endingsIn(input).filter((ending) => isPressing(ending, input) && isUncovered(ending));
}

/** Whether some use has no migration that ends it in time. */
export function isUncovered({ uses }: Pick<Ending, "uses">): boolean {
  return uses.some((use) => !isSettled(use));
}

/** Whether an end is no further away than the horizon, in days of the calendar. */
export function isNear(
  { at }: Pick<Ending, "at">,
  { instant, horizon }: { readonly instant: Instant; readonly horizon: number },
): boolean {
  return daysBetween(instant, at) * DAY <= horizon;
}

/**
 * Whether somebody has to see to an end now. An earliest day before which a promised notice has still to come is none
 * yet: once that is given there is time.
 */
export function isPressing(
  ending: Pick<Ending, "at" | "deadline">,
  ahead: { readonly instant: Instant; readonly horizon: number },
): boolean {
  const { precision, notice_days } = ending.deadline;
  const awaitsNotice = precision === "earliest" && notice_days !== undefined;
  return !awaitsNotice && isNear(ending, ahead);
}

/** Whether nothing is left to do about a use: a migration ends it in time, or it stays on purpose. */
export function isSettled({ cover, stays }: Use): boolean {
  return stays !== undefined || (cover !== undefined && !cover.isLate);
}

function useOf(
  ending: { readonly workspace: Workspace; readonly id: string; readonly cutoff: Instant; readonly instant: Instant },
  usage: Usage,
): Use {
  const cover = coverOf(ending, usage);
  const stays = stayOf(ending, usage);
  return { ...usage, ...(cover && { cover }), ...(stays !== undefined && { stays }) };
}
