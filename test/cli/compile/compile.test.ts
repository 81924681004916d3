import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cutover, filesBelow, folderWith } from "../harness.ts";
import { CONFIG, MODELS, migration } from "../lint/acme.ts";

const FEATURES = `configurable_unit_primitives:
  - feature_setting: "duo_chat"
    unit_primitives: []
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
  - feature_setting: "code_review"
    unit_primitives: []
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
`;

const OFFERING = `offerings:
  claude_sonnet_5:
    name: Claude Sonnet 5
    provider: Anthropic
    description: Balanced model.
    cost_indicator: "$$$"
    max_context_tokens: 1_000_000
    model_class_provider: anthropic
    params: { model: claude-sonnet-5 }
`;

const FOLDER = "gateway/ai_gateway/model_selection";
let folder: Awaited<ReturnType<typeof folderWith>>;

beforeEach(async () => {
  folder = await folderWith({
    "cutover.yaml": CONFIG,
    "migrations/chat.yaml": `${migration("chat").replace("planned", "default\n    no_flag: small").replace("to: claude_sonnet_4_6", "to: claude_sonnet_5")}${OFFERING}`,
    "migrations/review.yaml": migration("review", "code_review"),
    [`${FOLDER}/models.yml`]: MODELS,
    [`${FOLDER}/unit_primitives.yml`]: FEATURES,
  });
});
afterEach(() => folder.remove());

const run = (...argv: string[]) => cutover(folder.path, ["compile", ...argv]);
const artifact = (path: string) => join(folder.path, ".cutover", path);

describe("compile --check", () => {
  it("is silent about a folder that is up to date", async () => {
    await run();
    const { code, out, err } = await run("--check");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^\.cutover is up to date: \d+ files\n$/);
  });

  it("names what is missing, changed and left over, and writes nothing", async () => {
    await run();
    await rm(artifact("issues/chat.md"));
    await writeFile(artifact("issues/chat/duo_chat.md"), "mine\n");
    await rm(join(folder.path, "migrations/review.yaml"));
    const before = await filesBelow(folder.path);
    const { code, out } = await run("--check");
    expect(code).toBe(1);
    expect(out).toMatch(/^missing {3}issues\/chat\.md$/m);
    expect(out).toMatch(/^differs {3}issues\/chat\/duo_chat\.md\n {4}@@.*\n {4}-mine$/m);
    expect(out).toMatch(/^left over issues\/review\.md$/m);
    expect(out).toMatch(/run compile to bring it up to date\n$/);
    expect(await filesBelow(folder.path)).toEqual(before);
    const asked = await run("--check", "--format", "json", "--only", "chat");
    expect(JSON.parse(asked.out).differences.map(({ path }: { path: string }) => path)).toEqual([
      "issues/chat.md",
      "issues/chat/duo_chat.md",
    ]);
  });

  it("finds everything missing where nothing was compiled", async () => {
    const { code, out } = await run("--check", "--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(out).differences).toHaveLength(JSON.parse(out).checked);
  });
});

describe("compile --only", () => {
  it("writes what belongs to one migration, and leaves the rest as it is", async () => {
    await run();
    await writeFile(artifact("issues/chat.md"), "old\n");
    await rm(artifact("issues/review.md"));
    const { code, out } = await run("--only", "review", "--format", "json");
    expect([code, JSON.parse(out).files]).toEqual([0, ["issues/review.md"]]);
    expect(await readFile(artifact("issues/chat.md"), "utf8")).toBe("old\n");
    await run();
    expect((await run("--check")).code).toBe(0);
  });

  it("keeps a manifest of what lies in a folder that began with a part", async () => {
    await run("--only", "issue/chat");
    expect(await filesBelow(join(folder.path, ".cutover"))).toEqual(["issues/chat.md", "manifest.json"]);
    const manifest = JSON.parse(await readFile(artifact("manifest.json"), "utf8"));
    expect(manifest.files).toEqual(["issues/chat.md", "manifest.json"]);
    expect(manifest.resources.map(({ key }: { key: string }) => key)).toEqual(["issue/chat"]);
    await run("--only", "file/chat/ai-gateway");
    const { out } = await run("--check", "--only", "chat");
    expect(out).toMatch(/missing {3}issues\/chat\/duo_chat\.md/);
    await run();
    expect((await run("--check")).code).toBe(0);
  });

  it("is not stopped by what is wrong in other migrations", async () => {
    const broken = migration("review", "code_reviews").replace("planned", "internal");
    await writeFile(join(folder.path, "migrations/review.yaml"), broken);
    expect((await run()).code).toBe(1);
    expect(await run("--only", "chat")).toMatchObject({ code: 0, err: "" });
    expect((await run("--only", "review")).code).toBe(1);
  });

  it.each(["{", '{ "files": ["a"], "resources": {} }', '{ "files": [], "resources": [null] }'])(
    "writes nothing where the manifest is another's: %s",
    async (manifest) => {
      await run();
      await writeFile(artifact("manifest.json"), manifest);
      const before = await filesBelow(folder.path);
      const { code, err } = await run("--only", "chat");
      expect([code, err]).toEqual([2, expect.stringContaining("is no manifest of compile")]);
      expect(await filesBelow(folder.path)).toEqual(before);
    },
  );

  it("refuses a name that nothing has", async () => {
    const { code, err } = await run("--only", "issue/chatt");
    expect(code).toBe(2);
    expect(err).toContain('unknown name "issue/chatt"');
    expect(err).toContain('did you mean "issue/chat"?');
    const far = await run("--only", "nonsense");
    expect(far.err).toContain("a migration's name, or a key of manifest.json");
    expect(far.err).not.toContain("did you mean");
  });

  it("says how keys go on that begin with the name", async () => {
    expect((await run("--only", "file/chat")).err).toContain("hint: it goes on: file/chat/ai-gateway");
  });

  it("says that a key asks for no change", async () => {
    const none = await run("--only", "file/review/ai-gateway");
    expect(none).toEqual({ code: 0, out: "no file to write: what was named asks for no change\n", err: "" });
    const { out } = await run("--only", "file/review/ai-gateway", "--check");
    expect(out).toBe("nothing to check: what was named asks for no change\n");
  });
});

describe("compile --explain", () => {
  /** The place of a line that holds a text, and its number. */
  async function placeOf(path: string, text: string): Promise<string> {
    const lines = (await readFile(artifact(path), "utf8")).split("\n");
    return `${path}:${lines.findIndex((line) => line.includes(text)) + 1}`;
  }

  async function causesOf(place: string): Promise<{ kind: string; causes: string[]; origin?: number; row?: string }> {
    const { code, out, err } = await run("--explain", place, "--format", "json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { causes, ...rest } = JSON.parse(out);
    return {
      ...rest,
      causes: causes.map(({ file, text }: { file: string; text: string }) => `${file}: ${text.trim()}`),
    };
  }

  const models = "files/ai-gateway/ai_gateway/model_selection/models.yml";
  const features = "files/ai-gateway/ai_gateway/model_selection/unit_primitives.yml";

  beforeEach(async () => {
    await run();
  });

  it("leads from each line of a new entry to the line of the migration that says it", async () => {
    const lines = ["max_context_tokens: 1_000_000", "description: ", "claude-sonnet-5"];
    for (const [index, text] of ["max_context_tokens: 1_000_000", "Balanced model.", "claude-sonnet-5"].entries()) {
      const { kind, causes } = await causesOf(await placeOf(models, text));
      expect(kind).toBe("written");
      expect(causes).toHaveLength(1);
      expect(causes[0]).toContain(lines[index]);
    }
  });

  it("knows a diff's lines, by the path inside the repository too", async () => {
    const taken = await causesOf(await placeOf(`${features}.diff`, '-      - "claude_sonnet_4_5_20250929"'));
    expect(taken).toMatchObject({ kind: "removed", causes: ["migrations/chat.yaml: to: claude_sonnet_5"] });
    const line = (await placeOf(features, '"claude_sonnet_5"')).split(":")[1];
    expect(await causesOf(`ai_gateway/model_selection/unit_primitives.yml:${line}`)).toMatchObject({ kind: "written" });
    expect(await causesOf(`.cutover/${features}:${line}`)).toMatchObject({ kind: "written" });
  });

  it("says of a line that stands in the target already that nobody asks for it", async () => {
    expect(await causesOf(`${features}:1`)).toMatchObject({ kind: "kept", causes: [], origin: 1 });
    expect((await run("--explain", `${features}:1`)).out).toContain("no migration asks for it");
  });

  it("names the values that a line of a body shows, and the row of the process behind a task", async () => {
    const dri = await causesOf(await placeOf("issues/chat.md", "Moves to a newer model."));
    expect(dri.causes[0]).toBe("migrations/chat.yaml: summary: Moves to a newer model.");
    const task = await causesOf(await placeOf("issues/chat/duo_chat.md", "t:implementation-plan"));
    expect(task).toMatchObject({ kind: "composed", row: "implementation-plan" });
  });

  it("knows what a line of the manifest is about", async () => {
    const file = await causesOf(await placeOf("manifest.json", `"${features}.diff"`));
    expect(file.causes.at(-1)).toBe("migrations/chat.yaml: name: chat");
    const issue = await causesOf(await placeOf("manifest.json", '"issues/chat/duo_chat.md"'));
    expect(issue.causes.at(-1)).toBe("migrations/chat.yaml: duo_chat:");
    const target = await causesOf(await placeOf("manifest.json", '"ai-gateway": null'));
    expect(target.causes).toEqual([expect.stringMatching(/^cutover\.yaml: ai-gateway: \{/)]);
    expect((await causesOf("manifest.json:1")).causes).toEqual([]);
    expect((await run("--explain", "manifest.json:1")).out).toContain("part of the form; no value of a file caused it");
  });

  it("explains every line that a diff adds, also the empty one behind an entry in the middle", async () => {
    const general =
      "\n  - name: General\n    gitlab_identifier: general\n    model_class_provider: litellm\n    params: {}\n";
    await writeFile(join(folder.path, FOLDER, "models.yml"), `${MODELS}${general}`);
    await run();
    const lines = (await readFile(artifact(`${models}.diff`), "utf8")).split("\n");
    const added = lines.flatMap((line, index) => (/^\+(?!\+\+)/.test(line) ? [index + 1] : []));
    expect(added.map((line) => lines[line - 1])).toContain("+");
    for (const line of added) {
      const { kind, causes } = await causesOf(`${models}.diff:${line}`);
      expect([line, kind, causes.length > 0]).toEqual([line, "written", true]);
    }
  });

  it("refuses a place that is none", async () => {
    expect(await run("--explain", "models.yml")).toMatchObject({ code: 2 });
    expect((await run("--explain", "nowhere.yml:3")).err).toContain('compile writes no "nowhere.yml"');
    expect((await run("--explain", `${models}:9999`)).err).toContain("has no line 9999");
    expect((await run("--explain", `${models}:1`, "--check")).code).toBe(2);
  });

  it("writes nothing", async () => {
    await rm(artifact("issues/chat.md"));
    await run("--explain", `${features}:1`);
    expect(await filesBelow(join(folder.path, ".cutover"))).not.toContain("issues/chat.md");
  });
});
