import { beforeAll, describe, expect, it } from "vitest";
import { edited } from "../compile/gateway/harness.ts";
import type { Fact } from "./fact.ts";
import type { Texts } from "./gateway-text.ts";
import { changeKinds, type HandMade, handMade } from "./hand-made.ts";
import { meaningOf } from "./judge.ts";
import { row, type Verdict, verdictOn } from "./verdict.ts";

const KINDS = changeKinds("today");
/** Each kind of change about twice, every fifth taken back; a size that was never set before cannot be unset. */
const CASES = Array.from({ length: 40 }, (_none, index) => 1000 + index);

function caseOf(seed: number): HandMade {
  const index = seed - 1000;
  const kind = KINDS[index % KINDS.length];
  return handMade(seed, { kind, revert: index % 5 === 4 && kind !== "set a size" });
}

describe("40 changes made by hand in today's format", () => {
  let verdicts: readonly Verdict[] = [];

  beforeAll(() => {
    verdicts = CASES.map((seed) => verdictOn(caseOf(seed)));
    process.stdout.write(`${verdicts.map(row).join("\n")}\n`);
  }, 300_000);

  it("are of every kind", () => {
    expect(new Set(verdicts.map(({ change }) => change.kinds[0]))).toEqual(new Set(KINDS));
  });

  it.each(CASES)("seed %i: the migration makes the same of it", (seed) => {
    const { adopted, problems, isEqual, missing, again, touched: others } = verdicts[seed - 1000] as Verdict;
    expect(problems).toEqual([]);
    expect([isEqual, adopted.equal]).toEqual([true, true]);
    expect(adopted.text).toContain("name: adopted");
    expect(missing).toEqual([]);
    expect(others).toEqual([]);
    expect(again).toBe(0);
  });

  it("change no more lines than people did, in at least 38 of them", () => {
    const larger = verdicts.filter(({ ours, theirs }) => ours > theirs);
    expect(larger.map(row).slice(2)).toEqual([]);
  });

  it("bring the default back when the stage is lowered", () => {
    const moved = verdicts.filter(({ change }) => change.facts.some(isDefault));
    expect(moved.length).toBeGreaterThan(8);
    const back = moved.filter((verdict) => !isGone(verdict));
    expect(back.length).toBeGreaterThan(moved.length / 2);
    for (const { change, adopted, result } of back) {
      const lowered = edited(result, atLowerStage(adopted.text));
      expect(lowered.problems).toEqual([]);
      for (const { feature, from } of change.facts.filter(isDefault)) expect(defaultOf(lowered, feature)).toEqual(from);
    }
    for (const { adopted, result } of moved.filter(isGone)) {
      const { problems } = edited(result, atLowerStage(adopted.text));
      expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining("retire: remove"));
    }
  });
});

/** Below `default`, and where it does not matter whether there is a pick list. */
function atLowerStage(migration: string): string {
  return migration.replaceAll(/\bstage: default\b/g, "stage: rollout");
}

/** True where the way back ends at an entry that was removed. */
function isGone({ change }: Verdict): boolean {
  const removed = change.facts.flatMap((fact) => (fact.what === "model removed" ? [fact.id] : []));
  return change.facts.some((fact) => isDefault(fact) && fact.from.some((id) => removed.includes(id)));
}

function isDefault(fact: Fact): fact is Extract<Fact, { what: "default changed" }> {
  return fact.what === "default changed";
}

function defaultOf(texts: Texts, feature: string): unknown {
  return meaningOf(texts).features.find((entry) => entry["feature_setting"] === feature)?.["default_models"];
}
