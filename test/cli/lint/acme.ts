import * as fs from "node:fs/promises";
import { join } from "node:path";
import { afterEach } from "vitest";
import { folderWith } from "../harness.ts";

/** A small catalog; tests add to it. */
export const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab:
  tracker: { group: acme, project: acme/ai }
targets:
  ai-gateway: { project: acme/ai-gateway, format: ai-gateway, path: ai_gateway/model_selection, checkout: gateway }
features:
  duo_chat: { title: Duo Chat }
  code_review: { title: Code Review }
`;

/** A migration of one feature that nothing is wrong with. */
export function migration(name: string, feature = "duo_chat", more = ""): string {
  return `apiVersion: cutover/v1
kind: Upgrade
name: ${name}
status: active
owner: "@ana"
summary: Moves to a newer model.
references: { announcement: https://models.example.com/news, documentation: https://models.example.com/docs }
features:
  ${feature}:
    stage: planned
    from: claude_sonnet_4_5_20250929
    to: claude_sonnet_4_6
${more}`;
}

export const MODELS = `models:
  - name: "Claude Sonnet 4.5"
    provider: "Anthropic"
    gitlab_identifier: "claude_sonnet_4_5_20250929"
    description: "Balanced"
    cost_indicator: "$$$"
    max_context_tokens: 200000
    family: ["claude_4_5"]
    model_class_provider: anthropic
    params:
      model: claude-sonnet-4-5-20250929
      max_tokens: 4_096

  - name: "Claude Sonnet 4.6"
    provider: "Anthropic"
    gitlab_identifier: "claude_sonnet_4_6"
    description: "Balanced"
    cost_indicator: "$$$"
    max_context_tokens: 200000
    family: ["claude_4_6"]
    model_class_provider: anthropic
    params:
      model: claude-sonnet-4-6
      max_tokens: 4_096
`;

export const FEATURES = `configurable_unit_primitives:
  - feature_setting: "duo_chat"
    unit_primitives:
      - "duo_chat"
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
      - "claude_sonnet_4_6"
  - feature_setting: "code_review"
    unit_primitives:
      - "review_merge_request"
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models:
      - "claude_sonnet_4_5_20250929"
`;

/** The last feature's default is not among what users may select. */
export const UNSELECTABLE = FEATURES.replace(
  /(code_review[\s\S]*default_models:\n).*/,
  (_, before: string) => `${before}      - "claude_sonnet_4_6"`,
);

export const GATEWAY = {
  "gateway/ai_gateway/model_selection/models.yml": MODELS,
  "gateway/ai_gateway/model_selection/unit_primitives.yml": FEATURES,
};

/** A clean workspace with a gateway checkout in it. */
export const ACME = {
  "cutover.yaml": CONFIG,
  "migrations/chat.yaml": migration("chat"),
  ...GATEWAY,
};

const removals: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

/** A folder that is gone after the test. */
export async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const { path, remove } = await folderWith(files);
  removals.push(remove);
  return path;
}

export async function textAt(...path: readonly string[]): Promise<string> {
  return fs.readFile(join(...path), "utf8");
}

/** `file:line:column rule` of each finding of `lint --format json`. */
export function places(out: string): string[] {
  const { diagnostics } = JSON.parse(out) as {
    diagnostics: { file: string; rule: string; start: { line: number; column: number } }[];
  };
  return diagnostics.map(({ file, rule, start }) => `${file}:${start.line}:${start.column} ${rule}`);
}
