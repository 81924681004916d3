import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile/index.ts";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";
import type { FileResource } from "../../src/model/resource.ts";
import type { MigrationDocument, Workspace } from "../../src/model/workspace.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  gateway: { project: acme/ai-gateway, format: ai-gateway, path: models }
`;

const MODELS = `models:
  - name: "Claude Sonnet 4.5"
    gitlab_identifier: "claude_sonnet_4_5_20250929"
    max_context_tokens: 200000
    model_class_provider: anthropic
`;

const FEATURES = `configurable_unit_primitives:
  - feature_setting: "duo_chat"
    unit_primitives: []
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
  - feature_setting: "code_generations"
    unit_primitives: []
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
`;

const OFFERING = `offerings:
  claude_sonnet_4_6:
    name: Claude Sonnet 4.6
    max_context_tokens: 1_000_000
    model_class_provider: anthropic
`;

function migration(name: string, rest: string, status = "active"): MigrationDocument {
  const head = `apiVersion: cutover/v1\nkind: Upgrade\nname: ${name}\nstatus: ${status}\nowner: "@ana"\nsummary: A move.\n`;
  const { document, diagnostics } = loadMigration(head + rest, `migrations/${name}.yaml`);
  if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return document;
}

function entry(letter: string): string {
  return `\n  - name: "Claude ${letter}"\n    gitlab_identifier: "claude_${letter}"\n    max_context_tokens: 1\n    model_class_provider: anthropic\n`;
}

function promotion(id: string): string {
  return `features:\n  code_generations: { stage: selectable, offer: [${id}], no_flag: a test }\n`;
}

function compiled(...migrations: MigrationDocument[]) {
  return compiledWith({ models: MODELS, features: FEATURES }, ...migrations);
}

/** The same beside texts that could not be read. */
function compiledFrom(unread: readonly string[], ...migrations: MigrationDocument[]) {
  return compiledWith({ models: MODELS, features: FEATURES, unread }, ...migrations);
}

function compiledWith(
  texts: { models: string | undefined; features: string | undefined; unread?: readonly string[] },
  ...migrations: MigrationDocument[]
) {
  const { document: config } = loadConfig(CONFIG, "cutover.yaml");
  if (config === undefined) throw new Error("the config of the test does not load");
  const workspace: Workspace = { config, migrations, unread: texts.unread ?? [] };
  const files = new Map([
    ["models/models.yml", texts.models],
    ["models/unit_primitives.yml", texts.features],
  ]);
  return compile({ workspace, targets: new Map([["gateway", { target: "gateway", commit: "c0ffee", files }]]) });
}

function fileOf(result: ReturnType<typeof compiled>, name: string): FileResource | undefined {
  return result.resources.find((one): one is FileResource => one.kind === "file" && one.migration === name);
}

function moves(feature: string): string {
  return `features:\n  ${feature}:\n    stage: default\n    from: claude_sonnet_4_5_20250929\n    to: claude_sonnet_4_6\n    no_flag: a test\n`;
}

describe("the edits of several migrations in one target", () => {
  it("are made together, and each merge request carries its own alone", () => {
    const result = compiled(migration("a", OFFERING + moves("duo_chat")), migration("b", moves("code_generations")));
    expect(result.problems).toEqual([]);
    const features = result.files.find(({ path }) => path.endsWith("unit_primitives.yml"))?.after ?? "";
    expect(features.match(/default_models:\n {6}- "claude_sonnet_4_6"/g)).toHaveLength(2);
    const own = fileOf(result, "a")?.edits.find(({ path }) => path.endsWith("unit_primitives.yml"))?.after ?? "";
    expect(own.match(/default_models:\n {6}- "claude_sonnet_4_6"/g)).toHaveLength(1);
  });

  it("that cannot be made alone wait for the migration that makes them possible", () => {
    const result = compiled(migration("a", OFFERING + moves("duo_chat")), migration("b", moves("code_generations")));
    expect(fileOf(result, "a")).toMatchObject({ needs: [] });
    expect(fileOf(result, "b")).toMatchObject({ needs: ["file/a/gateway"], edits: [] });
  });

  it("that empty one list together leave nothing of it behind", () => {
    const dev = `${FEATURES}    dev:\n      selectable_models:\n        - "claude_a"\n        - "claude_b"\n`;
    const models = `${MODELS}${["a", "b"].map(entry).join("")}`;
    const result = compiledWith(
      { models, features: dev },
      migration("a", promotion("claude_a")),
      migration("b", promotion("claude_b")),
    );
    expect(result.problems).toEqual([]);
    const features = result.files.find(({ path }) => path.endsWith("unit_primitives.yml"))?.after ?? "";
    expect(features).not.toContain("dev:");
    expect(features).toMatch(/- "claude_a"\n {6}- "claude_b"\n$/);
  });

  it("that nobody makes possible are a problem at their own place", () => {
    const result = compiled(migration("b", moves("code_generations")));
    expect(result.problems.map(({ rule, file }) => [rule, file])).toEqual([["unknown-offering", "migrations/b.yaml"]]);
  });

  it("that count on a migration that could not be read are not found fault with", () => {
    const unread = (text: string) => compiledFrom([text], migration("b", moves("code_generations"))).problems;
    expect(unread("offerings: { claude_sonnet_4_6: { nmae: Claude } }")).toEqual([]);
    expect(unread("offerings: { claude_opus_4_6: { nmae: Claude } }")).toHaveLength(1);
  });

  it("that meet are a problem that names both", () => {
    const change = (title: string) => `offerings:\n  claude_sonnet_4_5_20250929: { name: ${title} }\n`;
    const result = compiled(migration("a", change("One")), migration("b", change("Two")));
    expect(result.problems).toMatchObject([
      { rule: "conflicting-claims", file: "migrations/b.yaml", related: [{ file: "migrations/a.yaml" }] },
    ]);
  });

  it("that nothing asks for any more leave their merge request without edits", () => {
    expect(fileOf(compiled(migration("a", OFFERING, "cancelled")), "a")).toMatchObject({ edits: [], needs: [] });
    expect(fileOf(compiled(migration("a", OFFERING, "paused")), "a")).toBeUndefined();
  });
});

describe("files that are not where the catalog says", () => {
  const change = () => migration("a", OFFERING);

  it("are a problem at the target's path, with their names", () => {
    const one = compiledWith({ models: undefined, features: FEATURES }, change());
    expect(one.problems.map(({ file, message }) => [file, message])).toEqual([
      ["cutover.yaml", 'gateway has no "models/models.yml"'],
    ]);
    const [problem] = one.problems;
    expect(CONFIG.slice(problem?.range.start, problem?.range.end)).toBe("models");
    const both = compiledWith({ models: undefined, features: undefined }, change());
    expect(both.problems.map(({ message }) => message)).toEqual([
      'gateway has no "models/models.yml" and no "models/unit_primitives.yml"',
    ]);
  });

  it("matter to nobody while nothing is to be edited", () => {
    const texts = { models: undefined, features: undefined };
    expect(compiledWith(texts, migration("a", OFFERING, "draft")).problems).toEqual([]);
  });
});

it("a byte order mark stays where it is", () => {
  const result = compiledWith({ models: `\ufeff${MODELS}`, features: FEATURES }, migration("a", OFFERING));
  expect(result.problems).toEqual([]);
  expect(fileOf(result, "a")?.edits.map(({ path, after }) => [path, after?.startsWith("\ufeffmodels:")])).toEqual([
    ["models/models.yml", true],
  ]);
});
