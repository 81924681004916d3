import { expect, it } from "vitest";
import { diffText } from "../../src/plan/text-diff.ts";

it("a side without lines is named by the line before it, as in other diffs", () => {
  expect(diffText("a", undefined, "x\ny\n").hunks).toMatch(/^@@ -0,0 \+1,2 @@\n/);
  expect(diffText("a", "x\n", undefined).hunks).toMatch(/^@@ -1,1 \+0,0 @@\n/);
});

it("shows texts that are far apart as one hunk, at once", () => {
  const ours = ["# Head", "", ...Array.from({ length: 200 }, (_, at) => `line ${at % 20}`), "end"];
  const theirs = ["# Head", "", ..."x y\n".repeat(250_000).trim().split("\n"), "end"];
  const started = performance.now();
  const { hunks = "", added, removed } = diffText("body", `${ours.join("\n")}\n`, `${theirs.join("\n")}\n`);
  expect(performance.now() - started).toBeLessThan(4_000);
  expect({ added, removed }).toEqual({ added: 250_000, removed: 200 });
  const lines = hunks.split("\n");
  expect(lines.slice(0, 4)).toEqual(["@@ -1,203 +1,250003 @@", " # Head", " ", "-line 0"]);
  expect(lines.slice(-2)).toEqual(["+x y", " end"]);
});

it("shows a text that is new or gone whole, however long it is", () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `line ${at}\n`).join("");
  expect(diffText("a", undefined, text).hunks).toMatch(/^@@ -0,0 \+1,5000 @@\n\+line 0\n/);
  expect(diffText("a", text, undefined)).toMatchObject({ added: 0, removed: 5_000 });
  expect(diffText("a", text, undefined).hunks).toMatch(/^@@ -1,5000 \+0,0 @@\n-line 0\n/);
});
