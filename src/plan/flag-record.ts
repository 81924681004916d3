import type { FlagRecord } from "../model/marker.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
import { type FoundState, flagBasis } from "./flag-state.ts";

/** Stands in `seen` of a flag that `rollout abort` turned off. */
const ABORTED = "aborted";

/** What the marker says before anything was done with the flag: from then on the name is ours. */
export function claim({ name }: FlagResource): FlagRecord {
  return { name, step: 0, exposure: 0 };
}

/**
 * The record without its intent. A flag that is exactly as it was when the intent was written was never raised;
 * anything else was, and is what a person made of it. Where the forge gives no stamp, a flag that was off with strategies
 * left on it looks the same after a raise that a person took back: then the person counts.
 */
export function settledRecord(record: FlagRecord, live: FoundState): FlagRecord {
  const { intent, ...before } = record;
  if (intent === undefined) return record;
  const isTelling = live.stamp !== undefined || live.active || live.strategies.length === 0;
  return isTelling && intent.basis === flagBasis(live) ? before : acted(record);
}

/** True for a flag that reaches as far as its record says. One that is switched off keeps strategies by a person's hand only. */
export function stands({ exposure }: Pick<FlagRecord, "exposure">, live: FoundState): boolean {
  return exposureOf(live) === exposure && (live.active || live.strategies.length === 0);
}

/** The record with how the flag was found, where it does not stand as it says: a step merged after that is meant so. */
export function acknowledged({ seen: _seen, ...record }: FlagRecord, live: FoundState): FlagRecord {
  return stands(record, live) || isLast(record, live) ? record : { ...record, seen: flagBasis(live) };
}

/**
 * The record of a flag that `rollout abort` turns off, which was found as `live`. What was announced is over. Whatever step
 * the next run finds counts as merged before, since nobody can tell: it writes that down as `asked`.
 */
export function abortedRecord(record: FlagRecord, live: FoundState): FlagRecord {
  const { asked: _asked, ...rest } = moved(settledRecord(record, live));
  return { ...rest, seen: ABORTED };
}

/** False once another raise was announced. */
export function isAborted(record: FlagRecord | undefined): boolean {
  return record?.seen === ABORTED && record.intent === undefined;
}

/** True for a flag that has the very strategies of the record: no later write of ours is missing in it. */
export function isLast(record: FlagRecord | undefined, live: FoundState): boolean {
  return record?.ids !== undefined && record.ids === live.ids;
}

/** What the marker says if its intent was carried out. */
export function acted({ name, intent, ...before }: FlagRecord): FlagRecord {
  if (intent === undefined) return { name, ...before };
  const { basis: _basis, ...taken } = intent;
  return { name, ...taken };
}

/** The step of the migration that was acted upon, 0 for none. */
export function releasedStep(record: FlagRecord | undefined): number {
  return record?.asked ?? record?.step ?? 0;
}

/** The record of a flag that is written to: its strategies get other ids. */
export function moved({ ids: _ids, ...record }: FlagRecord): FlagRecord {
  return record;
}

/** The record of a flag that stands as it should: whoever put its strategies there, they are the last ones. */
export function asFound(record: FlagRecord, { ids }: FoundState): FlagRecord {
  return ids === undefined ? record : { ...record, ids };
}
