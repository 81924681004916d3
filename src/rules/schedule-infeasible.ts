import { policyOf } from "../model/defaults.ts";
import { DAY, formatDate, formatDuration, type Instant } from "../model/duration.ts";
import { endOf, latestStart, lengthOf, mustLeave, partsOf, type Way, wayOf, withLeastRamp } from "../model/schedule.ts";
import type { Path } from "../model/source.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { writtenCutoffs } from "./engine/cutoffs.ts";
import { ago, days } from "./engine/days.ts";
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
    for (const document of openMigrations(workspace)) {
      for (const { id, at: cutoff, place } of writtenCutoffs(document)) {
        const judged = waysFrom(workspace, document, id, instant).flatMap((one): Judged[] => {
          const end = endOf(one.way, instant, freezes);
          const band = bandOf(end, { cutoff, instant, ...buffer });
          return band === undefined ? [] : [{ ...one, end, band }];
        });
        const band = judged.some((one) => one.band === "error") ? "error" : "warn";
        const late = judged.filter((one) => one.band === band);
        const [worst] = [...late].sort((a, b) => b.end - a.end);
        if (worst === undefined) continue;
        const frame = { instant, deadline: cutoff - buffer[band], freezes };
        const { message, ...words } = verdictOf(worst, frame);
        const data = { ...words, id, cutoff: formatDate(cutoff), buffer: days(buffer[band]) };
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
  readonly instant: Instant;
  readonly warn: number;
  readonly error: number;
}

/** What an end breaks; undefined where it breaks nothing, or nothing that is not broken today whatever is done. */
function bandOf(end: Instant, { cutoff, instant, warn, error }: Limits): Judged["band"] | undefined {
  if (instant >= cutoff) return undefined;
  const allowed = instant > cutoff - error ? cutoff : cutoff - error;
  if (end > allowed) return "error";
  return end > cutoff - warn && instant <= cutoff - warn ? "warn" : undefined;
}

interface Frame {
  readonly instant: Instant;
  readonly deadline: Instant;
  readonly freezes: readonly WrittenFreeze[];
}

function verdictOf({ features, way, end, band }: Judged, { instant, deadline, freezes }: Frame) {
  const start = latestStart(way, deadline, freezes);
  const shortest = band === "error" ? withLeastRamp(way) : undefined;
  const soonest = endOf(shortest ?? way, instant, freezes);
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
    ago: ago(start, instant),
    end: formatDate(end),
    over: daysOver(end, deadline),
    ramp: rampWords(way),
    soonest: formatDate(soonest),
    still: daysOver(soonest, deadline),
  } as const;
}

/** Freezes that make the way longer than its work. */
function inTheWay({ way, end }: Judged, { instant, deadline, freezes }: Frame): Place[] {
  const start = latestStart(way, deadline, freezes);
  const span = lengthOf(way);
  if (end === instant + span && start === deadline - span) return [];
  return freezes.filter(({ from, to }) => from < Math.max(end, deadline) && to > start).map(({ place }) => place);
}

/** A day that has begun counts: whoever is an hour late has missed the day. */
function daysOver(end: Instant, deadline: Instant): string {
  return days(Math.max(1, Math.ceil((end - deadline) / DAY)) * DAY);
}

function rampWords({ least }: Way): string {
  return least
    .map(({ reach, soak }) => `${reach === "audience" ? reach : `${reach} %`} ${formatDuration(soak)}`)
    .join(", ");
}
