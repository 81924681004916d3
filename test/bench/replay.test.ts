import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { casesFolder, repositoryFrom } from "../../bench/replay/from-cases.ts";
import { gitIn } from "../../bench/replay/git.ts";
import { FOLDER, readHistory } from "../../bench/replay/history.ts";
import { kindOf } from "../../bench/replay/kind.ts";
import { replay } from "../../bench/replay/replay.ts";
import { table } from "../../bench/replay/table.ts";
import { MODELS } from "../cli/lint/acme.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const FEATURES = `configurable_unit_primitives:
  - feature_setting: "duo_chat"
    unit_primitives: []
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
`;
const BEFORE = { models: MODELS, features: FEATURES };

describe("the kind of a change", () => {
  it.each([
    ["layout", BEFORE, { ...BEFORE, models: `# new comment\n${MODELS}` }],
    ["migration", BEFORE, { ...BEFORE, features: FEATURES.replaceAll("4_5_20250929", "4_6") }],
    ["fields", BEFORE, { ...BEFORE, models: MODELS.replace("200000", "300000") }],
    [
      "migration and fields",
      BEFORE,
      { models: MODELS.replace("200000", "300000"), features: FEATURES.replaceAll("4_5_20250929", "4_6") },
    ],
    ["features", BEFORE, { ...BEFORE, features: FEATURES.replace("[]", '["ask"]') }],
    ["unreadable", BEFORE, { ...BEFORE, features: "a: b: c" }],
  ])("%s", (kind, before, after) => {
    expect(kindOf(before, after)).toBe(kind);
  });
});

describe("the replay of a history", () => {
  let repository: string;

  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), "cutover-history-"));
    const env = {
      ...{ GIT_AUTHOR_NAME: "acme", GIT_AUTHOR_EMAIL: "acme@example.com" },
      ...{ GIT_COMMITTER_NAME: "acme", GIT_COMMITTER_EMAIL: "acme@example.com" },
    };
    const git = gitIn(repository, env);
    git("init", "-q", "-b", "main");
    const commit = (subject: string, models: string, features: string): void => {
      mkdirSync(join(repository, FOLDER), { recursive: true });
      writeFileSync(join(repository, FOLDER, "models.yml"), models);
      writeFileSync(join(repository, FOLDER, "unit_primitives.yml"), features);
      git("add", "--all");
      git("commit", "-qm", subject);
    };
    commit("bring in", MODELS, FEATURES);
    commit("feat: default", MODELS, FEATURES.replaceAll("4_5_20250929", "4_6"));
    commit("broken", MODELS, "a: b: c");
  });
  afterAll(() => rmSync(repository, { recursive: true }));

  it("takes every commit but the one that brings the files in", () => {
    const { changes, skipped } = readHistory(gitIn(repository));
    expect(changes.map(({ subject }) => subject)).toEqual(["feat: default", "broken"]);
    expect(skipped).toBe(1);
  });

  it("judges each, and counts what cannot be read as not said", () => {
    const verdicts = readHistory(gitIn(repository)).changes.map(replay);
    expect(verdicts[0]).toMatchObject({ kind: "migration", equal: true, whole: true, careful: true, settled: true });
    expect(verdicts[1]).toMatchObject({ kind: "unreadable", equal: false });
    const text = table(verdicts);
    expect(text).toMatch(/^migration +1 +1 +100\.0 %/m);
    expect(text).toMatch(/^all +2 +1 +50\.0 %/m);
    expect(text).toContain("unreadable: broken");
  });

  it("is a command that says how it is called", () => {
    const call = (...argv: string[]) =>
      execFileSync(process.execPath, [join(root, "bench/run.mjs"), "replay", ...argv]);
    expect(String(call(repository))).toContain(`2 changes of ${FOLDER}; 1 more commits`);
    expect(() => call("a", "b")).toThrow(/usage: npm run bench:replay/);
  });
});

const cases = casesFolder(root);

describe.skipIf(cases === undefined)("the repository made of the cases (skipped where ../shared is absent)", () => {
  it("says all 33, at least 31 with no more lines than people needed", () => {
    const repository = repositoryFrom(cases ?? "");
    try {
      const { changes } = readHistory(gitIn(repository));
      expect(changes).toHaveLength(33);
      const verdicts = changes.map(replay);
      expect(verdicts.filter(({ equal, careful, settled }) => !(equal && careful && settled))).toEqual([]);
      expect(verdicts.filter(({ lines }) => lines.ours <= lines.theirs).length).toBeGreaterThanOrEqual(31);
    } finally {
      rmSync(repository, { recursive: true });
    }
  });
});
