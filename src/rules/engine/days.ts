import { DAY, daysBetween, type Instant } from "../../model/duration.ts";

/** A length of time in whole days: `1 day`, `28 days`, `less than a day`. */
export function days(span: number): string {
  const count = daysBetween(0, span);
  return span < DAY ? "less than a day" : count === 1 ? "1 day" : `${count} days`;
}

/** How many days of the calendar (UTC) lie between: `today`, `1 day ago`, `44 days ago`. */
export function ago(then: Instant, now: Instant): string {
  const count = Math.floor(now / DAY) - Math.floor(then / DAY);
  return count === 0 ? "today" : `${days(count * DAY)} ago`;
}
