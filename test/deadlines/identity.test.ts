import { describe, expect, it } from "vitest";
import { identityOf, keysOf, modelKey, selfHosted } from "../../src/deadlines/identity.ts";
import type { GatewayModel } from "../../src/model/gateway.ts";
import { modelsIn } from "../../src/model/gateway.ts";
import { hostsOf } from "../../src/model/offering-name.ts";
import { gatewayOf, textsIn } from "../compile/gateway/harness.ts";
import { caseFolders, caseSide, hasCases } from "../replay.ts";

const hosts = hostsOf(undefined);

function entry(id: string, params: Readonly<Record<string, unknown>>, rest: object = {}): GatewayModel {
  return { id, index: 0, entry: { gitlab_identifier: id, ...rest, params } };
}

describe("modelKey", () => {
  it.each([
    ["anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929"],
    ["anthropic", "anthropic/Claude-2.1", "claude-2.1"],
    ["vertex", "claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"],
    ["vertex", "claude-opus-4-6@default", "claude-opus-4-6"],
    ["vertex", "vertex_ai/gemini-1.5-flash-002", "gemini-1.5-flash-002"],
    ["vertex", "publishers/google/models/gemini-2.5-flash", "gemini-2.5-flash"],
    ["bedrock", "bedrock/global.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4-20250514"],
    ["bedrock", "bedrock/converse/us-gov.anthropic.claude-3-haiku-20240307-v1:0:200k", "claude-3-haiku-20240307"],
    ["bedrock", "anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022"],
    ["bedrock", "anthropic.claude-opus-4-6-v1", "claude-opus-4-6"],
    ["bedrock", "anthropic.claude-v2:1", "claude-v2:1"],
    ["bedrock", "amazon.nova-premier-v1:0", "nova-premier"],
    ["bedrock", "ai21.jamba-1-5-large-v1:0", "jamba-1-5-large"],
    ["bedrock", "cohere.embed-english-v3", "embed-english-v3"],
    ["bedrock", "claude-3-5-sonnet-v2", "claude-3-5-sonnet-v2"],
    ["bedrock", "amazon.titan-embed-text-v1:2:8k", "titan-embed-text"],
    ["bedrock", "amazon.titan-embed-text-v2:0", "titan-embed-text-v2"],
    ["bedrock", "mistral.mistral-7b-instruct-v0:2", "mistral-7b-instruct-v0:2"],
    ["bedrock", "arn:aws:bedrock:us-east-1:1:inference-profile/eu.amazon.nova-pro-v1:0", "nova-pro"],
    ["bedrock", "jamba-1.5-mini", "jamba-1.5-mini"],
    ["mistral", "mistral/codestral-2508", "codestral-2508"],
    ["openai", "openai/gpt-5", "gpt-5"],
    ["groq", "openai/gpt-oss-120b", "openai/gpt-oss-120b"],
    ["azure", "azure/gpt-4.1", "gpt-4.1"],
    ["azure", "DeepSeek-V3.1", "deepseek-v3.1"],
    ["fireworks", "fireworks_ai/accounts/fireworks/models/qwen2p5-coder-7b", "qwen2p5-coder-7b"],
    ["nobody", "a/B@c", "a/b-c"],
    ["constructor", "x", "x"],
    ["__proto__", "x", "x"],
  ])("at %s, %s is %s", (host, id, key) => {
    expect(modelKey(host, id)).toBe(key);
    expect(modelKey(host, key), "of a key it is the key").toBe(key);
  });
});

describe("keysOf", () => {
  it("leaves out the snapshot where pages name none", () => {
    expect(keysOf("vertex", "claude-3-5-sonnet-v2@20241022")).toEqual([
      "claude-3-5-sonnet-v2-20241022",
      "claude-3-5-sonnet-v2",
    ]);
    expect(keysOf("azure", "gpt-4o-2024-08-06")).toEqual(["gpt-4o-2024-08-06", "gpt-4o"]);
  });

  it("keeps it elsewhere: there each snapshot ends by itself", () => {
    expect(keysOf("anthropic", "claude-sonnet-4-20250514")).toEqual(["claude-sonnet-4-20250514"]);
    expect(keysOf("openai", "gpt-4o-2024-08-06")).toEqual(["gpt-4o-2024-08-06"]);
  });
});

describe("identityOf", () => {
  it("believes where LiteLLM is told to go before the name, and both before what people are shown", () => {
    const shown = { provider: "Anthropic" };
    const dated = "claude-sonnet-4-5-20250929";
    const told = { model: dated, custom_llm_provider: "vertex_ai" };
    expect(identityOf(entry("x_bedrock", told, shown), hosts)?.host).toBe("vertex");
    expect(identityOf(entry("x", { model: "bedrock/us.anthropic.claude-x-v1:0" }, shown), hosts)?.host).toBe("bedrock");
    expect(identityOf(entry("x", { model: "x" }, { provider: "Bedrock" }), hosts)?.host).toBe("bedrock");
  });

  it("takes a provider that it does not know for a host of its own, and never for the maker", () => {
    const dated = "claude-sonnet-4-5-20250929";
    const at = (named: string): string | undefined =>
      identityOf(entry("x", { model: dated, custom_llm_provider: named }, { provider: "Anthropic" }), hosts)?.host;
    expect(["openrouter", "Gemini", "azure_ai", "Some Body"].map(at)).toEqual([
      "openrouter",
      "google",
      "azure",
      "some-body",
    ]);
    expect(["constructor", "__proto__", "?"].map(at)).toEqual(["constructor", undefined, undefined]);
  });

  it("has none for what the lock file could not name", () => {
    const provider = { provider: "OpenAI" };
    expect(identityOf(entry("gpt_5", { model: "gpt 5" }, provider), hosts)).toBeUndefined();
    expect(identityOf(entry("gpt_5", { model: "openai/" }, provider), hosts)).toBeUndefined();
    expect(identityOf(entry("gpt_5", { model: `g${"5".repeat(256)}` }, provider), hosts)).toBeUndefined();
    expect(identityOf(entry("GPT 5", { model: "gpt-5" }, provider), hosts)).toBeUndefined();
    expect(identityOf(entry("gpt_5", {}, provider), hosts)).toBeUndefined();
    expect(identityOf(entry("gpt_5", { model: "gpt-5" }, provider), hosts)).toEqual({
      host: "openai",
      keys: ["gpt-5"],
    });
  });

  it("has another for what a person says of a self-hosted one", () => {
    expect(selfHosted(entry("amazon_q", { model: "amazon_q" }))).toEqual({ host: "self-hosted", keys: ["amazon_q"] });
    expect(selfHosted(entry("mistral", {}))).toEqual({ host: "self-hosted", keys: ["mistral"] });
    expect(selfHosted(entry("mistral", { model: "my model" }))).toBeUndefined();
  });
});

describe.skipIf(!hasCases)("the offerings of all real changes (needs ../shared)", () => {
  it("are these models at these hosts", () => {
    const lines = new Set<string>();
    for (const folder of caseFolders) {
      for (const side of ["before", "after"] as const) {
        for (const model of modelsIn(gatewayOf(textsIn(caseSide(folder, side))))) {
          const identity = identityOf(model, hosts);
          lines.add(`${model.id}: ${identity === undefined ? "-" : [identity.host, ...identity.keys].join(" ")}`);
        }
      }
    }
    expect([...lines].sort()).toMatchInlineSnapshot(`
      [
        "amazon_q: -",
        "claude_2_1: anthropic claude-2.1",
        "claude_3: -",
        "claude_3: anthropic claude-3-5-sonnet-20241022",
        "claude_3_5_haiku_20241022: anthropic claude-3-5-haiku-20241022",
        "claude_3_5_sonnet_20240620: anthropic claude-3-5-sonnet-20240620",
        "claude_3_5_sonnet_20241022: anthropic claude-3-5-sonnet-20241022",
        "claude_3_haiku_20240307: anthropic claude-3-haiku-20240307",
        "claude_3_sonnet_20240229: anthropic claude-3-sonnet-20240229",
        "claude_haiku_4_5_20251001: anthropic claude-haiku-4-5-20251001",
        "claude_haiku_4_5_20251001_bedrock: bedrock claude-haiku-4-5-20251001",
        "claude_haiku_4_5_20251001_vertex: vertex claude-haiku-4-5-20251001 claude-haiku-4-5",
        "claude_opus_4_1_20250805: anthropic claude-opus-4-1-20250805",
        "claude_opus_4_20250514: anthropic claude-opus-4-20250514",
        "claude_opus_4_5_20251101: anthropic claude-opus-4-5-20251101",
        "claude_opus_4_5_20251101_vertex: vertex claude-opus-4-5-20251101 claude-opus-4-5",
        "claude_opus_4_6_20260205: anthropic claude-opus-4-6",
        "claude_opus_4_6_vertex: vertex claude-opus-4-6",
        "claude_sonnet_3_7_20250219: anthropic claude-3-7-sonnet-20250219",
        "claude_sonnet_3_7_20250219_vertex: vertex claude-3-7-sonnet-20250219 claude-3-7-sonnet",
        "claude_sonnet_4_20250514: anthropic claude-sonnet-4-20250514",
        "claude_sonnet_4_20250514_bedrock: bedrock claude-sonnet-4-20250514",
        "claude_sonnet_4_20250514_vertex: vertex claude-sonnet-4-20250514 claude-sonnet-4",
        "claude_sonnet_4_5_20250929: anthropic claude-sonnet-4-5-20250929",
        "claude_sonnet_4_5_20250929_bedrock: bedrock claude-sonnet-4-5-20250929",
        "claude_sonnet_4_5_20250929_vertex: vertex claude-sonnet-4-5-20250929 claude-sonnet-4-5",
        "claude_sonnet_4_6: anthropic claude-sonnet-4-6",
        "claude_sonnet_4_6_vertex: vertex claude-sonnet-4-6",
        "codegemma: -",
        "codellama: -",
        "codestral: -",
        "codestral_2501_fireworks: fireworks codestral-2501",
        "codestral_2501_vertex: vertex codestral-2501",
        "codestral_2508_fireworks: fireworks codestral-2508",
        "codestral_2508_vertex: vertex codestral-2",
        "deepseekcoder: -",
        "gemini_1_5_flash_vertex: vertex gemini-1.5-flash-002",
        "gemini_2_0_flash_lite_vertex: vertex gemini-2.0-flash-lite",
        "gemini_2_5_flash_vertex: vertex gemini-2.5-flash",
        "gemini_3_0_pro_preview_vertex: vertex gemini-3-pro-preview",
        "gemini_3_1_pro_preview_vertex: vertex gemini-3.1-pro-preview",
        "general: -",
        "gpt: -",
        "gpt_5: openai gpt-5.1-2025-11-13",
        "gpt_5_1_alias: openai gpt-5.1",
        "gpt_5_1_codex: openai gpt-5.1-codex",
        "gpt_5_2: openai gpt-5.2-2025-12-11",
        "gpt_5_2_codex: openai gpt-5.2-codex",
        "gpt_5_3_codex: openai gpt-5.3-codex",
        "gpt_5_alias: openai gpt-5",
        "gpt_5_codex: openai gpt-5-codex",
        "gpt_5_mini: openai gpt-5-mini-2025-08-07",
        "llama3: -",
        "mistral: -",
        "mixtral: -",
        "qwen2p5-coder-7b: -",
        "vertex: vertex claude-3-5-sonnet-v2-20241022 claude-3-5-sonnet-v2",
      ]
    `);
  });
});
