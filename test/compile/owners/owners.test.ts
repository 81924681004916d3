import { describe, expect, it } from "vitest";
import { covers, ownersAmong, ownersText, patternFor } from "../../../src/compile/files/codeowners/owners-line.ts";
import { compileScene, type Scene, sceneOf, withFiles } from "../pages/harness.ts";
import { ownersIn } from "./gitlab-owners.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  owners: { project: acme/ai, format: codeowners, path: CODEOWNERS }
teams:
  framework: { role: ai_framework, members: ["@cleo", "@ana"] }
  chat: { role: feature_team, members: ["@bo"] }
  code: { role: feature_team, members: ["@dan"] }
features:
  duo_chat: { team: chat, dri: "@eve" }
`;

const BEGIN = "# cutover:region migrations";
const END = "# /cutover:region migrations";
const SECTION = "AI model migrations";

function migration(name: string, rest = "", status = "active"): string {
  return `apiVersion: cutover/v1\nkind: Upgrade\nname: ${name}\nstatus: ${status}\nowner: "@fay"\nsummary: A move.\n${rest || "replaces: { claude_haiku_3: { retire: keep } }"}\n`;
}

const CHAT = "features:\n  duo_chat: { stage: planned, from: claude_haiku_3, to: claude_sonnet_4_6 }";

function scene(
  text: string | undefined,
  migrations: Record<string, string> = { chat: migration("chat", CHAT) },
  config = CONFIG,
): Scene {
  return sceneOf(config, migrations, { owners: { CODEOWNERS: text } });
}

function written(...input: Parameters<typeof scene>): string {
  const result = compileScene(scene(...input));
  expect(result.problems).toEqual([]);
  return result.together("owners")?.after ?? "";
}

function owners(text: string, path: string): Record<string, readonly string[]> {
  return Object.fromEntries(ownersIn(text, path).map(({ section, owners: people }) => [section, people]));
}

describe("a region", () => {
  const people = `* @acme/maintainers\n\n${BEGIN}\n${END}\n`;

  it("gives the workspace to those who configure models, and a migration to its own people", () => {
    const text = written(people, { chat: migration("chat", CHAT), none: migration("none") });
    expect(owners(text, "cutover.yaml")).toEqual({ codeowners: ["@acme/maintainers"], [SECTION]: ["@ana", "@cleo"] });
    expect(owners(text, "migrations/new.yaml")[SECTION]).toEqual(["@ana", "@cleo"]);
    expect(owners(text, "migrations/chat.yaml")[SECTION]).toEqual(["@ana", "@bo", "@cleo", "@eve", "@fay"]);
    expect(owners(text, "migrations/none.yaml")[SECTION]).toEqual(["@ana", "@cleo", "@fay"]);
    expect(owners(text, "src/main.rb")).toEqual({ codeowners: ["@acme/maintainers"] });
  });

  it("keeps what people made of the section, and the file around it to the byte", () => {
    const before = `* @acme/all\r\n${BEGIN}\r\n^[ai Model Migrations][2] @acme/ai\r\n# ours\r\n/migrations/ @acme/ai\r\n/migrations/chat.yaml   @fay # soon\r\n${END}\r\n\r\n[Docs]\r\n/doc/ @acme/docs`;
    const after = written(before);
    expect(after).toBe(
      before
        .replace("/migrations/ @acme/ai", "/cutover.yaml @ana @cleo\r\n/migrations/ @ana @cleo")
        .replace("/migrations/chat.yaml   @fay # soon", "/migrations/chat.yaml   @ana @bo @cleo @eve @fay # soon"),
    );
    expect(ownersIn(after, "migrations/chat.yaml").at(-1)).toEqual({
      section: "ai Model Migrations",
      optional: true,
      approvals: 2,
      owners: ["@ana", "@bo", "@cleo", "@eve", "@fay"],
    });
    expect(written(after)).toBe(after);
  });

  it("lets go of migrations that are over, and knows nothing of secret ones", () => {
    const before = `${BEGIN}\n[${SECTION}]\n/migrations/done.yaml @fay\n/migrations/gone.yaml @gus\n/migrations/held.yaml @fay\n${END}\n`;
    const text = written(before, {
      done: migration("done", "", "complete"),
      held: migration("held", "", "paused"),
      live: migration("live"),
      secret: `${migration("secret")}visibility: confidential\n`,
    });
    expect(text.match(/^\/migrations\/.*yaml/gm)).toEqual([
      "/migrations/gone.yaml",
      "/migrations/held.yaml",
      "/migrations/live.yaml",
    ]);
  });

  it("puts new lines where nothing overrules them, and they overrule nothing", () => {
    for (const lines of [
      "/migrations/chat.yaml @gus\n/zoo/ @gus\n",
      "/migrations/old.yaml @gus\n/.gitlab/ @gus\n",
      "/zoo/ @gus\n*.yaml @gus\n",
      "/zoo/ @gus\nmigrations/ @gus\n",
      "/migrations/**/*.yaml @gus\n",
      "!/migrations/readme.md\n/migrations/[a-z]*.yaml @gus\n",
    ]) {
      const before = `${BEGIN}\n[${SECTION}]\n${lines}${END}\n`;
      const after = written(before);
      expect(written(after)).toBe(after);
      if (lines.includes("[a-z]")) continue;
      expect(owners(after, "migrations/chat.yaml")[SECTION], lines).toEqual(["@ana", "@bo", "@cleo", "@eve", "@fay"]);
      expect(owners(after, "cutover.yaml")[SECTION], lines).toEqual(["@ana", "@cleo"]);
      if (lines.includes("old")) expect(owners(after, "migrations/old.yaml")[SECTION]).toEqual(["@gus"]);
    }
  });

  it("says which line asked for each line", () => {
    const result = compileScene(
      scene(people, { a: migration("a"), b: migration("b"), over: migration("over", "", "cancelled") }),
    );
    const [, second] = result.together("owners")?.trail ?? [];
    expect(second?.map(({ text, cause }) => [text, `${cause.file}:${cause.line}`])).toEqual([
      ["/migrations/b.yaml @ana @cleo @fay\n", "migrations/b.yaml:5"],
    ]);
    expect(result.requestOf("b", "owners")).toMatchObject({
      title: "chore(codeowners): owners of b",
      edits: [
        {
          path: "CODEOWNERS",
          causes: [
            { file: "cutover.yaml", line: 6 },
            { file: "migrations/b.yaml", line: 5 },
          ],
        },
      ],
    });
  });
});

describe("a file", () => {
  it("that does not exist is made whole", () => {
    const input = scene(undefined);
    const result = compileScene(input);
    const after = result.together("owners")?.after;
    expect(after).toBe(
      `${BEGIN}\n[${SECTION}]\n/cutover.yaml @ana @cleo\n/migrations/ @ana @cleo\n/migrations/chat.yaml @ana @bo @cleo @eve @fay\n${END}\n`,
    );
    expect(result.requestOf("chat", "owners")?.edits).toMatchObject([{ before: undefined, after }]);
    expect(compileScene(withFiles(input, "owners", { CODEOWNERS: after })).requestOf("chat", "owners")?.edits).toEqual(
      [],
    );
  });

  it("is not made for nobody", () => {
    const result = compileScene(scene(undefined, { chat: migration("chat", CHAT, "draft") }));
    expect(result.together("owners")?.after).toBeUndefined();
    expect(result.problems).toEqual([]);
  });

  it("holds the names of users and groups alone", () => {
    const config = CONFIG.replace('["@bo"]', '["@b.o-2_"]');
    expect(written(`${BEGIN}\n${END}\n`, undefined, config)).toContain("@b.o-2_");
    for (const name of ["bo", "@bo @all", "@@owner", "bo@example.com", "@bo/", "@bo\\n* @eve"]) {
      expect(() => scene(undefined, undefined, CONFIG.replace('["@bo"]', `["${name}"]`))).toThrow(
        "is not a GitLab user",
      );
    }
  });
});

it("nothing but a user or a group is an owner, and each path is one pattern", () => {
  const names = [
    "@ana",
    "@acme/ai/team",
    "ana",
    "@",
    "@@maintainer",
    "@a b",
    "@a\n*",
    "@acme/",
    "@ana",
    "a@b.example",
    "@-a",
  ];
  expect(ownersAmong(names)).toEqual(["@acme/ai/team", "@ana"]);
  for (const path of ["migrations/a b.yaml", "migrations/#1.yaml", "migrations/[x]*?.yaml", "migrations/a\\b.yaml"]) {
    const text = `${ownersText(patternFor(path) ?? "", ["@ana"], undefined)}\n`;
    expect(ownersIn(text, path).map(({ owners: people }) => people)).toEqual([["@ana"]]);
    expect(ownersIn(text, "migrations/x.yaml")).toEqual([]);
  }
  expect(patternFor("migrations/a\nb.yaml")).toBeUndefined();
});

it("a pattern covers another where all that this one matches is matched by it", () => {
  const parts = ["a", "b.yaml", "*", "**", "*.yaml", "?", "a\\*"];
  const patterns = parts.flatMap((one) => [
    ...[one, `/${one}`, `${one}/`, `/${one}/`],
    ...parts.flatMap((two) => [`/${one}/${two}`, `${one}/${two}/`]),
  ]);
  const names = ["a", "b.yaml", "c", "a*", "ab.yaml", ".x"];
  const paths = names.flatMap((one) => [one, ...names.flatMap((two) => [`${one}/${two}`, `${one}/${two}/a`])]);
  const matched = new Map(
    patterns.map((pattern) => [pattern, paths.filter((path) => ownersIn(`${pattern} @ana\n`, path).length > 0)]),
  );
  let count = 0;
  for (const [general, all] of matched)
    for (const [special, some] of matched) {
      if (!covers(general, special)) continue;
      count += 1;
      expect(
        some.filter((path) => !all.includes(path)),
        `${general} covers ${special}`,
      ).toEqual([]);
    }
  expect(count).toBeGreaterThan(1000);
  for (const [general, special] of [
    ["*", "/migrations/"],
    ["migrations/", "/migrations/"],
    ["/migrations/", "/migrations/x.yaml"],
    ["/migrations/*.yaml", "/migrations/x.yaml"],
    ["/**/*.yaml", "/cutover.yaml"],
    ["x.yaml", "/migrations/x.yaml"],
  ] as const)
    expect([covers(general, special), covers(special, general)]).toEqual([true, false]);
});

describe("what cannot be written", () => {
  it.each([
    ["has no region", "* @acme/all\n", "CODEOWNERS", `"CODEOWNERS" has no line "${BEGIN}"`],
    [
      "would take the lines below it along",
      `${BEGIN}\n${END}\n/src/ @acme/all\n`,
      "/src/ @acme/all",
      'this line would belong to the section of region "migrations" above it',
    ],
    [
      "has the section elsewhere too",
      `[ai model migrations]\n/x @ana\n${BEGIN}\n${END}\n`,
      "[ai model migrations]",
      `section "ai model migrations" stands outside of region "migrations", which is for one section [${SECTION}]`,
    ],
    [
      "has another section in it",
      `${BEGIN}\n[${SECTION}]\n[Other]\n${END}\n`,
      "[Other]",
      `section "Other" stands in region "migrations", which is for one section [${SECTION}]`,
    ],
    [
      "has lost its heading",
      `${BEGIN}\n/migrations/ @ana\n${END}\n`,
      BEGIN,
      `region "migrations" does not begin with the section [${SECTION}]`,
    ],
    [
      "has a line twice",
      `${BEGIN}\n[${SECTION}]\n/migrations/ @ana\n/migrations/ @bo\n${END}\n`,
      "/migrations/ @bo",
      '"/migrations/" has two lines here, and only the last one counts',
    ],
    [
      "has a general line below a special one",
      `${BEGIN}\n[${SECTION}]\n/migrations/x.yaml @ana\n/migrations/ @bo\n${END}\n`,
      "/migrations/x.yaml @ana",
      '"/migrations/x.yaml" is overruled by "/migrations/" below it: the last line that matches counts',
    ],
    [
      "has a line with a wildcard below what it matches",
      `${BEGIN}\n[${SECTION}]\n/migrations/ @ana\n/migrations/x.yaml @ana\n*.yaml @bo\n${END}\n`,
      "/migrations/x.yaml @ana",
      '"/migrations/x.yaml" is overruled by "*.yaml" below it: the last line that matches counts',
    ],
    [
      "has lines above its heading",
      `${BEGIN}\n/migrations/ @bo\n[${SECTION}]\n/cutover.yaml @ana\n${END}\n`,
      BEGIN,
      `region "migrations" does not begin with the section [${SECTION}]`,
    ],
    ["does not end", `${BEGIN}\n`, BEGIN, 'region "migrations" begins here and does not end'],
  ])("%s", (_name, text, place, message) => {
    const result = compileScene(scene(text));
    const found = result.problems.map(({ file, range, message: said }) => [
      (file === "cutover.yaml" ? CONFIG : text).slice(range.start, range.end),
      said,
    ]);
    expect(found).toEqual([[place, message]]);
    expect(result.together("owners")?.after).toBe(text);
  });

  it("has nobody who would own it", () => {
    const { problems } = compileScene(scene(undefined, undefined, CONFIG.replace('["@cleo", "@ana"]', "[]")));
    expect(problems).toMatchObject([
      { file: "cutover.yaml", message: expect.stringContaining('nobody would own "/cutover.yaml"') },
    ]);
  });
});
