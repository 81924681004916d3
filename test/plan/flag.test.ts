import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlagRecord } from "../../src/model/marker.ts";
import { exposureOf, type FlagResource, type Strategy } from "../../src/model/resource.ts";
import { decideFlag, isMove } from "../../src/plan/flag.ts";
import { flagBasis, stateText } from "../../src/plan/flag-state.ts";
import { ALL, flag, LIST, STEPS, TEN } from "./build.ts";

const OFF = { active: false, strategies: [] };
const at = (step: number) => (step === 0 ? OFF : { active: true, strategies: STEPS[step - 1]?.strategies ?? [] });
const noted = (step: number, asked?: number): FlagRecord => ({
  name: "duo_chat_sonnet",
  step,
  exposure: exposureOf(at(step)),
  ...(asked !== undefined && { asked }),
});

const seen = (record: FlagRecord, live: Parameters<typeof flagBasis>[0]): FlagRecord => ({
  ...record,
  seen: flagBasis(live),
});
const OFF_AT_TEN = { active: false, strategies: TEN };

/** The decision in a few words. */
function decide(
  desired: FlagResource,
  live: { active: boolean; strategies: readonly Strategy[] },
  record?: FlagRecord,
  waitsFor?: string,
): string {
  const decision = decideFlag({ desired, live, record, waitsFor });
  if (isMove(decision))
    return `${decision.verdict} to ${decision.step} (${stateText(decision.patch)}), note ${note(decision.next)}`;
  return decision.verdict === "same" ? `same, note ${note(decision.next)}` : `${decision.verdict}: ${decision.message}`;
}

function note({ step, exposure, asked }: FlagRecord): string {
  return `${step}/${exposure}${asked === undefined ? "" : ` of ${asked}`}`;
}

describe("a flag goes up", () => {
  it.each([
    [
      "not before its file is merged",
      flag(1),
      OFF,
      noted(0),
      "!12",
      "waits: step 1 of flag duo_chat_sonnet waits for !12",
    ],
    ["to step 1 once it is", flag(1), OFF, noted(0), undefined, 'raise to 1 (list "team" in production), note 1/0.5'],
    [
      "to step 2 although a file is open again",
      flag(2),
      at(1),
      noted(1),
      "!13",
      "raise to 2 (10 % in production), note 2/10",
    ],
    ["by one step only", flag(3), at(1), noted(1), undefined, "raise to 2 (10 % in production), note 2/10 of 3"],
    [
      "no further by itself",
      flag(3),
      at(2),
      noted(2, 3),
      undefined,
      "held: flag duo_chat_sonnet stands at step 2: one merge raises by one step, so write step 2 and merge it before step 3",
    ],
    ["after a step in between", flag(2), at(2), noted(2, 3), undefined, "same, note 2/10"],
    ["once more after that", flag(3), at(2), noted(2), undefined, "raise to 3 (everyone in production), note 3/100"],
    ["not at all twice", flag(2), at(2), noted(2), undefined, "same, note 2/10"],
    ["only in the marker, after a run that was cut off", flag(1), at(1), noted(0), undefined, "same, note 1/0.5"],
    [
      "by the step in between, as the message asks for it",
      flag(2),
      at(1),
      noted(1, 3),
      undefined,
      "raise to 2 (10 % in production), note 2/10",
    ],
    ["by one step also after such a run", flag(2), at(1), noted(0), undefined, "same, note 1/0.5 of 2"],
  ] as const)("%s", (_name, desired, live, record, waitsFor, expected) => {
    expect(decide(desired, live, record, waitsFor)).toBe(expected);
  });
});

describe("a person's hand on a flag", () => {
  it.each([
    [
      "lowered: stays low",
      flag(2),
      OFF,
      noted(2),
      "held: flag duo_chat_sonnet was lowered by a person, from 10 % to off; it is raised again when its step goes up",
    ],
    [
      "lowered, then the step changed: one step up from where it stands",
      flag(3),
      OFF,
      seen(noted(2), OFF),
      'raise to 1 (list "team" in production), note 1/0.5 of 3',
    ],
    [
      "lowered, and the step changed before anybody looked: nobody knows which was first",
      flag(3),
      OFF,
      noted(2),
      "held: flag duo_chat_sonnet was switched off by a person, and the issue did not say so when its step was merged; it is raised when its step changes again, or by plan --take flag/sonnet/duo_chat=ours",
    ],
    [
      "switched off, and an old browser tab brought back a record of an earlier step",
      flag(2),
      OFF_AT_TEN,
      noted(1),
      "held: flag duo_chat_sonnet was switched off by a person at 10 % in production, and the issue did not say so when its step was merged; it is raised when its step changes again, or by plan --take flag/sonnet/duo_chat=ours",
    ],
    [
      "switched off, then the step lowered above it, then raised: from where it stands",
      flag(2),
      OFF_AT_TEN,
      seen(noted(1), OFF_AT_TEN),
      'raise to 1 (list "team" in production), note 1/0.5 of 2',
    ],
    [
      "lowered, then the step lowered: stays low",
      flag(1),
      OFF,
      noted(2),
      "held: flag duo_chat_sonnet was lowered by a person to off, below step 1; it is raised again when its step goes up",
    ],
    ["lowered and so in the file", flag(0), OFF, noted(2), "same, note 0/0"],
    [
      "raised: theirs to settle",
      flag(1),
      at(2),
      noted(1),
      "conflict: flag duo_chat_sonnet was raised by a person to 10 % in production, above step 1 of the migration",
    ],
    ["raised and so in the file", flag(2), at(2), noted(1), "same, note 2/10"],
    ["raised, and the file goes down: down", flag(0), at(3), noted(1), "lower to 0 (off), note 0/0"],
  ] as const)("%s", (_name, desired, live, record, expected) => {
    expect(decide(desired, live, record)).toBe(expected);
  });
});

describe("a flag goes down", () => {
  it.each([
    ["a step", flag(1), at(3), noted(3), 'lower to 1 (list "team" in production), note 1/0.5'],
    ["all the way", flag(0), at(2), noted(2), "lower to 0 (off), note 0/0"],
    [
      "when it is to be off whatever the step says",
      flag(2, { active: false }),
      at(2),
      noted(2),
      "lower to 0 (off), note 0/0",
    ],
    [
      "when its ramp became smaller",
      flag(2, { strategies: LIST }),
      at(2),
      noted(2),
      'lower to 2 (list "team" in production), note 2/0.5',
    ],
  ] as const)("%s", (_name, desired, live, record, expected) => {
    expect(decide(desired, live, record)).toBe(expected);
  });

  it("but a ramp that became larger raises nothing", () => {
    expect(decide(flag(2, { strategies: ALL }), at(2), noted(2))).toBe(
      "held: step 2 of flag duo_chat_sonnet would reach more than it did when it was released; it is raised when the step changes",
    );
  });

  it("another environment is a raise, even at a lower share", () => {
    const wider = [{ kind: "percentage", percentage: 5, environments: ["production", "staging"] }] as const;
    expect(decide(flag(2, { strategies: wider }), at(2), noted(2))).toMatch(/^held: step 2 .* would reach more/);
  });

  it("the order of strategies and environments is no difference", () => {
    const both = (environments: string[]) => [...LIST, { kind: "percentage" as const, percentage: 10, environments }];
    const desired = flag(2, { strategies: both(["production", "staging"]) });
    const record = { ...noted(2), exposure: 10 };
    expect(decide(desired, { active: true, strategies: both(["staging", "production"]).reverse() }, record)).toBe(
      "same, note 2/10",
    );
  });
});

it("whatever is merged and whoever lowers: a merge raises by one step at most, and what was lowered stays down until the next", () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant("merge" as const), step: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant("lower" as const), step: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant("run" as const), step: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      let live: { active: boolean; strategies: readonly Strategy[] } = OFF;
      let record: FlagRecord | undefined;
      let step = 0;
      let merges = 0;
      for (const { kind, step: to } of events) {
        if (kind === "merge" && to !== step) [step, merges] = [to, 1];
        if (kind === "lower" && exposureOf(at(to)) < exposureOf(live)) live = at(to);
        if (kind !== "run") continue;
        const before = exposureOf(live);
        const decision = decideFlag({ desired: flag(step), live, record });
        if (isMove(decision)) live = decision.patch;
        record = decision.verdict === "same" || isMove(decision) ? decision.next : (decision.next ?? record);
        const levels = [0, ...STEPS.map(({ strategies }) => exposureOf({ active: true, strategies }))];
        const rise = levels.indexOf(exposureOf(live)) - levels.indexOf(before);
        expect(rise).toBeLessThanOrEqual(merges);
        expect(exposureOf(live)).toBeLessThanOrEqual(Math.max(before, levels[step] ?? 0));
        merges = 0;
      }
    }),
  );
});

it("says who is reached", () => {
  expect(stateText({ active: true, strategies: [...TEN, ...LIST] })).toBe(
    '10 % in production and list "team" in production',
  );
  expect(stateText({ active: false, strategies: ALL })).toBe("off");
});
