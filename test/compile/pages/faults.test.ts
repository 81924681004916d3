import { describe, expect, it } from "vitest";
import { compileScene, type Scene, sceneOf } from "./harness.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  docs: { project: acme/docs, format: markdown, path: doc/moves.md, region: migrations }
`;

const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: sonnet
status: active
owner: "@ana"
summary: A move.
replaces: { claude_sonnet_4_5: { retire: keep } }
`;

const BEGIN = "<!-- cutover:region migrations -->";
const END = "<!-- /cutover:region migrations -->";
const HEADS =
  "| Migration | Kind | Status | Models | Features | DRI | ETA | Milestone |\n|---|---|---|---|---|---|---|---|";

function scene(page: string | undefined, migration = MIGRATION, config = CONFIG): Scene {
  return sceneOf(config, { sonnet: migration }, { docs: { "doc/moves.md": page } });
}

/** File, the text that is pointed at, and the message of each problem; no problem leaves the page as it is. */
function problemsIn(page: string | undefined): string[][] {
  const result = compileScene(scene(page));
  if (result.problems.length > 0) {
    expect(result.together("docs")?.after).toBe(page);
    expect(result.requestOf("sonnet", "docs")?.edits).toEqual([]);
  }
  return result.problems.map(({ file, range, message }) => {
    const text = file === "cutover.yaml" ? CONFIG : (page ?? "");
    return [file, text.slice(range.start, range.end), message];
  });
}

describe("a page that cannot be written", () => {
  it.each<[string, string | undefined, string[]]>([
    ["is not there", undefined, ["cutover.yaml", "doc/moves.md", 'docs has no "doc/moves.md"']],
    ["has no region", "# Moves\n", ["cutover.yaml", "migrations", `"doc/moves.md" has no line "${BEGIN}"`]],
    [
      "shows the comments in code alone",
      `# Moves\n\n\`\`\`markdown\n${BEGIN}\n${END}\n\`\`\`\n`,
      ["cutover.yaml", "migrations", `"doc/moves.md" has no line "${BEGIN}"`],
    ],
    [
      "has the comment in the middle of a line",
      `Write ${BEGIN} here.\n${END.replace("migrations", "others")}\n`,
      ["cutover.yaml", "migrations", `"doc/moves.md" has no line "${BEGIN}"`],
    ],
    [
      "begins and does not end",
      `${BEGIN}\n\ntext\n`,
      ["doc/moves.md", BEGIN, 'region "migrations" begins here and does not end'],
    ],
    [
      "ends and does not begin",
      `text\n\n${END}\n`,
      ["doc/moves.md", END, 'region "migrations" ends here and does not begin'],
    ],
    [
      "ends before it begins",
      `${END}\n\n${BEGIN}\n`,
      ["doc/moves.md", END, 'region "migrations" ends before it begins'],
    ],
    [
      "begins twice",
      `${BEGIN}\n${END}\n\n<!--cutover:region migrations-->\n${END}\n`,
      [
        "doc/moves.md",
        "<!--cutover:region migrations-->",
        'region "migrations" begins twice, and there is no telling which is meant',
      ],
    ],
    [
      "ends twice",
      `${BEGIN}\n${END}\n\n<!--/cutover:region migrations-->\n`,
      [
        "doc/moves.md",
        "<!--/cutover:region migrations-->",
        'region "migrations" ends twice, and there is no telling which is meant',
      ],
    ],
    [
      "has another region in it",
      `${BEGIN}\n<!-- cutover:region deprecations -->\n<!-- /cutover:region deprecations -->\n${END}\n`,
      [
        "doc/moves.md",
        "<!-- cutover:region deprecations -->",
        'region "deprecations" stands in region "migrations"; regions stand one after another',
      ],
    ],
    [
      "stands in another region",
      `<!-- cutover:region deprecations -->\n${BEGIN}\n${END}\n<!-- /cutover:region deprecations -->\n`,
      ["doc/moves.md", BEGIN, 'region "migrations" stands in region "deprecations"; regions stand one after another'],
    ],
    [
      "stands in a list",
      `- item\n\n  ${BEGIN}\n  ${END}\n`,
      [
        "doc/moves.md",
        `  ${BEGIN}`,
        'the comment of region "migrations" stands in a list; a region is a part of the page itself',
      ],
    ],
    [
      "holds text and no table",
      `${BEGIN}\n\nSoon.\n\n${END}\n`,
      ["doc/moves.md", BEGIN, 'region "migrations" holds text and no table'],
    ],
    [
      "holds two tables",
      `${BEGIN}\n${HEADS}\n\n${HEADS}\n${END}\n`,
      ["doc/moves.md", BEGIN, 'region "migrations" holds two tables, and there is no telling which is meant'],
    ],
    [
      "has other columns",
      `${BEGIN}\n| Migration | Who |\n|---|---|\n${END}\n`,
      [
        "doc/moves.md",
        BEGIN,
        'the table of region "migrations" has the columns "Migration | Who", not "Migration | Kind | Status | Models | Features | DRI | ETA | Milestone"',
      ],
    ],
    [
      "has a row twice",
      `${BEGIN}\n${HEADS}\n| \`old\` |\n| a | b |\n|  \`old\` |\n${END}\n`,
      [
        "doc/moves.md",
        "|  `old` |",
        'the table of region "migrations" has two rows of "old", and there is no telling which is meant',
      ],
    ],
    [
      "has a line below its heads that does not fit them",
      `${BEGIN}\n| Migration | Kind | Status | Models | Features | DRI | ETA | Milestone |\n|---|---|\n${END}\n`,
      ["doc/moves.md", BEGIN, 'region "migrations" holds text and no table'],
    ],
  ])("%s", (_name, page, problem) => {
    expect(problemsIn(page)).toEqual([problem]);
  });

  it("says what to paste", () => {
    const [problem] = compileScene(scene("# Moves\n")).problems;
    expect(problem?.hint).toBe(`put it where the table is to stand, and a line "${END}" below it`);
  });

  it("names the other half of a clash", () => {
    const [problem] = compileScene(scene(`${BEGIN}\n${END}\n${BEGIN}\n`)).problems;
    expect(problem?.related).toEqual([
      { file: "doc/moves.md", range: { start: 0, end: BEGIN.length }, message: "the first" },
    ]);
  });

  it("matters to nobody while no migration is to be told of", () => {
    for (const status of ["draft", "paused", "complete"]) {
      const result = compileScene(scene("# Moves\n", MIGRATION.replace("active", status)));
      expect(result.problems).toEqual([]);
    }
    expect(compileScene(scene("# Moves\n", `${MIGRATION}visibility: confidential\n`)).problems).toEqual([]);
  });

  it("tells of a gateway where there is none", () => {
    const config = CONFIG.replace("region: migrations", "region: deprecations");
    const { problems } = compileScene(scene(`${BEGIN}\n${END}\n`, MIGRATION, config));
    expect(problems.map(({ message }) => message)).toEqual([
      'region "deprecations" tells of a gateway, and no target has the format ai-gateway',
    ]);
  });
});

describe("comments that count", () => {
  it.each([
    ["with other blanks", "<!--cutover:region\tmigrations   -->", "  <!-- / cutover:region migrations-->  "],
    ["right behind a paragraph", `text\n${BEGIN}`, `${END}\ntext`],
    ["behind a list", `- item\n${BEGIN}`, `${END}\n- item`],
    ["behind code", `\`\`\`\n${BEGIN}\n\`\`\`\n${BEGIN}`, END],
    ["behind front matter that names them", `---\nregion: >\n${BEGIN}\n---\n${BEGIN}`, END],
  ])("%s", (_name, begin, end) => {
    const page = `${begin}\n${end}\n`;
    expect(problemsIn(page)).toEqual([]);
    const after = compileScene(scene(page)).together("docs")?.after ?? "";
    expect(after.startsWith(`${begin}\n\n| Migration |`)).toBe(true);
    expect(after.endsWith(`| not set |\n\n${end}\n`)).toBe(true);
  });
});

describe("a table ends", () => {
  const row = "| Ours | x | x | x | x | x | x | x |";
  it.each([
    ["with a comment", "<!-- markdownlint-enable MD056 -->"],
    ["with a heading", "### What `sonnet` brings"],
    ["with a quote", "> `sonnet` is fast"],
    ["with a list", "- `sonnet` | is | fast"],
    ["with code", "```shell\nuse `sonnet` | now\n```"],
    ["with a rule", "---"],
  ])("%s", (_name, below) => {
    const page = `${BEGIN}\n<!-- markdownlint-disable MD056 -->\n${HEADS}\n${row}\n${below}\n${END}\n`;
    expect(problemsIn(page)).toEqual([]);
    const after = compileScene(scene(page)).together("docs")?.after ?? "";
    const [above, behind] = page.split(`${row}\n`);
    const added = after.slice(`${above}${row}\n`.length, after.length - (behind?.length ?? 0));
    expect(added).toMatch(/^\| `sonnet` \|.*\|\n$/);
    expect(after).toBe(`${above}${row}\n${added}${behind}`);
    expect(compileScene(scene(after)).together("docs")?.after).toBe(after);
  });

  it("not with a row of dashes, nor with one that has no pipe in front", () => {
    const page = `${BEGIN}\n${HEADS}\n| --- | --- | --- | --- | --- | --- | --- | --- |\n\`sonnet\` | is | fast\n${END}\n`;
    expect(problemsIn(page)).toEqual([]);
    const after = compileScene(scene(page)).together("docs")?.after ?? "";
    expect(after.split("\n").slice(3, 5)).toEqual([
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      expect.stringMatching(/^`sonnet` \| Upgrade \| active \|/),
    ]);
  });
});
