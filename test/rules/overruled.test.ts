import { describe, expect, test } from "vitest";
import { readGateway } from "../../src/compile/files/gateway/read-gateway.ts";
import { removeEntry } from "../../src/rules/engine/overruled.ts";

/** The text without its first entry, or undefined where that is left to a person. */
function withoutFirst(text: string): string | undefined {
  const features = { file: "unit_primitives.yml", text: "configurable_unit_primitives: []\n" };
  const { gateway } = readGateway({ file: "models.yml", text }, features);
  if (gateway === undefined) throw new Error("the text cannot be read");
  const edit = removeEntry(gateway.models.source, ["models"], 0, 1);
  return edit && text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end);
}

describe.each([["\n"], ["\r\n"]])("with line ends %j, an entry that stands twice", (eol) => {
  const written = (...lines: string[]): string => lines.map((line) => line + eol).join("");

  test("goes with the blank lines behind it, whose comments the other has too", () => {
    const entry = ["  - gitlab_identifier: é😀 # id", "    a: 1 # one"];
    expect(withoutFirst(written("models:", ...entry, "", "", "  # the next", ...entry))).toBe(
      written("models:", "  # the next", ...entry),
    );
  });

  test("may end in a block of text, or stand in braces on a line of its own", () => {
    const block = ["- gitlab_identifier: a", "  description: |", "    x"];
    expect(withoutFirst(written("models:", ...block, "", ...block))).toBe(written("models:", ...block));
    const braces = "  - { gitlab_identifier: a }";
    expect(withoutFirst(written("models:", braces, braces))).toBe(written("models:", braces));
  });

  test.each([
    ["a comment above it", ["  # why", "  - gitlab_identifier: a", "  - gitlab_identifier: a"]],
    ["a comment in it", ["  - gitlab_identifier: a # why", "  - gitlab_identifier: a"]],
    ["a comment below it that is its own", ["  - gitlab_identifier: a", "", "    # why", "  - gitlab_identifier: a"]],
    ["an anchor", ["  - &a", "    gitlab_identifier: a", "  - *a"]],
    ["an anchor in its line", ["  - gitlab_identifier: &a a", "  - gitlab_identifier: a"]],
    ["a neighbour in its line", ["  [{ gitlab_identifier: a }, { gitlab_identifier: a }]"]],
  ])("stays if it has %s", (_what, lines) => {
    expect(withoutFirst(written("models:", ...lines))).toBeUndefined();
  });
});
