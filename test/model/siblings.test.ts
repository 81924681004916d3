import { describe, expect, test } from "vitest";
import { hostsOf } from "../../src/model/offering-name.ts";
import { compareVersions, hasSameModel, isPredecessor, isSameModel, versionOf } from "../../src/model/siblings.ts";

const HOSTS = hostsOf(undefined);

describe("ids are one model", () => {
  test.each([
    ["claude_opus_4_6_20260205", "claude_opus_4_6_vertex", true],
    ["claude_sonnet_4_5_20250929_vertex", "claude_sonnet_4_5_20250929_bedrock", true],
    ["claude_sonnet_4_5", "claude_sonnet_4_6", false],
    ["gpt_5", "gpt_5_mini", false],
    ["claude_3_5_sonnet_20240620", "claude_3_5_sonnet_20241022_vertex", false],
  ])("%s and %s: %s", (a, b, same) => {
    expect(hasSameModel(a, b, HOSTS)).toBe(same);
    expect(hasSameModel(b, a, HOSTS)).toBe(same);
  });

  test("by the name that users see, with or without the provider that it ended in", () => {
    const own = { id: "claude_3_5_sonnet_20241022", name: "Claude 3.5 Sonnet - Anthropic" };
    expect(isSameModel(own, { id: "vertex", name: "Claude 3.5 Sonnet - Vertex" }, HOSTS)).toBe(true);
    expect(isSameModel(own, { id: "vertex", name: "Claude 3.5 Sonnet" }, HOSTS)).toBe(true);
    expect(isSameModel(own, { id: "vertex", name: undefined }, HOSTS)).toBe(false);
    expect(isSameModel(own, { id: "claude_3_5_sonnet_20240620", name: own.name }, HOSTS)).toBe(false);
  });
});

describe("versions", () => {
  test.each([
    ["claude_sonnet_4_5_20250929_vertex", [4, 5]],
    ["claude_3_5_haiku_20241022", [3, 5]],
    ["codestral_2508_fireworks", [2508]],
    ["gpt_oss_120b_fireworks", []],
    ["gemini_3_1_pro_preview_vertex", [3, 1]],
  ])("%s has %j", (id, version) => {
    expect(versionOf(id, HOSTS)).toEqual(version);
  });

  test("4 and 4.0 are equal, 4.10 comes after 4.9", () => {
    expect(compareVersions([4], [4, 0])).toBe(0);
    expect(compareVersions([4, 10], [4, 9])).toBeGreaterThan(0);
    expect(compareVersions([], [1])).toBeLessThan(0);
  });

  test.each([
    ["claude_3_5_sonnet_20241022", "claude_sonnet_4_6", true],
    ["gpt_5_codex", "gpt_5_2_codex", true],
    ["gpt_5_2_codex", "gpt_5_codex", false],
    ["gpt_5", "gpt_5_2_codex", false],
    ["claude_sonnet_4_5_vertex", "claude_sonnet_4_6", false],
    ["claude_sonnet_4_6", "claude_sonnet_4_6", false],
  ])("%s comes before %s: %s", (a, b, before) => {
    expect(isPredecessor(a, b, HOSTS)).toBe(before);
  });
});
