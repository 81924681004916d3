import { rampOf } from "../../model/defaults.ts";
import { formatDate, parseInstant } from "../../model/duration.ts";
import { scheduleOf } from "../../model/ramp-dates.ts";
import type { Block } from "../../model/resource.ts";
import { code, plainLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs, table } from "./table.ts";
import { featureName, span, spanRange } from "./words.ts";

type Dated = readonly [date: string, what: string];

/** Priority, how long such work takes, and every date that is fixed. */
export function timeline(subject: Subject): Block {
  const { migration } = subject;
  const dates = [...datesOf(subject)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    name: "timeline",
    text: paragraphs(
      "## Timeline",
      `Priority: ${plainLine(migration.priority ?? "medium")}`,
      usualDuration(subject),
      dates.length === 0 ? "No date is fixed yet." : table(["Date", "What"], dates),
    ),
  };
}

/** A move that breaks something takes as long as a new provider. */
function usualDuration({ migration, policy: { durations } }: Subject): string {
  const breaks = (migration.changes?.breaking ?? []).length > 0;
  switch (migration.kind) {
    case "Deprecation":
      return `Replacing a discontinued model usually takes ${spanRange(durations.deprecation)}.`;
    case "Integration":
      return `Bringing in a new provider usually takes ${spanRange(durations.integration)}.`;
    case "Upgrade":
      return breaks
        ? `An upgrade with breaking changes usually takes ${spanRange(durations.integration)}.`
        : `An upgrade at the same provider usually takes ${spanRange(durations.upgrade)}.`;
  }
}

function datesOf(subject: Subject): Dated[] {
  return [...cutoffs(subject), ...deprecations(subject), ...targets(subject), ...ramps(subject)];
}

function cutoffs({ migration, policy }: Subject): Dated[] {
  return Object.entries(migration.replaces ?? {}).flatMap(([id, { cutoff }]) => {
    const instant = parseInstant(cutoff);
    if (instant === undefined) return [];
    const left = span(policy.buffer.warn);
    return [
      [formatDate(instant - policy.buffer.warn), `everything is moved away from ${code(id)}: ${left} before its end`],
      [formatDate(instant), `first day on which ${code(id)} is no longer served`],
    ];
  });
}

function deprecations({ migration }: Subject): Dated[] {
  return Object.entries(migration.replaces ?? {}).flatMap(([id, { retire, deprecation }]) =>
    retire === "deprecate" && deprecation !== undefined
      ? [
          [
            plainLine(deprecation.date),
            `${code(id)} is shown as deprecated; it goes with ${plainLine(deprecation.removal_version)}`,
          ],
        ]
      : [],
  );
}

function targets({ config, moves }: Subject): Dated[] {
  return moves.flatMap(({ feature, entry }) =>
    entry.eta === undefined ? [] : [[plainLine(entry.eta), `${featureName(config, feature)} is to be moved`]],
  );
}

function ramps({ config, rollouts, policy }: Subject): Dated[] {
  return rollouts.flatMap(({ moves: [move] }) => {
    const ramp = rampOf(config, move);
    const spans = ramp && scheduleOf(ramp, policy.freezes);
    const [first, last] = [spans?.at(0), spans?.at(-1)];
    if (first === undefined || last === undefined) return [];
    const name = featureName(config, move.feature);
    return [
      [formatDate(first.starts), `the ramp of ${name} begins`],
      [formatDate(last.ends), `the ramp of ${name} is over at the earliest`],
    ];
  });
}
