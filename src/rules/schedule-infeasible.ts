import { policyOf } from "../model/defaults.ts";
import { DAY, dayOf, formatDate, formatDuration, type Instant } from "../model/duration.ts";
import { endOf, latestStart, lengthOf, mustLeave, partsOf, type Way, wayOf, withLeastRamp } from "../model/schedule.ts";
import type { Path } from "../model/source.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { cutoffWords, writtenCutoffs } from "./engine/cutoffs.ts";
import { ago, between, days } from "./engine/days.ts";
import { type Entry, entriesOf, featuresOf } from "./engine/entries.ts";
import { type WrittenFreeze, writtenFreezes } from "./engine/freezes.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

const WAY =
  'the way of {features} from "{stage}" to "default" takes {total} ({parts}); to keep {buffer} before the cutoff of "{id}" on {cutoff} it had to begin by {start}, {ago}; begun today it ends on {end}';

export default defineRule({
  id: "schedule-infeasible",
  summary: "the work that is left fits between today and the provider's cutoff",
  severity: "error",
  uses: ["deadlines"],
  warnings: ["near"],
  messages: {
    near: `${WAY}, {over} into that buffer`,
    late: `${WAY}, {over} too late`,
    shorten: `${WAY}, {over} too late; the shortest ramp that is allowed ({ramp}) would end on {soonest}, in time`,
    impossible: `${WAY}, {over} too late; even the shortest ramp that is allowed ({ramp}) ends on {soonest}, {still} too late`,
  },
  notes: { stage: "what stands here does not fit", freeze: "no step begins in this freeze" },
  docs: {
    why: `A date is a promise; this is the arithmetic behind it. From where a feature stands it counts what is left: the
evaluation while there is no report, the check of the infrastructure while there is no evidence, review, the release that
carries the flag, the soaks of the steps that nobody has released, and \`policy.contingency\` on top, all at the least
that the policy knows. Counted back from the cutoff and \`policy.buffer\`, that is the last day to begin. Missing the
buffer's \`warn\` is a warning, missing its \`error\` an error. The promised dates are the business of cutoff-buffer, and
so is a buffer that is gone whatever anybody does: then this rule speaks only of work that ends after the cutoff.`,
    wrong: `
# lint --as-of 2026-05-20
# cutover.yaml
ramps:
  standard:
    steps: [{ percentage: 10, soak: 2d }, { percentage: 50, soak: 3d }, { percentage: 100, soak: 1d }]
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { cutoff: 2026-06-20 }
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6, ramp: standard }
`,
    right: `
# lint --as-of 2026-05-20
# cutover.yaml
ramps:
  standard:
    steps: [{ percentage: 10, soak: 2d }, { percentage: 50, soak: 3d }, { percentage: 100, soak: 1d }]
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { cutoff: 2026-07-20 }
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6, ramp: standard }
`,
  },
  check({ workspace, instant, report }) {
    const { buffer } = policyOf(workspace.config.data);
    const freezes = writtenFreezes(workspace.config);
    // Everything is counted in days: what begins today has all of it, and what ends on the last day is in time.
    const today = dayOf(instant);
    for (const document of openMigrations(workspace)) {
      for (const written of writtenCutoffs(document)) {
        const { id, at: cutoff, place } = written;
        const judged = waysFrom(workspace, document, id, instant).flatMap((one): Judged[] => {
          const end = dayOf(endOf(one.way, today, freezes));
          const band = bandOf(end, { cutoff, today, ...buffer });
          return band === undefined ? [] : [{ ...one, end, band }];
        });
        const band = judged.some((one) => one.band === "error") ? "error" : "warn";
        const late = judged.filter((one) => one.band === band);
        const [worst] = [...late].sort((a, b) => b.end - a.end);
        if (worst === undefined) continue;
        const frame = { today, deadline: dayOf(cutoff - buffer[band]), freezes };
        const { message, ...words } = verdictOf(worst, frame);
        const day = cutoffWords(workspace.deadlines, document, written);
        const data = { ...words, id, cutoff: day, buffer: days(buffer[band]) };
        const related = [
          ...late.map(({ path }) => ({ note: "stage" as const, at: valueAt(document, [...path, "stage"]) })),
          ...inTheWay(worst, frame).map((at) => ({ note: "freeze" as const, at })),
        ];
        report({ message, at: place, data, related });
      }
    }
  },
});

interface EntryWay {
  readonly features: string;
  readonly path: Path;
  readonly way: Way;
}

interface Judged extends EntryWay {
  readonly end: Instant;
  readonly band: "warn" | "error";
}

/** The way of every entry that has to be gone from an offering. */
function waysFrom({ config }: Workspace, document: MigrationDocument, id: string, instant: Instant): EntryWay[] {
  const except = document.data.replaces?.[id]?.except ?? {};
  return entriesOf(document.data).flatMap((entry: Entry) => {
    const [move] = entry;
    const stays = entry.every(({ feature }) => Object.hasOwn(except, feature));
    const way = wayOf({ config: config.data, migration: document.data, instant }, move);
    if (stays || way === undefined || !mustLeave(move, id)) return [];
    return [{ features: featuresOf(entry), path: move.path, way }];
  });
}

interface Limits {
  readonly cutoff: Instant;
  readonly today: Instant;
  readonly warn: number;
  readonly error: number;
}

/** What the day of an end breaks; undefined where it breaks nothing, or nothing that is not broken today whatever is done. */
function bandOf(end: Instant, { cutoff, today, warn, error }: Limits): Judged["band"] | undefined {
  if (today >= cutoff) return undefined;
  const lastDay = { warn: dayOf(cutoff - warn), error: dayOf(cutoff - error) };
  const allowed = today > lastDay.error ? cutoff : lastDay.error;
  if (end > allowed) return "error";
  return end > lastDay.warn && today <= lastDay.warn ? "warn" : undefined;
}

interface Frame {
  readonly today: Instant;
  /** The last day on which it may end. */
  readonly deadline: Instant;
  readonly freezes: readonly WrittenFreeze[];
}

function verdictOf({ features, way, end, band }: Judged, frame: Frame) {
  const { today, deadline, freezes } = frame;
  const start = lastDayToBegin(way, frame);
  const shortest = band === "error" ? withLeastRamp(way) : undefined;
  const soonest = dayOf(endOf(shortest ?? way, today, freezes));
  const late = shortest === undefined ? "late" : soonest <= deadline ? "shorten" : "impossible";
  return {
    message: band === "warn" ? "near" : late,
    features,
    stage: way.stage,
    total: formatDuration(lengthOf(way)),
    parts: partsOf(way)
      .map(({ name, length }) => `${name} ${formatDuration(length)}`)
      .join(", "),
    start: formatDate(start),
    ago: ago(start, today),
    end: formatDate(end),
    over: between(end, deadline),
    ramp: rampWords(way),
    soonest: formatDate(soonest),
    still: between(soonest, deadline),
  } as const;
}

function lastDayToBegin(way: Way, { deadline, freezes }: Frame): Instant {
  return dayOf(latestStart(way, deadline + DAY - 1, freezes));
}

/** Freezes that make the way longer than its work. */
function inTheWay({ way, end }: Judged, frame: Frame): Place[] {
  const { today, deadline, freezes } = frame;
  const start = lastDayToBegin(way, frame);
  const isPlain = end === dayOf(today + lengthOf(way)) && start === dayOf(deadline + DAY - 1 - lengthOf(way));
  if (isPlain) return [];
  return freezes.filter(({ from, to }) => from < Math.max(end, deadline) && to > start).map(({ place }) => place);
}

function rampWords({ least }: Way): string {
  return least
    .map(({ reach, soak }) => `${reach === "audience" ? reach : `${reach} %`} ${formatDuration(soak)}`)
    .join(", ");
}
