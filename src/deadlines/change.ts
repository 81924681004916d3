import { sameData } from "../model/plain-data.ts";
import type { DeadlineFact, OfferingDeadline } from "../model/schema/deadlines.gen.ts";

/**
 * Ways in which what is known can change, the most urgent first. `gone`: no gateway has the offering any more. `unnamed`:
 * its source no longer names it. `evidence`: only who says it, or where, or in which words.
 */
export const KINDS = [
  ...([
    "earlier",
    "end",
    "disagreement",
    "withdrawn",
    "later",
    "precision",
    "effect",
    "notice",
    "replacement",
  ] as const),
  ...(["unnamed", "named", "offering", "model", "gone", "evidence"] as const),
];

export type Kind = (typeof KINDS)[number];

type End = Pick<OfferingDeadline, "cutoff" | "precision">;
type Found = readonly (readonly [Kind, boolean])[];

/** How an offering changed, besides what sources disagree about. */
export function offeringChanges(before: OfferingDeadline | undefined, after: OfferingDeadline | undefined): Kind[] {
  if (before === undefined || after === undefined) return after === undefined ? ["gone"] : ["offering"];
  const came: Found = [
    ["gone", before.gone === undefined && after.gone !== undefined],
    ["offering", before.gone !== undefined && after.gone === undefined],
  ];
  if (before.host !== after.host || before.model !== after.model) return kindsOf([["model", true], ...came]);
  const day = dayChange(before, after);
  const isOther = day === undefined && before.notice_days !== after.notice_days;
  return orEvidence(before, after, [
    ...dayFound(day),
    ...came,
    ["notice", isOther],
    ["effect", day === undefined && (before.on_the_day !== after.on_the_day || before.meanwhile !== after.meanwhile)],
    ["replacement", !sameData(before.replacements, after.replacements)],
  ]);
}

/** How a fact changed. */
export function factChanges(before: DeadlineFact | undefined, after: DeadlineFact): Kind[] {
  if (before === undefined) return [after.cutoff === undefined ? "evidence" : "end"];
  return orEvidence(before, after, [
    ...dayFound(dayChange(before, after)),
    ["unnamed", before.gone === undefined && after.gone !== undefined],
    ["named", before.gone !== undefined && after.gone === undefined],
    ["replacement", !sameData(before.replacements, after.replacements)],
  ]);
}

function dayChange(before: End, after: End): Kind | undefined {
  if (before.cutoff === after.cutoff) {
    if (before.precision === after.precision) return undefined;
    return after.cutoff === undefined ? "notice" : "precision";
  }
  if (before.cutoff === undefined) return "end";
  if (after.cutoff === undefined) return "withdrawn";
  return after.cutoff < before.cutoff ? "earlier" : "later";
}

function dayFound(day: Kind | undefined): Found {
  return day === undefined ? [] : [[day, true]];
}

function orEvidence(before: object, after: object, found: Found): Kind[] {
  const kinds = kindsOf(found);
  return kinds.length > 0 || sameData(before, after) ? kinds : ["evidence"];
}

function kindsOf(found: Found): Kind[] {
  return found.flatMap(([kind, isSo]) => (isSo ? [kind] : []));
}
