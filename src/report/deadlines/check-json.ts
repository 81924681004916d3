import { type Cover, isConfidential } from "../../deadlines/cover.ts";
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
    endOfWork: formatDate(ramp.endOfWork),
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

/** One use, with the migration that ends it: of a confidential one neither name nor day, and of none why something stays. */
export function useOf({ cover, stays, ...rest }: Use) {
  const use = { ...rest, ...(stays !== undefined && { stays: true }) };
  return cover === undefined ? use : { ...use, cover: coverIn(cover) };
}

function coverIn({ document, end, isLate, isUndecided }: Cover) {
  const { name, status } = document.data;
  const state = { late: isLate, undecided: isUndecided };
  if (isConfidential(document)) return { confidential: true, status, ...state };
  return { migration: name, file: document.file, status, ...(end !== undefined && { end: formatDate(end) }), ...state };
}
