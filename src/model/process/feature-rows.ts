import { ALL, field, fieldFor, metric, type ProcessRow, rule, TICK, tickUnless } from "./row.ts";

type Row = Omit<ProcessRow, "scope">;

/** Its report says how the new model did. */
const EVALUATED = tickUnless("Evaluation of the new model", ["evaluation", "report"]);

const WORK: readonly Row[] = [
  {
    key: "implementation-plan",
    text: "Write the implementation plan",
    kinds: ALL,
    phase: "implementation",
    task: "rollout",
    role: "feature_team",
    before: "internal",
    evidence: TICK,
  },
  {
    key: "prompts",
    text: "Adapt the prompts where the new model needs it",
    kinds: ALL,
    phase: "implementation",
    task: "prompts",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "prompt-version",
    text: "Publish the prompt as a new version (semantic versioning)",
    kinds: ALL,
    needs: "prompt",
    phase: "implementation",
    task: "prompts",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "available-models",
    text: "Add the model to the list of available models (`ee/lib/gitlab/llm/concerns/available_models.rb`)",
    kinds: ALL,
    providers: ["anthropic"],
    phase: "implementation",
    task: "feature_flags",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "gateway-client",
    text: "Switch the model behind the flag where it is chosen: in the gateway client (`ee/lib/gitlab/llm/chain/requests/ai_gateway.rb`) or in the feature's own code",
    kinds: ALL,
    needs: "flag",
    phase: "implementation",
    task: "feature_flags",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "feature-code",
    text: "Update what names the model in the feature's own code",
    kinds: ALL,
    phase: "implementation",
    task: "feature_flags",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "routing",
    text: "Implement how requests find their way to the replacement",
    kinds: ["Deprecation"],
    phase: "implementation",
    task: "feature_flags",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "flag-code",
    text: "Code that reads the flag",
    kinds: ALL,
    needs: "flag",
    phase: "implementation",
    task: "feature_flags",
    before: "rollout",
    evidence: field(["flag", "confirmed"], ["flag", "code"]),
  },
  {
    key: "flag-definition",
    text: "The flag has a name and a type that GitLab accepts",
    kinds: ALL,
    needs: "flag",
    phase: "implementation",
    task: "feature_flags",
    before: "rollout",
    evidence: rule("flag-name", "flag-type"),
  },
  {
    key: "ramp",
    text: "Steps of the rollout",
    kinds: ALL,
    needs: "flag",
    phase: "implementation",
    task: "rollout",
    before: "rollout",
    evidence: field(["ramp"]),
  },
  {
    key: "ramp-rises",
    text: "The ramp begins with few users, only rises and ends with everybody",
    kinds: ALL,
    needs: "flag",
    phase: "implementation",
    task: "rollout",
    before: "rollout",
    evidence: rule("first-step-too-large", "ramp-not-monotone", "ramp-incomplete"),
  },
  {
    key: "ramp-soaks",
    text: "Each step lasts long enough, the last one at least a day",
    kinds: ALL,
    needs: "flag",
    phase: "implementation",
    task: "rollout",
    before: "rollout",
    evidence: rule("soak-too-short"),
  },
  {
    key: "prompt-tests",
    text: "Test the prompts with the new model",
    kinds: ALL,
    phase: "testing",
    task: "prompts",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "evaluation-run",
    text: "Run the evaluations against the new model and judge quality and speed",
    kinds: ALL,
    phase: "testing",
    task: "evaluation",
    before: "rollout",
    evidence: EVALUATED,
  },
  {
    key: "evaluation-report",
    text: "Evaluation of the new model",
    kinds: ALL,
    needs: "default",
    phase: "testing",
    task: "evaluation",
    before: "rollout",
    evidence: fieldFor("evaluation-missing", ["evaluation", "report"]),
  },
  {
    key: "performance-metrics",
    text: "Write down the measured performance",
    kinds: ["Deprecation"],
    phase: "testing",
    task: "evaluation",
    before: "rollout",
    evidence: EVALUATED,
  },
  {
    key: "expanded-logging",
    text: "Turn on expanded AI logging, which records what the model answers, before the first users get the model",
    kinds: ALL,
    phase: "testing",
    task: "monitoring",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "selectable-default",
    text: "The new default is one that users can pick",
    kinds: ALL,
    needs: "default",
    phase: "testing",
    task: "configuration",
    before: "default",
    evidence: rule("default-not-selectable"),
  },
];

const RUN: readonly Row[] = [
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

const TROUBLE: readonly Row[] = [
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

/** What is done once for each feature that moves. */
export const FEATURE_ROWS: readonly ProcessRow[] = [...WORK, ...RUN, ...TROUBLE].map((row) => ({
  ...row,
  scope: "feature",
}));

function watched(key: string, text: string, what: string): Row {
  return { key, text, kinds: ALL, phase: "deployment", task: "monitoring", before: "complete", evidence: metric(what) };
}

function trouble(key: string, text: string, evidence: ProcessRow["evidence"]): Row {
  return { key, text, kinds: ALL, phase: "trouble", task: "prompts", before: "complete", evidence };
}
