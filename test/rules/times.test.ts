import { readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tryCase } from "../../scripts/rules/open-case.ts";
import { mergeProblems } from "../../src/rules/engine/merge.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { rules } from "../../src/rules/registry.gen.ts";

const ROOT = join(import.meta.dirname, "../mutation/base");
const FILES = ["cutover.yaml", "migrations/claude-sonnet-4-6.yaml", "migrations/sonnet-for-agents.yaml"].map((file) =>
  join(ROOT, file),
);
const TEXTS = new Map(FILES.map((path) => [path, readFileSync(path, "utf8")]));

const DURATION = /(?<![\w.])\d+[mhdw]\b/g;
const DATE = /\b20\d\d-\d\d-\d\d\b/g;
const CONTINGENCY = /(?<=contingency: )[\d.]+/g;

/** All that the schemas allow, and the ends of it more often. */
const durations = fc
  .oneof(
    fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom("m", "h")),
    fc.tuple(fc.integer({ min: 0, max: 9_999 }), fc.constant("d")),
    fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constant("w")),
    fc.constantFrom<[number, string]>([0, "m"], [99_999, "h"], [9_999, "d"], [999, "w"]),
  )
  .map(([count, unit]) => `${count}${unit}`);
const dates = fc.oneof(
  fc.date({ min: new Date("2000-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }).map((date) => {
    return date.toISOString().slice(0, 10);
  }),
  fc.constantFrom("2000-01-01", "2000-02-29", "2199-12-31"),
);
const shares = fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(0, 10)).map((one) => {
  return one.toFixed(3);
});
const instants = fc.oneof(
  fc.integer({ min: Date.parse("2000-01-01"), max: Date.parse("2199-12-31") }),
  fc.constantFrom(Date.parse("0001-01-01"), Date.parse("9999-12-31")),
);

/** The same text with other times in their places, one after the other. */
function retimed(text: string, [lengths, days, share]: readonly [string[], string[], string]): string {
  const next = (list: string[]) => (): string => {
    const [first = ""] = list;
    list.push(...list.splice(0, 1));
    return first;
  };
  return text
    .replace(DURATION, next([...lengths]))
    .replace(DATE, next([...days]))
    .replace(CONTINGENCY, share);
}

test("no length and no date that the schemas allow stops lint, and none makes nonsense", async () => {
  const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 12, maxLength: 24 });
  const times = fc.tuple(some(durations), some(dates), shares);
  await fc.assert(
    fc.asyncProperty(times, instants, async (chosen, instant) => {
      const read = async (path: string) => {
        const text = TEXTS.get(path);
        return text === undefined ? fs.readFile(path) : Buffer.from(retimed(text, chosen));
      };
      const { input, problems } = await tryCase(ROOT, instant, { ...fs, readFile: read });
      if (input === undefined) throw new Error("expected the files to be readable");
      // Times are never what reading and compiling complain about.
      expect(problems.filter(({ message }) => /duration|date|instant|year/.test(message))).toEqual([]);
      const messages = mergeProblems(runRules({ ...input, rules }).diagnostics, problems).map(({ message }) => message);
      expect(messages.filter((one) => /NaN|Infinity|undefined|[+-]\d{6}/.test(one))).toEqual([]);
    }),
    { numRuns: 80 },
  );
}, 60_000);

test.each([
  ["soak: 2d", "soak: 99999999d", '"99999999d" is not a duration'],
  ["warn: 28d", "warn: 9999999999d", '"9999999999d" is not a duration'],
  ["to: 2027-01-04", "to: 9999-12-31", '"9999-12-31" is not a date'],
  ["contingency: 0.2", "contingency: 1e300", '"contingency" must be at most 10'],
])("%s may not be %s", async (before, after, message) => {
  const config = join(ROOT, "cutover.yaml");
  const text = (TEXTS.get(config) ?? "").replace(before, after);
  const readFile = async (path: string) => (path === config ? Buffer.from(text) : fs.readFile(path));
  const { problems } = await tryCase(ROOT, Date.parse("2026-05-20"), { ...fs, readFile });
  expect(problems.map((one) => one.message).join("\n")).toContain(message);
});
