import { rampOf } from "../../model/defaults.ts";
import { formatDate, parseInstant } from "../../model/duration.ts";
import { scheduleOf } from "../../model/ramp-dates.ts";
import type { Block } from "../../model/resource.ts";
import type { OfferingDeadline } from "../../model/schema/deadlines.gen.ts";
import { lengthClassOf } from "../../model/usual-length.ts";
import { type End, evidence } from "../ends.ts";
import { code, plainLine } from "../safe-text.ts";
import { gantt } from "./gantt.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs, table } from "./table.ts";
import { featureName, listed, span, spanRange } from "./words.ts";

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
      subject.moves.length === 0 ? undefined : usualLength(subject),
      dates.length === 0 ? noDate(subject) : table(["Date", "What"], dates),
      bullets(withoutCutoff(subject)),
      gantt(subject),
    ),
  };
}

/** How long such work takes by the policy; an upgrade whose versions cannot be compared may be of either length. */
function usualLength({ config, migration, policy: { durations } }: Subject): string {
  const kind = lengthClassOf(config, migration);
  if (kind === undefined) {
    const [simple, complex] = [spanRange(durations.upgrade), spanRange(durations.integration)];
    return `A simple upgrade usually takes ${simple}, one to a new major version or with breaking changes ${complex}.`;
  }
  const subject = kind.class.charAt(0).toUpperCase() + kind.class.slice(1);
  return `${subject} usually takes ${spanRange(durations[kind.key])}.`;
}

function noDate({ file, moves }: Subject): string {
  if (moves.length === 0) return "No date is on record.";
  return `No date is on record. Each feature's goes into ${code("eta")} of its entry in ${code(file)}.`;
}

function datesOf(subject: Subject): Dated[] {
  return [...cutoffs(subject), ...deprecations(subject), ...targets(subject), ...ramps(subject)];
}

function cutoffs({ ends, policy }: Subject): Dated[] {
  return ends.flatMap((end): Dated[] => {
    const instant = parseInstant(end.cutoff);
    if (instant === undefined) return [];
    const left = span(policy.buffer.warn);
    const what = end.precision === "exact" ? "its end" : "the earliest day of its end";
    return [
      [
        formatDate(instant - policy.buffer.warn),
        `by then everything has to be moved away from ${code(end.id)}, ${left} before ${what}`,
      ],
      [formatDate(instant), lastDay(end)],
    ];
  });
}

/** How sure the day is, and who says so. */
function lastDay(end: End): string {
  const id = code(end.id);
  const after = effect(end.known);
  switch (end.precision) {
    case "exact":
      return `first day on which ${id} is no longer served${after}${evidence(end)}`;
    case "earliest":
      return `${id} does not end before this day; a later one may still be announced${after}${evidence(end)}`;
    case "floor":
      return `${id} does not end before this day: no day is announced, and the promised notice ends then${after}${evidence(end)}`;
  }
}

/** What happens to requests, where they do not simply fail. */
function effect(known: OfferingDeadline | undefined): string {
  if (known?.on_the_day === "rerouted") return "; from its end on another model answers, at its own price";
  return known?.on_the_day === "costs_more" ? "; from its end on it goes on at a higher price" : "";
}

/** A deprecation is about a day; where the migration leaves it open, nobody should read that there is none. */
function withoutCutoff({ migration, ends, file }: Subject): string[] {
  if (migration.kind !== "Deprecation") return [];
  return ends.flatMap((end) => {
    if (end.cutoff !== undefined) return [];
    const { id, known } = end;
    if (known?.notice_days !== undefined)
      return [`No end of ${code(id)} is announced; ${known.notice_days} days of notice are promised${evidence(end)}`];
    return [
      `The day on which ${code(id)} ends is not written here; its place is ${code(`replaces.${id}.cutoff`)} of ${code(file)}`,
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

function targets({ config, entries }: Subject): Dated[] {
  return entries.flatMap(([{ feature, entry }, ...others]) => {
    if (entry.eta === undefined) return [];
    const names = listed(
      [feature, ...others.map((move) => move.feature)].map((name) => featureName(config, name)),
      3,
    );
    return [[plainLine(entry.eta), `${names} ${others.length === 0 ? "is" : "are"} to be moved by then`]];
  });
}

function ramps({ config, rollouts, policy }: Subject): Dated[] {
  return rollouts.flatMap(({ moves }) => {
    const ramp = rampOf(config, moves[0]);
    const spans = ramp && scheduleOf(ramp, policy.freezes);
    const [first, last] = [spans?.at(0), spans?.at(-1)];
    if (first === undefined || last === undefined) return [];
    const name = listed(
      moves.map(({ feature }) => featureName(config, feature)),
      3,
    );
    const end = formatDate(last.ends);
    return [[formatDate(first.starts), `the ramp of ${name} begins; it is over on ${end} at the earliest`]];
  });
}
