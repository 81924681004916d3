import { lineOf, modelOf } from "../../model/offering-name.ts";
import { LIST_OF } from "./feature-parts.ts";
import type { Oracle } from "./oracle.ts";
import { type OfferPart, type Part, STEPS, type Step, sayParts } from "./part.ts";
import { accepts, type FeaturePlan } from "./plan.ts";

interface Place {
  readonly after?: string;
  readonly before?: string;
}

/** One id that enters the same list of several features. */
interface Entrance {
  readonly step: Step;
  readonly id: string;
  /** What each of the features could say of its place, by position of its plan. */
  readonly options: ReadonlyMap<number, readonly Place[]>;
}

/** The same place in as many features as it is true of, so that they can share an entry. */
export function sharePlaces(oracle: Oracle, plans: readonly FeaturePlan[], hosts: ReadonlySet<string>): FeaturePlan[] {
  const result = [...plans];
  for (const entrance of entrances(plans)) {
    for (const [at, place] of choices(entrance, hosts)) {
      const plan = result[at];
      if (plan === undefined) continue;
      const tried = { ...plan, parts: withPlace(plan.parts, entrance, place) };
      if (accepts(oracle, tried, sayParts(tried.parts))) result[at] = tried;
    }
  }
  return result;
}

function entrances(plans: readonly FeaturePlan[]): Entrance[] {
  const found = new Map<string, { step: Step; id: string; options: Map<number, readonly Place[]> }>();
  for (const [at, plan] of plans.entries()) {
    for (const step of STEPS) {
      for (const id of enteringIds(plan, step)) {
        const key = `${step} ${id}`;
        const entrance = found.get(key) ?? { step, id, options: new Map() };
        entrance.options.set(at, optionsOf(plan, step, id));
        found.set(key, entrance);
      }
    }
  }
  return [...found.values()].filter(({ options }) => [...options.values()].some(([own]) => !isFree(own)));
}

function enteringIds({ parts, slot }: FeaturePlan, step: Step): string[] {
  const offered = parts.flatMap((part) =>
    part.kind === "offer" && part.step === step && part.move === undefined ? [part.id] : [],
  );
  if (step !== "selectable") return offered;
  const to = parts.flatMap((part) => (part.kind === "default" ? part.to : []));
  const entering = to.filter((id) => slot.after?.selectable?.includes(id) && !slot.before?.selectable?.includes(id));
  return [...new Set([...offered, ...entering])];
}

/** The plan's own place first, then what is beside the id in the list, or was there until now. */
function optionsOf({ parts, slot }: FeaturePlan, step: Step, id: string): Place[] {
  const list = LIST_OF[step];
  const [old, now] = [slot.before?.[list] ?? [], slot.after?.[list] ?? []];
  const own = parts.find((part): part is OfferPart => part.kind === "offer" && part.step === step && part.id === id);
  const at = now.indexOf(id);
  const [previous, next] = [now[at - 1], now[at + 1]];
  const gap = leaversBetween(old, now, previous, next);
  return [
    placeOf(own),
    ...[previous, ...gap].flatMap((one): Place[] => (one === undefined ? [] : [{ after: one }])),
    ...[next, ...gap].flatMap((one): Place[] => (one === undefined ? [] : [{ before: one }])),
  ];
}

function placeOf(part: OfferPart | undefined): Place {
  if (part?.after !== undefined) return { after: part.after };
  return part?.before === undefined ? {} : { before: part.before };
}

function leaversBetween(
  old: readonly string[],
  now: readonly string[],
  previous: string | undefined,
  next: string | undefined,
): string[] {
  const low = previous === undefined ? -1 : old.indexOf(previous);
  const high = next === undefined ? old.length : old.indexOf(next);
  if ((previous !== undefined && low === -1) || high === -1) return [];
  return old.slice(low + 1, high).filter((id) => !now.includes(id));
}

/** For each plan the place that most of them can share. */
function choices({ id, options }: Entrance, hosts: ReadonlySet<string>): Map<number, Place> {
  const chosen = new Map<number, Place>();
  const left = new Map(options);
  while (left.size > 0) {
    const counts = new Map<string, { place: Place; plans: number[] }>();
    for (const [at, places] of left) {
      for (const place of places) {
        const key = JSON.stringify(place);
        const count = counts.get(key) ?? { place, plans: [] };
        if (!count.plans.includes(at)) count.plans.push(at);
        counts.set(key, count);
      }
    }
    const [best] = [...counts.values()].sort(
      (a, b) => b.plans.length - a.plans.length || likeness(b.place, id, hosts) - likeness(a.place, id, hosts),
    );
    if (best === undefined) break;
    for (const at of best.plans) {
      chosen.set(at, best.place);
      left.delete(at);
    }
  }
  return chosen;
}

/** People say nothing where nothing need be said, else name a sibling, else the id before it. */
function likeness({ after, before }: Place, id: string, hosts: ReadonlySet<string>): number {
  const anchor = after ?? before;
  if (anchor === undefined) return 9;
  const near = modelOf(anchor, hosts) === modelOf(id, hosts) ? 4 : lineOf(anchor, hosts) === lineOf(id, hosts) ? 2 : 0;
  return near + (after === undefined ? 0 : 1);
}

function isFree(place: Place | undefined): boolean {
  return place?.after === undefined && place?.before === undefined;
}

/** A new default needs no offer but for its place. */
function withPlace(parts: readonly Part[], { step, id }: Entrance, place: Place): Part[] {
  const isIt = (part: Part) => part.kind === "offer" && part.step === step && part.id === id;
  const implied = step === "selectable" && parts.some((part) => part.kind === "default" && part.to.includes(id));
  const said: Part[] = implied && isFree(place) ? [] : [{ kind: "offer", step, id, ...place }];
  const at = parts.findIndex(isIt);
  if (at === -1) return [...parts, ...said];
  return parts.flatMap((part, index) => (index === at ? said : [part]));
}
