import { leftToLock } from "../model/deadline.ts";
import { rampOf } from "../model/defaults.ts";
import { DAY, formatDate, formatDuration, type Instant, parseInstant } from "../model/duration.ts";
import type { Move } from "../model/move.ts";
import { own } from "../model/own.ts";
import { endOfRamp } from "../model/ramp-dates.ts";
import { mustLeave, wayOf } from "../model/schedule.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Migration } from "../model/schema/migration.gen.ts";
import { endPlace } from "./engine/ends.ts";
import { entriesOf, featuresOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "eta-order",
  summary: "dates come in the order in which things can happen",
  severity: "warning",
  uses: ["deadlines"],
  messages: {
    start: "the eta of {features} on {eta} is before its ramp begins, on {start}",
    ramp: "the eta of {features} on {eta} is before its ramp can be over: {soaks} of soaks from {start} on end on {end}",
    removed: 'the eta of {features} on {eta} is after "{id}" goes with release "{release}" on {milestone}',
    deprecated: '"{id}" is shown as deprecated from {date} on, but its provider stops serving it on {cutoff}',
    reversed: '"{id}" is shown as deprecated from {date} on, but goes with release "{release}" on {milestone}',
  },
  notes: {
    start: "the ramp begins here",
    release: "the release in which it goes",
    cutoff: "the cutoff",
    milestone: "the day of the release",
  },
  docs: {
    why: `Two dates that contradict each other cannot both be kept, and whoever plans by the wrong one learns it late. A
feature has its new default when its ramp is over; users see a deprecation while the model is still served, or it tells
them nothing; and an entry of models.yml goes after the last feature has left it.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet }
    ramp:
      steps: [{ percentage: 10, soak: 2d }, { percentage: 100, soak: 1d }]
      start: 2026-06-01T09:00:00Z
    eta: 2026-06-02
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet }
    ramp:
      steps: [{ percentage: 10, soak: 2d }, { percentage: 100, soak: 1d }]
      start: 2026-06-01T09:00:00Z
    eta: 2026-06-04
`,
  },
  check({ workspace, instant, report }) {
    const { config } = workspace;
    for (const document of openMigrations(workspace)) {
      const removals = removalsOf(config.data, document.data);
      for (const entry of entriesOf(document.data)) {
        const [move] = entry;
        const due = dueOf(config.data, document.data, move, instant);
        if (due === undefined) continue;
        const at = valueAt(document, [...move.path, "eta"]);
        const data = { features: featuresOf(entry), eta: due.eta };
        const ramp = rampDates(config.data, move);
        if (ramp !== undefined && ramp.end > due.end) {
          const message = ramp.start >= due.end ? "start" : "ramp";
          const related = [{ note: "start" as const, at: valueAt(document, [...move.path, "ramp", "start"]) }];
          report({ message, at, data: { ...data, ...ramp.words }, related });
        }
        for (const { id, release, milestone } of removals) {
          if (milestone === undefined || !mustLeave(move, id) || due.eta <= milestone) continue;
          const related = [
            { note: "release" as const, at: valueAt(document, ["replaces", id, "deprecation", "removal_version"]) },
            { note: "milestone" as const, at: valueAt(config, ["milestones", release]) },
          ];
          report({ message: "removed", at, data: { ...data, id, release, milestone }, related });
        }
      }
      for (const { id, date, release, cutoff, milestone } of removals) {
        const at = valueAt(document, ["replaces", id, "deprecation", "date"]);
        // Before a day that is only the earliest possible one, the provider may still serve it.
        const known = leftToLock(workspace.deadlines, document, id);
        const isFirm = (known?.precision ?? "exact") === "exact";
        if (cutoff !== undefined && date >= cutoff && isFirm) {
          const end = known && endPlace(workspace, id, known);
          const related = [{ note: "cutoff" as const, at: end ?? valueAt(document, ["replaces", id, "cutoff"]) }];
          report({ message: "deprecated", at, data: { id, date, cutoff }, related });
        }
        if (milestone !== undefined && date > milestone) {
          const related = [{ note: "milestone" as const, at: valueAt(config, ["milestones", release]) }];
          report({ message: "reversed", at, data: { id, date, release, milestone }, related });
        }
      }
    }
  },
});

interface Due {
  readonly eta: string;
  /** The first instant after its day. */
  readonly end: Instant;
}

/** The eta of what has not arrived; one that has gone by is wrong whatever the other dates say. */
function dueOf(config: Config, migration: Migration, move: Move, instant: Instant): Due | undefined {
  const { eta } = move.entry;
  const day = parseInstant(eta);
  if (eta === undefined || day === undefined || instant >= day + DAY) return undefined;
  return wayOf({ config, migration, instant }, move) && { eta, end: day + DAY };
}

/** From the ramp's start and its soaks alone: that a freeze holds it up is the business of freeze-window. */
function rampDates(config: Config, move: Move) {
  const ramp = rampOf(config, move);
  const end = ramp && endOfRamp(ramp, []);
  if (ramp?.start === undefined || end === undefined) return undefined;
  const { start } = ramp;
  const words = { start: formatDate(start), soaks: formatDuration(end - start), end: formatDate(end) };
  return { start, end, words };
}

interface Removal {
  readonly id: string;
  readonly date: string;
  readonly release: string;
  readonly cutoff: string | undefined;
  /** Day of the release, where the catalog knows it. */
  readonly milestone: string | undefined;
}

/** Offerings that get a deprecation block. Days are compared as they are written. */
function removalsOf(config: Config, { replaces }: Migration): Removal[] {
  return Object.entries(replaces ?? {}).flatMap(([id, { retire, deprecation, cutoff }]) => {
    if (retire !== "deprecate" || deprecation === undefined) return [];
    const { date, removal_version: release } = deprecation;
    return [{ id, date, release, cutoff, milestone: own(config.milestones, release) }];
  });
}
