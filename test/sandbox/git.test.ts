import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffLines, splitLines } from "../../src/sandbox/git/line-diff.ts";
import { writeBlob } from "../../src/sandbox/git/objects.ts";
import { mergeText } from "../../src/sandbox/git/three-way.ts";
import { unified } from "../../src/sandbox/git/tree-diff.ts";

/** Texts of few distinct lines, so that diffs have something in common to find. */
const text = fc
  .array(fc.constantFrom("a", "b", "c", "", "long line"), { maxLength: 12 })
  .chain((lines) => fc.boolean().map((ended) => lines.join("\n") + (ended && lines.length > 0 ? "\n" : "")));

function patch(before: string, after: string): string {
  const [a, b] = [splitLines(before), splitLines(after)];
  const result: string[] = [];
  let at = 0;
  for (const hunk of diffLines(a, b)) {
    result.push(...a.slice(at, hunk.aStart), ...b.slice(hunk.bStart, hunk.bEnd));
    at = hunk.aEnd;
  }
  return [...result, ...a.slice(at)].join("");
}

describe("line diff", () => {
  test("hunks turn the one text into the other", () => {
    fc.assert(fc.property(text, text, (before, after) => patch(before, after) === after));
  });

  test("it is a shortest one", () => {
    expect(
      diffLines([..."abcabba"], [..."cbabac"]).reduce(
        (sum, hunk) => sum + hunk.aEnd - hunk.aStart + hunk.bEnd - hunk.bStart,
        0,
      ),
    ).toBe(5);
  });

  test("large texts without anything in common are one hunk, in time", () => {
    const lines = (mark: string) => Array.from({ length: 5000 }, (_, index) => `${mark}${index}\n`);
    expect(diffLines(lines("a"), lines("b"))).toEqual([{ aStart: 0, aEnd: 5000, bStart: 0, bEnd: 5000 }]);
  });

  test("is printed as git prints it", () => {
    const before = `${Array.from({ length: 12 }, (_, index) => index).join("\n")}\n`;
    const after = before.replace("1\n2\n", "1\nnew\n2\n").replace("\n11\n", "\neleven");
    expect(unified(before, after)).toBe(
      "@@ -1,5 +1,6 @@\n 0\n 1\n+new\n 2\n 3\n 4\n@@ -9,4 +10,4 @@\n 8\n 9\n 10\n-11\n+eleven\n\\ No newline at end of file\n",
    );
    expect(unified("", "a\n")).toBe("@@ -0,0 +1 @@\n+a\n");
    expect(unified("a\n", "")).toBe("@@ -1 +0,0 @@\n-a\n");
  });
});

describe("three-way merge", () => {
  test("one side's edit alone is taken", () => {
    fc.assert(
      fc.property(
        text,
        text,
        (base, edit) => mergeText(base, edit, base) === edit && mergeText(base, base, edit) === edit,
      ),
    );
  });

  test("both sides' equal edit is taken once", () => {
    fc.assert(fc.property(text, text, (base, edit) => mergeText(base, edit, edit) === edit));
  });

  test("the sides may be exchanged", () => {
    fc.assert(
      fc.property(
        text,
        text,
        text,
        (base, ours, theirs) => mergeText(base, ours, theirs) === mergeText(base, theirs, ours),
      ),
    );
  });

  test("edits of other lines come together, edits of the same do not", () => {
    const base = "a\nb\nc\nd\ne\n";
    expect(mergeText(base, "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n")).toBe("A\nb\nc\nd\nE\n");
    expect(mergeText(base, "a\nX\nc\nd\ne\n", "a\nY\nc\nd\ne\n")).toBeNull();
    expect(mergeText(base, "a\nX\nc\nd\ne\n", "a\nb\nY\nd\ne\n")).toBeNull();
    expect(mergeText(base, `${base}ours\n`, `${base}theirs\n`)).toBeNull();
  });
});

test("blobs have git's own ids", () => {
  expect(writeBlob({ blobs: {}, trees: {}, commits: {} }, Buffer.from("hello\n"))).toBe(
    "ce013625030ba8dba906f756967f9e9ca394464a",
  );
});
