import { readFileSync } from "node:fs";
import disk from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { globSync } from "glob";
import { describe, expect, it } from "vitest";
import { flagDefinitions } from "../../../src/compile/items/flag-definitions.ts";
import { loadWorkspace } from "../../../src/load/workspace.ts";
import { added, compiledOver, migration } from "../checkout.ts";
import { loadCase, workspaceOf } from "../load-case.ts";
import { complaints, type Definition } from "./gitlab-checks.ts";

const ROOT = join(import.meta.dirname, "../../..");

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab:
  tracker: { group: acme, project: acme/ai }
  flags: { backend: project, project: acme/monolith }
targets:
  monolith: { project: acme/monolith, branch: master, format: feature-flags, path: ee/config/feature_flags }
teams:
  chat: { role: feature_team, label: "group::duo chat" }
features:
  duo_chat: { team: chat }
`;

const entry = (feature: string, flag: string, rest = "stage: internal") =>
  `  ${feature}: { ${rest}, from: old, to: new, flag: ${flag} }\n`;
const features = (...entries: string[]) => `milestone: "19.1"\nfeatures:\n${entries.join("")}`;

const monolith = (path: string) => `ee/config/feature_flags/${path}.yml`;
const DEFINED = "---\nname: chat_new\ntype: beta\ndefault_enabled: true # on for everybody\n";

const over = (files: Record<string, string>, ...all: Parameters<typeof migration>[]) =>
  compiledOver(
    { "readme.md": "monolith", ...files },
    CONFIG,
    all.map((one) => migration(...one)),
  );

describe("a flag definition", () => {
  it("is written where there is none, in the folder of its type, with its own milestone and its team's group", async () => {
    const chat = entry("duo_chat", "{ name: chat_new, type: beta }", 'stage: internal, milestone: "19.2"');
    const result = await over({}, ["a", features(chat, entry("summaries", "{ name: summaries_new }"))]);
    const { files } = added(result, "a", "monolith");
    expect(files.map(([path]) => path)).toEqual([
      monolith("beta/chat_new"),
      monolith("gitlab_com_derisk/summaries_new"),
    ]);
    const [chatText, otherText] = files.map(([, text]) => text);
    expect(chatText).toContain("milestone: '19.2'\ngroup: group::duo chat\ntype: beta\ndefault_enabled: false\n");
    expect(otherText).toContain("milestone: '19.1'\ngroup: group::ai framework\ntype: gitlab_com_derisk\n");
    expect(
      complaints(
        files.map(([path = "", text = ""]) => ({ path, text })),
        { tracker: true },
      ),
    ).toEqual([]);
  });

  it("is written once for entries that share the flag", async () => {
    const flag = "{ name: both_new }";
    const result = await over({}, ["a", features(entry("duo_chat", flag), entry("summaries", flag))]);
    expect(added(result, "a", "monolith").files.map(([path]) => path)).toEqual([
      monolith("gitlab_com_derisk/both_new"),
    ]);
  });

  it("that is there belongs to people, byte for byte", async () => {
    const result = await over({ [monolith("beta/chat_new")]: DEFINED }, [
      "a",
      features(entry("duo_chat", "{ name: chat_new, type: beta }", "stage: rollout")),
    ]);
    expect(added(result, "a", "monolith").files).toEqual([]);
    expect(result.files.map(({ path, after }) => [path, after])).toEqual([[monolith("beta/chat_new"), DEFINED]]);
    expect(result.problems).toEqual([]);
  });

  it.each(["ee/config/feature_flags/beta/chat_new.yml", "config/feature_flags/gitlab_com_derisk/chat_new.yml"])(
    "is not written beside %s, as GitLab takes a name once",
    async (there) => {
      const result = await over({ [there]: DEFINED }, ["a", features(entry("duo_chat", "{ name: chat_new }"))]);
      expect(added(result, "a", "monolith").files).toEqual([]);
      expect(result.problems.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
        `warning flag "chat_new" is defined in "${there}" already, and GitLab takes a name once; "${monolith("gitlab_com_derisk/chat_new")}" is not written`,
      ]);
    },
  );

  it.each(["planned", "draft", "complete", "cancelled"])("is not written while its move is %s", async (what) => {
    const stage = what === "planned" ? "stage: planned" : "stage: internal";
    const status = what === "planned" ? "active" : what;
    const result = await over({}, ["a", features(entry("duo_chat", "{ name: chat_new }", stage)), status]);
    expect(added(result, "a", "monolith").files).toEqual([]);
  });

  it("of a complete migration is never deleted: it goes with the code", async () => {
    const result = await over({ [monolith("gitlab_com_derisk/chat_new")]: DEFINED }, [
      "a",
      features(entry("duo_chat", "{ name: chat_new }", "stage: default")),
      "complete",
    ]);
    expect(added(result, "a", "monolith").files).toEqual([]);
  });

  it("with a name that GitLab does not start with is refused", async () => {
    const result = await over({}, ["a", features(entry("duo_chat", "{ name: Chat-New }"))]);
    expect(added(result, "a", "monolith").files).toEqual([]);
    expect(result.problems.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      'flag-name flag name "Chat-New" is refused by GitLab: lower case words, joined by single underscores',
    ]);
  });

  it("that two migrations want is written by the first, and the second waits for it", async () => {
    const both = features(entry("duo_chat", "{ name: chat_new }"));
    const result = await over({}, ["a", both], ["b", both]);
    expect(added(result, "a", "monolith")).toMatchObject({
      files: [[monolith("gitlab_com_derisk/chat_new"), expect.anything()]],
      needs: [],
    });
    expect(added(result, "b", "monolith")).toEqual({ files: [], needs: ["file/a/monolith"] });
  });

  it("names no issues where the workspace has no tracker", () => {
    const { workspace, document } = workspaceOf(
      CONFIG.replace(/ {2}tracker: .*\n/, ""),
      `apiVersion: cutover/v1\nkind: Upgrade\nname: migration\nstatus: active\nowner: "@ana"\nsummary: A.\n${features(entry("duo_chat", "{ name: chat_new }"))}`,
    );
    const [one] = flagDefinitions(workspace, document);
    expect(one?.text).toContain("\nfeature_issue_url:\nintroduced_by_url:\nrollout_issue_url:\n");
    expect(complaints(one === undefined ? [] : [one], { tracker: false })).toEqual([]);
  });
});

describe("GitLab takes the definitions of", () => {
  it("every workspace of this repository", async () => {
    // Names that GitLab refuses are what this rule is about.
    const ignore = ["**/node_modules/**", "test/rules/flag-name/invalid/**", "dist/**"];
    const found = globSync("**/cutover.yaml", { cwd: ROOT, ignore, posix: true });
    let checked = 0;
    for (const folder of found.map((path) => join(ROOT, dirname(path))).sort()) {
      const { workspace } = await loadWorkspace({ fs: disk, root: folder, allowEmpty: true });
      if (workspace === undefined) continue;
      const tracker = workspace.config.data.gitlab?.tracker !== undefined;
      for (const document of workspace.migrations) {
        const definitions = flagDefinitions(workspace, document);
        checked += definitions.length;
        expect(complaints(definitions, { tracker }), relative(ROOT, join(folder, document.file))).toEqual([]);
      }
    }
    expect(checked).toBeGreaterThan(20);
  });

  it("every golden file and every case that makes one", () => {
    const cases = join(ROOT, "test/compile/items/cases");
    const made = globSync("*", { cwd: cases }).flatMap((name) => {
      const { workspace, document } = loadCase(join(cases, name));
      return [flagDefinitions(workspace, document)];
    });
    const kept = globSync("**/feature_flags/**/*.yml", { cwd: ROOT, ignore: "**/node_modules/**", posix: true }).map(
      (path): Definition => ({ path, text: readFileSync(join(ROOT, path), "utf8") }),
    );
    expect(kept.length).toBeGreaterThan(2);
    for (const one of kept) expect(complaints([one], { tracker: true })).toEqual([]);
    for (const definitions of made) expect(complaints(definitions, { tracker: true })).toEqual([]);
  });

  it("any flag of any migration", () => {
    // Names that YAML 1.1 would read as a truth or as nothing are the ones that matter.
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(_[a-z0-9]{1,6}){0,3}$/);
    const odd = fc.constantFrom("on", "off", "yes", "no", "null", "true", "false", "y", "n", "e3", "nan", "inf");
    const title = fc.stringMatching(/^[^\s/~%@#&]{1,8}( [^\s/~%@#&]{1,8}){0,2}$/);
    const milestone = fc.option(fc.oneof(fc.constantFrom("19.1", "19.10", "2026-06-18", "null", "'"), title));
    const label = fc
      .stringMatching(/^[a-z0-9 :#&*!|>'"%@`-]{0,10}[a-z0-9]$/)
      .map((text) => `group::${text.replace(/"/g, "")}`);
    const type = fc.constantFrom("gitlab_com_derisk", "wip", "beta", "ops", "experiment", "worker");
    const model = fc.stringMatching(/^[a-z][a-z0-9_]{0,38}[a-z0-9]$/);
    const facts = fc.record({ name: fc.oneof(word, odd), milestone, label, type, from: model, to: model });
    fc.assert(
      fc.property(facts, ({ name, milestone: release, label: group, type: kind, from, to }) => {
        const config = CONFIG.replace('"group::duo chat"', JSON.stringify(group));
        const flag = { name, type: kind };
        const move = { stage: "internal", from, to, flag, ...(release !== null && { milestone: release }) };
        const head = `apiVersion: cutover/v1\nkind: Upgrade\nname: migration\nstatus: active\nowner: "@ana"\nsummary: A.\n`;
        const { workspace, document } = workspaceOf(config, `${head}features: ${JSON.stringify({ duo_chat: move })}\n`);
        const definitions = flagDefinitions(workspace, document);
        expect(definitions).toHaveLength(1);
        expect(complaints(definitions, { tracker: true })).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the checks themselves", () => {
  const text = `---\nname: chat_new\ndescription: Chat.\nfeature_issue_url: cutover:issue/a\nintroduced_by_url:\nrollout_issue_url: https://gitlab.example.com/acme/ai/-/work_items/12\nmilestone: '19.1'\ngroup: group::duo chat\ntype: beta\ndefault_enabled: false\n`;
  const complaintsAbout = (changed: string, path = "config/feature_flags/beta/chat_new.yml") =>
    complaints([{ path, text: changed }], { tracker: true });

  it("let a good one pass", () => {
    expect(complaintsAbout(text)).toEqual([]);
  });

  it.each([
    ["a milestone without quotes", text.replace("'19.1'", "19.1")],
    ["a name that is a number", text.replace("name: chat_new", "name: 1_000")],
    ["another name", text.replace("name: chat_new", "name: chat_old")],
    ["another type", text.replace("type: beta", "type: ops")],
    ["a type that nobody knows", text.replace("type: beta", "type: final")],
    ["default_enabled left out", text.replace("default_enabled: false\n", "")],
    ["a key too many", `${text}log_state_changes: true\n`],
    ["keys in another order", text.replace(/(type: .*\n)(default_enabled: .*\n)/, "$2$1")],
    ["no rollout issue", text.replace(/rollout_issue_url: .*/, "rollout_issue_url:")],
    ["a blank at the end of a line", text.replace("introduced_by_url:", "introduced_by_url: ")],
    ["a group that is none", text.replace("group::duo chat", "chat")],
  ])("find %s", (_what, changed) => {
    expect(complaintsAbout(changed)).not.toEqual([]);
  });

  it("find a name that is defined twice", () => {
    const twice = ["config/feature_flags/beta/chat_new.yml", "ee/config/feature_flags/beta/chat_new.yml"];
    expect(
      complaints(
        twice.map((path) => ({ path, text })),
        { tracker: true },
      ),
    ).toEqual(["chat_new is defined twice"]);
  });
});
