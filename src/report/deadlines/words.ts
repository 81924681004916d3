import { OVERRIDE } from "../../model/deadline.ts";
import { daysBetween, type Instant, parseInstant } from "../../model/duration.ts";
import type { OfferingDeadline } from "../../model/schema/deadlines.gen.ts";
import { plural } from "../plan/text.ts";

type End = Pick<OfferingDeadline, "cutoff" | "precision" | "notice_days" | "source">;

/** When it ends, with how sure that is: `2026-11-30`, `not before 2027-05-07`, `no day; at least 60 days' notice`. */
export function endText({ cutoff, precision, notice_days, source }: End): string {
  if (cutoff === undefined) {
    if (precision === "floor") return `no day; at least ${plural(notice_days ?? 0, "day's", "days'")} notice`;
    return source === OVERRIDE ? "no end, a person says" : "not known";
  }
  if (precision === "floor") return `no day; not before ${cutoff}`;
  if (precision !== "earliest") return cutoff;
  return notice_days === undefined
    ? `not before ${cutoff}`
    : `not before ${cutoff}, nor without ${plural(notice_days, "day's", "days'")} notice`;
}

/** How long that is from now. A day that is over is no proof that a model has ended, so the past is never said to be. */
export function leftText(end: End, instant: Instant): string {
  const days = daysLeft(end, instant);
  if (days === undefined) return "";
  // Whatever the day: notice has to be given first.
  const least = end.precision === "earliest" ? Math.max(days, end.notice_days ?? days) : days;
  if (end.precision !== "exact") return least > 0 ? `in ${plural(least, "day")} or later` : "any day from now on";
  if (days === 0) return "today";
  return days > 0 ? `in ${plural(days, "day")}` : `was due ${plural(-days, "day")} ago`;
}

/** How far a day of the calendar is away: `in 7 days`, `today`, `7 days ago`. */
export function awayText(day: string, instant: Instant): string {
  const days = daysBetween(instant, parseInstant(day) ?? instant);
  if (days === 0) return "today";
  return days > 0 ? `in ${plural(days, "day")}` : `${plural(-days, "day")} ago`;
}

/** Days until the cutoff; negative once it is over, undefined where no day is known. */
export function daysLeft({ cutoff }: End, instant: Instant): number | undefined {
  const at = parseInstant(cutoff);
  return at === undefined ? undefined : daysBetween(instant, at);
}

/** Whether the day that was announced is over. */
export function isPast(end: End, instant: Instant): boolean {
  return end.precision === "exact" && (daysLeft(end, instant) ?? 0) < 0;
}

/** What happens to requests: `requests fail on the day`; undefined where no day is known. */
export function effectText(deadline: OfferingDeadline, instant: Instant): string | undefined {
  const { on_the_day, meanwhile } = deadline;
  const words = [
    on_the_day === undefined ? undefined : EFFECTS[on_the_day],
    meanwhile === undefined || isPast(deadline, instant) ? undefined : "until then it costs more",
  ].filter((word) => word !== undefined);
  return words.length === 0 ? undefined : words.join("; ");
}

const EFFECTS: Readonly<Record<NonNullable<OfferingDeadline["on_the_day"]>, string>> = {
  fails: "requests fail on the day",
  rerouted: "another model answers from that day on, at its own price",
  costs_more: "it costs more from that day on",
};

/** Columns that a report stays within, where its words can be broken. */
const WIDTH = 100;

/** A text on as many lines as it needs, broken at blanks, the further ones indented by two more. */
export function folded(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = " ".repeat(indent + 2);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
