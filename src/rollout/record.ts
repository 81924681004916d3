import type { FlagRecord } from "../model/marker.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
import { decideFlag } from "../plan/flag.ts";
import { acknowledged, isAborted, settledRecord, stands } from "../plan/flag-record.ts";
import { type FoundState, isSame, OFF } from "../plan/flag-state.ts";

/**
 * What the marker has to say of a held flag so that its step is meant from where it stands: the next apply raises it by one
 * step. Undefined where nothing holds it but that one merge raises by one step, or that it was taken over as it stands.
 */
export function resumedRecord(desired: FlagResource, record: FlagRecord, live: FoundState): FlagRecord | undefined {
  const settled = settledRecord(record, live);
  const isHeld = decideFlag({ desired, live, record }).verdict === "held" && !stands(settled, live);
  if (!isAborted(record) && !isHeld) return undefined;
  const exposure = exposureOf(live);
  // Without the ids of its strategies: what a person does to the flag from now on is told by the state alone.
  return acknowledged({ name: record.name, step: reached(desired, live), exposure }, live);
}

/** The highest step that a flag has whole: one that reaches as many people, but others, has to be taken there first. */
function reached({ steps }: FlagResource, live: FoundState): number {
  const exposure = exposureOf(live);
  if (exposure === 0) return 0;
  const states = steps.map(({ strategies }) => ({ active: true, strategies }));
  const at = states.findLastIndex((state) => exposureOf(state) <= exposure);
  const state = states[at] ?? OFF;
  return exposureOf(state) < exposure || isSame(state, live) ? at + 1 : at;
}
