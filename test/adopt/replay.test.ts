import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Adopted, adopt } from "../../src/adopt/adopt.ts";
import { edited, FILES, gatewayOf, type Texts, textsIn } from "../compile/gateway/harness.ts";
import {
  type Comparer,
  caseFolder,
  caseFolders,
  caseMigration,
  caseSide,
  createComparer,
  hasCases,
} from "../replay.ts";

/** Cases in which the migration may change more lines than people did. */
const LONGER = 2;

/** Times as many lines as a person wrote. */
const AS_LONG = 2;

let comparer: Comparer | undefined;

beforeAll(() => {
  if (hasCases) comparer = createComparer();
});

afterAll(() => comparer?.remove());

function sides(folder: string): { readonly before: Texts; readonly after: Texts } {
  return { before: textsIn(caseSide(folder, "before")), after: textsIn(caseSide(folder, "after")) };
}

const made = new Map<string, Adopted>();

function adopted(folder: string): Adopted {
  const { before, after } = sides(folder);
  const result =
    made.get(folder) ?? adopt({ name: "adopted", before: gatewayOf(before), after: gatewayOf(after), owner: "@ana" });
  made.set(folder, result);
  return result;
}

function compare(folder: string, texts: Texts) {
  if (comparer === undefined) throw new Error("there is nothing to compare with");
  const candidate = comparer.candidate(folder);
  writeFileSync(join(candidate, FILES.models), texts.models);
  writeFileSync(join(candidate, FILES.features), texts.features);
  return comparer.compare(folder, candidate);
}

/** What the migration makes, and what it makes of that once its stages are lowered. */
function lower(folder: string) {
  const { text } = adopted(folder);
  expect(text).toContain("stage: default\n");
  const result = edited(sides(folder).before, text);
  return { result, lowered: edited(result, text.replaceAll("stage: default\n", "stage: selectable\n")) };
}

function defaultsOf(texts: Texts): Record<string, readonly string[]> {
  return Object.fromEntries(gatewayOf(texts).features.entries.map(({ name, defaults }) => [name, defaults]));
}

function linesOf(text: string): number {
  return text.split("\n").filter((line) => line !== "").length;
}

describe.skipIf(!hasCases)("real changes of the gateway's files (skipped where ../shared is absent)", () => {
  it.each(caseFolders)("%s", (folder) => {
    const { before, after } = sides(folder);
    const { text, equal, unexpressed } = adopted(folder);
    expect(unexpressed).toEqual([]);
    expect(equal).toBe(true);
    const result = edited(before, text);
    expect(result.problems).toEqual([]);
    const { equal: isEqual, remaining, commentDifferences } = compare(folder, result);
    expect(remaining).toEqual([]);
    expect(isEqual).toBe(true);
    expect(commentDifferences.flatMap(({ missing }) => missing)).toEqual([]);
    const again = edited(after, text);
    expect([again.count, again.problems]).toEqual([0, []]);
    expect(linesOf(text)).toBeLessThanOrEqual(AS_LONG * linesOf(caseMigration(folder)));
  });

  it.each(["01", "05", "17", "18", "27"])("case %s: a lowered stage brings the default back", (number) => {
    const folder = caseFolder(number);
    const { before, after } = sides(folder);
    const { result, lowered } = lower(folder);
    expect(defaultsOf(result)).not.toEqual(defaultsOf(before));
    expect(lowered.problems).toEqual([]);
    expect(defaultsOf(lowered)).toEqual(defaultsOf(before));
    expect(defaultsOf(result)).toEqual(defaultsOf(after));
  });

  it.each(["03", "06"])("case %s: what it goes back to is picked again", (number) => {
    const folder = caseFolder(number);
    const { result, lowered } = lower(folder);
    expect(lowered.problems).toEqual([]);
    expect(defaultsOf(lowered)).toEqual(defaultsOf(sides(folder).before));
    const moved = gatewayOf(lowered).features.entries.filter(
      ({ name, defaults }) => defaults[0] !== defaultsOf(result)[name]?.[0],
    );
    expect(moved).toHaveLength(1);
    for (const { defaults, selectable } of moved) expect(selectable).toContain(defaults[0]);
  });

  it("case 13: what is removed cannot come back, and the error names what to lift", () => {
    const [problem] = lower(caseFolder("13")).lowered.problems;
    expect(problem?.message).toMatch(/retire/);
  });

  it("no longer diffs than by hand, but for two at most", () => {
    const longer = caseFolders.filter((folder) => {
      const { ours, theirs } = adopted(folder).changedLines;
      return ours > theirs;
    });
    expect(longer.length).toBeLessThanOrEqual(LONGER);
    const rows = caseFolders.map((folder) => {
      const { text, changedLines: lines } = adopted(folder);
      const numbers = [lines.theirs, lines.ours, linesOf(caseMigration(folder)), linesOf(text)];
      return `${folder.slice(0, 48).padEnd(48)} ${numbers.map((number) => String(number).padStart(6)).join("")}`;
    });
    process.stdout.write(`${[`${"case".padEnd(48)} theirs  ours  hand adopt`, ...rows].join("\n")}\n`);
  });
});
