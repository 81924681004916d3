import { describe, expect, it } from "vitest";
import { added, compiledOver, migration } from "./checkout.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
targets:
  gateway: { project: acme/ai-gateway, format: ai-gateway, path: models }
  prompts: { project: acme/ai-gateway, format: prompts, path: ai/definitions }
features:
  duo_chat: { prompts: [chat/react, chat/title] }
  code_generations: { prompts: [code/generations] }
  summaries: {}
`;

const model = (id: string, family: string) => `  - name: "${id}"
    gitlab_identifier: "${id}"
    max_context_tokens: 200000
    model_class_provider: anthropic
    family:
      - ${family}
`;

const feature = (name: string) => `  - feature_setting: "${name}"
    unit_primitives: []
    default_models:
      - "old"
    selectable_models:
      - "old"
`;

const GATEWAY = {
  "models/models.yml": `models:\n${model("old", "llama")}${model("new", "claude")}${model("other", "gpt")}`,
  "models/unit_primitives.yml": `configurable_unit_primitives:\n${["duo_chat", "code_generations", "summaries"].map(feature).join("")}`,
};

const CHAT = "# for Claude\nname: Chat \t\r\nmodel: {params: {temperature: 0.0}}   # low\n\n";

const PROMPTS = {
  "ai/definitions/chat/react/base/1.0.0.yml": "name: Base\n",
  "ai/definitions/chat/react/claude/1.9.0.yml": "name: Nine\n",
  "ai/definitions/chat/react/claude/1.10.0.yml": CHAT,
  "ai/definitions/chat/react/claude/3.0.0-dev.yml": "name: Dev\n",
  "ai/definitions/chat/react/claude/system/1.10.0.jinja": "You chat.\n",
  "ai/definitions/chat/title/base/1.0.0.yml": "name: Title\n",
  "ai/definitions/code/generations/claude/1.0.0-dev.yml": "name: Code dev\n",
  "ai/definitions/code/generations/claude/1.0.0-alpha.yml": "name: Code alpha\n",
  "ai/definitions/code/generations/gpt/1.0.0.yml": "name: Code\n",
};

const move = (name: string, version: string, rest = "to: new, from: old", stage = "internal") =>
  `features:\n  ${name}: { stage: ${stage}, ${rest}, no_flag: a test, prompt: { version: "${version}" } }\n`;

const over = (...all: Parameters<typeof migration>[]) =>
  compiledOver(
    { ...GATEWAY, ...PROMPTS },
    CONFIG,
    all.map((one) => migration(...one)),
  );

const messages = async (...all: Parameters<typeof migration>[]) =>
  (await over(...all)).problems.map(({ rule, file, message }) => `${file} ${rule} ${message}`);

describe("a prompt version that a migration asks for", () => {
  it("is a copy, byte for byte, of the highest stable one in the folder that the new model gets", async () => {
    const result = await over(["a", move("duo_chat", "2.0.0")]);
    expect(result.problems).toEqual([]);
    expect(added(result, "a", "prompts").files).toEqual([
      ["ai/definitions/chat/react/claude/2.0.0.yml", CHAT],
      ["ai/definitions/chat/title/base/2.0.0.yml", "name: Title\n"],
    ]);
    expect(result.files.filter(({ target }) => target === "prompts").map(({ path }) => path)).toEqual([
      "ai/definitions/chat/react/claude/2.0.0.yml",
      "ai/definitions/chat/title/base/2.0.0.yml",
    ]);
  });

  it("is a copy of the highest pre-release where nothing is stable", async () => {
    const result = await over(["a", move("code_generations", "1.0.0")]);
    expect(added(result, "a", "prompts").files).toEqual([
      ["ai/definitions/code/generations/claude/1.0.0.yml", "name: Code alpha\n"],
    ]);
  });

  it("goes into each folder that one of the models gets, once", async () => {
    const models = "to: new, from: old, offer: [other]";
    const result = await over(["a", move("code_generations", "1.1.0-dev", models)]);
    expect(added(result, "a", "prompts").files).toEqual([
      ["ai/definitions/code/generations/claude/1.1.0-dev.yml", "name: Code alpha\n"],
      ["ai/definitions/code/generations/gpt/1.1.0-dev.yml", "name: Code\n"],
    ]);
  });

  it("follows the family that the migration itself gives the model", async () => {
    const family = "offerings:\n  new: { family: [gpt] }\n";
    const result = await over(["a", family + move("code_generations", "2.0.0")]);
    expect(added(result, "a", "prompts").files).toEqual([
      ["ai/definitions/code/generations/gpt/2.0.0.yml", "name: Code\n"],
    ]);
  });

  it("follows the default that stays where the entry names no model", async () => {
    const keeps = "entry: { keys: { note: kept } }";
    const result = await over(["a", move("duo_chat", "2.0.0", keeps)]);
    expect(added(result, "a", "prompts").files.map(([path]) => path)).toEqual([
      "ai/definitions/chat/react/base/2.0.0.yml",
      "ai/definitions/chat/title/base/2.0.0.yml",
    ]);
  });

  it.each([
    ["planned", "active"],
    ["internal", "draft"],
    ["internal", "paused"],
    ["default", "complete"],
  ])("is not made at %s while the migration is %s", async (stage, status) => {
    const result = await over(["a", move("duo_chat", "2.0.0", undefined, stage), status]);
    expect(added(result, "a", "prompts").files).toEqual([]);
    expect(result.problems).toEqual([]);
  });

  it.each(["1.9.0", "3.0.0-dev", "^1.2.0", "~1.9", "1.10", ">=1.0,<9.0"])(
    "is left alone where %s finds one, whatever that holds",
    async (version) => {
      const title = ["1.9.0", "1.10.0", "3.0.0-dev"].map((one) => [`ai/definitions/chat/title/base/${one}.yml`, ""]);
      const files = { ...GATEWAY, ...PROMPTS, ...Object.fromEntries(title) };
      const result = await compiledOver(files, CONFIG, [migration("a", move("duo_chat", version))]);
      expect(added(result, "a", "prompts").files).toEqual([]);
      expect(result.problems).toEqual([]);
    },
  );

  it("asks for nothing where the catalog names no prompts", async () => {
    const result = await over(["a", move("summaries", "2.0.0")]);
    expect(result.problems).toEqual([]);
    expect(result.before.snapshots.map(({ target }) => target)).toEqual(["gateway"]);
  });

  it("that two migrations want is made by the first, and the second waits for it", async () => {
    const both = "to: new, from: old";
    const result = await over(
      ["a", move("code_generations", "1.0.0", both)],
      ["b", move("code_generations", "1.0.0", "offer: [new]")],
    );
    expect(added(result, "a", "prompts")).toMatchObject({ files: [expect.anything()], needs: [] });
    expect(added(result, "b", "prompts")).toEqual({ files: [], needs: ["file/a/prompts"] });
  });
});

describe("a version that cannot be made", () => {
  it.each([
    ["1.5.0", 'has "1.10.0" already, and "1.5.0" is not above it; write a higher one'],
    [
      "2.0",
      'has no version for "2.0", and none can be made of that name; write three numbers, such as "2.0.0" or "2.0.0-dev"; there: "1.9.0", "1.10.0", "3.0.0-dev"',
    ],
    [
      "^2.0.0",
      'has no version for "^2.0.0", and none can be made of that name; write three numbers, such as "2.0.0" or "2.0.0-dev"; there: "1.9.0", "1.10.0", "3.0.0-dev"',
    ],
  ])("as %s is not", async (version, reason) => {
    const [first] = await messages(["a", move("duo_chat", version)]);
    expect(first).toBe(
      `migrations/a.yaml prompt-version-missing folder "claude" of prompt "chat/react", which "new" gets, ${reason}`,
    );
  });

  it("for want of a prompt, at the catalog's words", async () => {
    const config = CONFIG.replace("chat/title", "chat/titel");
    const { problems } = await compiledOver({ ...GATEWAY, ...PROMPTS }, config, [
      migration("a", move("duo_chat", "2.0.0")),
    ]);
    expect(problems.map(({ file, message, range }) => [file, message, config.slice(range.start, range.end)])).toEqual([
      [
        "cutover.yaml",
        'no target has a prompt "chat/titel": there is no definition below "ai/definitions/chat/titel"',
        "chat/titel",
      ],
    ]);
  });

  it("for want of a folder, of a version, of a gateway", async () => {
    expect(await messages(["a", move("code_generations", "2.0.0", "to: old, from: new")])).toEqual([
      'migrations/a.yaml prompt-version-missing prompt "code/generations" of "code_generations" has no folder for "old", neither "base" nor one of its family; there: "claude", "gpt"',
    ]);
    const named = { ...GATEWAY, "ai/definitions/code/generations/base/nightly.yml": "x" };
    const nothing = await compiledOver(named, CONFIG, [migration("a", move("code_generations", "2.0.0"))]);
    expect(nothing.problems.map(({ message }) => message)).toEqual([
      'folder "base" of prompt "code/generations", which "new" gets, has no version that "2.0.0" could be copied from; there: "nightly"',
    ]);
    const alone = await compiledOver(PROMPTS, CONFIG.replace(/ {2}gateway: .*\n/, ""), [
      migration("a", move("code_generations", "2.0.0")),
    ]);
    expect(alone.problems.map(({ message }) => message)).toEqual([
      'which folder of prompt "code/generations" its model gets is for the gateway to say, and no target has format "ai-gateway"',
    ]);
  });

  it("keeps nobody from going back", async () => {
    const result = await over(["a", move("duo_chat", "1.5.0"), "rolled_back"]);
    expect(result.problems).toEqual([]);
  });
});
