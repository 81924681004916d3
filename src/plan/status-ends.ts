import { isSettled, type Uncovered } from "../deadlines/uncovered.ts";
import { type DeadlinesDocument, leftToLock } from "../model/deadline.ts";
import { daysBetween, type Instant, parseInstant } from "../model/duration.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import type { Cutoff, UncoveredStatus } from "./status-shape.ts";

/** The nearest end of what a migration replaces, and how sure it is where the lock file says it. */
export function cutoffOf(
  document: MigrationDocument,
  deadlines: DeadlinesDocument | undefined,
  instant: Instant,
): Cutoff | undefined {
  const dated = Object.entries(document.data.replaces ?? {}).flatMap(([offering, { cutoff }]): Cutoff[] => {
    const at = parseInstant(cutoff);
    if (cutoff === undefined || at === undefined) return [];
    const precision = leftToLock(deadlines, document, offering)?.precision;
    return [{ offering, date: cutoff, ...(precision && { precision }), days: daysBetween(instant, at) }];
  });
  return dated.sort((a, b) => a.days - b.days)[0];
}

/** What ends soon, with the features that stay on it. Who covers the others is no part of it: that may be confidential. */
export function uncoveredStatus({ id, target, deadline, at, uses }: Uncovered, instant: Instant): UncoveredStatus {
  const left = uses.filter((use) => !isSettled(use)).map(({ feature }) => feature);
  return {
    offering: id,
    target,
    date: deadline.cutoff ?? "",
    precision: deadline.precision,
    days: daysBetween(instant, at),
    url: deadline.url,
    features: [...new Set(left)],
  };
}
