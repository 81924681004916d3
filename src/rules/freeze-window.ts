import { rampOf } from "../model/defaults.ts";
import { DAY, formatDate, type Instant, parseInstant } from "../model/duration.ts";
import type { Move } from "../model/move.ts";
import { scheduleOf } from "../model/ramp-dates.ts";
import { wayOf } from "../model/schedule.ts";
import type { RampStep } from "../model/schema/common.gen.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { reaches } from "../model/stage.ts";
import { entriesOf, featuresOf } from "./engine/entries.ts";
import { freezeAt, type WrittenFreeze, writtenFreezes } from "./engine/freezes.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "freeze-window",
  summary: "nothing is planned for a time in which nothing is rolled out",
  severity: "error",
  warnings: ["audience", "step", "eta"],
  messages: {
    percentage:
      "the ramp of {features} begins on {day} with {what}, inside {freeze}; begin it before, or on {free} or later",
    audience:
      "the ramp of {features} begins on {day} with {what}, inside {freeze}; begin it before, or on {free} or later",
    step: "step {step} ({what}) of the ramp of {features} falls on {day}, inside {freeze}; it waits until {free}, and the ramp is over on {end}",
    eta: "the eta of {features} on {day} is inside {freeze}; nothing is switched before {free}",
  },
  notes: { freeze: "the freeze" },
  docs: {
    why: `In a freeze nobody is there to watch, so nothing that users would notice is raised: plan holds every flag until it is
over. A ramp that begins in one is planned for nothing, which is an error where it begins with a percentage. A ramp that
runs into one stands still in the middle; that is a warning, and says when it goes on. Steps that are released or whose day
has gone by are left alone.`,
    wrong: `
# lint --as-of 2026-11-23
# cutover.yaml
policy:
  freezes: [{ from: 2026-12-18, to: 2027-01-04, reason: year end }]
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet }
    ramp:
      steps: [{ percentage: 10, soak: 2d }, { percentage: 100, soak: 1d }]
      start: 2026-12-21T09:00:00Z
`,
    right: `
# lint --as-of 2026-11-23
# cutover.yaml
policy:
  freezes: [{ from: 2026-12-18, to: 2027-01-04, reason: year end }]
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet }
    ramp:
      steps: [{ percentage: 10, soak: 2d }, { percentage: 100, soak: 1d }]
      start: 2026-12-14T09:00:00Z
`,
  },
  check({ workspace, instant, report }) {
    const { config } = workspace;
    const freezes = writtenFreezes(config);
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        const [move] = entry;
        if (wayOf({ config: config.data, migration: document.data, instant }, move) === undefined) continue;
        const features = featuresOf(entry);
        const held = heldStep(config.data, move, freezes, instant);
        if (held !== undefined) {
          const { freeze, words } = held;
          const at = valueAt(document, [...move.path, "ramp", "start"]);
          const data = { ...words, ...freezeWords(freeze), features };
          report({ message: held.message, at, data, related: [{ note: "freeze", at: freeze.place }] });
        }
        const day = parseInstant(move.entry.eta);
        const freeze = day === undefined || day + DAY <= instant ? undefined : freezeAt(freezes, day);
        // A ramp that the same freeze holds up says already when it will be over.
        if (day === undefined || freeze === undefined || freeze === held?.freeze) continue;
        const at = valueAt(document, [...move.path, "eta"]);
        const data = { features, day: formatDate(day), ...freezeWords(freeze) };
        report({ message: "eta", at, data, related: [{ note: "freeze", at: freeze.place }] });
      }
    }
  },
});

/** The first step that a freeze holds up; the later ones follow from it. */
function heldStep(config: Config, move: Move, freezes: readonly WrittenFreeze[], instant: Instant) {
  const ramp = rampOf(config, move);
  const [planned, real] = [ramp && scheduleOf(ramp, []), ramp && scheduleOf(ramp, freezes)];
  if (ramp === undefined || planned === undefined || real === undefined) return undefined;
  const released = reaches(move.effective, "rollout") ? (move.entry.step ?? 0) : 0;
  for (const [index, { starts }] of planned.entries()) {
    const [step, freeze] = [ramp.steps[index], freezeAt(freezes, starts)];
    if (step === undefined || freeze === undefined || index < released || starts < instant) continue;
    const first = step.percentage === undefined ? "audience" : "percentage";
    const message = index === 0 ? first : "step";
    const end = formatDate(real.at(-1)?.ends ?? starts);
    return { message, freeze, words: { step: index + 1, what: reach(step), day: formatDate(starts), end } } as const;
  }
  return undefined;
}

function reach({ audience, percentage }: RampStep): string {
  return percentage === undefined ? `audience "${audience}"` : `${percentage} %`;
}

function freezeWords({ title, to }: WrittenFreeze): { freeze: string; free: string } {
  return { freeze: title, free: formatDate(to) };
}
