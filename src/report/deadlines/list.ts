import type { ListedOffering } from "../../deadlines/listing.ts";
import { OVERRIDE } from "../../model/deadline.ts";
import { daysBetween, formatDate, type Instant } from "../../model/duration.ts";
import type { OfferingDeadline } from "../../model/schema/deadlines.gen.ts";
import { concealed } from "../diagnostics/conceal.ts";
import { type Palette, palette, plural, printable } from "../plan/text.ts";
import { coverText, usesText } from "./uses.ts";
import { awayText, effectText, endText, folded, isPast, leftText } from "./words.ts";

/** What `deadlines list` tells, next end first. */
export interface DeadlineList {
  readonly instant: Instant;
  /** False where files of a gateway are not here: then what is in use is not known whole. */
  readonly isComplete: boolean;
  readonly offerings: readonly ListedOffering[];
  /** Offerings in use that are not among them, because no day is known. */
  readonly undated: number;
}

/** From here on an end is nothing to be shown in red yet. */
const NEAR_DAYS = 60;
const SHOWN_REPLACEMENTS = 3;

/** A row for each offering and what hangs on it below, within 100 columns as far as names allow. */
export function renderList(list: DeadlineList, { color }: { readonly color: boolean }): string {
  const { instant, offerings } = list;
  const paint = palette(color);
  const rows = offerings.map(({ id, deadline }) => [
    printable(id),
    printable(deadline.host),
    [endText(deadline), leftText(deadline, instant)].filter((part) => part !== "").join(", "),
  ]);
  const titles = ["OFFERING", "HOST", "ENDS"];
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  const table = offerings.flatMap((offering, at) => [
    painterOf(offering, instant, paint)(line(rows[at] ?? [])),
    ...detailLines(offering, list, paint),
  ]);
  const head = rows.length === 0 ? [] : [paint.bold(line(titles))];
  return concealed([...head, ...table, ...tailLines(list, paint)].map((text) => `${text}\n`).join(""));
}

function painterOf({ at, deadline }: ListedOffering, instant: Instant, paint: Palette): (text: string) => string {
  if (at === undefined || deadline.gone !== undefined) return (text) => text;
  return daysBetween(instant, at) < NEAR_DAYS ? paint.red : paint.yellow;
}

function detailLines({ deadline, uses }: ListedOffering, { instant, isComplete }: DeadlineList, paint: Palette) {
  const parts = [saysText(deadline, instant), effectText(deadline, instant), replacementText(deadline)];
  const dissent = deadline.disagrees?.map((one) => `${one.source} says ${endText(one)}`);
  const used = usesText(uses) ?? (isComplete ? "no feature uses it" : undefined);
  const work = [used, deadline.cutoff === undefined ? undefined : coverText(uses)];
  return [
    ...fold(parts.filter((part) => part !== undefined).join("; ")),
    ...(dissent === undefined ? [] : fold(`sources disagree: ${dissent.join(", ")}`).map(paint.yellow)),
    ...fold(work.filter((part) => part !== undefined).join("; ")),
    ...(deadline.gone === undefined ? [] : fold(`the gateway's files are without it since ${deadline.gone}`)),
  ];
}

function fold(text: string): string[] {
  return text === "" ? [] : folded(printable(text), 4);
}

function saysText({ source, until }: OfferingDeadline, instant: Instant): string {
  if (source === undefined) return "no source names it";
  if (source !== OVERRIDE) return `says ${source}`;
  return `says an override in cutover.yaml${until === undefined ? "" : `, which holds until ${until} (${awayText(until, instant)})`}`;
}

function replacementText({ replacements = [] }: OfferingDeadline): string | undefined {
  if (replacements.length === 0) return undefined;
  const rest = replacements.length - SHOWN_REPLACEMENTS;
  return `in its place ${replacements.slice(0, SHOWN_REPLACEMENTS).join(" or ")}${rest > 0 ? ` (and ${rest} more)` : ""}`;
}

function tailLines({ instant, offerings, undated, isComplete }: DeadlineList, paint: Palette): string[] {
  const past = offerings.some(({ deadline }) => isPast(deadline, instant) && deadline.gone === undefined);
  const what = isComplete ? "in use" : "known";
  const dated = offerings.filter(({ deadline }) => deadline.cutoff !== undefined).length;
  const sum =
    offerings.length === 0
      ? `no offering ${what} has a day on which it ends`
      : `${plural(offerings.length, "offering")}, ${dated} with a day, as of ${formatDate(instant)}`;
  const more = undated === 0 ? "" : `; ${undated} more ${what} without a known day: --all`;
  return [
    ...(offerings.length === 0 ? [] : [""]),
    paint.bold(`${sum}${more}`),
    ...(past ? [paint.dim("a day that is over is no proof that an offering has ended, nor that it goes on")] : []),
    ...(offerings.length === 0 ? [] : [paint.dim("cutover deadlines explain OFFERING says why")]),
  ];
}
