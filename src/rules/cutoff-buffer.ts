import { policyOf } from "../model/defaults.ts";
import { DAY, daysBetween, formatDate, type Instant, parseInstant } from "../model/duration.ts";
import { type Move, movesOf } from "../model/move.ts";
import { reaches } from "../model/stage.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "cutoff-buffer",
  summary: "the work ends long enough before the provider's cutoff",
  severity: "error",
  warnings: ["near"],
  messages: {
    near: '{end} leaves {left} before the cutoff of "{id}" on {cutoff}; the policy asks for {warn}',
    tight:
      '{end} leaves {left} before the cutoff of "{id}" on {cutoff}; the policy asks for {warn} and allows no less than {error}',
    late: '{end} is {left} after the cutoff of "{id}" on {cutoff}',
    past: 'the cutoff of "{id}" on {cutoff} has passed, and {who} not moved',
  },
  notes: { eta: "the last feature is due here" },
  docs: {
    why: `A ramp takes days, and something always comes in between. The process wants two to four weeks left when the last
feature has moved. What counts is the latest \`eta\` of the features that are not yet at \`default\`, but never less than today.`,
    wrong: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { cutoff: 2026-06-30 }
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    eta: 2026-06-25
`,
    right: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { cutoff: 2026-06-30 }
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    eta: 2026-06-02
`,
  },
  check({ workspace, instant, report }) {
    const { buffer } = policyOf(workspace.config.data);
    for (const document of openMigrations(workspace)) {
      const end = endOfWork(document, instant);
      if (end === undefined) continue;
      for (const [id, { cutoff: day }] of Object.entries(document.data.replaces ?? {})) {
        const cutoff = day === undefined ? undefined : parseInstant(day);
        if (day === undefined || cutoff === undefined) continue;
        const left = cutoff - end.at;
        if (left >= buffer.warn) continue;
        const limits = { warn: days(buffer.warn), error: days(buffer.error) };
        const data = { id, cutoff: day, left: days(Math.abs(left)), end: end.text, who: end.who, ...limits };
        const message = cutoff <= instant ? "past" : left < 0 ? "late" : left < buffer.error ? "tight" : "near";
        const related = end.place && message !== "past" ? [{ note: "eta" as const, at: end.place }] : undefined;
        report({ message, at: valueAt(document, ["replaces", id, "cutoff"]), data, related });
      }
    }
  },
});

interface End {
  readonly at: Instant;
  readonly text: string;
  /** Features that have not moved, with their verb. */
  readonly who: string;
  /** The eta that decides; undefined where it is today. */
  readonly place: Place | undefined;
}

/** When the last feature will have moved; undefined when all have. */
function endOfWork(document: MigrationDocument, instant: Instant): End | undefined {
  const moves = movesOf(document.data);
  const rest = moves.filter((move) => !isDone(move, document));
  // Without features there is nothing to wait for, unless nobody has looked for them yet.
  if (rest.length === 0 && (moves.length > 0 || document.data.status !== "draft")) return undefined;
  const names = [...new Set(rest.map(({ feature }) => `"${feature}"`))];
  const who = names.length === 0 ? "nothing has" : `${names.join(", ")} ${names.length === 1 ? "has" : "have"}`;
  const dates = rest.flatMap(({ path, entry }) => {
    const at = entry.eta === undefined ? undefined : parseInstant(entry.eta);
    return at === undefined ? [] : [{ at, place: valueAt(document, [...path, "eta"]) }];
  });
  const last = dates.reduce((a, b) => (b.at > a.at ? b : a), { at: instant, place: undefined as Place | undefined });
  const text = last.place === undefined ? "even finishing today" : `finishing on ${formatDate(last.at)}`;
  return { at: last.at, text, who, place: last.place };
}

/** An entry that moves no default is done once users may pick what it offers. */
function isDone({ effective, to }: Move, { data }: MigrationDocument): boolean {
  const last = to === undefined ? "selectable" : "default";
  return data.status !== "draft" && (effective === "absent" || reaches(effective, last));
}

function days(span: number): string {
  const count = daysBetween(0, span);
  return span < DAY ? "less than a day" : count === 1 ? "1 day" : `${count} days`;
}
