import {
  ANTHROPIC,
  anthropicTable,
  MODEL_EOL,
  OPENAI,
  openaiComment,
  RSS,
  SHARED,
  TABLE,
} from "../cli/deadlines/update-world.ts";

const PAGE = "https://platform.claude.com/docs/en/about-claude/model-deprecations";
const VERTEX = "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions";

const feed = (publisher: string, models: readonly object[], rest: object = {}): string =>
  JSON.stringify({ spec: "model-eol/0.1", publisher, source: PAGE, ...rest, models }, null, 2);

/** What the guide's reader finds on GitHub, for the models of the guide. */
export function guideSources(): Map<string, Readonly<Record<string, string>>> {
  const sonnet = {
    id: "claude-sonnet-4-5-20250929",
    announced: "2026-09-29",
    shutdown: "2026-11-30",
    replacement: "claude-sonnet-4-6",
  };
  const gemini = {
    id: "gemini-3.1-flash-lite",
    source: VERTEX,
    distributions: [{ via: "vertex-ai", shutdown: "2027-05-07", date_precision: "earliest", source: VERTEX }],
  };
  const row = {
    provider: "Anthropic",
    model_id: sonnet.id,
    announcement_date: sonnet.announced,
    shutdown_date: sonnet.shutdown,
  };
  return new Map<string, Readonly<Record<string, string>>>([
    [ANTHROPIC, { [TABLE]: anthropicTable({ "claude-sonnet-4-5-20250929": "November 30th, 2026" }) }],
    [OPENAI, { [SHARED]: openaiComment({ "gpt-5-mini": "2026-12-11" }) }],
    [
      MODEL_EOL,
      {
        "feeds/anthropic.json": feed(
          "anthropic",
          [
            { ...sonnet, source: PAGE },
            { id: "claude-sonnet-4-6", source: PAGE },
          ],
          {
            policy: { min_notice_days: 60, source: PAGE },
          },
        ),
        "feeds/google.json": feed("google", [gemini]),
        "feeds/openai.json": feed("openai", [{ id: "gpt-5.2", source: PAGE }]),
        "feeds/amazon.json": feed("amazon", [{ id: "amazon.nova-pro-v1:0", source: PAGE }]),
      },
    ],
    [
      RSS,
      {
        "data.json": JSON.stringify(
          [{ ...row, deprecation_date: "", replacement_models: ["claude-sonnet-4-6"], url: PAGE }],
          null,
          2,
        ),
      },
    ],
  ]);
}
