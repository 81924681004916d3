import { CATALOG, EVALUATIONS, REPOSITORIES } from "./acme.gen.ts";

/** The one file of the story that people write and change. */
export const MIGRATION_FILE = "migrations/claude-sonnet-4-6.yaml";

/** What the story begins with instead of what was meant. */
export const TYPO = ["ramp: standard", "ramp: standrad"] as const;

/** As it was meant. */
export const MIGRATION = `# yaml-language-server: $schema=../schema/migration.schema.json
apiVersion: cutover/v1
kind: Upgrade
name: claude-sonnet-4-6
status: active
model: { provider: anthropic, family: Claude Sonnet, version: "4.6" }
owner: "@ana"
milestone: "19.7"
summary: |
  Chat and the code features move from Claude Sonnet 4.5 to 4.6 on Vertex, at the same price.
impact:
  gitlab_com: Chat answers with the new model as its flag is raised.
  self_managed: The new model comes with the release in which the flag is removed.
changes:
  breaking:
    - A request that ends in an assistant turn (prefill) is refused.
references:
  announcement: https://www.anthropic.com/news/claude-sonnet-4-6
  documentation: https://platform.claude.com/docs/en/about-claude/models/overview
infrastructure: { link: https://wiki.example.com/ai/vertex-sonnet-4-6, by: "@cleo", date: 2026-11-16 }

offerings:
  claude_sonnet_4_6_vertex:
    name: "Claude Sonnet 4.6"
    provider: "Gemini Enterprise Agent Platform"
    description: "Balanced model for coding and agentic work."
    cost_indicator: "$$$"
    max_context_tokens: 1_000_000 # https://platform.claude.com/docs/en/about-claude/models/overview
    model_class_provider: litellm
    family:
      - claude
    params:
      model: "claude-sonnet-4-6"
      custom_llm_provider: "vertex_ai"
      temperature: 0.0
      max_tokens: 64_000
      max_retries: 1
    prompt_params:
      vertex_location: global

replaces:
  claude_sonnet_4_5_20250929_vertex:
    retire: keep

features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
    prompt: { version: 2.0.0 }
    flag:
      name: duo_chat_sonnet_4_6
      code: ee/lib/gitlab/llm/chain/requests/ai_gateway.rb
      confirmed: { by: "@bo", date: 2026-11-20 }
    ramp: standard
    evaluation: { report: evals/duo-chat-sonnet-4-6.json }
  duo_chat_explain_code:
    stage: selectable
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
    no_flag: One button of chat; the gateway's configuration alone decides.
    evaluation: { report: evals/explain-code-sonnet-4-6.json }
  code_generations:
    stage: internal
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
  duo_chat_write_tests:
    stage: planned
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
`;

/** Acme's catalog with another server, with clones beside the workspace, and without what the story has no use for. */
function catalog(url: string): string {
  return CATALOG.replace("https://gitlab.example.com", url)
    .replaceAll("checkout: examples/acme/", "checkout: ../")
    .replace(/^ {2}(careful|support):.*\n( {4}.*\n)+/gm, "");
}

/** Path and text of every file of acme's repositories, as clones in folders of their own. */
function clones(): readonly (readonly [path: string, text: string])[] {
  return Object.entries(REPOSITORIES).flatMap(([name, files]) =>
    Object.entries(files).map(([path, text]) => [`${name}/${path}`, text] as const),
  );
}

/** Path and text of the evaluations that the migration names. */
function evaluations(): readonly (readonly [path: string, text: string])[] {
  return Object.entries(EVALUATIONS).map(([name, text]) => [`evals/${name}`, text] as const);
}

/** Everything that the story starts from, by path: the workspace with this migration, and clones beside it. */
export function storyFiles(url: string, migration: string): readonly (readonly [path: string, text: string])[] {
  return [
    ["migrations/cutover.yaml", catalog(url)],
    [`migrations/${MIGRATION_FILE}`, migration],
    ...evaluations().map(([path, text]) => [`migrations/${path}`, text] as const),
    ...clones(),
  ];
}
