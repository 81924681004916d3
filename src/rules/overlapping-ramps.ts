import { type Claim, claimsOf, overlap } from "../model/claim.ts";
import { policyOf, rampOf } from "../model/defaults.ts";
import { formatDate, type Instant } from "../model/duration.ts";
import { endOfRamp } from "../model/ramp-dates.ts";
import { wayOf } from "../model/schedule.ts";
import { pointer } from "../model/source.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { entriesOf } from "./engine/entries.ts";
import { liveMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "overlapping-ramps",
  summary: "a feature is on one ramp at a time",
  severity: "warning",
  messages: {
    two: 'flags "{flag}" and "{other}" both ramp "{feature}" from {from} to {to}; what the gates measure then cannot be told apart; begin one when the other is over',
  },
  notes: { other: "the other ramp begins here" },
  docs: {
    why: `If a new model and a new prompt reach the same users in the same days, a worse number says nothing about either, and
whoever rolls back takes back the wrong one. Let one ramp end before the next begins. Two migrations that claim the same
default or flag are found by conflicting-claims.`,
    wrong: `
# lint --as-of 2026-05-20
# cutover.yaml
ramps:
  standard: { steps: [{ percentage: 10, soak: 2d }, { percentage: 100, soak: 1d }] }
# migrations/duo-chat-prompt.yaml
features:
  duo_chat:
    stage: planned
    prompt: { version: 2.0.0 }
    flag: { name: duo_chat_prompt_2, controls: prompt_version, off: 1.0.0, on: 2.0.0 }
    ramp: { use: standard, start: 2026-06-02 }
# migrations/duo-chat-sonnet.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
    ramp: { use: standard, start: 2026-06-01 }
`,
    right: `
# lint --as-of 2026-05-20
# cutover.yaml
ramps:
  standard: { steps: [{ percentage: 10, soak: 2d }, { percentage: 100, soak: 1d }] }
# migrations/duo-chat-prompt.yaml
features:
  duo_chat:
    stage: planned
    prompt: { version: 2.0.0 }
    flag: { name: duo_chat_prompt_2, controls: prompt_version, off: 1.0.0, on: 2.0.0 }
    ramp: { use: standard, start: 2026-06-08 }
# migrations/duo-chat-sonnet.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
    ramp: { use: standard, start: 2026-06-01 }
`,
  },
  check({ workspace, instant, report }) {
    const windows = liveMigrations(workspace).flatMap((document) => windowsOf(workspace, document, instant));
    for (const [index, first] of windows.entries()) {
      for (const second of windows.slice(index + 1)) {
        const [earlier, later] = first.start <= second.start ? [first, second] : [second, first];
        const feature = earlier.features.find((name) => later.features.includes(name));
        if (feature === undefined || later.start >= earlier.end || isSaid(earlier, later)) continue;
        const [from, to] = [formatDate(later.start), formatDate(Math.min(earlier.end, later.end))];
        const data = { feature, flag: later.flag, other: earlier.flag, from, to };
        report({ message: "two", at: later.place, data, related: [{ note: "other", at: earlier.place }] });
      }
    }
  },
});

interface Window {
  readonly document: MigrationDocument;
  readonly features: readonly string[];
  readonly flag: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly place: Place;
  readonly claims: readonly Claim[];
}

/** Ramps of a migration that are not over, from their start and soaks. */
function windowsOf({ config }: Workspace, document: MigrationDocument, instant: Instant): Window[] {
  const { data } = document;
  const claims = claimsOf(data);
  return entriesOf(data).flatMap((entry): Window[] => {
    const [move] = entry;
    const ramp = rampOf(config.data, move);
    const end = ramp && endOfRamp(ramp, policyOf(config.data).freezes);
    const flag = move.entry.flag?.name;
    if (ramp?.start === undefined || end === undefined || flag === undefined || end <= instant) return [];
    if (wayOf({ config: config.data, migration: data, instant }, move) === undefined) return [];
    const route = pointer(move.path);
    return [
      {
        document,
        features: entry.map(({ feature }) => feature),
        flag,
        start: ramp.start,
        end,
        place: valueAt(document, [...move.path, "ramp", "start"]),
        claims: claims.filter(({ path }) => pointer(path).startsWith(`${route}/`)),
      },
    ];
  });
}

/** Entries may share a flag, and what two migrations both claim is the business of conflicting-claims. */
function isSaid(first: Window, second: Window): boolean {
  if (first.document === second.document) return first.flag === second.flag;
  return first.claims.some((one) => second.claims.some((other) => overlap(one, other)));
}
