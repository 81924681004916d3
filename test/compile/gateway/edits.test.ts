import { describe, expect, it } from "vitest";
import { applyEdits, type Edit } from "../../../src/compile/files/edit.ts";
import { editGateway } from "../../../src/compile/files/gateway/edit-gateway.ts";
import { loadMigration } from "../../../src/load/validate.ts";
import { edited, editsFor, gatewayOf, type Texts } from "./harness.ts";

const cause = { file: "m.yaml", line: 1 };

function edit(offset: number, length: number, text: string): Edit {
  return { offset, length, text, cause };
}

describe("applyEdits", () => {
  it.each<[string, readonly Edit[], string]>([
    ["in any order", [edit(4, 1, "E"), edit(0, 1, "A")], "AbcdE"],
    ["insertions at one offset as given", [edit(2, 0, "1"), edit(2, 0, "2")], "ab12cde"],
    ["insertions before what is replaced there", [edit(2, 2, "X"), edit(2, 0, "1")], "ab1Xe"],
    ["edits that meet", [edit(1, 1, ""), edit(2, 1, "")], "ade"],
    ["at both ends", [edit(5, 0, "!"), edit(0, 0, "?")], "?abcde!"],
  ])("makes %s", (_what, edits, text) => {
    expect(applyEdits("abcde", edits)).toEqual({ text });
  });

  it.each<[string, Edit, Edit]>([
    ["ranges that overlap", edit(1, 3, ""), edit(2, 1, "x")],
    ["an insertion inside a range", edit(1, 3, ""), edit(2, 0, "x")],
    ["one range twice", edit(1, 3, "x"), edit(1, 3, "x")],
  ])("names %s", (_what, first, second) => {
    expect(applyEdits("abcde", [first, second])).toEqual({ overlap: [first, second] });
  });
});

const TEXTS: Texts = {
  models: `models:
  - name: One
    gitlab_identifier: one
  - name: Two
    gitlab_identifier: two
    max_context_tokens: 1
`,
  features: `configurable_unit_primitives:
  - feature_setting: chat
    default_models: [one]
    selectable_models:
      - one
      - two
    unit_primitives: []
  - feature_setting: code
    default_models: [one]
    unit_primitives: []
`,
};

const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: example
status: active
owner: "@ana"
summary: An example.
offerings:
  two:
    description: Fast.
    max_context_tokens: 2
  three:
    name: Three
replaces:
  one: { retire: remove }
features:
  chat:
    stage: default
    from: one
    to: two
    offer:
      - three
    withdraw: []
    no_flag: because
  code: { stage: absent }
`;

describe("what caused an edit", () => {
  it("is the line of the migration that asks for it", () => {
    const { models, features, problems } = editsFor(TEXTS, MIGRATION, "migrations/example.yaml");
    expect(problems).toEqual([]);
    const lines = MIGRATION.split("\n");
    const because = (edits: readonly Edit[]) =>
      edits.map(({ text, cause: { line } }) => [text.trim().split("\n")[0], lines[line - 1]?.trim()]);
    expect(because(models)).toEqual([
      ["", "one: { retire: remove }"],
      ["2", "max_context_tokens: 2"],
      ["description: Fast.", "description: Fast."],
      ["- name: Three", "three:"],
    ]);
    expect(because(features)).toEqual([
      ["two", "to: two"],
      ["", "one: { retire: remove }"],
      ["- three", "- three"],
      ["", "code: { stage: absent }"],
    ]);
    expect(new Set([...models, ...features].map(({ cause: { file } }) => file))).toEqual(
      new Set(["migrations/example.yaml"]),
    );
  });

  it("stands at problems too, and then nothing is edited", () => {
    const result = edited(TEXTS, MIGRATION.replace("code: { stage: absent }", "code: { stage: planned }"));
    expect(result.problems.map(({ rule }) => rule)).toEqual(["retire-while-default"]);
    expect([result.models, result.features, result.count]).toEqual([TEXTS.models, TEXTS.features, 0]);
  });
});

describe("a move that does not say where it came from", () => {
  const lowered = MIGRATION.replace("stage: default", "stage: rollout").replace(
    "{ retire: remove }",
    "{ retire: keep }",
  );
  const moved = { ...TEXTS, features: TEXTS.features.replace("[one]", "[two]") };

  it("cannot be taken back", () => {
    const { document } = loadMigration(lowered, "migrations/example.yaml");
    if (document?.data.features?.["chat"] === undefined) throw new Error("the example is not valid");
    // The schema asks for "from", so this is what is left where a file was not checked.
    const { from: _from, ...chat } = document.data.features["chat"];
    const migration = { ...document, data: { ...document.data, features: { chat } } };
    const [problem] = editGateway({ gateway: gatewayOf(moved), migration }).problems;
    expect(problem?.message).toBe(
      '"chat" cannot go back from "two": "from" is missing, which names the default before the move',
    );
    expect(lowered.slice(problem?.range.start, problem?.range.end)).toBe("rollout");
  });

  it("needs no way back where it defines the feature", () => {
    const defined = lowered.replace("    from: one\n", "    define: { unit_primitives: [] }\n");
    expect(edited(moved, defined).problems).toEqual([]);
  });
});
