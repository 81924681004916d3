import type { Freeze } from "../../model/defaults.ts";
import { type Instant, parseInstant } from "../../model/duration.ts";
import type { ConfigDocument } from "../../model/workspace.ts";
import { type Place, valueAt } from "./place.ts";

/** A freeze of the policy as it is written, with its place. */
export interface WrittenFreeze extends Freeze {
  /** `the freeze from 2026-12-18 to 2027-01-04 (year end)` */
  readonly title: string;
  readonly place: Place;
}

/** The freezes of the policy; one whose days do not exist freezes nothing. */
export function writtenFreezes(config: ConfigDocument): WrittenFreeze[] {
  return (config.data.policy?.freezes ?? []).flatMap(({ from, to, reason }, index) => {
    const [first, end] = [parseInstant(from), parseInstant(to)];
    if (first === undefined || end === undefined) return [];
    const title = `the freeze from ${from} to ${to}${reason === undefined ? "" : ` (${reason})`}`;
    return [{ from: first, to: end, reason, title, place: valueAt(config, ["policy", "freezes", index]) }];
  });
}

/** The freeze that holds at an instant. */
export function freezeAt(freezes: readonly WrittenFreeze[], instant: Instant): WrittenFreeze | undefined {
  return freezes.find(({ from, to }) => from <= instant && instant < to);
}
