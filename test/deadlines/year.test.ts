import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCase } from "../../scripts/rules/open-case.ts";
import { type EndingInput, endingsIn, type Uncovered, uncoveredIn } from "../../src/deadlines/uncovered.ts";
import { DAY, formatDate, parseInstant } from "../../src/model/duration.ts";
import { endsSeen } from "../../src/rules/engine/ends.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import uncoveredCutoff from "../../src/rules/uncovered-cutoff.ts";
import { BARE_CATALOG, type World, worldOf } from "../cli/deadlines/propose-world.ts";
import { caseFolder, caseSide, hasCases } from "../replay.ts";
import { eolFeeds, hasFeeds, rssFeed, sourceOf } from "./sources/shared.ts";

type Opened = Awaited<ReturnType<typeof openCase>>;

const FIRST = Date.parse("2026-06-01");
const DAYS = Array.from({ length: 366 }, (_none, index) => FIRST + index * DAY);
/** The usual one: 60 days of a deprecation and the buffer of 28. */
const HORIZON = 88;

interface Ending {
  readonly offering: string;
  readonly uncovered: boolean;
}

/** Replay case 33 with the real feeds; nobody moves anything in all the year. */
function world(): Promise<World> {
  const side = caseSide(caseFolder("33"), "after");
  const [models, features] = ["models.yml", "unit_primitives.yml"].map((file) =>
    readFileSync(join(side, file), "utf8"),
  );
  if (models === undefined || features === undefined) throw new Error("the gateway has two files");
  const table = "export const DEPRECATED_MODELS = {\n  'claude-sonnet-4-5-20250929': 'November 30th, 2026',\n};\n";
  const texts = [
    ["anthropic-sdk", new Map([["src/internal/data/deprecated-models.ts", table]])],
    ["model-eol", eolFeeds()],
    ["deprecations-rss", rssFeed()],
  ] as const;
  const readings = new Map(texts.map(([id, files]) => [id, sourceOf(id).read(files)]));
  return worldOf({ "ai-gateway": { models, features } }, readings, BARE_CATALOG);
}

/** First and last day on which each offering was named, and how often. */
class Diary {
  readonly #days = new Map<string, number[]>();

  add(id: string, day: number): void {
    this.#days.set(id, [...(this.#days.get(id) ?? []), day]);
  }

  /** Days without a gap to the end of the year, from the first on. */
  fromWhen(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#days].map(([id, days]) => {
        const [first = 0] = days;
        expect([id, days.length]).toEqual([id, DAYS.length - (first - FIRST) / DAY]);
        return [id, formatDate(first)];
      }),
    );
  }
}

/** From when on each end has to be told of: the horizon before it, or the first day of the year. */
function expected(ends: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const days = [...ends].map(
    ([id, cutoff]) => [id, Math.max(FIRST, (parseInstant(cutoff) ?? 0) - HORIZON * DAY)] as const,
  );
  return new Map(days.filter(([, day]) => day <= (DAYS.at(-1) ?? 0)).map(([id, day]) => [id, formatDate(day)]));
}

/** How many become near on a day of the year, and not before it. */
function duringTheYear(ends: ReadonlyMap<string, string>): number {
  return [...expected(ends).values()].filter((day) => day > formatDate(FIRST)).length;
}

function sorted(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function given({ workspace, before }: Opened["input"], instant: number): EndingInput {
  const deadlines = endsSeen({ workspace, before, instant });
  return { workspace, gateways: before?.gateways ?? new Map(), deadlines, instant };
}

function uncoveredOn(input: Opened["input"], instant: number): readonly Uncovered[] {
  return uncoveredIn({ ...given(input, instant), horizon: HORIZON * DAY });
}

describe.skipIf(!hasCases || !hasFeeds)("a year of replay case 33, day by day (skipped without ../shared)", () => {
  it("each end is told of from the horizon on, not a day earlier, and check says so around each of these days", async () => {
    const here = await world();
    const { input } = await openCase(here.path, FIRST);
    const told = new Diary();
    const known = endingsIn(given(input, FIRST));
    const ends = new Map(known.map(({ id, deadline }) => [id, deadline.cutoff ?? ""]));
    for (const instant of DAYS) for (const { id } of uncoveredOn(input, instant)) told.add(id, instant);
    expect(duringTheYear(ends)).toBeGreaterThan(3);
    expect(sorted(told.fromWhen())).toEqual(sorted(expected(ends)));
    const firstDays = [...expected(ends).values()].map((day) => Date.parse(day));
    const around = new Set([...firstDays, ...firstDays.map((day) => day - DAY), DAYS.at(-1) ?? 0]);
    for (const day of [...around].filter((one) => one >= FIRST)) {
      const argv = ["deadlines", "check", "--format", "json", "--as-of", formatDate(day)];
      const ran = await here.run(...argv);
      const { endings } = JSON.parse(ran.out) as { endings: Ending[] };
      const named = endings.filter(({ uncovered }) => uncovered).map(({ offering }) => offering);
      expect(named).toEqual(uncoveredOn(input, day).map(({ id }) => id));
      expect(ran.code).toBe(named.length === 0 ? 0 : 1);
      expect(await here.run(...argv)).toEqual(ran);
    }
  }, 60_000);

  it("lint does the same, and at every hour of a day", async () => {
    const here = await world();
    const { input } = await openCase(here.path, FIRST);
    const told = new Diary();
    const messages = new Map<string, string>();
    for (const day of DAYS) {
      const [morning, night] = [day, day + DAY - 1].map((instant) =>
        runRules({ ...input, rules: [uncoveredCutoff], instant }),
      );
      expect(night).toEqual(morning);
      for (const { message } of morning?.diagnostics ?? []) {
        const [, id = "", cutoff = ""] = /"([^"]+)" is (?:not before )?(\d{4}-\d{2}-\d{2})/.exec(message) ?? [];
        messages.set(id, cutoff);
        told.add(id, day);
      }
    }
    expect(duringTheYear(messages)).toBeGreaterThan(3);
    expect(sorted(told.fromWhen())).toEqual(sorted(expected(messages)));
  }, 300_000);
});
