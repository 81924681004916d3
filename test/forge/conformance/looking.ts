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

  test("does not take a hidden tracker for an empty one", async () => {
    const tracker = { ...emptyScope().tracker, project: "acme/hidden" };
    await expect(ready().observe({ tracker })).rejects.toMatchObject({ kind: "missing" });
  });

  test("tells what it may not see, and never that it is absent", async () => {
    const tracker = { ...emptyScope().tracker, group: "no-such-group" };
    const wanted = { project: "acme/hidden", base: "main", branch: "cutover/a/b", paths: [] };
    const { hidden, epics, visibility } = await ready().observe({
      tracker,
      flags: [
        { project: "acme/hidden", names: ["a"], lists: [] },
        { project: "acme/hidden", names: ["a", "b"], lists: ["c"] },
      ],
      proposals: [wanted],
      targets: ["acme/also-hidden", WORLD.gateway],
    });
    expect(hidden?.map(({ kind, home }) => `${kind} ${home}`)).toEqual([
      "epics no-such-group",
      "flags acme/hidden",
      "flags acme/hidden",
      "proposals acme/hidden",
    ]);
    expect(hidden?.every(({ reason }) => reason !== "" && !reason.includes("\n"))).toBe(true);
    expect(epics).toBeUndefined();
    expect(visibility).toEqual({ [WORLD.gateway]: "public" });
  });

  test("of somebody with few rights shows the rest", async () => {
    await ready().forge.create(newIssue());
    const forge = ready().stand.forge("guest");
    const { items, hidden } = await forge.observe({
      ...emptyScope(),
      flags: [{ project: WORLD.monolith, names: ["a", "b"], lists: [] }],
    });
    expect(items).toHaveLength(1);
    expect(hidden).toMatchObject([{ kind: "flags", home: WORLD.monolith }]);
    await expect(ready().stand.forge("stranger").observe(emptyScope())).rejects.toMatchObject({
      kind: "unauthenticated",
    });
  });

  test("without epics says so and goes on without them", async () => {
    const free = await ready().adapter.start({ epics: false });
    try {
      const made = await free.forge().create({ ...newIssue(), assignees: [] });
      const observation = await free.forge().observe(emptyScope());
      expect(observation.items).toEqual([made]);
      expect(observation.epics).toBe(false);
      await expect(free.forge().create(newEpic())).rejects.toMatchObject({
        kind: "refused",
        message: expect.stringContaining("epics"),
      });
    } finally {
      await free.stop();
    }
  });
}
