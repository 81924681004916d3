import { ALL, metric, type ProcessRow, TICK } from "./row.ts";

type RunRow = Omit<ProcessRow, "scope">;

const RUN: readonly RunRow[] = [
  watched("monitor-sidekiq", "Sidekiq service dashboard", "errors and duration of the jobs"),
  watched("monitor-gateway", "Dashboard of the AI gateway's metrics", "latency and error rate of the model's answers"),
  watched("monitor-logs", "Logs of the AI gateway", "errors of the provider"),
  watched("monitor-usage", "Dashboard of feature usage", "how much the feature is used"),
  watched("monitor-analytics", "Product analytics", "acceptance by users"),
  {
    key: "adjust",
    text: "Act on what the dashboards show after each step: go on, wait, adjust or roll back",
    kinds: ALL,
    phase: "deployment",
    task: "monitoring",
    before: "complete",
    evidence: TICK,
  },
  {
    key: "expanded-logging-off",
    text: "Turn expanded AI logging off again",
    kinds: ALL,
    phase: "completion",
    task: "monitoring",
    before: "complete",
    evidence: TICK,
  },
  {
    key: "remove-flag",
    text: "Remove the feature flag from the code once it is stable at 100 %, with its definition file",
    kinds: ALL,
    needs: "flag",
    phase: "completion",
    task: "feature_flags",
    before: "complete",
    evidence: TICK,
  },
  {
    key: "feature-documentation",
    text: "Update the documentation of the feature",
    kinds: ALL,
    phase: "completion",
    task: "documentation",
    before: "complete",
    evidence: TICK,
  },
];

const TROUBLE: readonly RunRow[] = [
  trouble(
    "instruction-errors",
    "Look for errors that say the model did not follow instructions (`LLM didn't follow instructions`)",
    metric("instructions not followed"),
  ),
  trouble("output-patterns", "Look for unexpected patterns in the model's answers", metric("form of the answers")),
  trouble("prompt-variations", "Try variations of the prompt in the evaluation environment", TICK),
  trouble(
    "prompt-fix",
    "Publish the better prompt as a new version (semantic versioning), roll it out behind a flag of its own and watch it",
    TICK,
  ),
];

/** What is done while a feature is rolled out and after it, and what helps where something goes wrong. */
export const RUN_ROWS: readonly ProcessRow[] = [...RUN, ...TROUBLE].map((row) => ({ ...row, scope: "feature" }));

function watched(key: string, text: string, what: string): RunRow {
  return { key, text, kinds: ALL, phase: "deployment", task: "monitoring", before: "complete", evidence: metric(what) };
}

function trouble(key: string, text: string, evidence: ProcessRow["evidence"]): RunRow {
  return { key, text, kinds: ALL, phase: "trouble", task: "prompts", before: "complete", evidence };
}
