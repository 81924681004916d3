import { describe, expect, test } from "vitest";
import { highestVersion, isKnownConstraint } from "../../src/model/prompt-version.ts";

const VERSIONS = [
  "0.1.0",
  "0.1.5",
  "0.2.0",
  "1.0.0",
  "1.2.3",
  "1.10.0",
  "1.9.0",
  "2.0.0-dev",
  "2.0.0",
  "3.0.0-alpha",
  "draft",
];

describe("a constraint finds the highest version", () => {
  test.each([
    ["^1.0.0", "1.10.0"],
    ["^1.9", "1.10.0"],
    ["^1", "1.10.0"],
    ["^0.1.0", "0.1.5"],
    ["^0", "0.2.0"],
    ["^0.0.3", undefined],
    ["~1.2.0", "1.2.3"],
    ["~1.2", "1.2.3"],
    ["~1", "1.10.0"],
    ["~1.11", undefined],
    ["^2.0.0-dev", "2.0.0"],
    ["^3.0.0", undefined],
    ["1.2.3", "1.2.3"],
    ["1.2", undefined],
    ["1", "1.0.0"],
    ["2.0.0-dev", "2.0.0-dev"],
    ["2.0.0-beta", undefined],
    ["draft", "draft"],
    ["final", undefined],
    [" ^1.0.0 ", "1.10.0"],
  ])("%s: %s", (constraint, found) => {
    expect(highestVersion(constraint, VERSIONS)).toBe(found);
  });
});

test("other kinds of constraints are Poetry's own", () => {
  expect([">=1.0,<2.0", "1.*", "^1.0 || ^2.0", "!=1.0.0"].map(isKnownConstraint)).toEqual([false, false, false, false]);
  expect(["^1.0.0", "~1", "1.0.0-dev", "nightly"].map(isKnownConstraint)).toEqual([true, true, true, true]);
});
