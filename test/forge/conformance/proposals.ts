import { describe, expect, test } from "vitest";
import type { ObservedProposal } from "../../../src/model/observed.ts";
import { newProposal, WORLD } from "../world.ts";
import type { Ready } from "./stand.ts";

export function describeProposals(ready: () => Ready): void {
  describe("a proposal", () => {
    const [path, text] = WORLD.file;
    const branch = newProposal("").branch;
    const head = async () => (await ready().forge.files("gateway", WORLD.gateway, "main", [])).commit ?? "";

    async function make(change: Partial<ReturnType<typeof newProposal>> = {}): Promise<ObservedProposal> {
      const made = await ready().forge.create({ ...newProposal(await head()), ...change });
      if (made.kind !== "proposal") throw new Error(`it made a ${made.kind}`);
      return made;
    }
    async function find(paths: readonly string[] = [path]): Promise<ObservedProposal | undefined> {
      const { proposals } = await ready().observe({
        proposals: [{ project: WORLD.gateway, base: "main", branch, paths, edits: "others than it carries" }],
      });
      expect(proposals.length).toBeLessThan(2);
      return proposals[0];
    }

    test("is found as it was made", async () => {
      expect(await find()).toBeUndefined();
      const wanted = newProposal(await head());
      const made = await make();
      expect(made).toMatchObject({
        state: "open",
        title: wanted.title,
        body: wanted.body.trimEnd(),
        branch,
        base: "main",
        labels: [...wanted.labels].sort(),
      });
      expect(made).toMatchObject({ author: WORLD.bot, closedBy: undefined, foreignCommits: [] });
      expect(made.head).toEqual(
        new Map([
          [path, "gateway: new\n"],
          ["new.yml", "new: true\n"],
          ["old.yml", undefined],
        ]),
      );
      expect(made.start).toEqual(
        new Map([
          [path, text],
          ["new.yml", undefined],
          ["old.yml", "old: true\n"],
        ]),
      );
      const paths = wanted.files.map((file) => file.path);
      expect(await find(paths)).toEqual(made);
      expect(await ready().forge.read(made.locator, paths)).toEqual(made);
    });

    test("is not made twice", async () => {
      const { locator } = await make();
      const before = await find();
      await expect(make({ files: [{ path, text: "other\n", isNew: false }] })).rejects.toMatchObject({
        kind: "conflict",
        message: expect.stringContaining(`!${locator.id}`),
      });
      expect(await find()).toEqual(before);
    });

    test("that was closed or merged tells so, and an open one comes first", async () => {
      const first = await make();
      await ready().stand.closeProposal(first.locator);
      expect(await find()).toMatchObject({ state: "closed", closedBy: WORLD.ana, locator: first.locator });
      const files = [
        { path, text: "second\n", isNew: false },
        { path: "new.yml", text: "new\n", isNew: true },
      ];
      const second = await make({ files });
      expect(second.locator).not.toEqual(first.locator);
      expect(await find()).toMatchObject({ state: "open", locator: second.locator });
      expect(second.head).toEqual(new Map(files.map((file) => [file.path, file.text])));
      await ready().stand.mergeProposal(second.locator);
      const merged = await find([path, "new.yml"]);
      expect(merged).toMatchObject({ state: "merged", locator: second.locator });
      // Of what is merged only the new files matter: they may have been taken away since.
      expect(merged?.head).toEqual(new Map([["new.yml", "new\n"]]));
      await expect(ready().forge.updateProposal(second.locator, { state: "closed" })).rejects.toMatchObject({
        kind: "conflict",
      });
    });

    test("can be closed, and its text changed", async () => {
      const { locator } = await make();
      expect((await ready().forge.updateProposal(locator, { body: "Other text.\n" })).body).toBe("Other text.");
      expect(await ready().forge.updateProposal(locator, { state: "closed" })).toMatchObject({
        state: "closed",
        closedBy: WORLD.bot,
      });
    });

    test("is rebuilt on a head that moved", async () => {
      const { locator } = await make();
      await ready().stand.commit(WORLD.gateway, "main", path, "gateway: moved\n");
      const rebuild = {
        commit: await head(),
        base: "main",
        branch,
        title: "fix(gateway): again",
        files: [{ path, text: "rebuilt\n", isNew: false }],
      };
      const title = "fix(gateway): again";
      const rebuilt = await ready().forge.updateProposal(locator, { rebuild, title });
      expect(rebuilt).toMatchObject({ locator, state: "open", title, foreignCommits: [] });
      expect([rebuilt.start.get(path), rebuilt.head.get(path)]).toEqual(["gateway: moved\n", "rebuilt\n"]);
      expect((await find(["new.yml"]))?.head.get("new.yml")).toBeUndefined();
    });

    test("is never rebuilt over a person's commit", async () => {
      const { locator } = await make();
      await ready().stand.commit(WORLD.gateway, branch, path, "by hand\n");
      expect(await find()).toMatchObject({ foreignCommits: [{ author: WORLD.anaName }] });
      const rebuild = {
        commit: await head(),
        base: "main",
        branch,
        title: "x",
        files: [{ path, text: "rebuilt\n", isNew: false }],
      };
      await expect(ready().forge.updateProposal(locator, { rebuild })).rejects.toMatchObject({
        kind: "conflict",
        message: expect.stringContaining(WORLD.anaName),
      });
      expect((await find())?.head.get(path)).toBe("by hand\n");
    });

    test("is not ours any more once somebody amended it", async () => {
      await make();
      await ready().stand.commit(WORLD.gateway, branch, path, "amended\n", "cutover");
      expect((await find())?.foreignCommits).toHaveLength(1);
    });

    test("goes on from a branch of ours that has no proposal yet", async () => {
      const made = await make();
      await ready().stand.closeProposal(made.locator);
      const before = await find();
      const writes = ready().stand.writes();
      const again = await make();
      expect(again.head).toEqual(made.head);
      // The branch was taken as it stood: the merge request is the one thing that was written.
      expect(ready().stand.writes() - writes).toBe(1);
      expect(again.locator).not.toEqual(before?.locator);
    });

    test("makes a leftover branch with other files anew", async () => {
      const made = await make();
      await ready().stand.closeProposal(made.locator);
      const again = await make({ files: [{ path, text: "second\n", isNew: false }] });
      expect((await find([path, "new.yml"]))?.head).toEqual(
        new Map([
          [path, "second\n"],
          ["new.yml", undefined],
        ]),
      );
      expect(again.foreignCommits).toEqual([]);
    });

    test("leaves a person's branch of the same name alone", async () => {
      await ready().stand.commit(WORLD.gateway, branch, path, "by hand\n");
      await expect(make()).rejects.toMatchObject({
        kind: "conflict",
        message: expect.stringContaining(WORLD.anaName),
      });
      expect((await ready().forge.files("gateway", WORLD.gateway, branch, [path])).files.get(path)).toBe("by hand\n");
    });

    test("whose branch was deleted is closed by that, and still found", async () => {
      const { locator } = await make();
      await ready().stand.deleteBranch(WORLD.gateway, branch);
      expect(await find()).toMatchObject({ locator, state: "closed" });
    });

    test("that is not there is undefined", async () => {
      const { locator } = await make();
      expect(await ready().forge.read({ ...locator, id: "4711" }, [path])).toBeUndefined();
    });

    test("with an unknown label or reviewer makes no branch", async () => {
      await expect(make({ labels: ["no such label"] })).rejects.toMatchObject({ kind: "refused" });
      await expect(make({ reviewers: ["nobody-here"] })).rejects.toMatchObject({ kind: "refused" });
      await expect(ready().forge.files("gateway", WORLD.gateway, branch, [])).rejects.toMatchObject({
        kind: "missing",
      });
    });
  });
}
