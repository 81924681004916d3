/** A small upgrade of chat, behind a flag; `stage` and `status` are what the journeys change. */
export const SONNET = `# yaml-language-server: $schema=../schema/migration.schema.json
apiVersion: cutover/v1
kind: Upgrade
name: sonnet
status: draft
model: { provider: anthropic, family: Claude Sonnet, version: "4.6" }
owner: "@ana"
milestone: "19.7"
summary: |
  Chat moves from Claude Sonnet 4.5 to 4.6 on Vertex.
impact:
  gitlab_com: Chat answers with the new model as its flag is raised.
  self_managed: The new model comes with the release in which the flag is removed.
changes:
  breaking: []
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
    max_context_tokens: 1_000_000
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
    stage: planned
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
    prompt: { version: 2.0.0 }
    flag:
      name: duo_chat_sonnet_4_6
      code: ee/lib/gitlab/llm/chain/requests/ai_gateway.rb
      confirmed: { by: "@bo", date: 2026-11-20 }
    ramp: standard
    step: 0
    evaluation: { report: evals/duo-chat-sonnet-4-6.json }
`;

/** The same, active, at this stage. */
export function standing(stage: string, step = 0): string {
  return SONNET.replace("status: draft", "status: active")
    .replace("stage: planned", `stage: ${stage}`)
    .replace("step: 0", `step: ${step}`);
}

/** A deprecation of two features. */
export const RETIREMENT = `# yaml-language-server: $schema=../schema/migration.schema.json
apiVersion: cutover/v1
kind: Deprecation
name: sonnet
status: draft
model: { provider: anthropic, family: Claude Haiku, version: "4.5" }
priority: high
owner: "@ana"
milestone: "19.8"
summary: |
  Vertex retires Claude Sonnet 4.5.
references:
  announcement: https://platform.claude.com/docs/en/about-claude/model-deprecations
  documentation: https://platform.claude.com/docs/en/about-claude/models/overview
infrastructure: { link: https://wiki.example.com/ai/haiku-4-5, by: "@cleo", date: 2026-11-16 }

replaces:
  claude_sonnet_4_5_20250929_vertex:
    cutoff: 2027-06-30
    retire: keep
    deprecation: { date: 2027-02-01, removal_version: "20.0" }
    except:
      duo_chat: It moves on its own.
      duo_chat_write_tests: It moves on its own.

candidates:
  criteria: [quality, latency, cost]
  offerings:
    - { id: claude_haiku_4_5_20251001_vertex, verdict: chosen, note: "Good enough." }
  decided_by: "@ana"

features:
  code_generations:
    stage: planned # first
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_haiku_4_5_20251001_vertex
    eta: 2027-01-29
    no_flag: Few use it.
  duo_chat_explain_code:
    stage: planned # second
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_haiku_4_5_20251001_vertex
    eta: 2027-02-12
    no_flag: One button of chat.
`;

/** A small upgrade of write tests without a flag. */
export const HAIKU = `# yaml-language-server: $schema=../schema/migration.schema.json
apiVersion: cutover/v1
kind: Upgrade
name: haiku
status: active
model: { provider: anthropic, family: Claude Haiku, version: "4.5" }
owner: "@cleo"
milestone: "19.7"
summary: |
  Tests are written by a faster model.
references:
  announcement: https://www.anthropic.com/news
  documentation: https://platform.claude.com/docs/en/about-claude/models/overview
infrastructure: { link: https://wiki.example.com/ai/haiku, by: "@cleo", date: 2026-11-16 }

features:
  duo_chat_write_tests:
    stage: default
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_haiku_4_5_20251001_vertex
    no_flag: Few use it.
`;
