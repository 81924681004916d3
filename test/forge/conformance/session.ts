import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyScope, newIssue, WORLD } from "../world.ts";
import type { Ready } from "./stand.ts";

export function describeSession(ready: () => Ready): void {
  describe("says who asks", () => {
    test("with a token", async () => {
      expect(await ready().forge.session()).toMatchObject({
        user: WORLD.bot,
        version: expect.stringMatching(/^\d+\./),
      });
    });

    test("without one", async () => {
      expect((await ready().stand.forge("nobody").session()).user).toBe("");
    });

    test("with a wrong one", async () => {
      await expect(ready().stand.forge("stranger").session()).rejects.toMatchObject({ kind: "unauthenticated" });
      await expect(ready().stand.forge("stranger").observe(emptyScope())).rejects.toMatchObject({
        kind: "unauthenticated",
      });
    });

    test("of nobody", async () => {
      await expect(ready().adapter.nowhere().session()).rejects.toMatchObject({ kind: "unreachable" });
      await expect(ready().adapter.nowhere().create(newIssue())).rejects.toMatchObject({ kind: "unreachable" });
    });
  });

  describe("reads files", () => {
    test("at one commit; what is not there is undefined", async () => {
      const [path, text] = WORLD.file;
      const snapshot = await ready().forge.files("gateway", WORLD.gateway, "main", [path, "no/such.yml"]);
      expect(snapshot.target).toBe("gateway");
      expect(snapshot.commit).toMatch(/^[0-9a-f]{40}$/);
      expect(snapshot.files).toEqual(
        new Map([
          [path, text],
          ["no/such.yml", undefined],
        ]),
      );
      await ready().stand.commit(WORLD.gateway, "main", path, "changed: true\n");
      const again = await ready().forge.files("gateway", WORLD.gateway, snapshot.commit ?? "", [path]);
      expect(again.files.get(path)).toBe(text);
    });

    test("in folders, by name; those that are chosen are read, all at one commit", async () => {
      const { forge, stand } = ready();
      const [path, text] = WORLD.file;
      const folders = [dirname(path), "no/such"];
      const named = await forge.files("gateway", WORLD.gateway, "main", ["a"], { folders, among: () => [] });
      expect(named.listed).toEqual(new Set([path]));
      expect(named.files).toEqual(new Map([["a", undefined]]));
      await stand.commit(WORLD.gateway, "main", path, "changed: true\n");
      const all = { folders, among: (found: readonly string[]) => found };
      const then = await forge.files("gateway", WORLD.gateway, named.commit ?? "", [], all);
      expect(then.files).toEqual(new Map([[path, text]]));
    });

    test("of a public project without a token", async () => {
      const [path, text] = WORLD.file;
      const anonymous = ready().stand.forge("nobody");
      expect((await anonymous.files("gateway", WORLD.gateway, "main", [path])).files.get(path)).toBe(text);
      await expect(anonymous.files("ai", WORLD.tracker, "main", [path])).rejects.toMatchObject({ kind: "missing" });
    });

    test.each([
      ["a branch", WORLD.gateway, "no-such-branch"],
      ["a project", "acme/no-such-project", "main"],
    ])("of %s that is not there", async (_what, project, ref) => {
      await expect(ready().forge.files("gateway", project, ref, ["a"])).rejects.toMatchObject({
        kind: "missing",
        message: expect.stringContaining(project),
      });
    });
  });
}
