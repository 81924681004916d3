import { expect, it } from "vitest";
import { diffText } from "../../src/plan/text-diff.ts";

it("a side without lines is named by the line before it, as in other diffs", () => {
  expect(diffText("a", undefined, "x\ny\n").hunks).toMatch(/^@@ -0,0 \+1,2 @@\n/);
  expect(diffText("a", "x\n", undefined).hunks).toMatch(/^@@ -1,1 \+0,0 @@\n/);
});
