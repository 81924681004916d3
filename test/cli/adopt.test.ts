import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { gitWith } from "../../src/cli/git.ts";
import { cutover, filesBelow, folderWith, type Ran } from "./harness.ts";

const MODELS = `models:
  - name: Claude Sonnet 4.5
    provider: Anthropic
    gitlab_identifier: claude_sonnet_4_5
    max_context_tokens: 200_000 # https://docs.example.com/sonnet
    model_class_provider: anthropic
    params:
      model: claude-sonnet-4-5

  - name: Claude Haiku 4.5
    provider: Anthropic
    gitlab_identifier: claude_haiku_4_5
    max_context_tokens: 200_000
    model_class_provider: anthropic
    params:
      model: claude-haiku-4-5
`;
const FEATURES = `configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives:
      - ask_build
    default_models:
      - claude_haiku_4_5
    selectable_models:
      - claude_haiku_4_5
      - claude_sonnet_4_5
`;
const RAISED = FEATURES.replace(
  "default_models:\n      - claude_haiku_4_5",
  "default_models:\n      - claude_sonnet_4_5",
);
const WORKSPACE = `apiVersion: cutover/v1
kind: Config
targets:
  ai-gateway: { project: acme/ai-gateway, branch: main, format: ai-gateway, path: config/models }
teams:
  framework: { role: ai_framework, members: ["@cleo"] }
`;
const MADE = `# yaml-language-server: $schema=../schema/migration.schema.json
apiVersion: cutover/v1
kind: Upgrade
name: chat-sonnet
status: active
model: { provider: anthropic, family: Claude Sonnet, version: "4.5" }
owner: "@ana"
summary: |
  The default of duo_chat is now Claude Sonnet 4.5.

features:
  duo_chat:
    stage: default
    from: claude_haiku_4_5
    to: claude_sonnet_4_5
    no_flag: "Made by hand before this file was written."
`;

const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const made = await folderWith(files);
  folders.push(made);
  return made.path;
}

function pair(models = MODELS, features = FEATURES, at = ""): Record<string, string> {
  return { [join(at, "models.yml")]: models, [join(at, "unit_primitives.yml")]: features };
}

function change(models: string, features: string): Promise<string> {
  return folder({ ...pair(MODELS, FEATURES, "old"), ...pair(models, features, "new") });
}

const SIDES = ["--before", "old", "--after", "new"];

function adopt(cwd: string, ...argv: string[]): Promise<Ran> {
  return cutover(cwd, ["adopt", "--name", "chat-sonnet", ...argv], { git: gitWith(execFile) });
}

describe("two folders", () => {
  it("print the migration where there is no workspace", async () => {
    const ran = await adopt(await change(MODELS, RAISED), ...SIDES, "--owner", "@ana");
    expect(ran).toEqual({ code: 0, out: MADE, err: "" });
  });

  it("mark the owner as open where nobody is known", async () => {
    const { out } = await adopt(await change(MODELS, RAISED), ...SIDES);
    expect(out).toContain('\nowner: "@owner" # to fill in: who answers for it\n');
  });

  it("give one value in JSON", async () => {
    const ran = await adopt(await change(MODELS, RAISED), ...SIDES, "--owner", "@ana", "--format", "json");
    expect(JSON.parse(ran.out)).toEqual({
      text: MADE,
      equal: true,
      lines: { ours: 2, theirs: 2 },
      unexpressed: [],
      notes: [],
    });
    expect([ran.code, ran.err]).toEqual([0, ""]);
  });

  it("say it where nothing changed", async () => {
    const ran = await adopt(await change(MODELS, FEATURES), ...SIDES);
    expect(ran).toEqual({ code: 0, out: "", err: "nothing changed that a migration could say\n" });
  });

  it("name each thing that cannot be said, with its place, and exit with 1", async () => {
    const models = MODELS.replace(
      "      model: claude-haiku-4-5\n",
      "      model: claude-haiku-4-5\n      mood: good\n",
    );
    const ran = await adopt(await change(models, RAISED), ...SIDES, "--owner", "@ana");
    expect(ran.code).toBe(1);
    expect(ran.out).toBe(MADE);
    expect(ran.err).toBe(
      'new/models.yml:17: "params.mood" of "claude_haiku_4_5": unknown key "mood" under "params"\n1 part of the change cannot be said\n',
    );
  });

  it("note a comment that people took out, which is no problem", async () => {
    const models = MODELS.replace(" # https://docs.example.com/sonnet", "");
    const ran = await adopt(await change(models, RAISED), ...SIDES, "--owner", "@ana");
    expect([ran.code, ran.out]).toEqual([0, MADE]);
    expect(ran.err).toBe(
      'note: old/models.yml:5 (before): the comment "# https://docs.example.com/sonnet" of "claude_sonnet_4_5" would still be there\n',
    );
  });

  it("show the place in a file that cannot be read", async () => {
    const ran = await adopt(await change("models:\n  - name: [x\n", FEATURES), ...SIDES);
    expect([ran.code, ran.out]).toEqual([1, ""]);
    expect(ran.err).toMatch(/^cutover: new\/models\.yml: .*\n(?:.*\n)*.*\[x/);
  });

  it.each([
    [
      ["--before", "old", "--after", "gone"],
      /cannot read ".*gone\/\w+\.yml"\n {2}hint: name a folder with models\.yml/,
    ],
    [["--before", "old"], /--after is missing/],
    [["--after", "new"], /--before is missing/],
    [[], /what is to be explained is missing\n {2}hint: name the change with --before DIR --after DIR, or with --git/],
    [[...SIDES, "--git", ".", "HEAD"], /--before and --after say the same as --git/],
    [[...SIDES, "--path", "x"], /--path is about the repository/],
    [[...SIDES, "--owner", "ana"], /--owner: "ana" is no GitLab user/],
    [[...SIDES, "--out", ""], /--out wants a file/],
    [[...SIDES, "--workspace", "old"], /no cutover\.yaml in .*old/],
    [["--git", "."], /--git wants a repository and a commit/],
    [["--git", ".", "HEAD", "more"], /write --git REPO REVISION/],
  ])("%j is refused", async (argv, message) => {
    const ran = await adopt(await change(MODELS, RAISED), ...argv);
    expect([ran.code, ran.out]).toEqual([2, ""]);
    expect(ran.err).toMatch(message);
  });

  it("a name that is none is refused", async () => {
    const ran = await cutover(await change(MODELS, RAISED), ["adopt", "--name", "../x", ...SIDES]);
    expect([ran.code, ran.err]).toEqual([
      2,
      'cutover: "../x" is no name of a migration\n  hint: lower case words joined by hyphens, such as claude-sonnet-4-6\n',
    ]);
  });

  it("a name is needed", async () => {
    const ran = await cutover(await change(MODELS, RAISED), ["adopt", ...SIDES]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/--name <name>' not specified/);
  });
});

describe("a workspace", () => {
  async function workspace(): Promise<string> {
    return folder({
      "cutover.yaml": WORKSPACE,
      ...pair(MODELS, FEATURES, "old"),
      ...pair(MODELS, RAISED, "new"),
    });
  }

  it("gets the file, with its own people as owner, and lint accepts it", async () => {
    const root = await workspace();
    const ran = await adopt(root, ...SIDES);
    expect(ran).toEqual({
      code: 0,
      out: "wrote migrations/chat-sonnet.yaml (it changes 2 lines, the people's change 2)\n",
      err: "",
    });
    const text = readFileSync(join(root, "migrations/chat-sonnet.yaml"), "utf8");
    expect(text).toBe(MADE.replace("@ana", "@cleo"));
    const lint = await cutover(root, ["lint", "--quiet", "--rule", "prerequisite-open=off"]);
    expect(lint.err + lint.out).not.toMatch(/\berror\b.*\n.*schema/);
  });

  it("has no file overwritten", async () => {
    const root = await workspace();
    await adopt(root, ...SIDES);
    const ran = await adopt(root, ...SIDES);
    expect([ran.code, ran.out]).toEqual([2, ""]);
    expect(ran.err).toMatch(/"migrations\/chat-sonnet\.yaml" is there already/);
    const out = await adopt(root, ...SIDES, "--out", "cutover.yaml");
    expect([out.code, out.err]).toEqual([
      2,
      'cutover: "cutover.yaml" is there already\n  hint: name a file that is not there\n',
    ]);
  });

  it("gets nothing where stdout or another file is asked for", async () => {
    const root = await workspace();
    expect((await adopt(root, ...SIDES, "--out", "-")).out).toBe(MADE.replace("@ana", "@cleo"));
    expect((await adopt(root, ...SIDES, "--format", "json")).code).toBe(0);
    expect((await filesBelow(root)).filter((file) => file.includes("chat-sonnet"))).toEqual([]);
    await adopt(root, ...SIDES, "--out", "elsewhere/x.yaml");
    expect(readFileSync(join(root, "elsewhere/x.yaml"), "utf8")).toContain("name: chat-sonnet\n");
  });
});

describe("a git history", () => {
  function commit(repository: string, files: Readonly<Record<string, string>>, message: string): void {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(repository, file, ".."), { recursive: true });
      writeFileSync(join(repository, file), text);
    }
    git(repository, "add", "-A");
    git(repository, "commit", "-qm", message);
  }

  function git(repository: string, ...args: string[]): void {
    const own = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...own, ...args], { cwd: repository, stdio: "pipe" });
  }

  async function history(at = "ai_gateway/model_selection"): Promise<string> {
    const root = await folder({});
    git(root, "init", "-q", "-b", "main");
    commit(root, { "README.md": "hello\n" }, "start");
    commit(root, pair(MODELS, FEATURES, at), "feat: the files");
    commit(root, pair(MODELS, RAISED, at), "feat: @bo gives chat Sonnet 4.5");
    return root;
  }

  it("tells what a commit did, in the commit's words", async () => {
    const ran = await adopt(await history(), "--git", ".", "HEAD", "--owner", "@ana");
    const said = "Bo gives chat Sonnet 4.5.";
    expect(ran).toEqual({
      code: 0,
      out: MADE.replace("The default of duo_chat is now Claude Sonnet 4.5.", said),
      err: "",
    });
  });

  it("takes the first parent of a merge", async () => {
    const root = await history();
    git(root, "checkout", "-qb", "side", "HEAD~1");
    commit(root, { "notes.md": "x\n" }, "docs: notes");
    git(root, "merge", "-q", "--no-edit", "main");
    const ran = await adopt(root, "--git", ".", "side", "--owner", "@ana");
    expect([ran.code, ran.out]).toEqual([0, expect.stringContaining("    to: claude_sonnet_4_5\n")]);
  });

  it.each([
    ["", []],
    ["config/models", []],
    ["config/models", ["--path", "config/models/"]],
  ])("finds the files in %j", async (at, more) => {
    const ran = await adopt(await history(at), "--git", ".", "HEAD", ...more);
    expect([ran.code, ran.err]).toEqual([0, ""]);
  });

  it("names the files by their path in the repository", async () => {
    const root = await history();
    commit(root, pair(MODELS.replace(": anthropic", ": abacus"), RAISED, "ai_gateway/model_selection"), "fix: abacus");
    const ran = await adopt(root, "--git", ".", "HEAD");
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(
      /^ai_gateway\/model_selection\/models\.yml:6: "model_class_provider" of "claude_sonnet_4_5"/m,
    );
  });

  it.each([
    [[".", "nowhere"], /"\." has no commit "nowhere"/],
    [[".", "HEAD~2"], /is the first commit; there is nothing before it/],
    [[".", "HEAD~1"], /[0-9a-f]{10} has no ai_gateway\/model_selection\/models\.yml/],
    [[".", ":/feat"], /has no commit|is the first|has no/],
    [["gone", "HEAD"], /no folder at "gone"/],
    [[".", "HEAD", "--path", "../x"], /--path: "\.\.\/x" is outside of the repository/],
    [[".", "HEAD", "--path", "x"], /has no x\/models\.yml/],
    [[".", "--output=x"], /unknown option '--output=x'/],
    [[".", "HEAD:README.md"], /has no commit "HEAD:README\.md"/],
  ])("%j is refused", async (words, message) => {
    const ran = await adopt(await history(), "--git", ...words);
    expect([ran.code, ran.out]).toEqual([2, ""]);
    expect(ran.err).toMatch(message);
  });

  it("a folder that is no repository is refused", async () => {
    const ran = await cutover(await folder({ "x.txt": "" }), ["adopt", "--name", "x", "--git", ".", "HEAD"], {
      git: async () => ({ code: 128, stdout: "", stderr: "fatal: not a git repository\n" }),
    });
    expect([ran.code, ran.err]).toEqual([2, 'cutover: --git: "." is no git repository: not a git repository\n']);
  });

  it("several folders with the files want a word", async () => {
    const root = await history("a");
    commit(root, pair(MODELS, FEATURES, "b"), "feat: copy");
    const ran = await adopt(root, "--git", ".", "HEAD");
    expect([ran.code, ran.err]).toEqual([
      2,
      expect.stringMatching(
        /several folders of [0-9a-f]{10} have the two files: a, b\n {2}hint: name the folder with --path/,
      ),
    ]);
  });
});
