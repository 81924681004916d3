import { describe, expect, test } from "vitest";
import type { NewItem } from "../../../src/model/effect.ts";
import type { Locator, ObservedItem } from "../../../src/model/observed.ts";
import { newEpic, newIssue, WORLD } from "../world.ts";
import type { Ready } from "./stand.ts";

export function describeItems(ready: () => Ready): void {
  describe.each(["issue", "epic"] as const)("an %s", (kind) => {
    const lacks = (field: "assignees" | "milestone") =>
      kind === "epic" && ready().adapter.epicsLack?.includes(field) === true;
    const wanted = (): NewItem =>
      kind === "issue"
        ? newIssue()
        : {
            ...newEpic(),
            ...(lacks("assignees") && { assignees: [] }),
            ...(lacks("milestone") && { milestone: undefined }),
          };

    async function make(change: Partial<NewItem> = {}): Promise<ObservedItem> {
      const made = await ready().forge.create({ ...wanted(), ...change });
      if (made.kind !== kind) throw new Error(`it made a ${made.kind}`);
      return made;
    }

    /** As it is read; who wrote it last is not part of every answer to a write. */
    async function seen(locator: Locator) {
      return { ...(await ready().forge.read(locator)), editedBy: undefined };
    }

    test("is found as it was made", async () => {
      const made = await make();
      const { labels, assignees, home, ...rest } = wanted();
      expect(made).toMatchObject({
        ...rest,
        body: rest.body.trimEnd(),
        author: WORLD.bot,
        moved: false,
      });
      expect(made.labels).toEqual([...labels].sort());
      expect(made.assignees).toEqual([...assignees].sort());
      expect(made).toMatchObject({ locator: { kind, home }, parent: undefined, related: [] });
      expect(await ready().forge.read(made.locator)).toEqual(made);
      expect((await ready().observe()).items).toEqual([made]);
    });

    test("may be confidential", async () => {
      const made = await make({ confidential: true });
      expect(made.confidential).toBe(true);
      expect((await ready().observe()).items).toEqual([made]);
    });

    test("needs no optional field", async () => {
      const made = await make({ assignees: [], dueDate: undefined, milestone: undefined });
      expect(made).toMatchObject({ assignees: [], dueDate: undefined, milestone: undefined });
    });

    test("may be made closed", async () => {
      expect((await make({ state: "closed" })).state).toBe("closed");
      expect((await ready().observe()).items).toMatchObject([{ state: "closed" }]);
    });

    test("is changed in what is named alone", async () => {
      const made = await make();
      const changed = await ready().forge.updateItem(made.locator, { title: "Another title" });
      const { updatedAt, editedBy } = changed;
      expect(changed).toEqual({ ...made, title: "Another title", updatedAt, editedBy });
      expect(await seen(made.locator)).toEqual({ ...changed, editedBy: undefined });
    });

    test("changes in every field", async () => {
      const { locator } = await make();
      const patch = {
        title: "New",
        body: "Other text.\r\n\r\n- [ ] task  \n",
        state: "closed",
        addLabels: [WORLD.labels.other],
        removeLabels: [WORLD.labels.group],
        assignees: lacks("assignees") ? [] : [WORLD.ana],
        dueDate: "2026-12-24",
      } as const;
      const changed = await ready().forge.updateItem(locator, patch);
      expect(changed).toMatchObject({
        title: "New",
        state: "closed",
        assignees: patch.assignees,
        dueDate: "2026-12-24",
      });
      expect(changed.body).toBe("Other text.\n\n- [ ] task");
      expect(changed.labels).toEqual([WORLD.labels.managed, WORLD.labels.other].sort());
      const cleared = await ready().forge.updateItem(locator, {
        state: "open",
        assignees: [],
        dueDate: null,
        milestone: null,
      });
      expect(cleared).toMatchObject({ state: "open", assignees: [], dueDate: undefined, milestone: undefined });
      expect(await seen(locator)).toEqual({ ...cleared, editedBy: undefined });
      if (lacks("milestone")) return;
      const again = await ready().forge.updateItem(locator, { milestone: WORLD.milestone });
      expect(again.milestone).toBe(WORLD.milestone);
    });

    test("keeps the labels of people", async () => {
      const { locator } = await make();
      if (kind === "issue") await ready().stand.label(locator, WORLD.labels.other);
      const changed = await ready().forge.updateItem(locator, { removeLabels: [WORLD.labels.group] });
      expect(changed.labels).toEqual(
        kind === "issue" ? [WORLD.labels.managed, WORLD.labels.other].sort() : [WORLD.labels.managed],
      );
    });

    test.each<[string, Partial<NewItem>, string]>([
      ["label", { labels: [WORLD.labels.managed, "no such label"] }, "no such label"],
      ["label in another case", { labels: [WORLD.labels.managed.toUpperCase()] }, WORLD.labels.managed.toUpperCase()],
      ["person", { assignees: ["nobody-here"] }, "nobody-here"],
      ["milestone", { milestone: "99.9" }, "99.9"],
    ])("with an unknown %s is not made, and neither is the name", async (what, change, name) => {
      if ((what === "person" && lacks("assignees")) || (what === "milestone" && lacks("milestone"))) return;
      await expect(make(change)).rejects.toMatchObject({
        kind: "refused",
        message: expect.stringContaining(`${name}"`),
      });
      expect(ready().stand.writes()).toBe(0);
      const { unknown } = await ready().observe({
        labels: change.labels ?? [],
        people: change.assignees ?? [],
        milestones: change.milestone ? [change.milestone] : [],
      });
      expect([...unknown.labels, ...unknown.people, ...unknown.milestones]).toEqual([name]);
    });

    test("without text is not made", async () => {
      await expect(make({ body: " \n" })).rejects.toMatchObject({ kind: "refused" });
      expect(ready().stand.writes()).toBe(0);
    });

    test("that is not there is undefined", async () => {
      const { locator } = await make();
      expect(await ready().forge.read({ ...locator, id: "4711" })).toBeUndefined();
      await expect(ready().forge.updateItem({ ...locator, id: "4711" }, { title: "x" })).rejects.toMatchObject({
        kind: "missing",
      });
    });

    test("gets a parent once, and keeps the one it was given last", async () => {
      const { locator } = await make();
      const initiative: Locator = { kind: "epic", home: WORLD.group, id: "1" };
      await ready().forge.relate({ kind: "parent", from: locator, to: initiative });
      const writes = ready().stand.writes();
      await ready().forge.relate({ kind: "parent", from: locator, to: initiative });
      expect(ready().stand.writes()).toBe(writes);
      expect((await ready().observe()).items).toMatchObject([{ parent: initiative }]);
      const other = await ready().forge.create({
        ...newEpic(),
        ...(kind === "epic" ? wanted() : { assignees: [], milestone: undefined }),
        title: "Another parent",
      });
      await ready().forge.relate({ kind: "parent", from: locator, to: other.locator });
      expect(await ready().forge.read(locator)).toMatchObject({ parent: other.locator });
    });
  });
}
