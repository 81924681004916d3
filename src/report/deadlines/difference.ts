import type { Kind } from "../../deadlines/change.ts";
import type { Difference, OfferingDifference } from "../../deadlines/difference.ts";
import type { OfferingDeadline } from "../../model/schema/deadlines.gen.ts";
import { concealed } from "../diagnostics/conceal.ts";
import { type Palette, palette, plural, printable } from "../plan/text.ts";

const EFFECTS = {
  fails: "requests fail",
  rerouted: "requests go to another model",
  costs_more: "requests cost more",
} as const;

/** What else changed: a noun for one and for many. */
const OTHERS: Readonly<Record<Kind, readonly [string, string]>> = {
  earlier: ["earlier end", "earlier ends"],
  end: ["new end", "new ends"],
  disagreement: ["new disagreement", "new disagreements"],
  withdrawn: ["withdrawn end", "withdrawn ends"],
  later: ["later end", "later ends"],
  precision: ["end of another precision", "ends of another precision"],
  effect: ["other effect on the day", "other effects on the day"],
  notice: ["other promise of notice", "other promises of notice"],
  replacement: ["other replacement", "other replacements"],
  unnamed: ["model that its source no longer names", "models that their source no longer names"],
  named: ["model that its source names again", "models that their source names again"],
  offering: ["new offering", "new offerings"],
  model: ["offering of another model", "offerings of another model"],
  gone: ["offering that no gateway has any more", "offerings that no gateway has any more"],
  evidence: ["other evidence", "other evidence"],
};

/** What is urgent is bold. */
const URGENT: ReadonlySet<Kind> = new Set(["earlier", "end", "disagreement"]);

/** A line for each difference, and one for all that concerns no offering: first those that end, as the diff sorts them. */
export function differenceLines(
  differences: readonly Difference[],
  { color }: { readonly color: boolean },
): readonly string[] {
  const paint = palette(color);
  const silent = differences.filter(isWithoutEnd).length;
  const lines = differences.flatMap((one) => (one.id === undefined || isWithoutEnd(one) ? [] : [lineOf(one, paint)]));
  if (silent > 0) lines.push(`${plural(silent, "new offering")} of which no end is known`);
  const others = differences.flatMap((one) =>
    one.id === undefined ? [plural(one.count, ...(OTHERS[one.kind] satisfies readonly [string, string]))] : [],
  );
  return others.length === 0 ? lines : [...lines, `besides: ${others.join(", ")}`];
}

/** A new offering without a known end is no news of its own. */
function isWithoutEnd(difference: Difference): boolean {
  return difference.kind === "offering" && difference.id !== undefined && difference.after?.cutoff === undefined;
}

function lineOf(difference: OfferingDifference, paint: Palette): string {
  const { id, kind } = difference;
  const said = printable(concealed(wordsOf(difference)));
  return `${paint.bold(printable(concealed(id)))}: ${URGENT.has(kind) ? paint.yellow(said) : said}`;
}

function wordsOf({ kind, before, after, source = "its source" }: OfferingDifference): string {
  switch (kind) {
    case "end":
      return endOf(after);
    case "earlier":
      return `ends earlier: ${dayOf(after)}, before it was ${dayOf(before)}${by(after)}`;
    case "later":
      return `ends later: ${dayOf(after)}, before it was ${dayOf(before)}${by(after)}`;
    case "withdrawn":
      return `no end is named any more, before it was ${dayOf(before)}${by(before)}`;
    case "precision":
      return `ends ${dayOf(after)}, before it was ${dayOf(before)}${by(after)}`;
    case "effect":
      return `${effectOf(after)}, before: ${effectOf(before)}${by(after)}`;
    case "notice":
      return `${noticeOf(after)}, before: ${noticeOf(before)}`;
    case "replacement":
      return `${replacementsOf(after)}, before: ${replacementsOf(before)}`;
    case "disagreement":
      return disagreementOf(after);
    case "unnamed":
      return `${source} no longer names it, which says nothing of its end`;
    case "named":
      return `${source} names it again`;
    case "offering":
      return `${before === undefined ? "new" : "there again"}: ${endOf(after)}`;
    case "model":
      return `is ${modelOf(after)} by now, before it was ${modelOf(before)}: ${endOf(after)}`;
    case "gone":
      return "no gateway has it any more";
    case "evidence":
      return `the same end, other evidence${by(after)}`;
  }
}

function endOf(deadline: OfferingDeadline | undefined): string {
  if (deadline?.cutoff === undefined) return noticeOf(deadline);
  const replaced = deadline.replacements === undefined ? "" : `; ${replacementsOf(deadline)}`;
  return `ends ${dayOf(deadline)}${by(deadline)}${replaced}`;
}

/** `2026-11-30`, or how sure it is. */
function dayOf(deadline: OfferingDeadline | undefined): string {
  const { cutoff, precision, notice_days: days } = deadline ?? {};
  if (cutoff === undefined) return "no day";
  if (precision === "earliest") return `${cutoff} at the earliest`;
  return precision === "floor" ? `${cutoff} at the earliest (announced, with ${days} days of notice)` : cutoff;
}

function noticeOf(deadline: OfferingDeadline | undefined): string {
  const days = deadline?.notice_days;
  return days === undefined ? "no end is known" : `no end is announced, ${plural(days, "day")} of notice are promised`;
}

function effectOf(deadline: OfferingDeadline | undefined): string {
  const { on_the_day: effect, meanwhile } = deadline ?? {};
  const then = effect === undefined ? "what happens then is not known" : `from then on ${EFFECTS[effect]}`;
  return meanwhile === undefined ? then : `${then}, until then ${EFFECTS[meanwhile]}`;
}

function replacementsOf(deadline: OfferingDeadline | undefined): string {
  const { replacements } = deadline ?? {};
  return replacements === undefined ? "no replacement is named" : `in its place: ${replacements.join(", ")}`;
}

function disagreementOf(deadline: OfferingDeadline | undefined): string {
  const { disagrees = [], source, cutoff } = deadline ?? {};
  if (disagrees.length === 0) return "sources disagree about its end";
  const others = disagrees.map((one) => `${one.source} says ${dayOf({ ...deadline, ...one, host: "", model: "" })}`);
  const decides =
    source === undefined || cutoff === undefined ? [] : [`${source} says ${dayOf(deadline)}, which counts`];
  return `sources disagree about its end: ${[...decides, ...others].join("; ")}`;
}

function modelOf(deadline: OfferingDeadline | undefined): string {
  return deadline === undefined ? "no model" : `${deadline.model} at ${deadline.host}`;
}

function by(deadline: OfferingDeadline | undefined): string {
  return deadline?.source === undefined ? "" : ` (${deadline.source})`;
}
