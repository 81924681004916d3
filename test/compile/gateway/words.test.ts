import { describe, expect, it } from "vitest";
import { quotedLike, readsAs, renderScalar } from "../../../src/compile/files/gateway/scalar-text.ts";
import type { Plain } from "../../../src/compile/files/gateway/wanted.ts";
import { hostsOf, lineOf, modelOf } from "../../../src/model/offering-name.ts";

describe("what an id is made of", () => {
  const hosts = hostsOf(undefined);

  it.each([
    ["claude_sonnet_4_5_20250929_vertex", "claude_sonnet_4_5", "claude_sonnet"],
    ["claude_sonnet_4_6", "claude_sonnet_4_6", "claude_sonnet"],
    ["claude_3_haiku_20240307", "claude_3_haiku", "claude_haiku"],
    ["gemini_2_5_flash_vertex", "gemini_2_5_flash", "gemini_flash"],
    ["gpt_5_2_codex", "gpt_5_2_codex", "gpt_codex"],
    ["codestral_2508_fireworks", "codestral_2508", "codestral"],
    ["devstral_2_mistral", "devstral_2", "devstral"],
    ["text_embedding_005_vertex", "text_embedding_005", "text_embedding"],
    ["vertex", "vertex", "vertex"],
    ["mistral", "mistral", "mistral"],
  ])("%s is a host of %s and of the line %s", (id, model, line) => {
    expect([modelOf(id, hosts), lineOf(id, hosts)]).toEqual([model, line]);
  });

  it("knows the hosts of the catalog", () => {
    const config = { providers: { qwen: { title: "Qwen", hosts: ["alibaba"] } } };
    expect(modelOf("qwen_3_alibaba", hostsOf(config as never))).toBe("qwen_3");
    expect(modelOf("qwen_3_alibaba", hosts)).toBe("qwen_3_alibaba");
  });
});

describe("the text of a value", () => {
  it.each<[string, Plain, boolean]>([
    ["claude-sonnet-4-6", "claude-sonnet-4-6", true],
    ['"yes"', "yes", true],
    ["yes", "yes", false],
    ["64_000", 64_000, true],
    ["0x10", 16, false],
    ["1e3", 1000, false],
    ["1.5e+3", 1500, true],
    ["010", 10, false],
    ["12:30", "12:30", false],
    ["2026-10-01", "2026-10-01", false],
    ["'it''s'", "it's", true],
    ["a: b", "a: b", false],
    ["a #b", "a", false],
    ["*anchor", "*anchor", false],
    ["true", true, true],
    ["~", null, true],
    ["=", "=", false],
    ["", "", false],
  ])("%j reads as %j in YAML 1.1: %s", (text, value, holds) => {
    expect(readsAs(text, value)).toBe(holds);
  });

  it.each<[Plain, string]>([
    ['say "hi"\n', '"say \\"hi\\"\\n"'],
    ["a\u2028b\u0085", '"a\\u2028b\\u0085"'],
    [1e21, "1.0e+21"],
    [0.5, "0.5"],
    [null, "null"],
  ])("%j is written %s", (value, text) => {
    expect(renderScalar(value)).toBe(text);
    expect(readsAs(text, value)).toBe(true);
  });

  it.each([
    ['"old"', "new", '"new"'],
    ["'old'", "new", "'new'"],
    ["old", "new", "new"],
    ["old", "on", '"on"'],
    ["'old'", "it's", '"it\'s"'],
    [undefined, "new", '"new"'],
  ])("beside %s, %s is written %s", (model, value, text) => {
    expect(quotedLike(model, value)).toBe(text);
  });
});
