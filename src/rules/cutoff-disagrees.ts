import { type DatedFact, daysSaid, disagreementsIn } from "../deadlines/disagreement.ts";
import { keysOf } from "../deadlines/identity.ts";
import { resolve } from "../deadlines/resolver.ts";
import { usesIn } from "../deadlines/usage.ts";
import { dayInWords, OVERRIDE } from "../model/deadline.ts";
import { type Instant, parseInstant } from "../model/duration.ts";
import { movesOf } from "../model/move.ts";
import type { DeadlineOverride } from "../model/schema/config.gen.ts";
import type { OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { pointer } from "../model/source.ts";
import type { Workspace } from "../model/workspace.ts";
import { writtenCutoffs } from "./engine/cutoffs.ts";
import { between } from "./engine/days.ts";
import { endPlace, endsSeen, factPlace } from "./engine/ends.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quotedFeatures } from "./engine/quoted.ts";
import { defineRule, type RuleInput } from "./engine/rule.ts";

type Ends = ReadonlyMap<string, OfferingDeadline>;

export default defineRule({
  id: "cutoff-disagrees",
  summary: "everybody who names the day on which an offering ends names the same one",
  severity: "error",
  uses: ["targets", "deadlines"],
  warnings: ["sources", "early", "expired", "needless"],
  messages: {
    sources: "sources disagree on when {offerings} {verb}: {days}",
    late: 'the cutoff of "{id}" is {written} here and {cutoff} by {source}, {apart} earlier',
    early: 'the cutoff of "{id}" is {written} here and {cutoff} by {source}, {apart} later',
    expired: 'the override of "{id}" has run out on {until}; the sources name {now}',
    needless: 'the override of "{id}" says what the sources say themselves, {now}',
  },
  notes: {
    other: "another day",
    lock: "what the lock file says",
    leave:
      'leave "cutoff" out and the lock file counts, or say under deadlines.overrides in cutover.yaml why it is wrong',
    look: "say which is right under deadlines.overrides in cutover.yaml, with a link and for how long",
    again: "look again, and take it out or put a later day under until",
    remove: "take it out",
  },
  docs: {
    why: `Every date of a migration hangs on the cutoff. Where two sources of \`deadlines.lock.json\` name days of one model at one
host that cannot both hold, the one that is closer to the provider decides, and somebody should look; different hosts have
clocks of their own. Only models count that features use, that a migration replaces or that one moves to. A migration's own
\`cutoff\` that is later than the exact day of the lock file is an error. An override has an end, and says nothing new once
the sources say the same. Comments cannot stand in the lock file: an override that holds silences the sources.`,
    wrong: `
# lint --as-of 2026-05-20
# deadlines.lock.json
{
  "version": 1,
  "offerings": {
    "claude_sonnet_4_5": {
      "host": "anthropic", "model": "claude-sonnet-4-5",
      "cutoff": "2026-11-30", "precision": "exact",
      "source": "anthropic-sdk"
    }
  },
  "policies": [],
  "facts": []
}
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { cutoff: 2026-12-15 }
`,
    right: `
# lint --as-of 2026-05-20
# deadlines.lock.json
{
  "version": 1,
  "offerings": {
    "claude_sonnet_4_5": {
      "host": "anthropic", "model": "claude-sonnet-4-5",
      "cutoff": "2026-11-30", "precision": "exact",
      "source": "anthropic-sdk"
    }
  },
  "policies": [],
  "facts": []
}
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { retire: keep }
`,
  },
  check(input) {
    const { workspace, instant, report } = input;
    const ends = endsSeen(input);
    for (const one of disputesIn(input, ends)) {
      const { facts, offerings, places } = one;
      const data = {
        offerings: quotedFeatures(offerings, SHOWN),
        verb: offerings.length === 1 ? "ends" : "end",
        days: daysSaid(facts),
      };
      const related = places.slice(1).map((at) => ({ note: "other" as const, at }));
      report({ message: "sources", at: places[0], data, related, hint: "look" });
    }
    for (const { message, at, id, ...words } of writtenDaysIn(workspace, ends)) {
      const end = ends.get(id);
      const place = end && endPlace(workspace, id, end);
      const related = place && [{ note: "lock" as const, at: place }];
      report({ message, at, data: { id, ...words }, related, hint: "leave" });
    }
    for (const { id, override } of overridesIn(workspace)) {
      const at = (key: string) => valueAt(workspace.config, ["deadlines", "overrides", id, key]);
      const until = parseInstant(override.until);
      const end = endWithout(workspace, id, ends.get(id), instant);
      const now = dayInWords(end ?? {});
      const data = { id, until: override.until, now };
      if (until !== undefined && until <= instant) report({ message: "expired", at: at("until"), data, hint: "again" });
      else if (isNeedless(override, end)) report({ message: "needless", at: at("cutoff"), data, hint: "remove" });
    }
  },
});

/** How many offerings a message names. */
const SHOWN = 3;

interface Dispute {
  readonly facts: readonly [DatedFact, ...DatedFact[]];
  /** Lines of the facts in the lock file, in the same order. */
  readonly places: readonly [Place, ...Place[]];
  readonly offerings: readonly string[];
}

/** Disagreements of sources about a model that matters to somebody, where no person has decided. */
function disputesIn(input: RuleInput, ends: Ends): Dispute[] {
  const { deadlines } = input.workspace;
  if (deadlines === undefined) return [];
  const ids = [...mattering(input)].sort();
  return disagreementsIn(deadlines.data).flatMap(({ host, model, facts: [first, ...others] }): Dispute[] => {
    const offerings = ids.filter((id) => {
      const end = ends.get(id);
      return end?.host === host && end.source !== OVERRIDE && keysOf(host, end.model).includes(model);
    });
    if (first === undefined || offerings.length === 0) return [];
    const place = (fact: DatedFact) => factPlace(deadlines, fact);
    return [{ facts: [first, ...others], places: [place(first), ...others.map(place)], offerings }];
  });
}

/** Offerings that features use, that an open migration replaces or that one moves to. */
function mattering({ workspace, before }: RuleInput): ReadonlySet<string> {
  const used = [...(before?.gateways.values() ?? [])].flatMap((gateway) => [...usesIn(gateway).keys()]);
  const named = openMigrations(workspace).flatMap(({ data }) => [
    ...Object.keys(data.replaces ?? {}),
    ...movesOf(data).flatMap(({ to = [], offer, sizes }) => [
      ...to,
      ...offer.map(({ id }) => id),
      ...Object.values(sizes).map((size) => size.to),
    ]),
  ]);
  return new Set([...used, ...named]);
}

interface WrittenDay {
  readonly message: "late" | "early";
  readonly at: Place;
  readonly id: string;
  readonly written: string;
  readonly cutoff: string;
  readonly source: string;
  /** Days between the two. */
  readonly apart: string;
}

/** Cutoffs that a migration writes itself and that cannot hold beside what the lock file says. */
function writtenDaysIn(workspace: Workspace, ends: Ends): WrittenDay[] {
  return openMigrations(workspace).flatMap((document) =>
    writtenCutoffs(document).flatMap(({ id, at: day, day: written, place }): WrittenDay[] => {
      const { cutoff, precision, source = "the lock file" } = ends.get(id) ?? {};
      const at = parseInstant(cutoff);
      const isOwn = document.source.nodes.has(pointer(["replaces", id, "cutoff"]));
      if (!isOwn || cutoff === undefined || at === undefined || day === at) return [];
      const words = {
        id,
        written,
        cutoff: dayInWords({ cutoff, precision }),
        source,
        apart: between(day, at),
        at: place,
      };
      if (day < at) return [{ message: "early", ...words }];
      // Behind the earliest possible day any is possible.
      return precision === "exact" ? [{ message: "late", ...words }] : [];
    }),
  );
}

function overridesIn({ config, deadlines }: Workspace) {
  // Without a lock file nobody knows what sources say.
  if (deadlines === undefined) return [];
  return Object.entries(config.data.deadlines?.overrides ?? {}).map(([id, override]) => ({ id, override }));
}

/** What the sources say of an offering, whatever people say. */
function endWithout({ deadlines }: Workspace, id: string, end: OfferingDeadline | undefined, instant: Instant) {
  if (deadlines === undefined || end === undefined) return undefined;
  const identity = { host: end.host, keys: keysOf(end.host, end.model) };
  return resolve(deadlines.data, new Map([[id, identity]]), {}, instant).get(id);
}

/** Where sources disagree, a person who says which is right says something. */
function isNeedless({ cutoff, on_the_day }: DeadlineOverride, end: OfferingDeadline | undefined): boolean {
  if (end === undefined || cutoff === "none" || end.disagrees !== undefined) return false;
  const isSameEffect = on_the_day === undefined || on_the_day === end.on_the_day;
  return end.cutoff === cutoff && end.precision === "exact" && isSameEffect;
}
