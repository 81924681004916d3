import { describe, expect, test } from "vitest";
import { highestVersion, isKnownConstraint, newVersion } from "../../src/model/prompt-version.ts";

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

describe("a new version", () => {
  test.each([
    ["2.0.0", ["1.9.0", "1.10.0", "3.0.0-dev"], { from: "1.10.0" }],
    ["1.10.1-dev", ["1.9.0", "1.10.0"], { from: "1.10.0" }],
    [" 2.0.0 ", ["1"], { from: "1" }],
    ["1.0.0", ["1.0.0-dev", "1.0.0-rc.1", "1.0.0-beta", "draft"], { from: "1.0.0-rc.1" }],
    ["1.0.0-rc.2", ["1.0.0-rc.1", "1.0.0-rc.10"], { refused: "order", highest: "1.0.0-rc.10" }],
    ["1.0.0-dev", ["1.0.0"], { refused: "order", highest: "1.0.0" }],
    ["1.5.0", ["1.10.0"], { refused: "order", highest: "1.10.0" }],
    ["2.0", ["1.0.0"], { refused: "shape" }],
    ["^2.0.0", ["1.0.0"], { refused: "shape" }],
    ["../2.0.0", ["1.0.0"], { refused: "shape" }],
    ["2.0.0-a/b", ["1.0.0"], { refused: "shape" }],
    ["2.0.0", ["draft"], { refused: "nothing" }],
    ["2.0.0", [], { refused: "nothing" }],
  ])("%s beside %j", (wanted, versions, expected) => {
    expect(newVersion(wanted, versions)).toEqual(expected);
  });
});
