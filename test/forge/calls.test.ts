import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { countCalls } from "../../bench/calls/count.ts";
import { workloadOf } from "../../bench/calls/workload.ts";

const PAGE = new URL("../../docs/calls.md", import.meta.url);

/** The calls that the page shows, by their kind. */
function rowsOf(page: string): Readonly<Record<string, number>> {
  const rows = page.matchAll(/^ +(\d+) {2}([A-Z]+ \/\S+)$/gm);
  return Object.fromEntries([...rows].map(([, times, kind]) => [kind, Number(times)]));
}

describe("a plan that has nothing to do", () => {
  test("takes a call per hundred objects of a kind and place, and a few that do not grow", async () => {
    const workload = workloadOf(50);
    const { calls, objects, open, waiting } = await countCalls(workload);
    expect(open).toEqual([]);
    expect(objects).toEqual({ issues: 300, flags: 250, "merge requests": 75 });
    expect(waiting).toBe(36);
    expect(Object.fromEntries(calls)).toEqual({
      "GET /user": 1,
      "GET /metadata": 1,
      // The tracker and two targets.
      "GET /projects/:id": 3,
      "GET /projects/:id/labels": 1,
      "GET /projects/:id/members/all": 1,
      // Type and two lists of epics, the issues of others, and 300 of ours.
      "POST /graphql": 4 + 300 / 100,
      // 50 merge requests in one target, 25 in the other.
      "GET /projects/:id/merge_requests": 2,
      // 200 flags in one project, 50 in another.
      "GET /projects/:id/feature_flags": 3,
      "GET /projects/:id/feature_flags_user_lists": 2,
    });
    expect(rowsOf(await readFile(PAGE, "utf8"))).toEqual(Object.fromEntries(calls));
  }, 120_000);
});
