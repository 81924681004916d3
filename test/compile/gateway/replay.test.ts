import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Comparer,
  type Comparison,
  caseFolder,
  caseFolders,
  caseMigration,
  caseSide,
  changedLines,
  createComparer,
  hasCases,
} from "../../replay.ts";
import { edited, FILES, gatewayOf, type Texts, textsIn } from "./harness.ts";

/** From the real history of the gateway's files; those that have no migration there have one under fixtures. */
const CASES = Array.from({ length: 33 }, (_none, index) => String(index + 1).padStart(2, "0"));

let comparer: Comparer | undefined;

beforeAll(() => {
  if (hasCases) comparer = createComparer();
});

afterAll(() => comparer?.remove());

function compare(folder: string, texts: Texts): Comparison {
  if (comparer === undefined) throw new Error("there is nothing to compare with");
  const candidate = comparer.candidate(folder);
  writeFileSync(join(candidate, FILES.models), texts.models);
  writeFileSync(join(candidate, FILES.features), texts.features);
  return comparer.compare(folder, candidate);
}

describe.skipIf(!hasCases)("real changes of the gateway's files (skipped where ../shared is absent)", () => {
  describe.each(CASES)("case %s", (number) => {
    const folder = caseFolder(number);
    const before = hasCases ? textsIn(caseSide(folder, "before")) : { models: "", features: "" };

    it("gives what people made of it, with no larger a diff", () => {
      const result = edited(before, caseMigration(folder));
      expect(result.problems).toEqual([]);
      const { equal, remaining, commentDifferences, referenceDiff, candidateDiff } = compare(folder, result);
      expect(remaining).toEqual([]);
      expect(equal).toBe(true);
      expect(commentDifferences.flatMap(({ missing }) => missing)).toEqual([]);
      for (const file of Object.values(FILES))
        expect(changedLines(candidateDiff[file])).toBeLessThanOrEqual(changedLines(referenceDiff[file]));
    });

    it("leaves its own result and that of people alone", () => {
      const migration = caseMigration(folder);
      const again = edited(edited(before, migration), migration);
      const after = edited(textsIn(caseSide(folder, "after")), migration);
      expect([again.count, again.problems, after.count, after.problems]).toEqual([0, [], 0, []]);
    });
  });

  it.each(["01", "05", "17", "18", "27"])("case %s: a lowered stage brings the default back", (number) => {
    const folder = caseFolder(number);
    const before = textsIn(caseSide(folder, "before"));
    const migration = caseMigration(folder);
    for (const raised of [edited(before, migration), textsIn(caseSide(folder, "after"))]) {
      expect(defaultsOf(raised)).not.toEqual(defaultsOf(before));
      const lowered = edited(raised, migration.replaceAll("stage: default", "stage: selectable"));
      expect([lowered.problems, defaultsOf(lowered)]).toEqual([[], defaultsOf(before)]);
    }
  });

  it.each([
    ["03", "duo_agent_platform_agentic_chat"],
    ["06", "resolve_vulnerability"],
  ])("case %s: a lowered stage puts the old default back into the list that it had left", (number, feature) => {
    const folder = caseFolder(number);
    const before = textsIn(caseSide(folder, "before"));
    const migration = caseMigration(folder).replaceAll("stage: default", "stage: selectable");
    const [old] = defaultsOf(before)[feature] ?? [];
    const after = textsIn(caseSide(folder, "after"));
    expect(listOf(after, feature)).not.toContain(old);
    const lowered = edited(after, migration);
    expect([lowered.problems, defaultsOf(lowered)]).toEqual([[], defaultsOf(before)]);
    expect(listOf(lowered, feature)).toContain(old);
  });

  it("case 13: there is no way back to an entry that is gone, and the error names what to lift", () => {
    const folder = caseFolder("13");
    const lowered = caseMigration(folder).replace("stage: default", "stage: selectable");
    const { problems, count } = edited(textsIn(caseSide(folder, "after")), lowered);
    expect(count).toBe(0);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("retire: remove")]);
  });

  it.each(caseFolders)("%s: both states are read", (folder) => {
    for (const side of ["before", "after"] as const) {
      const texts = textsIn(caseSide(folder, side));
      const { models, features } = gatewayOf(texts);
      expect(models.entries.length).toBe(texts.models.match(/^ +(- )?gitlab_identifier:/gm)?.length);
      expect(features.entries.length).toBe(texts.features.match(/^ +- feature_setting:/gm)?.length);
      expect(features.entries.every(({ defaults }) => defaults.length === 1)).toBe(true);
    }
  });
});

function defaultsOf(texts: Texts): Record<string, readonly string[]> {
  return Object.fromEntries(gatewayOf(texts).features.entries.map(({ name, defaults }) => [name, defaults]));
}

function listOf(texts: Texts, feature: string): readonly string[] {
  return gatewayOf(texts).features.entries.find(({ name }) => name === feature)?.selectable ?? [];
}
