import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { disagreementsIn } from "../../src/deadlines/disagreement.ts";
import type { DeadlineFact } from "../../src/model/schema/deadlines.gen.ts";
import { factOf, facts, HOSTS, lockOf, RANKED } from "./arbitrary.ts";

const EARLY = "2026-11-30";
const LATE = "2026-12-11";

function exact(source: string, cutoff: string, rest: Partial<DeadlineFact> = {}): DeadlineFact {
  return factOf(source, { cutoff, precision: "exact", ...rest });
}

function earliest(source: string, cutoff: string): DeadlineFact {
  return factOf(source, { cutoff, precision: "earliest" });
}

describe("disagreementsIn", () => {
  it.each([
    ["two days", exact("anthropic-sdk", EARLY), exact("model-eol", LATE)],
    ["a day before the earliest possible", exact("anthropic-sdk", EARLY), earliest("model-eol", LATE)],
    ["two earliest possible days", earliest("anthropic-sdk", EARLY), earliest("model-eol", LATE)],
    ["a day that decides and is gone", exact("anthropic-sdk", EARLY, { gone: "2026-11-20" }), exact("model-eol", LATE)],
  ])("has one for %s", (_, one, other) => {
    const found = [{ host: "anthropic", model: "claude-x", facts: [one, other] }];
    expect(disagreementsIn(lockOf([one, other]))).toEqual(found);
    expect(disagreementsIn(lockOf([other, one]))).toEqual(found);
  });

  it.each([
    ["the same day", exact("anthropic-sdk", LATE), exact("model-eol", LATE)],
    ["a day behind the earliest possible", exact("anthropic-sdk", LATE), earliest("model-eol", EARLY)],
    ["the earliest possible day", earliest("anthropic-sdk", LATE), exact("model-eol", LATE)],
    ["no day", exact("anthropic-sdk", LATE), factOf("model-eol", { announced: EARLY })],
    ["a day that was withdrawn", exact("anthropic-sdk", EARLY), exact("model-eol", LATE, { gone: "2026-11-20" })],
    ["another host", exact("anthropic-sdk", EARLY), exact("model-eol", LATE, { host: "bedrock" })],
    ["another model", exact("anthropic-sdk", EARLY), exact("model-eol", LATE, { model: "claude-y" })],
  ])("has none for %s", (_, one, other) => {
    expect(disagreementsIn(lockOf([one, other]))).toEqual([]);
  });

  it("sets a snapshot against its name without the day, at hosts whose pages leave that out", () => {
    const dated = exact("model-eol", EARLY, { host: "vertex", model: "claude-x-20250929" });
    const undated = exact("deprecations-rss", LATE, { host: "vertex", model: "claude-x" });
    const model = dated.model;
    expect(disagreementsIn(lockOf([dated, undated]))).toEqual([{ host: "vertex", model, facts: [dated, undated] }]);
    const [here, there] = [dated, undated].map((fact) => ({ ...fact, host: "anthropic" }));
    expect(disagreementsIn(lockOf([here, there].flatMap((fact) => fact ?? [])))).toEqual([]);
    const other = exact("model-eol", LATE, { host: "vertex", model: "claude-x-20260101" });
    expect(disagreementsIn(lockOf([dated, other, undated]))).toHaveLength(1);
    // What one source says of the exact name goes before what it says of all snapshots.
    expect(disagreementsIn(lockOf([dated, { ...undated, source: dated.source }]))).toEqual([]);
  });

  it("says once what is said of a name without the day", () => {
    const facts = [
      ["model-eol", EARLY],
      ["deprecations-rss", LATE],
    ].map(([source = "", day = ""]) => exact(source, day, { host: "vertex", model: "claude-x" }));
    const snapshot = factOf("openai-sdk", { host: "vertex", model: "claude-x-20250929" });
    expect(disagreementsIn(lockOf([...facts, snapshot])).map(({ model }) => model)).toEqual(["claude-x"]);
  });

  it("names all sources with a day, also those that agree with one of the others, best first", () => {
    const all = [exact("deprecations-rss", LATE), earliest("model-eol", EARLY), exact("anthropic-sdk", EARLY)];
    const found = disagreementsIn(lockOf([...all, factOf("openai-sdk")]));
    expect(found.map((one) => one.facts.map(({ source }) => source))).toEqual([
      ["anthropic-sdk", "model-eol", "deprecations-rss"],
    ]);
  });

  it("has exactly one for each model at a host of which a conflict was planted, whatever else is known", () => {
    const plants = fc.uniqueArray(fc.tuple(fc.constantFrom(...HOSTS), fc.constantFrom("p1", "p2", "p3")), {
      selector: ([host, model]) => `${host} ${model}`,
    });
    fc.assert(
      fc.property(facts, plants, fc.subarray([...RANKED], { minLength: 2 }), (others, planted, sources) => {
        const conflicts = planted.flatMap(([host, model]) =>
          sources.map((source, at) => exact(source, at === 0 ? EARLY : LATE, { host, model })),
        );
        const without = disagreementsIn(lockOf(others));
        const found = disagreementsIn(lockOf([...conflicts, ...others]));
        const isPlanted = ({ model }: { readonly model: string }): boolean => /^p\d$/.test(model);
        expect(found.filter((one) => !isPlanted(one))).toEqual(without);
        const named = found
          .filter(isPlanted)
          .map((one) => [one.host, one.model, one.facts.map(({ source }) => source)]);
        const expected = [...planted].sort().map(([host, model]) => [host, model, sources]);
        expect(named).toEqual(expected);
      }),
    );
  });
});
