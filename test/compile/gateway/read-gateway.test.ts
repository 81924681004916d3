import { describe, expect, it } from "vitest";
import { readGateway } from "../../../src/compile/files/gateway/read-gateway.ts";
import { LineIndex } from "../../../src/diagnostics/line-index.ts";
import { pointer } from "../../../src/model/source.ts";
import { gatewayOf } from "./harness.ts";

const MODELS = "models:\n  - gitlab_identifier: one\n";
const FEATURES = "configurable_unit_primitives:\n  - feature_setting: chat\n    default_models: [one]\n";

function read(models: string, features: string) {
  return readGateway({ file: "a/models.yml", text: models }, { file: "a/unit_primitives.yml", text: features });
}

describe("files that are no gateway", () => {
  it.each([
    ["an empty file", "", FEATURES, "a/models.yml", /needs the key "models" with a list/],
    ["a list at the top", "- a\n", FEATURES, "a/models.yml", /needs the key "models" with a list/],
    [
      "a mapping of entries",
      MODELS,
      "configurable_unit_primitives:\n  chat: {}\n",
      "a/unit_primitives.yml",
      /needs the key "configurable_unit_primitives"/,
    ],
    [
      "an entry without id",
      `${MODELS}  - name: Two\n`,
      FEATURES,
      "a/models.yml",
      /^entry 2 of "models" needs the key "gitlab_identifier"/,
    ],
    ["an id that is a number", MODELS.replace("one", "1"), FEATURES, "a/models.yml", /^entry 1 of "models"/],
    [
      "an entry that is a text",
      MODELS,
      `${FEATURES}  - code\n`,
      "a/unit_primitives.yml",
      /^entry 2 .* needs the key "feature_setting"/,
    ],
    [
      "more than a megabyte",
      `${MODELS}#${"x".repeat(1_000_000)}\n`,
      FEATURES,
      "a/models.yml",
      /more than 1000000 are not read/,
    ],
  ])("%s", (_what, models, features, file, message) => {
    const { gateway, problems } = read(models, features);
    expect(gateway).toBeUndefined();
    const rule = /bytes/.test(problems[0]?.message ?? "") ? "workspace" : "schema";
    expect(problems).toMatchObject([{ rule, severity: "error", file }]);
    expect(problems[0]?.message).toMatch(message);
  });

  it.each([
    [1, ""],
    [2, "; so does 1 more"],
    [150, "; so do 149 more"],
  ])("says once what %i entries lack", (count, rest) => {
    const models = `${MODELS}${"  - gitlab_identifier two\n".repeat(count)}`;
    const messages = read(models, FEATURES).problems.map(({ message }) => message);
    expect(messages).toEqual([`entry 2 of "models" needs the key "gitlab_identifier" with a text${rest}`]);
  });

  it("underlines the entry that lacks its key", () => {
    const models = `${MODELS}  - name: Two\n    family: [a]\n\n  # next\n  - gitlab_identifier: three\n`;
    const [problem] = read(models, FEATURES).problems;
    expect(models.slice(problem?.range.start, problem?.range.end)).toBe("name: Two\n    family: [a]");
  });

  it("reports both files", () => {
    expect(read("", "").problems.map(({ file }) => file)).toEqual(["a/models.yml", "a/unit_primitives.yml"]);
  });
});

const BOMB = `a: &a [${"x,".repeat(10)}]\nb: &b [${"*a,".repeat(10)}]\nc: &c [${"*b,".repeat(10)}]\n`;

describe("files that are no YAML", () => {
  it.each([
    ["two documents", `${MODELS}---\na: 1\n`, "3:1 a second document begins here; a file holds one"],
    ["an open quote", "models:\n  - a: 'b\n", "2:8 this single quote is never closed"],
    [
      "a tab",
      "models:\n\t- gitlab_identifier: one\n\t  name: One\n",
      "2:1 a tab stands in the indentation; YAML takes spaces alone",
    ],
    ["a NUL", `${MODELS}  \0\n`, "3:3 a NUL character stands here; YAML is plain text"],
    ["carriage returns alone", MODELS.replaceAll("\n", "\r"), "1:8 a carriage return without a line feed stands here"],
    [
      "deep nesting",
      `${MODELS}a: ${"[".repeat(50_000)}`,
      /^3:\d+ values are nested too deep here; 64 levels are the most$/,
    ],
    ["a conflict", `${MODELS}<<<<<<< HEAD\n`, "3:1 an unresolved merge conflict begins here"],
    [
      "an alias without anchor",
      `${MODELS}a: *b\n`,
      '3:4 no anchor "&b" stands before the alias "*b"; put it in quotes if it is meant as text',
    ],
    ["an alias of itself", `${MODELS}a: &b [*b]\n`, "3:8 this alias stands inside the value that it names"],
    [
      "aliases that multiply",
      `${BOMB}d: [${"*c,".repeat(10)}]\n${MODELS}`,
      /^4:\d+ aliases stand for more than 10000 values from here on$/,
    ],
    [
      "a merge of a text",
      `${MODELS}    <<: two\n`,
      '3:5 the merge key "<<" takes a mapping, an alias of one, or a list of these',
    ],
  ])("%s: one finding, in our words, where it stands", (_what, models, expected) => {
    const { gateway, problems } = read(models, FEATURES);
    expect(gateway).toBeUndefined();
    const lines = new LineIndex(models);
    const [found, ...others] = problems.map(({ range, message }) => {
      const { line, column } = lines.positionAt(range.start);
      return `${line}:${column} ${message}`;
    });
    expect(others).toEqual([]);
    expect(found).toEqual(typeof expected === "string" ? expected : expect.stringMatching(expected));
  });

  it("has one finding where a lost blank makes all that follows look wrong", () => {
    const models = `${MODELS}  -name: Two\n    provider: Acme\n    family: []\n    params: {}\n`;
    const { problems } = read(models, FEATURES);
    expect(problems).toMatchObject([{ rule: "syntax", severity: "error", file: "a/models.yml" }]);
    expect(problems[0]?.hint).toMatch(/; [1-9] more problems follow, perhaps from this one$/);
    expect(problems[0]).not.toHaveProperty("fix");
  });

  it.each([
    ["the last of two equal keys", `${MODELS}    name: One\n    name: Two\n`, "Two"],
    ["a merged key", `shared: &shared { name: Two }\n${MODELS}    <<: *shared\n`, "Two"],
    ["an alias that stands in many places", `a: &a Two\nb: [${"*a,".repeat(200)}]\n${MODELS}    name: *a\n`, "Two"],
  ])("%s is read", (_what, models, name) => {
    expect(read(models, FEATURES).gateway?.models.entries[0]?.entry["name"]).toBe(name);
  });
});

describe("keys that stand twice", () => {
  const models = `${MODELS}    params: { model: a, top_k: 1 }
    params:
      model: b
      model: c
    name: One
    <<: { family: [a] }
    <<: { provider: Acme }
models: []
models:
  - gitlab_identifier: one
    name: One
    params: { model: a, model: b }
    name: Two
`;
  const source = read(models, FEATURES).gateway?.models.source;
  const shown = ({ start, end }: { readonly start: number; readonly end: number }): string => {
    const { line, column } = new LineIndex(models).positionAt(start);
    return `${line}:${column} ${models.slice(start, end)}`;
  };

  it("are noted where the values count, merge keys never", () => {
    const noted = source?.repeats?.map(({ path, key, first }) => [pointer(path), shown(key), shown(first)]);
    expect(noted).toEqual([
      ["/models", "10:1 models", "1:1 models"],
      ["/models", "11:1 models", "1:1 models"],
      ["/models/0/params/model", "14:25 model", "14:15 model"],
      ["/models/0/name", "15:5 name", "13:5 name"],
    ]);
  });

  it("have the place of the last alone", () => {
    const key = source?.nodes.get("/models/0/name")?.key;
    expect(key && shown(key)).toBe("15:5 name");
    expect([...(source?.nodes.keys() ?? [])].filter((at) => /top_k|family/.test(at))).toEqual([]);
  });

  it("are none in other files", () => expect(read(MODELS, FEATURES).gateway?.models.source.repeats).toEqual([]));
});

describe("both spellings", () => {
  const { features, models } = gatewayOf({
    models: `models:
  - gitlab_identifier: one # why
    max_context_tokens: 64_000
    released: 2025-10-23
    yes_or_no: on
  # above two
  - gitlab_identifier: "two"
    params: # wire
      model: m-2
      stop: []   # none
    # the end
`,
    features: `configurable_unit_primitives:
  - feature_setting: chat
    default_model: one
    selectable_models:
  - feature_setting: code
    default_models: [one, two]
    beta_models: [two]
    dev: { selectable_models: [one], group_ids: [1] }
    models_for_size_preference: { small: two }
  - feature_setting: none
`,
  });

  it("are folded into one", () => {
    const [chat, code, none] = features.entries;
    expect(chat).toMatchObject({
      name: "chat",
      index: 0,
      defaults: ["one"],
      defaultsKey: "default_model",
      selectable: [],
      sizes: {},
    });
    expect([chat?.beta, chat?.dev]).toEqual([undefined, undefined]);
    expect(code).toMatchObject({
      defaults: ["one", "two"],
      defaultsKey: "default_models",
      beta: ["two"],
      dev: ["one"],
      sizes: { small: "two" },
    });
    expect(code?.selectable).toBeUndefined();
    expect(none).toMatchObject({ defaults: [], defaultsKey: "default_model" });
  });

  it("are read by the rules of YAML 1.1, dates as they are written", () => {
    expect(models.entries[0]?.entry).toEqual({
      gitlab_identifier: "one",
      max_context_tokens: 64_000,
      released: "2025-10-23",
      yes_or_no: true,
    });
  });

  it("know the place of each value and the comments on it", () => {
    const { text, nodes } = models.source;
    const at = (...path: (string | number)[]) => nodes.get(pointer(path));
    const textAt = (...path: (string | number)[]) => text.slice(at(...path)?.value.start, at(...path)?.value.end);
    expect(at("models", 0, "gitlab_identifier")?.trailing).toBe("# why");
    expect(at("models", 1)?.above).toEqual(["# above two"]);
    expect(textAt("models", 1, "gitlab_identifier")).toBe('"two"');
    expect(at("models", 1, "params")?.trailing).toBe("# wire");
    expect(textAt("models", 1, "params")).toBe("model: m-2\n      stop: []");
    expect(at("models", 1, "params", "stop")?.trailing).toBe("# none");
    expect(at("models", 1, "params", "model")?.trailing).toBeUndefined();
  });
});
