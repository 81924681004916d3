import { describe, expect, test } from "vitest";
import { agrees, hostAtEnd, hostNamed, hostTitle, hostWords } from "../../src/model/host.ts";
import { hostsOf } from "../../src/model/offering-name.ts";

const HOSTS = hostsOf(undefined);

function words(id: string, entry: Readonly<Record<string, unknown>>, hosts = HOSTS) {
  return hostWords({ id, index: 0, entry }, hosts).map(({ path, host }) => [path.join("."), host]);
}

describe("a host is known", () => {
  test.each([
    ["Vertex", "vertex"],
    ["Gemini Enterprise Agent Platform", "vertex"],
    ["vertex_ai", "vertex"],
    ["fireworks_ai", "fireworks"],
    ["OpenAI", "openai"],
    ["groq", undefined],
    ["toString", undefined],
  ])("%s is %s", (word, host) => {
    expect(hostNamed(word)).toBe(host);
  });

  test("by the catalog", () => {
    const hosts = hostsOf({ apiVersion: "cutover/v1", kind: "Config", providers: { acme: { hosts: ["groq"] } } });
    expect(hostNamed("Groq", hosts)).toBe("groq");
    expect(hostAtEnd("llama_4_groq", hosts)).toBe("groq");
    expect(words("llama_4_groq", { provider: "Groq" }, hosts)).toEqual([
      ["provider", "groq"],
      ["gitlab_identifier", "groq"],
    ]);
  });

  test("at the end of an id, and not by an id that is a host's name", () => {
    expect(hostAtEnd("claude_opus_4_8_bedrock")).toBe("bedrock");
    expect(hostAtEnd("claude_opus_4_8")).toBeUndefined();
    expect(hostAtEnd("vertex")).toBeUndefined();
  });

  test("by a title", () => {
    expect([hostTitle("openai"), hostTitle("vertex")]).toEqual(["OpenAI", "Vertex"]);
  });
});

describe("an entry says of its host", () => {
  test("everything that it can", () => {
    const params = { model: "claude-sonnet-4-5@20250929", custom_llm_provider: "vertex_ai" };
    const entry = { provider: "Vertex", model_class_provider: "litellm", params };
    expect(words("claude_sonnet_4_5_20250929_vertex", entry)).toEqual([
      ["params.model", "vertex"],
      ["params.custom_llm_provider", "vertex"],
      ["model_class_provider", undefined],
      ["provider", "vertex"],
      ["gitlab_identifier", "vertex"],
    ]);
  });

  test("its class below params, as it was written until February 2026", () => {
    expect(words("x_1", { provider: "?", params: { model_class_provider: "google_genai" } })).toEqual([
      ["params.model_class_provider", "vertex"],
    ]);
  });

  test.each([
    ["bedrock/global.anthropic.claude-opus-4-8", "bedrock"],
    ["us.anthropic.claude-sonnet-4-20250514-v1:0", "bedrock"],
    ["vertex_ai/gemini-1.5-flash-002", "vertex"],
    ["mistral/devstral-2512", "mistral"],
    ["accounts/fireworks/models/llama", "fireworks"],
    ["claude-3-5-haiku-20241022", "anthropic"],
  ])("by the wire name %s", (model, host) => {
    expect(words("x_1", { provider: "?", params: { model } })).toEqual([["params.model", host]]);
  });

  test.each(["claude-sonnet-4-6", "gemini-2.5-flash", "codestral-2", "gpt-5.2-2025-12-11", "claude-2.1"])(
    "nothing by the wire name %s",
    (model) => {
      expect(words("x_1", { provider: "?", params: { model } })).toEqual([]);
    },
  );

  test("its maker, where the id names no host", () => {
    const provider = "?";
    expect(words("claude_sonnet_4_6", { provider })).toEqual([["gitlab_identifier", "anthropic"]]);
    expect(words("gpt_5_2", { provider })).toEqual([["gitlab_identifier", "openai"]]);
    expect(words("gpt_oss_120b", { provider })).toEqual([]);
    expect(words("claude_vertex_old", { provider })).toEqual([]);
  });

  test("nothing for what is self-hosted", () => {
    expect(
      words("claude_3", { model_class_provider: "litellm", params: { model: "claude-3-haiku-20240307" } }),
    ).toEqual([]);
  });
});

test("LiteLLM agrees with every host but the makers' own", () => {
  const word = {
    key: "model_class_provider",
    path: ["model_class_provider"],
    value: "litellm",
    host: undefined,
  } as const;
  expect(["vertex", "groq", "anthropic", "openai"].map((host) => agrees(word, host))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
