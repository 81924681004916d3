import { describe, expect, test } from "vitest";
import type { Locator, ObservedFlag } from "../../../src/model/observed.ts";
import type { Strategy } from "../../../src/model/resource.ts";
import { newFlag, WORLD } from "../world.ts";
import type { Ready } from "./stand.ts";

export function describeFlags(ready: () => Ready): void {
  describe("a flag", () => {
    const everyone: Strategy = { kind: "everyone", environments: ["*"] };
    const percent = (percentage: number): Strategy => ({
      kind: "percentage",
      percentage,
      environments: ["production"],
    });
    const list: Strategy = { kind: "user_list", list: WORLD.list, environments: ["production", "staging"] };

    async function make(strategies: readonly Strategy[], active = true): Promise<ObservedFlag> {
      const made = await ready().forge.create({ ...newFlag(), strategies, active });
      if (made.kind !== "flag") throw new Error(`it made a ${made.kind}`);
      return made;
    }
    const observeFlags = async () =>
      (
        await ready().observe({
          flags: [{ project: WORLD.monolith, names: [newFlag().name, "no_such_flag"], lists: [] }],
        })
      ).flags;

    test("is found as it was made", async () => {
      const made = await make([list, percent(10), everyone]);
      expect(made).toMatchObject({
        name: newFlag().name,
        description: newFlag().description,
        active: true,
        foreign: 0,
      });
      expect(made.strategies).toEqual([list, percent(10), everyone]);
      expect(await ready().forge.read(made.locator)).toEqual(made);
      expect(await observeFlags()).toEqual([made]);
    });

    test("goes up, down and off, and never keeps an old strategy", async () => {
      const { locator } = await make([list]);
      const steps: readonly (readonly Strategy[])[] = [
        [list, percent(10)],
        [percent(50)],
        [everyone],
        [percent(5), list],
        [list],
      ];
      for (const strategies of steps) {
        const changed = await ready().forge.updateFlag(locator, { active: true, strategies });
        expect([...changed.strategies].sort(byKind)).toEqual([...strategies].sort(byKind));
      }
      const off = await ready().forge.updateFlag(locator, { active: false, strategies: [], description: "Gone." });
      expect(off).toMatchObject({ active: false, strategies: [], description: "Gone." });
      expect(await observeFlags()).toEqual([off]);
    });

    test("follows a change of environments", async () => {
      const { locator } = await make([percent(10)]);
      const wider: Strategy = { kind: "percentage", percentage: 10, environments: ["production", "staging"] };
      expect((await ready().forge.updateFlag(locator, { active: true, strategies: [wider] })).strategies).toEqual([
        wider,
      ]);
    });

    test("keeps what our words cannot say", async () => {
      const { locator } = await make([percent(10)]);
      await ready().stand.addForeignStrategy(WORLD.monolith, newFlag().name);
      expect(await ready().forge.read(locator)).toMatchObject({ foreign: 1, strategies: [percent(10)] });
      expect(await ready().forge.updateFlag(locator, { active: true, strategies: [percent(25)] })).toMatchObject({
        foreign: 1,
        strategies: [percent(25)],
      });
      expect(await ready().forge.updateFlag(locator, { active: true, strategies: [] })).toMatchObject({
        foreign: 1,
        strategies: [],
      });
    });

    test("with an unknown list is not made; observing tells the list", async () => {
      const wrong: Strategy = { kind: "user_list", list: "nobody", environments: ["*"] };
      await expect(make([wrong])).rejects.toMatchObject({
        kind: "refused",
        message: expect.stringContaining('"nobody"'),
      });
      expect(ready().stand.writes()).toBe(0);
      const { unknown } = await ready().observe({
        flags: [{ project: WORLD.monolith, names: [], lists: [WORLD.list, "nobody"] }],
      });
      expect(unknown.lists).toEqual(["nobody"]);
    });

    test("is made once", async () => {
      await make([everyone]);
      await expect(make([percent(1)])).rejects.toMatchObject({ kind: "conflict" });
      expect((await observeFlags())[0]?.strategies).toEqual([everyone]);
    });

    test("that is not there is undefined", async () => {
      const locator: Locator = { kind: "flag", home: WORLD.monolith, id: "no_such_flag" };
      expect(await ready().forge.read(locator)).toBeUndefined();
      await expect(ready().forge.updateFlag(locator, { active: true, strategies: [] })).rejects.toMatchObject({
        kind: "missing",
      });
    });
  });
}

function byKind(one: Strategy, other: Strategy): number {
  return one.kind.localeCompare(other.kind);
}
