import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCase } from "../../scripts/rules/open-case.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { CASES } from "../rules/cases.ts";

const MODELS = "ai-gateway/models.yml";
const FEATURES = "ai-gateway/unit_primitives.yml";

/** What is wrong, the rule that says so, its case, and the file and text that are underlined there. */
type Item = readonly [what: string, rule: string, folder: string, file: string, text: string];

/** What the gateway's own validation lets pass. */
const PASSED: readonly Item[] = [
  ["one id, two entries", "duplicate-identifier", "values-differ", MODELS, '"claude_haiku_4_5"'],
  ["one feature, two entries", "duplicate-feature-setting", "lists-differ", FEATURES, '"duo_chat"'],
  ["one id, twice in a list", "duplicate-list-item", "in-one-list", FEATURES, '"claude_sonnet_4_5"'],
  ["a misspelt key of a feature", "unknown-gateway-key", "feature", FEATURES, "selectabel_models"],
  ["a misspelt key of a deprecation", "unknown-gateway-key", "model", MODELS, "removal_verison"],
  ["a default that is deprecated", "default-deprecated", "default-and-size", FEATURES, '"claude_sonnet_4_5"'],
  ["code that names a model which goes", "stale-reference", "removed", "src/legacy.py", "claude_sonnet_4_5"],
  [
    "a model for dev without price and text",
    "selectable-incomplete",
    "for-dev-and-beta",
    MODELS,
    '"claude_sonnet_4_6"',
  ],
  ["a provider in a name", "name-repeats-provider", "suffix-and-brackets", MODELS, "- Anthropic"],
  ["a provider against the end of the id", "provider-contradiction", "left-over-from-the-copy", MODELS, '"Anthropic"'],
  ["a family that no prompt has", "family-without-prompts", "as-it-stands", MODELS, "[llama3, llama]"],
];

/** What stood in the gateway's files in June 2026. */
const STANDING: readonly Item[] = [
  ["one host without the family of the others", "sibling-drift", "forgotten-keys", MODELS, "claude_opus_4_6_bedrock"],
  ["Gemini 3.1 with a family of its own", "family-without-prompts", "as-it-stands", MODELS, "- google_genai"],
  ["5.1 without family", "sibling-drift", "codex-without-family", MODELS, '"gpt_5_1_codex"'],
  ["5.2 without family", "sibling-drift", "codex-without-family", MODELS, '"gpt_5_2_codex"'],
  ["5.3 without family", "sibling-drift", "codex-without-family", MODELS, '"gpt_5_3_codex"'],
  ["a deprecated Gemini as default", "default-deprecated", "agent-features", FEATURES, "gemini_2_5_flash_vertex"],
  ["a deprecated Codex for both agents", "default-deprecated", "agent-features", FEATURES, "gpt_5_codex"],
  ["and another", "default-deprecated", "agent-features", FEATURES, "gpt_5_2_codex"],
  ["two agents with two orders", "list-order-differs", "agent-features", FEATURES, '"claude_opus_4_6"'],
  ["Devstral for nobody", "unused-offering", "as-it-stands", MODELS, "devstral_2_mistral"],
  ["Gemini 1.5 for nobody", "unused-offering", "as-it-stands", MODELS, '"gemini_1_5_flash_vertex"'],
  ["Opus 4.1 for nobody", "unused-offering", "as-it-stands", MODELS, "claude_opus_4_1_20250805"],
  [
    "reviews still on Sonnet 4.5",
    "default-left-behind",
    "two-features-of-eight",
    FEATURES,
    '"claude_sonnet_4_5_20250929_vertex"',
  ],
  [
    "the page of settings still on Sonnet 4.5",
    "default-left-behind",
    "two-features-of-eight",
    FEATURES,
    "claude_sonnet_4_5_20250929_vertex",
  ],
];

/** What people have put right in the gateway's files, some of it after months. */
const MENDED: readonly Item[] = [
  ["an entry that another hides", "duplicate-identifier", "equal-but-for-a-comment", MODELS, '"claude_haiku_4_5"'],
  ["a default outside its list", "default-not-selectable", "as-it-stands", FEATURES, '"claude_sonnet_4_5"'],
  [
    "a host without the provider of the copy",
    "provider-contradiction",
    "left-over-from-the-copy",
    MODELS,
    '"Anthropic"',
  ],
  [
    "a feature that nobody moved",
    "feature-missed",
    "left-behind",
    "migrations/claude-sonnet-4-6.yaml",
    "claude_sonnet_4_5",
  ],
  ["a release that is read as a number", "removal-version-unquoted", "numbers", MODELS, "19.5"],
  ["a model that the proxy does not have", "sibling-drift", "forgotten-keys", MODELS, "claude_opus_4_7"],
];

/** What nothing in the gateway refers to, and is meant to be there. */
const MEANT = ["gpt_5_1_codex", "claude_sonnet_4_5_alias", "mistral"];

async function found(rule: string, kind: "valid" | "invalid", name: string) {
  const { input, sources } = await openCase(join(CASES, rule, kind, name));
  const { diagnostics } = runRules({ ...input, rules: rules.filter(({ id }) => id === rule) });
  const places = diagnostics.map(({ file, range }) => [file, (sources.get(file) ?? "").slice(range.start, range.end)]);
  return { places, sources };
}

describe.each([
  ["passed by the gateway", PASSED],
  ["standing", STANDING],
  ["mended", MENDED],
])("%s", (_when, items) => {
  test.each(items)("%s: %s", async (_what, rule, name, file, text) => {
    const { places } = await found(rule, "invalid", name);
    expect(places).toContainEqual([file, text]);
  });
});

test.each(MEANT)("meant to be there: %s", async (id) => {
  const { places, sources } = await found("unused-offering", "valid", "used-by-somebody");
  expect(sources.get(MODELS)).toContain(`gitlab_identifier: ${id}\n`);
  expect(sources.get(FEATURES)).not.toContain(id);
  expect(places).toEqual([]);
});
