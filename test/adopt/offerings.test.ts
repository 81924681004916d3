import { describe, expect, it } from "vitest";
import { edited } from "../compile/gateway/harness.ts";
import { adopted, BEFORE, changed, explained, FEATURES, MODELS, OPUS } from "./texts.ts";

const NEW_OPUS = `offerings:
  # the largest
  claude_opus_4_5:
    name: "Claude Opus 4.5"
    provider: 'Anthropic'
    # twice that for a price
    max_context_tokens: 200_000 # https://docs.example.com/opus
    params: { model: "claude-opus-4-5", temperature: 0.0 }
    model_class_provider: anthropic
`;

/** The entry of an id with the blank line behind it. */
function entryOf(id: string, models = MODELS): string {
  const entry = models
    .slice("models:\n".length)
    .split("\n\n")
    .find((one) => one.includes(`"${id}"`));
  expect(entry).toBeDefined();
  return `${entry?.trimEnd()}\n`;
}

describe("new entries", () => {
  it("come with their texts and comments, and without a place where the editor finds it", () => {
    const models = `${MODELS}\n${OPUS}`;
    expect(explained({ models })).toBe(NEW_OPUS);
    expect(edited(BEFORE, adopted({ models }).text).models).toBe(models);
  });

  it.each([
    ["at the top", changed(MODELS, ["models:\n", `models:\n${OPUS}\n`]), "first"],
    [
      "after one that is not their sibling",
      changed(MODELS, ["  # proxy", `${OPUS}\n  # proxy`]),
      "{ after: claude_sonnet_4_5_20250929_vertex }",
    ],
  ])("%s have a place", (_name, models, place) => {
    expect(explained({ models })).toBe(
      changed(NEW_OPUS, ["  claude_opus_4_5:\n", `  claude_opus_4_5:\n    place: ${place}\n`]),
    );
    expect(edited(BEFORE, adopted({ models }).text).models).toBe(models);
  });

  it("before a sibling say so", () => {
    const next = `  - name: "Claude Haiku 4.6"
    gitlab_identifier: "claude_haiku_4_6"
    params:
      model: claude-haiku-4-6
`;
    const models = changed(MODELS, ['  - name: "Claude Haiku 4.5"', `${next}\n  - name: "Claude Haiku 4.5"`]);
    expect(explained({ models })).toContain("    place: { before: claude_haiku_4_5 }\n");
  });

  it("of a new provider make an integration", () => {
    const entry = OPUS.replace("'Anthropic'", '"Bedrock"').replace("opus_4_5", "opus_4_5_bedrock");
    expect(adopted({ models: `${MODELS}\n${entry}` }).text).toContain("kind: Integration\n");
    expect(adopted({ models: `${MODELS}\n${OPUS}` }).text).toContain("kind: Upgrade\n");
  });

  it("with a deprecation have it in the entry", () => {
    const entry = `${OPUS}    deprecation:\n      deprecation_date: "2026-10-01"\n      removal_version: "19.5"\n`;
    expect(explained({ models: `${MODELS}\n${entry}` })).toBe(
      `${NEW_OPUS}    deprecation: { deprecation_date: "2026-10-01", removal_version: "19.5" }\n`,
    );
  });
});

describe("patches", () => {
  it.each([
    ["a value", ["max_tokens: 4_096", "max_tokens: 64_000"], "{ params: { max_tokens: 64_000 } }"],
    ["a value under a comment", ["200_000 # https", "300_000 # https"], "{ max_context_tokens: 300_000 }"],
    ["a key that is gone", ["      temperature: 0.0\n", ""], "{ params: { temperature: null } }"],
    [
      "a key that is new",
      ["    family:\n", "    proxy_provider: anthropic\n    family:\n"],
      "{ proxy_provider: anthropic }",
    ],
    ["a list", ["      - claude\n", "      - claude_4\n      - claude\n"], "{ family: [claude_4, claude] }"],
    ["a number for a text", ["temperature: 0.0", "temperature: 1"], "{ params: { temperature: 1 } }"],
    [
      "a whole mapping",
      ["temperature: 0.0", "extra_headers:\n        x-y: z"],
      "{ params: { extra_headers: { x-y: z }, temperature: null } }",
    ],
  ] as const)("of %s say that and no more", (_name, piece, said) => {
    const models = changed(MODELS, piece);
    expect(explained({ models })).toBe(`offerings:\n  claude_sonnet_4_5_20250929: ${said}\n`);
    expect(edited(BEFORE, adopted({ models }).text).models.length).toBe(models.length);
  });

  it("carry the comments that are new", () => {
    const models = changed(
      MODELS,
      ["      temperature: 0.0\n", "      # colder\n      temperature: 0.0 # always\n"],
      ["      - claude\n", "      - claude # shared\n"],
    );
    expect(explained({ models })).toBe(`offerings:
  claude_sonnet_4_5_20250929:
    family:
      - claude # shared
    params:
      # colder
      temperature: 0.0 # always
`);
    expect(edited(BEFORE, adopted({ models }).text).models).toBe(models);
  });

  it("carry a comment above an entry", () => {
    const models = changed(MODELS, ['  - name: "Claude Haiku', '  # kept for the proxy\n  - name: "Claude Haiku']);
    expect(explained({ models })).toBe("offerings:\n  # kept for the proxy\n  claude_haiku_4_5: {}\n");
    expect(edited(BEFORE, adopted({ models }).text).models).toBe(models);
  });

  it("carry a comment behind the id", () => {
    const [id, comment] = ['    gitlab_identifier: "claude_haiku_4_5"', "# for older clients"];
    const models = changed(MODELS, [id, `${id} ${comment}`]);
    expect(explained({ models })).toBe(`offerings:\n  claude_haiku_4_5: {} ${comment}\n`);
    expect(edited(BEFORE, adopted({ models }).text).models).toBe(models);
    const entry = OPUS.replace('"claude_opus_4_5"', `"claude_opus_4_5" ${comment}`);
    expect(explained({ models: `${MODELS}\n${entry}` })).toContain(`  claude_opus_4_5: ${comment}\n    name:`);
    expect(edited(BEFORE, adopted({ models: `${MODELS}\n${entry}` }).text).models).toBe(`${MODELS}\n${entry}`);
  });

  it("leave comments where they are when the key below them goes elsewhere", () => {
    const [note, key] = ["    # a million with a header\n", "    model_class_provider: anthropic\n"];
    const before = changed(
      MODELS,
      [`    family:\n`, `${note}${key}    family:\n`],
      [`      max_tokens: 4_096\n${key}`, "      max_tokens: 4_096\n"],
    );
    const after = changed(
      before,
      [`${note}${key}`, note],
      ["      max_tokens: 4_096\n", `      max_tokens: 4_096\n  ${key}`],
    );
    const files = { models: before, features: FEATURES };
    expect(explained({ models: after }, files)).not.toContain("#");
    expect(edited(files, adopted({ models: after }, files).text).models).toBe(after);
    // The same comment once more is a new one.
    const more = changed(after, ["    params:\n", `${note}    params:\n`]);
    expect(explained({ models: more }, { models: after, features: FEATURES })).toContain(note.trim());
  });

  it("keep texts that YAML 1.2 reads otherwise what they are", () => {
    const models = changed(MODELS, ["temperature: 0.0", "extra_headers:\n        x-a: 'yes'\n        x-b: \"1e3\""]);
    expect(explained({ models })).toContain(`x-a: 'yes'`);
    const truth = changed(MODELS, ["family:\n      - claude\n", "supports_assistant_prefill: yes\n"]);
    expect(explained({ models: truth })).toContain("supports_assistant_prefill: true");
  });
});

describe("deprecations", () => {
  const block = '    deprecation:\n      deprecation_date: "2026-10-01"\n      removal_version: "19.5"\n';
  const said =
    'replaces:\n  gpt_5_1:\n    retire: deprecate\n    deprecation: { date: 2026-10-01, removal_version: "19.5" }\n';
  const models = changed(MODELS, ["    model_class_provider: openai\n", `    model_class_provider: openai\n${block}`]);

  it("that are set", () => {
    expect(explained({ models })).toBe(said);
    expect(adopted({ models }).text).toContain("kind: Deprecation\n");
    expect(edited(BEFORE, adopted({ models }).text).models).toBe(models);
  });

  it("that change", () => {
    const later = changed(models, ["19.5", "19.8"]);
    expect(explained({ models: later }, { models, features: FEATURES })).toBe(said.replace("19.5", "19.8"));
  });

  it("with a comment are a patch, since only that carries it", () => {
    const noted = changed(models, ['"19.5"', '"19.5" # as its maker says']);
    expect(explained({ models: noted })).toContain('      removal_version: "19.5" # as its maker says\n');
    expect(edited(BEFORE, adopted({ models: noted }).text).models).toBe(noted);
  });

  it("that are lifted", () => {
    expect(explained({ models: MODELS }, { models, features: FEATURES })).toBe(
      "offerings:\n  gpt_5_1: { deprecation: null }\n",
    );
  });
});

describe("entries that are gone", () => {
  it("are removed, and leave the lists by that alone", () => {
    const models = changed(MODELS, [`${entryOf("gpt_5_1")}\n`, ""]);
    const features = changed(FEATURES, ['      - "gpt_5_1"\n', ""]);
    expect(explained({ models, features })).toBe("replaces:\n  gpt_5_1: { retire: remove }\n");
    expect(adopted({ models, features }).text).toContain("kind: Deprecation\n");
  });

  it("and a new one much alike in their place are renamed", () => {
    const models = changed(
      MODELS,
      ['"gpt_5_1"', '"gpt_5_2"'],
      ['"GPT-5.1"', '"GPT-5.2"'],
      ["model: gpt-5.1", "model: gpt-5.2"],
    );
    const features = changed(FEATURES, ["gpt_5_1", "gpt_5_2"]);
    expect(explained({ models, features })).toBe(
      'offerings:\n  gpt_5_2: { in_place_of: gpt_5_1, name: "GPT-5.2", params: { model: gpt-5.2 } }\n',
    );
    expect(edited(BEFORE, adopted({ models, features }).text)).toMatchObject({ models, features });
  });

  it("and a new one of another kind are two things", () => {
    const models = changed(MODELS, [`${entryOf("gpt_5_1")}\n`, ""]);
    const features = changed(FEATURES, ['      - "gpt_5_1"\n', ""]);
    const text = explained({ models: `${models}\n${OPUS}`, features });
    expect(text).toContain("  gpt_5_1: { retire: remove }\n");
    expect(text).toContain("  claude_opus_4_5:\n");
    expect(text).not.toContain("in_place_of");
  });
});

it("entries that moved say where to", () => {
  const haiku = entryOf("claude_haiku_4_5");
  const models = changed(MODELS, [`\n${haiku}`, ""], ["models:\n", `models:\n${haiku}\n`]);
  expect(explained({ models })).toBe("offerings:\n  claude_haiku_4_5: { place: first, move: true }\n");
  expect(edited(BEFORE, adopted({ models }).text).models).toBe(models);
});

describe("files of older days", () => {
  const old = `models:
  - name: Claude 3.5 Sonnet
    gitlab_identifier: claude_3_5_sonnet
    provider: anthropic
    provider_identifier: claude-3-5-sonnet
    family: claude
    params:
      temperature: 0.0
      model_class_provider: litellm
`;
  const features = `configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_build]
    default_model: claude_3_5_sonnet
    selectable_models:
      - claude_3_5_sonnet
`;
  const before = { models: old, features };

  it("take the keys of their time", () => {
    const models = changed(
      old,
      ["claude-3-5-sonnet\n", "claude-3-5-sonnet-v2\n"],
      ["family: claude", "family: claude_3"],
      ["    provider: anthropic\n", "    provider: vertex\n"],
    );
    expect(explained({ models }, before)).toBe(
      "offerings:\n  claude_3_5_sonnet: { provider: vertex, provider_identifier: claude-3-5-sonnet-v2, family: claude_3 }\n",
    );
  });

  it("take a scalar default", () => {
    const models = `${old}\n${old.slice("models:\n".length).replaceAll("3_5", "3_7").replaceAll("3-5", "3-7").replace("3.5", "3.7")}`;
    const moved = changed(
      features,
      ["default_model: claude_3_5", "default_model: claude_3_7"],
      ["      - claude_3_5_sonnet\n", "      - claude_3_5_sonnet\n      - claude_3_7_sonnet\n"],
    );
    expect(explained({ models, features: moved }, before)).toContain(
      "    from: claude_3_5_sonnet\n    to: claude_3_7_sonnet\n",
    );
  });
});

describe("what cannot be said", () => {
  it("is named: keys that the language lacks, the rest is written", () => {
    const models = changed(MODELS, ["temperature: 0.0", "temperature: 1.0\n      mood: good"]);
    const { text, equal, unexpressed } = adopted({ models });
    expect(equal).toBe(false);
    expect(unexpressed).toEqual([
      {
        file: "models.yml",
        line: 11,
        side: "after",
        message: '"params.mood" of "claude_sonnet_4_5_20250929": unknown key "mood" under "params"',
      },
    ]);
    expect(text).toContain("{ params: { temperature: 1.0 } }");
  });

  it("is named: an id that no migration can have", () => {
    const models = changed(MODELS, ['"gpt_5_1"', '"GPT 5"']);
    const features = changed(FEATURES, ['      - "gpt_5_1"\n', ""]);
    const { equal, unexpressed } = adopted({ models, features });
    expect(equal).toBe(false);
    expect(unexpressed.map(({ file, line }) => `${file}:${line}`)).toContain("models.yml:24");
  });

  it("is named: one of two entries of an id that goes", () => {
    const twice = changed(MODELS, ["  # proxy", `${entryOf("claude_haiku_4_5")}\n  # proxy`]);
    const { text, equal, unexpressed } = adopted({}, { models: twice, features: FEATURES });
    expect([text, equal]).toEqual(["", true]);
    const { equal: isEqual, unexpressed: left } = adopted({ models: MODELS }, { models: twice, features: FEATURES });
    expect(unexpressed).toEqual([]);
    expect(isEqual).toBe(false);
    expect(left.map(({ message }) => message)).toContain('"claude_haiku_4_5 (2)" would still be there');
  });

  it("is named: a value of nothing", () => {
    const models = changed(MODELS, ["model: gpt-5.1\n", "model:\n"]);
    const { equal, unexpressed } = adopted({ models });
    expect(equal).toBe(false);
    expect(unexpressed).toMatchObject([{ file: "models.yml", line: 29, side: "after" }]);
  });

  it("is named: another key of the file", () => {
    const { equal, unexpressed } = adopted({ models: `${MODELS}\nversion: 2\n` });
    expect(equal).toBe(false);
    expect(unexpressed).toMatchObject([{ line: 40, message: 'the key "version" of the file differs' }]);
  });

  it("is noted: a comment that is gone, which is no difference", () => {
    const models = changed(MODELS, ["  # proxy endpoint only\n", ""]);
    const { text, equal, unexpressed, notes } = adopted({ models });
    expect([text, equal, unexpressed]).toEqual(["", true, []]);
    expect(notes).toEqual([
      {
        file: "models.yml",
        line: 23,
        side: "before",
        message: 'the comment "# proxy endpoint only" of "gpt_5_1" would still be there',
      },
    ]);
  });

  it("is not said twice, and nothing is said of blanks and quotes", () => {
    const models = changed(MODELS, ['"GPT-5.1"', "GPT-5.1"], ["\n\n  # proxy", "\n  # proxy"]);
    expect(adopted({ models })).toMatchObject({ text: "", equal: true, unexpressed: [], notes: [] });
  });
});
