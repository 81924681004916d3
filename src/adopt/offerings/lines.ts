import type { Wanted } from "../../compile/files/gateway/wanted.ts";
import { pairLines, toWanted } from "../print.ts";
import type { OfferingDraft, ReplaceDraft } from "./draft.ts";

/** Lines of `offerings`; a new entry has a line for each key, a patch is short where it can be. */
export function offeringLines(offerings: readonly OfferingDraft[]): string[] {
  const lines = offerings.flatMap((draft) => {
    const wanted = wantedOf(draft);
    return pairLines(draft.id, wanted, 2, draft.isNew || wanted.trailing !== undefined);
  });
  return lines.length === 0 ? [] : ["offerings:", ...lines];
}

export function replacesLines(replaces: readonly ReplaceDraft[]): string[] {
  const lines = replaces.flatMap(({ id, deprecation }) => {
    const entry = deprecation === undefined ? { retire: "remove" } : { retire: "deprecate", deprecation };
    return pairLines(id, toWanted(entry), 2, deprecation !== undefined);
  });
  return lines.length === 0 ? [] : ["replaces:", ...lines];
}

function wantedOf({ isNew, place, inPlaceOf, patch }: OfferingDraft): Wanted {
  const controls: Readonly<Record<string, unknown>> = {
    in_place_of: inPlaceOf,
    place,
    ...(place !== undefined && !isNew && { move: true }),
  };
  const pairs = Object.entries(controls).filter(([, value]) => value !== undefined);
  const entries = [...pairs.map(([key, value]) => [key, toWanted(value)] as const), ...patch.entries];
  return { ...patch, entries: new Map(entries) };
}
