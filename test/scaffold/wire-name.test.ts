import { describe, expect, it } from "vitest";
import { hostsOf } from "../../src/model/offering-name.ts";
import { newWireName } from "../../src/scaffold/wire-name.ts";

const hosts = hostsOf(undefined);

describe("newWireName", () => {
  it.each([
    ["claude-sonnet-4-6", "claude_sonnet_4_6", "claude_sonnet_5", "claude-sonnet-5"],
    ["claude-sonnet-4-5@20250929", "claude_sonnet_4_5_20250929_vertex", "claude_sonnet_5_vertex", "claude-sonnet-5"],
    [
      "claude-haiku-4-5@20251001",
      "claude_haiku_4_5_20251001_vertex",
      "claude_haiku_5_20270101_vertex",
      "claude-haiku-5@20270101",
    ],
    [
      "bedrock/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "claude_sonnet_4_5_20250929_bedrock",
      "claude_opus_5_20270101_bedrock",
      "bedrock/global.anthropic.claude-opus-5-20270101-v1:0",
    ],
    ["gpt-5.2-2025-12-11", "gpt_5_2", "gpt_6_1", "gpt-6.1"],
    ["gpt-5-mini-2025-08-07", "gpt_5_mini", "gpt_5_4_mini", "gpt-5.4-mini"],
    [
      "vertex_ai/gemini-2.0-flash-lite",
      "gemini_2_0_flash_lite_vertex",
      "gemini_3_1_flash_vertex",
      "vertex_ai/gemini-3.1-flash",
    ],
  ])("%s of %s makes %s: %s", (wire, old, next, made) => {
    expect(newWireName(wire, old, next, hosts)).toBe(made);
  });

  it.each([
    ["gpt-5.1-2025-11-13", "gpt_5", "gpt_6"],
    ["codestral-2", "codestral_2508_vertex", "codestral_2601_vertex"],
  ])("%s says nothing of %s", (wire, old, next) => {
    expect(newWireName(wire, old, next, hosts)).toBeUndefined();
  });
});
