import { policyOf } from "../model/defaults.ts";
import { DAY, daysBetween, formatDate, type Instant } from "../model/duration.ts";
import { type Move, movesOf } from "../model/move.ts";
import { promisedEnd } from "../model/ramp-dates.ts";
import { mustLeave, wayOf } from "../model/schedule.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { cutoffWords, writtenCutoffs } from "./engine/cutoffs.ts";
import { between, days } from "./engine/days.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quotedFeatures } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "cutoff-buffer",
  summary: "the work ends long enough before the provider's cutoff",
  severity: "error",
  uses: ["deadlines"],
  warnings: ["near"],
  messages: {
    near: '{end} leaves {left} before the cutoff of "{id}" on {cutoff}; the policy asks for {warn}',
    tight:
      '{end} leaves {left} before the cutoff of "{id}" on {cutoff}; the policy asks for {warn} and allows no less than {error}',
    late: '{end} is {left} after the cutoff of "{id}" on {cutoff}',
    past: 'the cutoff of "{id}" on {cutoff} has passed, and {who} not moved',
  },
  notes: { eta: "the last feature is due here", ramp: "the ramp of the last feature begins here" },
  docs: {
    why: `A ramp takes days, and something always comes in between. The process wants two to four weeks left when the last
feature has moved. For each offering what counts is the latest \`eta\` of the features that still have to leave it, or the
end of its ramp where a feature has no \`eta\`, but never less than today.`,
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
    const config = workspace.config.data;
    const { buffer } = policyOf(config);
    for (const document of openMigrations(workspace)) {
      for (const written of writtenCutoffs(document)) {
        const { id, at: cutoff, place } = written;
        const end = endOfWork(config, document, id, instant);
        if (end === undefined) continue;
        const left = daysBetween(end.at, cutoff) * DAY;
        if (left >= buffer.warn) continue;
        const limits = { warn: days(buffer.warn), error: days(buffer.error) };
        const day = cutoffWords(workspace.deadlines, document, written);
        const data = { id, cutoff: day, left: between(end.at, cutoff), end: end.text, who: end.who, ...limits };
        const message = cutoff <= instant ? "past" : cutoff < end.at ? "late" : left < buffer.error ? "tight" : "near";
        const related = end.due && message !== "past" ? [{ note: end.due.note, at: end.due.place }] : undefined;
        report({ message, at: place, data, related });
      }
    }
  },
});

/** How many features a message names. */
const SHOWN = 3;

interface Due {
  readonly at: Instant;
  readonly note: "eta" | "ramp";
  /** What is written of it. */
  readonly place: Place;
}

interface End {
  readonly at: Instant;
  readonly text: string;
  /** Features that have not moved, with their verb. */
  readonly who: string;
  /** What decides; undefined where it is today. */
  readonly due: Due | undefined;
}

/** When the last feature will have left an offering; undefined when all have, or stay on purpose. */
function endOfWork(config: Config, document: MigrationDocument, id: string, instant: Instant): End | undefined {
  const moves = movesOf(document.data);
  const setting = { config, migration: document.data, instant };
  const except = document.data.replaces?.[id]?.except ?? {};
  const leaving = moves.filter((move) => mustLeave(move, id) && !Object.hasOwn(except, move.feature));
  const rest = leaving.filter((move) => wayOf(setting, move) !== undefined);
  // Without features there is nothing to wait for, unless nobody has looked for them yet.
  if (rest.length === 0 && (moves.length > 0 || document.data.status !== "draft")) return undefined;
  const names = [...new Set(rest.map(({ feature }) => feature))];
  const who =
    names.length === 0 ? "nothing has" : `${quotedFeatures(names, SHOWN)} ${names.length === 1 ? "has" : "have"}`;
  const dates = rest.flatMap((move) => dueOf(config, document, move) ?? []);
  const [due] = dates.filter(({ at }) => at > instant).sort((a, b) => b.at - a.at);
  if (due === undefined) return { at: instant, text: "even finishing today", who, due };
  return { at: due.at, text: `finishing on ${formatDate(due.at)}`, who, due };
}

/** When an entry says that it is done, with where it says so. */
function dueOf(config: Config, document: MigrationDocument, move: Move): Due | undefined {
  const end = promisedEnd(config, move);
  if (end === undefined) return undefined;
  const path = end.by === "eta" ? ["eta"] : ["ramp", "start"];
  return { at: end.at, note: end.by, place: valueAt(document, [...move.path, ...path]) };
}
