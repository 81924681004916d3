import { policyOf, rampOf } from "../model/defaults.ts";
import { dayOf, type Instant, parseInstant } from "../model/duration.ts";
import { movesOf } from "../model/move.ts";
import { wayOf } from "../model/schedule.ts";
import { lengthClassOf } from "../model/usual-length.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { days } from "./engine/days.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

const USUAL = "{class} usually takes {least} to {most} (policy.durations.{key})";

export default defineRule({
  id: "duration-out-of-range",
  summary: "a migration is planned for as long as its kind usually takes",
  severity: "warning",
  messages: {
    short: `planned for {days}, which is short: ${USUAL}`,
    long: `planned for {days}, which is long: ${USUAL}`,
    now: `planned to end in {days}, and nothing has begun: ${USUAL}`,
  },
  notes: { begin: "the first dated work" },
  docs: {
    why: `The process plans one to two weeks for a new model of the same provider, and one to two months for a new provider, a
change that breaks something or a new major version: rather too much time than too little. What counts is the way from the
check of the infrastructure or the first ramp, whichever is earlier, to the last \`eta\` of what has not arrived. Where the
check has no date the beginning is not known: then only what is too long even so is reported, and what cannot be long enough
from today on.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
infrastructure: { link: https://wiki.example.com/sonnet-4-6, by: "@cleo", date: 2026-05-18 }
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    eta: 2026-07-10
model: { provider: anthropic, family: Claude Sonnet, version: "4.6" }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
infrastructure: { link: https://wiki.example.com/sonnet-4-6, by: "@cleo", date: 2026-05-18 }
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    eta: 2026-05-29
model: { provider: anthropic, family: Claude Sonnet, version: "4.6" }
`,
  },
  check({ workspace, instant, report }) {
    const { durations } = policyOf(workspace.config.data);
    for (const document of openMigrations(workspace)) {
      const kind = lengthClassOf(workspace.config.data, document.data);
      const last = lastEta(workspace, document, instant);
      if (kind === undefined || last === undefined) continue;
      const [least, most] = durations[kind.key];
      const begin = firstWork(workspace, document);
      const length = last.at - dayOf(begin?.at ?? instant);
      const data = { days: days(length), least: days(least), most: days(most), ...kind };
      const isShort = length >= 0 && length < least;
      const at = last.place;
      if (begin === undefined) {
        if (isShort && isIdle(document)) report({ message: "now", at, data });
        continue;
      }
      const related = [{ note: "begin" as const, at: begin.place }];
      if (isShort && document.data.infrastructure !== undefined) report({ message: "short", at, data, related });
      if (length > most) report({ message: "long", at, data, related });
    }
  },
});

interface Dated {
  readonly at: Instant;
  readonly place: Place;
}

/** Of what has arrived the eta says nothing of what is planned. */
function lastEta({ config }: Workspace, document: MigrationDocument, instant: Instant): Dated | undefined {
  const setting = { config: config.data, migration: document.data, instant };
  const ahead = movesOf(document.data).filter((move) => wayOf(setting, move) !== undefined);
  const dates = ahead.flatMap(({ path, entry }) => dated(entry.eta, () => valueAt(document, [...path, "eta"])));
  return dates.reduce<Dated | undefined>(
    (last, one) => (last === undefined || one.at > last.at ? one : last),
    undefined,
  );
}

function firstWork({ config }: Workspace, document: MigrationDocument): Dated | undefined {
  const check = dated(document.data.infrastructure?.date, () => valueAt(document, ["infrastructure", "date"]));
  const ramps = movesOf(document.data).flatMap((move): Dated[] => {
    const start = rampOf(config.data, move)?.start;
    return start === undefined ? [] : [{ at: start, place: valueAt(document, [...move.path, "ramp", "start"]) }];
  });
  return [...check, ...ramps].sort((a, b) => a.at - b.at)[0];
}

function dated(day: string | undefined, place: () => Place): Dated[] {
  const at = parseInstant(day);
  return at === undefined ? [] : [{ at, place: place() }];
}

/** Nobody works on it yet, so that all of it lies between today and its end. */
function isIdle({ data }: MigrationDocument): boolean {
  return data.status === "draft" || movesOf(data).every(({ effective }) => effective === "planned");
}
