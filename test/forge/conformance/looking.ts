import { expect, test } from "vitest";
import { emptyScope, newEpic, newIssue, WORLD } from "../world.ts";
import type { Ready } from "./stand.ts";

export function describeLooking(ready: () => Ready): void {
  test("links issues once, seen from both", async () => {
    const [one, other] = [
      await ready().forge.create(newIssue()),
      await ready().forge.create({ ...newIssue(), title: "Other" }),
    ];
    await ready().forge.relate({ kind: "related", from: one.locator, to: other.locator });
    await ready().forge.relate({ kind: "related", from: one.locator, to: other.locator });
    await ready().forge.relate({ kind: "related", from: other.locator, to: one.locator });
    expect((await ready().observe()).items).toMatchObject([{ related: [other.locator] }, { related: [one.locator] }]);
  });

  test("finds all, however many there are", async () => {
    for (let index = 0; index < 105; index += 1) await ready().forge.create({ ...newIssue(), title: `Issue ${index}` });
    for (let index = 0; index < 103; index += 1) await ready().forge.create({ ...newEpic(), title: `Epic ${index}` });
    const { items } = await ready().observe();
    expect(new Set(items.filter(({ kind }) => kind === "issue").map(({ locator }) => locator.id)).size).toBe(105);
    expect(new Set(items.filter(({ kind }) => kind === "epic").map(({ locator }) => locator.id)).size).toBe(103);
  });

  test("knows parents by their written form", async () => {
    const { locator } = await ready().forge.create(newIssue());
    const written = ["&1", `#${locator.id}`, `${WORLD.group}&1`, "&4711", "no/such/group&1", "constructor"];
    const { parents, unknown } = await ready().observe({ parents: written });
    expect(parents).toEqual({
      "&1": { kind: "epic", home: WORLD.group, id: "1" },
      [`${WORLD.group}&1`]: { kind: "epic", home: WORLD.group, id: "1" },
      [`#${locator.id}`]: locator,
    });
    expect(unknown.parents).toEqual(["&4711", "no/such/group&1", "constructor"]);
  });

  test("says that the label of everything is not there", async () => {
    await ready().forge.create(newIssue());
    const { items, unknown } = await ready().observe({ label: "Renamed" });
    expect(items).toEqual([]);
    expect(unknown.labels).toEqual(["Renamed"]);
  });

  test("does not take a hidden project for an empty one", async () => {
    const tracker = { ...emptyScope().tracker, project: "acme/hidden" };
    await expect(ready().observe({ tracker })).rejects.toMatchObject({ kind: "missing" });
    await expect(
      ready().observe({ tracker: { ...emptyScope().tracker, group: "no-such-group" } }),
    ).rejects.toMatchObject({
      kind: "missing",
    });
    await expect(
      ready().observe({ flags: [{ project: "acme/hidden", names: ["a"], lists: [] }] }),
    ).rejects.toMatchObject({
      kind: "missing",
    });
  });

  test("without epics says so and goes on without them", async () => {
    const free = await ready().adapter.start({ epics: false });
    try {
      const made = await free.forge().create({ ...newIssue(), assignees: [] });
      const observation = await free.forge().observe(emptyScope());
      expect(observation.items).toEqual([made]);
      expect(observation.notes).toEqual([expect.stringContaining("has no epics")]);
      await expect(free.forge().create(newEpic())).rejects.toMatchObject({
        kind: "refused",
        message: expect.stringContaining("epics"),
      });
    } finally {
      await free.stop();
    }
  });
}
