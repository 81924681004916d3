import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlagRecord } from "../../src/model/marker.ts";
import { exposureOf } from "../../src/model/resource.ts";
import { adoptedRecord, decideFlag, isMove } from "../../src/plan/flag.ts";
import { acted, claim, releasedStep } from "../../src/plan/flag-record.ts";
import { type FoundState, flagBasis, isSame, OFF } from "../../src/plan/flag-state.ts";
import { flag, NOW, STEPS } from "./build.ts";

type Event =
  /** The step of the migration is another from here on. */
  | { readonly kind: "merge"; readonly step: number }
  /** A person's hand: off by the switch alone leaves the strategies on the flag. */
  | { readonly kind: "person"; readonly state: FoundState }
  /** The whole migration is taken back, or is active again. */
  | { readonly kind: "status"; readonly off: boolean }
  /** Plan and apply; the process is gone after so many writes. */
  | { readonly kind: "run"; readonly writes: number }
  /** An old browser tab brings back one of the records that were there. */
  | { readonly kind: "tab"; readonly back: number };

const at = (step: number): FoundState =>
  step === 0 ? OFF : { active: true, strategies: STEPS[step - 1]?.strategies ?? [] };
const LEVELS = [0, 1, 2, 3].map((step) => exposureOf(at(step)));

const step = fc.integer({ min: 0, max: 3 });
const state: fc.Arbitrary<FoundState> = fc
  .record({ level: step, isSwitchedOff: fc.boolean(), foreign: fc.constantFrom(0, 0, 0, 1) })
  .map(({ level, isSwitchedOff, foreign }) => ({ ...at(level), ...(isSwitchedOff && { active: false }), foreign }));
const event = fc.oneof<fc.MaybeWeightedArbitrary<Event>[]>(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("merge" as const), step }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("person" as const), state }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("status" as const), off: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("run" as const), writes: fc.constantFrom(0, 1, 2, 3, 3, 3) }) },
);

/** One flag, what its marker says, and what was merged. */
class World {
  live: FoundState = OFF;
  record: FlagRecord | undefined;
  step = 0;
  off = false;
  now = NOW;
  /** Every record that there ever was. */
  readonly records: FlagRecord[] = [];
  /** Whether the forge tells each state of the flag from all before it. */
  isStamped = false;
  #changes = 0;

  set(state: FoundState): void {
    this.#changes += 1;
    this.live = { ...state, ...(this.isStamped && { stamp: String(this.#changes) }) };
  }

  decide() {
    const desired = this.off ? flag(this.step, { active: false, off: true }) : flag(this.step);
    return { desired, decision: decideFlag({ ...this, desired, instant: this.now }) };
  }

  /** The writes of a plan in their order, as many as there is time for; true if the flag itself was raised. */
  run(writes: number): boolean {
    this.now += 3_600_000;
    const { desired, decision } = this.decide();
    const found = this.live;
    let raised = false;
    const note = (record: FlagRecord | undefined) => () => {
      this.record = record;
      if (record !== undefined) this.records.push(record);
    };
    const move = () => {
      if (!isMove(decision)) return;
      // What our words cannot say stays on the flag.
      this.set({ ...decision.patch, foreign: found.foreign });
      raised = decision.verdict === "raise";
    };
    const all = isMove(decision)
      ? decision.verdict === "raise"
        ? [note(decision.intent), move, note(decision.next)]
        : [move, note(decision.next)]
      : [note(decision.next ?? this.record ?? claim(desired))];
    for (const write of all.slice(0, writes)) write();
    return raised;
  }
}

const isAsWas = (one: FoundState, other: FoundState | undefined): boolean =>
  other !== undefined && isSame(one, other) && (one.foreign ?? 0) === (other.foreign ?? 0);

const height = (state: FoundState) => LEVELS.indexOf(exposureOf(state));

interface Seen {
  readonly before: FoundState;
  readonly raised: boolean;
  readonly writes: number;
  readonly whole: boolean;
}

/** Runs the events and hands what each run did to the check. */
function play(
  world: World,
  events: readonly Event[],
  check: (seen: Seen) => void,
  heard: (event: Event) => void = () => {},
): void {
  for (const one of events) {
    heard(one);
    if (one.kind === "merge") world.step = one.step;
    if (one.kind === "status") world.off = one.off;
    if (one.kind === "person") world.set(one.state);
    if (one.kind === "tab" && world.records.length > 0) world.record = world.records[one.back % world.records.length];
    if (one.kind !== "run") continue;
    const before = world.live;
    const raised = world.run(one.writes);
    check({ before, raised, writes: one.writes, whole: one.writes === 3 });
  }
}

const sequences = fc.array(event, { maxLength: 40 });
const tab = fc.record({ kind: fc.constant("tab" as const), back: fc.nat({ max: 40 }) });
const withTabs = fc.array(fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: tab }), { maxLength: 40 });

describe("whatever people merge and do, and wherever a run dies", () => {
  it("a flag is raised by one step at most for each merge, and never above the wanted one", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        let raises = 0;
        let merges = 0;
        let lost: FoundState | undefined;
        const world = new World();
        play(
          world,
          events,
          ({ before, raised, whole }) => {
            // The one thing that nobody can tell: a raise whose note was lost, put back to the byte, from one never made.
            if (raised && isAsWas(before, lost)) raises -= 1;
            if (raised && !whole) lost = before;
            else if (world.record?.intent === undefined) lost = undefined;
            if (!raised) {
              expect(exposureOf(world.live)).toBeLessThanOrEqual(exposureOf(before));
              return;
            }
            raises += 1;
            expect(world.off).toBe(false);
            expect(height(world.live)).toBeLessThanOrEqual(world.step);
            expect(height(world.live) - height(before)).toBe(1);
            expect(raises).toBeLessThanOrEqual(merges);
          },
          (one) => {
            // Taking a migration back and up again asks for its step anew.
            if (one.kind === "merge" && one.step !== world.step) merges += 1;
            if (one.kind === "status" && world.off && !one.off) merges += 1;
          },
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("what a person lowered stays down until the next merge", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        let isSeen = false;
        let isLowered = false;
        let known: readonly FoundState[] = [];
        const world = new World();
        play(
          world,
          events,
          ({ before, writes }) => {
            if (isLowered) expect(exposureOf(world.live)).toBeLessThanOrEqual(exposureOf(before));
            // Before a run has noted the step, nobody knows how the flag stood when it was merged.
            const noted = releasedStep(world.record && acted(world.record));
            if (writes === 0 || noted !== (world.off ? 0 : world.step)) return;
            isSeen = true;
            // As long as an intent stands, what was before it is as good as untouched.
            known = [...(world.record?.intent === undefined ? [] : known), before, world.live];
          },
          (one) => {
            const isNew = one.kind === "merge" ? one.step !== world.step : one.kind === "status";
            if (isNew) [isSeen, isLowered] = [false, false];
            if (one.kind !== "person" || !isSeen) return;
            // A hand that puts the flag back as it was has done nothing that anybody could see.
            if (known.some((state) => isAsWas(one.state, state))) isLowered = false;
            else if (exposureOf(one.state) < exposureOf(world.live)) isLowered = true;
          },
        );
      }),
      { numRuns: 2000 },
    );
  });

  it.each([false, true])(
    "nor does an old browser tab raise it, but where it was lowered to what the old record says (stamps: %s)",
    (isStamped) => {
      fc.assert(
        fc.property(withTabs, (events) => {
          let isLowered = false;
          const world = new World();
          world.isStamped = isStamped;
          const tells = ({ exposure, seen, intent }: FlagRecord, live: FoundState) => {
            const stands = exposureOf(live) === exposure && (live.active || live.strategies.length === 0);
            return stands || [seen, intent?.basis].includes(flagBasis(live)) || intent?.exposure === exposureOf(live);
          };
          let before: FoundState = OFF;
          play(
            world,
            events,
            ({ raised }) => {
              before = world.live;
              if (isLowered) expect(raised).toBe(false);
            },
            (one) => {
              const isNew = one.kind === "merge" ? one.step !== world.step : one.kind === "status";
              if (isNew) isLowered = false;
              if (one.kind !== "person") return;
              const isDown = exposureOf(one.state) < exposureOf(before) && (one.state.foreign ?? 0) === 0;
              const isTold = !one.state.active && one.state.strategies.length === 0;
              isLowered = isDown && !isTold && !world.records.some((record) => tells(record, one.state));
              before = one.state;
            },
          );
        }),
        { numRuns: 2000 },
      );
    },
  );

  it("with stamps, a raise whose note was lost is never made again, whatever a person puts the flag back to", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        let raises = 0;
        let merges = 0;
        const world = new World();
        world.isStamped = true;
        play(
          world,
          events,
          ({ raised }) => {
            raises += raised ? 1 : 0;
            expect(raises).toBeLessThanOrEqual(merges);
          },
          (one) => {
            if (one.kind === "merge" && one.step !== world.step) merges += 1;
            if (one.kind === "status" && world.off && !one.off) merges += 1;
          },
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("after a whole run, the next has nothing to do and nothing to note", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const world = new World();
        play(world, events, ({ whole }) => {
          if (!whole) return;
          const { decision } = world.decide();
          expect(isMove(decision)).toBe(false);
          expect(
            decision.verdict === "same" || !isMove(decision) ? (decision.next ?? world.record) : undefined,
          ).toEqual(world.record);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it("a migration that is taken back has its flag off after one whole run", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const world = new World();
        play(world, events, ({ whole }) => {
          if (whole && world.off) expect(exposureOf(world.live)).toBe(0);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("a step is counted from the run that took it", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const world = new World();
        let known: FlagRecord | undefined;
        play(world, events, () => {
          // Nobody knows yet whether an intent will have been carried out.
          if (world.record?.intent !== undefined) return;
          const next = world.record;
          if (known !== undefined && next?.step === known.step && next.exposure === known.exposure) {
            // A raise of the step that it is at already begins it anew: a person had taken the flag down meanwhile.
            expect(Date.parse(next.at ?? "")).not.toBeLessThan(Date.parse(known.at ?? ""));
          }
          known = next;
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("a flag that was taken over is touched by nothing but a changed step or a migration that is taken back", () => {
    fc.assert(
      fc.property(state, step, fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 6 }), (found, first, runs) => {
        const world = new World();
        world.live = found;
        world.step = first;
        world.record = adoptedRecord(flag(first), found);
        for (const writes of runs) world.run(writes);
        expect(world.live).toEqual(found);
      }),
    );
  });
});
