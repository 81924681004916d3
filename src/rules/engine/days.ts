import { daysBetween, type Instant } from "../../model/duration.ts";

/** A length of time in whole days: `1 day`, `28 days`, `less than a day`. */
export function days(span: number): string {
  return counted(daysBetween(0, span));
}

/** How many days of the calendar (UTC) lie between, whichever is first: `less than a day`, `1 day`, `44 days`. */
export function between(one: Instant, other: Instant): string {
  return counted(Math.abs(daysBetween(one, other)));
}

/** The same from `then` to today: `today`, `1 day ago`, `44 days ago`. */
export function ago(then: Instant, now: Instant): string {
  return daysBetween(then, now) === 0 ? "today" : `${between(then, now)} ago`;
}

function counted(count: number): string {
  return count < 1 ? "less than a day" : count === 1 ? "1 day" : `${count} days`;
}
