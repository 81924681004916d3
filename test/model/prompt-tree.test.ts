import { expect, test } from "vitest";
import { familyOf, folderFor, promptTree } from "../../src/model/prompt-tree.ts";

const PATHS = [
  "chat/react/base/1.0.0.yml",
  "chat/react/claude/1.0.0.yml",
  "chat/react/claude/1.1.0.yaml",
  "odd/1.0.0.yml",
];

test("prompts of all targets have folders, and folders versions", () => {
  const tree = promptTree(
    new Map([
      ["a", new Set(PATHS)],
      ["b", new Set(["chat/react/gpt_5/2.0.0.yml"])],
    ]),
  );
  expect([...tree].map(([id, folders]) => [id, Object.fromEntries(folders)])).toEqual([
    ["chat/react", { base: ["1.0.0"], claude: ["1.0.0", "1.1.0"], gpt_5: ["2.0.0"] }],
  ]);
});

test("a model gets the first folder of its family that is there, else base", () => {
  const folders = new Map([
    ["base", ["1.0.0"]],
    ["claude", []],
    ["mistral", []],
  ] as const);
  expect(folderFor(folders, ["claude_4_6", "mistral", "claude"])).toBe("mistral");
  expect(folderFor(folders, ["gpt_5"])).toBe("base");
  expect(folderFor(new Map([["claude", []]]), ["gpt_5"])).toBeUndefined();
});

test("a family is a list, once was one name, and may be anything", () => {
  expect([{ family: ["a", 1, "b"] }, { family: "a" }, { family: null }, {}].map(familyOf)).toEqual([
    ["a", "b"],
    ["a"],
    [],
    [],
  ]);
});
