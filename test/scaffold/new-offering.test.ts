import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readGateway } from "../../src/compile/files/gateway/read-gateway.ts";
import type { GatewayFiles } from "../../src/model/gateway.ts";
import { hostsOf } from "../../src/model/offering-name.ts";
import { newOffering } from "../../src/scaffold/new-offering.ts";
import { relativesOf } from "../../src/scaffold/relative.ts";
import { caseFolder, caseSide, hasCases } from "../replay.ts";

const hosts = hostsOf(undefined);
const acme = gatewayIn(join(import.meta.dirname, "../../examples/acme/ai-gateway/ai_gateway/model_selection"));

function gatewayIn(folder: string): GatewayFiles {
  const [models, features] = ["models.yml", "unit_primitives.yml"].map((file) => ({
    file,
    text: readFileSync(join(folder, file), "utf8"),
  }));
  const { gateway } = readGateway(models ?? { file: "", text: "" }, features ?? { file: "", text: "" });
  if (gateway === undefined) throw new Error(`${folder} cannot be read`);
  return gateway;
}

function gatewayOf(models: string): GatewayFiles {
  const { gateway } = readGateway(
    { file: "models.yml", text: `models:\n${models}` },
    { file: "unit_primitives.yml", text: "configurable_unit_primitives: []\n" },
  );
  if (gateway === undefined) throw new Error("the models cannot be read");
  return gateway;
}

describe("newOffering in the example", () => {
  it("is of the same maker at the same host", () => {
    const from = "claude_sonnet_4_5_20250929_vertex";
    const lines = newOffering(acme, "claude_opus_5_vertex", from, hosts);
    expect(parse(lines.join("\n")).claude_opus_5_vertex).toEqual({
      name: "Claude Opus 5",
      provider: "Gemini Enterprise Agent Platform",
      description: "Everyday coding and chat.",
      cost_indicator: "$$$",
      max_context_tokens: "200_000",
      model_class_provider: "litellm",
      family: ["claude"],
      params: {
        model: "claude-opus-5",
        custom_llm_provider: "vertex_ai",
        temperature: 0,
        max_tokens: "8_192",
        max_retries: 1,
      },
      prompt_params: { vertex_location: "global" },
    });
    const checked = lines.filter((line) => line.endsWith(`# ~ as for ${from}; to check`));
    expect(checked.map((line) => line.trim().split(":")[0])).toEqual([
      "description",
      "cost_indicator",
      "max_context_tokens",
      "family",
      "max_tokens",
    ]);
  });

  it.each(["gpt_5_2", "general_2", "grok_4_vertex"])("%s has no relative, and no self-hosted entry is one", (id) => {
    const lines = newOffering(acme, id, undefined, hosts);
    expect(Object.keys(parse(lines.join("\n"))[id])).toEqual(["name"]);
    expect(lines[2]).toBe("  # ~ to fill in: the rest of its entry in models.yml");
  });

  it("takes what is of the host from an entry of that host", () => {
    const lines = newOffering(acme, "gemini_3_flash_bedrock", undefined, hosts);
    const { gemini_3_flash_bedrock: entry } = parse(lines.join("\n"));
    expect(entry).toMatchObject({ provider: "Bedrock", description: "Fast and cheap, with a long context." });
    expect(entry.params).toMatchObject({ custom_llm_provider: "bedrock", max_retries: 1, temperature: 0.7 });
    expect(lines.join("\n")).toContain("model: gemini-3-flash # ~ to fill in: what bedrock calls it");
  });

  it("says what is missing of a host that nobody uses", () => {
    const text = newOffering(acme, "claude_sonnet_5_azure", undefined, hosts).join("\n");
    expect(parse(text).claude_sonnet_5_azure).not.toHaveProperty("provider");
    expect(text).toContain(
      "  # ~ to fill in: what is of that host\n  # provider: …\n  # model_class_provider: litellm\n",
    );
  });

  it("writes nothing for what is there", () => {
    expect(newOffering(acme, "gemini_2_5_flash_vertex", undefined, hosts)).toEqual([]);
  });
});

describe("newOffering never copies", () => {
  const SECRET = gatewayOf(`  - name: Claude Sonnet 4.5
    provider: Anthropic
    gitlab_identifier: claude_sonnet_4_5
    params:
      model: claude-sonnet-4-5
      api_key: sk-of-somebody
      identifier: deployments/7
`);

  it("keys and deployments", () => {
    const { claude_sonnet_5: entry } = parse(newOffering(SECRET, "claude_sonnet_5", undefined, hosts).join("\n"));
    expect(entry.params).toEqual({ model: "claude-sonnet-5" });
  });
});

describe.skipIf(!hasCases)("relativesOf in a real state (skipped: ../shared is absent)", () => {
  const real = hasCases ? gatewayIn(caseSide(caseFolder("33"), "before")) : acme;

  it.each([
    ["claude_sonnet_5", "claude_sonnet_4_6"],
    ["claude_sonnet_5_vertex", "claude_sonnet_4_5_20250929_vertex"],
    ["claude_opus_5_bedrock", "claude_opus_4_6_20260205"],
    ["gpt_6", "gpt_5_2"],
    ["gpt_5_4_codex", "gpt_5_3_codex"],
    ["codestral_2601_fireworks", "codestral_2508_fireworks"],
    ["devstral_2_vertex", "codestral_2508_vertex"],
    ["llama_4", undefined],
  ])("%s is drafted from %s", (id, relative) => {
    expect(relativesOf(real, id, undefined, hosts)?.closest.id).toBe(relative);
  });

  it("names GPT with dots", () => {
    expect(newOffering(real, "gpt_6_1", undefined, hosts).join("\n")).toContain("model: gpt-6.1 #");
  });
});
