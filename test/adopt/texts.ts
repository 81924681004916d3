import { expect } from "vitest";
import { type Adopted, adopt } from "../../src/adopt/adopt.ts";
import { edited, gatewayOf, type Texts } from "../compile/gateway/harness.ts";

export const MODELS = `models:
  - name: "Claude Sonnet 4.5"
    provider: "Anthropic"
    gitlab_identifier: "claude_sonnet_4_5_20250929"
    max_context_tokens: 200_000 # https://docs.example.com/sonnet
    family:
      - claude
    params:
      model: claude-sonnet-4-5-20250929
      temperature: 0.0
      max_tokens: 4_096
    model_class_provider: anthropic

  - name: "Claude Sonnet 4.5"
    provider: "Vertex"
    gitlab_identifier: "claude_sonnet_4_5_20250929_vertex"
    max_context_tokens: 200_000
    params:
      model: claude-sonnet-4-5@20250929
      custom_llm_provider: vertex_ai
    model_class_provider: litellm

  # proxy endpoint only
  - name: "GPT-5.1"
    provider: "OpenAI"
    gitlab_identifier: "gpt_5_1"
    max_context_tokens: 400000
    params:
      model: gpt-5.1
    model_class_provider: openai

  - name: "Claude Haiku 4.5"
    provider: "Anthropic"
    gitlab_identifier: "claude_haiku_4_5"
    max_context_tokens: 200_000
    params:
      model: claude-haiku-4-5
    model_class_provider: anthropic
`;

export const FEATURES = `configurable_unit_primitives:
  - feature_setting: "duo_chat"
    unit_primitives:
      - "ask_build"
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
      - "gpt_5_1"
  - feature_setting: "duo_chat_fix_code"
    unit_primitives: []
    default_models:
      - "claude_haiku_4_5"
    selectable_models: []
`;

/** Entries of an offering that the files lack. */
export const OPUS = `  # the largest
  - name: "Claude Opus 4.5"
    provider: 'Anthropic'
    gitlab_identifier: "claude_opus_4_5"
    # twice that for a price
    max_context_tokens: 200_000 # https://docs.example.com/opus
    params:
      model: "claude-opus-4-5"
      temperature: 0.0
    model_class_provider: anthropic
`;

/** The text with each piece replaced; all have to be there. */
export function changed(text: string, ...pieces: readonly (readonly [string, string])[]): string {
  return pieces.reduce((result, [old, next]) => {
    expect(result).toContain(old);
    return result.replace(old, () => next);
  }, text);
}

export const BEFORE: Texts = { models: MODELS, features: FEATURES };

export function adopted(after: Partial<Texts>, before: Texts = BEFORE): Adopted {
  return adopt({
    name: "by-hand",
    before: gatewayOf(before),
    after: gatewayOf({ ...before, ...after }),
    owner: "@ana",
  });
}

/** What stands below the summary, of a migration that says all: it was tried. */
export function explained(after: Partial<Texts>, before: Texts = BEFORE): string {
  const { text, equal, unexpressed } = adopted(after, before);
  expect([equal, unexpressed]).toEqual([true, []]);
  const result = edited(before, text);
  expect(result.problems).toEqual([]);
  const whole = { ...before, ...after };
  const [made, wanted] = [gatewayOf(result), gatewayOf(whole)];
  expect(made.models.entries).toEqual(wanted.models.entries);
  expect(made.features.entries).toEqual(wanted.features.entries);
  expect(edited(whole, text).count).toBe(0);
  return text.slice(text.indexOf("\n\n") + 2);
}
