import { describe, expect, it } from "vitest";
import { parseMarker } from "../../../src/model/marker.ts";
import type { Review } from "../../../src/model/review.ts";
import { renderNote } from "../../../src/report/plan/note.ts";
import { renderResultNote } from "../../../src/report/plan/result-note.ts";
import { mainIssue, planOf } from "../../plan/build.ts";
import { memoryForge } from "../../plan/memory-forge.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const HOME = "acme/ai";

function reviewOf(changes: number): Review {
  const one = (index: number) => [`issue/a-migration-of-some-length/feature_${index}:create`, "0".repeat(32)] as const;
  return { commit: COMMIT, changes: Object.fromEntries(Array.from({ length: changes }, (_, i) => one(i))), wanted: {} };
}

describe("the note of a plan", () => {
  it("carries the review in its first line, whatever looks like a secret in it", async () => {
    const plan = await planOf(memoryForge(), [mainIssue()]);
    const review = reviewOf(500);
    const note = renderNote(plan, { home: HOME, folder: "", commit: COMMIT, review });
    expect(parseMarker(note ?? "")).toEqual({ key: "review/plan", home: HOME, applied: { review } });
  });

  it("is none where the digests alone are longer than a note may be", async () => {
    const plan = await planOf(memoryForge(), [mainIssue()]);
    expect(renderNote(plan, { home: HOME, folder: "", commit: COMMIT, review: reviewOf(9_000) })).toBeUndefined();
    expect(renderNote(plan, { home: HOME, folder: "", commit: COMMIT, review: reviewOf(5_000) })?.length).toBeLessThan(
      1_000_000,
    );
  });
});

describe("the note of a result", () => {
  const resultOf = async (own: object, statuses: readonly ("applied" | "failed")[], job?: string) => {
    const plan = { ...(await planOf(memoryForge(), [mainIssue()])), conflicts: [], ...own };
    const outcomes = statuses.map((status, index) => ({ id: String(index), status, message: "m" }));
    return renderResultNote(plan, outcomes, { home: HOME, folder: "", commit: COMMIT, job, made: [] });
  };

  it.each([
    ["closed", {}, ["applied", "applied"], "### Applied: 2 changes"],
    ["open", {}, ["applied", "failed"], "### Not all applied: 1 change applied, 1 failed"],
    ["open", { only: ["sonnet"] }, ["applied"], "### Not all applied: 1 change applied, a part was asked for"],
    [
      "open",
      { conflicts: [{ key: "k", message: "m", fix: "f" }] },
      ["applied"],
      "### Not all applied: 1 change applied, 1 conflict",
    ],
  ] as const)("is %s with %j and %j", async (state, own, statuses, heading) => {
    const note = await resultOf(own, statuses);
    expect(parseMarker(note)?.applied.state).toBe(state);
    expect(note.split("\n")[2]).toBe(heading);
    expect(note.split("\n")[4]).toBe("Of commit `01234567`.");
  });

  it.each([
    ["https://gitlab.example.com/acme/ai/-/jobs/7", "by [the job](https://gitlab.example.com/acme/ai/-/jobs/7)."],
    ["javascript:alert(1)", "by <code>javascript&#58;alert(1)</code>."],
    ["https://x.example/a)[b](c", "by <code>https&#58;//x.example/a)&#91;b&#93;(c</code>."],
    ["@ana", "`."],
  ])("names the job of %s without letting it be more than a link", async (job, shown) => {
    expect(await resultOf({}, ["applied"], job)).toContain(shown);
    expect(await resultOf({}, ["applied"], job)).not.toContain("@ana");
  });
});
