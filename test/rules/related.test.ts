import { expect, test } from "vitest";
import { fewOf } from "../../src/rules/engine/related.ts";

const at = (start: number, message: string) => ({ file: "a.yaml", range: { start, end: start + 1 }, message });
const shown = (count: number) =>
  fewOf([at(0, "declared here"), ...Array.from({ length: count }, (_, nth) => at(nth + 1, "offered here"))]).map(
    ({ range, message }) => `${range.start} ${message}`,
  );

test("three places are shown as they are", () => {
  expect(shown(3)).toEqual(["0 declared here", "1 offered here", "2 offered here", "3 offered here"]);
});

test.each([
  [4, "3 offered here, and at 1 more place"],
  [26, "3 offered here, and at 23 more places"],
])("of %i the third tells of the others", (count, last) => {
  expect(shown(count)).toEqual(["0 declared here", "1 offered here", "2 offered here", last]);
});
