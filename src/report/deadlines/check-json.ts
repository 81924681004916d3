import type { Ending, Use } from "../../deadlines/uncovered.ts";
import { daysBetween, formatDate, formatInstant } from "../../model/duration.ts";
import { jsonText } from "../plan/text.ts";
import type { CheckReport } from "./check.ts";

/** For programs: everything, with nothing cut. */
export function renderCheckJson(report: CheckReport): string {
  const { instant, horizon, endings, uncovered, ramp, disagreements, looked, unlocked } = report;
  const open = new Set(uncovered);
  const usual = ramp && {
    ...(ramp.name !== undefined && { name: ramp.name }),
    end: formatDate(ramp.end),
    end_of_work: formatDate(ramp.endOfWork),
  };
  const entries = endings.map((ending) => entryOf(ending, open.has(ending), report));
  return `${jsonText(
    {
      formatVersion: 1,
      asOf: formatInstant(instant),
      horizonDays: horizon,
      ...(usual && { ramp: usual }),
      offeringsInUse: looked,
      endings: entries,
      disagreements: disagreements.map(({ host, model, facts }) => ({
        host,
        model,
        facts: facts.map(({ source, cutoff, precision, url }) => ({ source, cutoff, precision, url })),
      })),
      unlocked,
    },
    2,
  )}\n`;
}

function entryOf({ id, target, deadline, at, uses }: Ending, isUncovered: boolean, { instant, horizon }: CheckReport) {
  const days = daysBetween(instant, at);
  return {
    offering: id,
    target,
    ...deadline,
    days,
    within: days <= horizon,
    uncovered: isUncovered,
    uses: uses.map(useOf),
  };
}

/** One use, with the migration that ends it. */
export function useOf({ cover, ...use }: Use) {
  if (cover === undefined) return use;
  const { document, end, isLate, isUndecided } = cover;
  const { name, status } = document.data;
  const when = end === undefined ? {} : { end: formatDate(end) };
  return {
    ...use,
    cover: { migration: name, file: document.file, status, ...when, late: isLate, undecided: isUndecided },
  };
}
