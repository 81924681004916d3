import { describe, expect, test } from "vitest";
import { newIssue, WORLD } from "../world.ts";
import type { Ready } from "./stand.ts";

export function describeTroubles(ready: () => Ready): void {
  describe("when the server has troubles", () => {
    const issues = async () => (await ready().observe()).items.length;

    test.each(["lost", "dropped"] as const)("a write that is %s is not sent again", async (kind) => {
      await ready().stand.fault(kind, "issue");
      await expect(ready().forge.create(newIssue())).rejects.toMatchObject({ kind: "ambiguous" });
      expect(ready().stand.writes()).toBe(1);
      // Whether it was done can only be seen by looking: GitLab did it when the answer was lost on its way.
      expect(await issues()).toBe(kind === "lost" ? 1 : 0);
    });

    test.each(["throttled", "throttled-in-text"] as const)("a %s write waits and is done once", async (kind) => {
      await ready().stand.fault(kind, "issue");
      await ready().forge.create(newIssue());
      expect(ready().stand.waited()).toBeGreaterThanOrEqual(1000);
      expect(await issues()).toBe(1);
    });

    test.each(["lost", "dropped", "throttled", "throttled-in-text"] as const)(
      "a read that is %s is repeated",
      async (kind) => {
        await ready().forge.create(newIssue());
        await ready().stand.fault(kind, "read");
        expect(await issues()).toBe(1);
        expect(ready().stand.waited()).toBeGreaterThan(0);
      },
    );

    test("what is silently left out is told", async () => {
      // Who makes an issue may label it, a guest too; later that takes a higher role, and GitLab says 200 all the same.
      const guest = ready().stand.forge("guest");
      const made = await guest.create({ ...newIssue(), labels: [] });
      const patch = { title: "Mine", addLabels: [WORLD.labels.managed], dueDate: "2027-01-01" };
      await expect(guest.updateItem(made.locator, patch)).rejects.toMatchObject({
        kind: "forbidden",
        message: `the server took acme/ai#1 but did not set labels "${WORLD.labels.managed}", due date (needs Planner or higher on acme/ai)`,
      });
      expect(await ready().forge.read(made.locator)).toMatchObject({ title: "Mine", labels: [] });
    });
  });
}
