import fc from "fast-check";
import { expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import type { FlagResource, Resource } from "../../src/model/resource.ts";
import { abortedRecord, isAborted } from "../../src/plan/flag-record.ts";
import { HOLD_LABEL } from "../../src/plan/hold.ts";
import { turnOff } from "../../src/rollout/flag-off.ts";
import { mark } from "../../src/rollout/mark.ts";
import { resumedRecord } from "../../src/rollout/record.ts";
import { ALL, apply, converge, flag, LIST, planOf, rollout, TEN } from "../plan/build.ts";
import { type MemoryForge, memoryForge } from "../plan/memory-forge.ts";

// What people and jobs do with one rollout in any order: merges of steps, runs of apply that may be killed, aborts, holds.

const NAME = "duo_chat_sonnet";
const ISSUE = rollout({ flag: "flag/sonnet/duo_chat" });
const LEVELS = ["off", ...[LIST, TEN, ALL].map((step) => JSON.stringify(step))];

type Deed =
  | { readonly do: "merge"; readonly step: number }
  | { readonly do: "apply"; readonly killedAt: number }
  | { readonly do: "lower"; readonly to: number }
  | { readonly do: "abort" | "hold" | "unlabel" | "resume" };

const deeds = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("merge" as const), step: fc.integer({ min: 0, max: 3 }) }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("apply" as const), killedAt: fc.constant(99) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("apply" as const), killedAt: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("lower" as const), to: fc.integer({ min: 0, max: 2 }) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom("abort", "hold", "unlabel", "unlabel", "resume") as fc.Arbitrary<"abort">,
      }),
    },
  ),
  { minLength: 4, maxLength: 24 },
);

/** One rollout, and what its past allows. */
class Night {
  readonly #forge: MemoryForge = memoryForge();
  #step = 0;
  /** Undefined: no abort counts any more. Else the step that the first run without the label found, once there was one. */
  #aborted: { found: number | undefined } | undefined;
  /** An abort was lifted, and nothing was done since. */
  #isResumed = false;

  async begin(step: number): Promise<void> {
    for (this.#step = 0; this.#step < step; this.#step += 1) await converge(this.#forge, this.#want());
    await converge(this.#forge, this.#want());
  }

  async carryOut(deed: Deed): Promise<void> {
    if (deed.do === "apply") return this.#apply(deed.killedAt);
    this.#isResumed = false;
    switch (deed.do) {
      case "merge":
        this.#step = deed.step;
        return;
      case "lower":
        if (deed.to < this.#level())
          Object.assign(this.#flag(), deed.to === 0 ? { active: false } : { strategies: [LIST, TEN][deed.to - 1] });
        return;
      case "abort":
        await this.#abort();
        return;
      case "hold":
        await mark(this.#forge, this.#issue().locator, "hold", { label: "on" });
        return;
      case "unlabel":
        Object.assign(this.#issue(), { labels: this.#issue().labels.filter((label) => label !== HOLD_LABEL) });
        return;
      case "resume":
        await this.#resume();
    }
  }

  async #abort(): Promise<void> {
    const { found } = await turnOff(this.#forge, this.#flag().locator);
    const before = found ?? expect.fail("no flag");
    const next = (record: Parameters<typeof abortedRecord>[0]) =>
      isAborted(record) ? undefined : abortedRecord(record, before);
    await mark(this.#forge, this.#issue().locator, "abort", { label: "on", record: { name: NAME, next } });
    this.#aborted ??= { found: undefined };
  }

  async #resume(): Promise<void> {
    this.#isResumed = isAborted(parseMarker(this.#issue().body)?.applied.flag);
    const next = (record: Parameters<typeof abortedRecord>[0]) => resumedRecord(this.#asked(), record, this.#flag());
    await mark(this.#forge, this.#issue().locator, "resume", { label: "off", record: { name: NAME, next } });
    this.#aborted = undefined;
  }

  async #apply(killedAt: number): Promise<void> {
    const before = this.#level();
    const isLabelled = this.#issue().labels.includes(HOLD_LABEL);
    let left = killedAt;
    this.#forge.before = () => {
      left -= 1;
      if (left === 0) throw new Error("killed");
    };
    await apply(this.#forge, await planOf(this.#forge, this.#want())).catch((error: Error) => {
      if (error.message !== "killed") throw error;
    });
    this.#forge.before = () => {};
    const isWhole = left > 0;
    const now = this.#level();
    expect(now, "one step at most").toBeLessThanOrEqual(before + 1);
    if (isLabelled) expect(now, "nothing goes up under the label").toBeLessThanOrEqual(before);
    if (isWhole) expect(now, "down is always allowed").toBeLessThanOrEqual(Math.max(this.#step, 0));
    this.#expectAborted(now, isLabelled, isWhole);
    if (this.#isResumed && isWhole) expect(now, "one step after a resume").toBe(Math.min(before + 1, this.#step));
    this.#isResumed = false;
  }

  /** An abort is over once its step went to nobody, or is another one than the first run without the label found. */
  #expectAborted(now: number, isLabelled: boolean, isWhole: boolean): void {
    const aborted = this.#aborted;
    if (aborted === undefined) return;
    const { found } = aborted;
    const isOver = this.#step === 0 || (!isLabelled && found !== undefined && found !== this.#step);
    if (isOver) this.#aborted = undefined;
    else expect(now, "an abort stays").toBe(0);
    if (!isLabelled && isWhole && found === undefined) aborted.found = this.#step;
  }

  #level(): number {
    const { active, strategies } = this.#flag();
    return active ? LEVELS.indexOf(JSON.stringify(strategies)) : 0;
  }

  #flag() {
    return this.#forge.flags[0] ?? expect.fail("no flag");
  }

  #issue() {
    return this.#forge.items[0] ?? expect.fail("no issue");
  }

  #asked(): FlagResource {
    return flag(this.#step);
  }

  #want(): Resource[] {
    return [ISSUE, this.#asked()];
  }
}

it("neither order nor death of runs raises what was aborted, takes two steps at once or keeps a flag up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3 }), deeds, async (step, all) => {
      const night = new Night();
      await night.begin(step);
      for (const deed of all) await night.carryOut(deed);
    }),
    { numRuns: 400 },
  );
}, 120_000);
