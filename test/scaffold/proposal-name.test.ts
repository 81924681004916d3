import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostsOf } from "../../src/model/offering-name.ts";
import { proposalName } from "../../src/scaffold/proposal-name.ts";

const HOSTS = hostsOf(undefined);
const free = () => false;

describe("the name of a proposal", () => {
  it.each([
    ["claude_sonnet_4_5_20250929", "claude-sonnet-4-5-retirement"],
    ["claude_sonnet_4_5_20250929_vertex", "claude-sonnet-4-5-vertex-retirement"],
    ["gpt_5_codex", "gpt-5-codex-retirement"],
    ["codestral_2501_fireworks", "codestral-2501-fireworks-retirement"],
    ["vertex", "vertex-retirement"],
    ["qwen2.5-coder", "qwen2-5-coder-retirement"],
  ])("of %s is %s", (id, name) => {
    expect(proposalName(id, [id], HOSTS, free)).toBe(name);
  });

  it("has the snapshot where an alias or another snapshot is there", () => {
    const ids = ["claude_sonnet_4_5", "claude_sonnet_4_5_20250929", "claude_sonnet_4_5_20250929_vertex"];
    expect(ids.map((id) => proposalName(id, ids, HOSTS, free))).toEqual([
      "claude-sonnet-4-5-retirement",
      "claude-sonnet-4-5-20250929-retirement",
      "claude-sonnet-4-5-vertex-retirement",
    ]);
  });

  it("is another one where it is taken", () => {
    const taken = new Set(["a-retirement", "a-retirement-2"]);
    expect(proposalName("a", ["a"], HOSTS, (name) => taken.has(name))).toBe("a-retirement-3");
  });

  it("is valid, and different for different offerings, in whatever order they stand", () => {
    const id = fc
      .tuple(fc.constantFrom("a", "1"), fc.string({ unit: fc.constantFrom(..."_.-a12"), maxLength: 100 }))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 8 }), (ids) => {
        const names = ids.map((one) => proposalName(one, ids, HOSTS, free));
        expect(new Set(names).size).toBe(ids.length);
        for (const name of names) expect(name).toMatch(/^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/);
        const turned = ids.toReversed();
        expect(turned.map((one) => proposalName(one, turned, HOSTS, free)).toReversed()).toEqual(names);
      }),
    );
  });
});
