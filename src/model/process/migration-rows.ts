import { PREPARATION_ROWS } from "./preparation-rows.ts";
import { ALL, field, type ProcessRow, rule, TICK, tickUnless } from "./row.ts";

type Row = Omit<ProcessRow, "scope" | "phase">;

const IMPLEMENTATION: readonly Row[] = [
  {
    key: "configuration",
    text: "Merge the change of the gateway's model configuration",
    kinds: ALL,
    task: "configuration",
    before: "internal",
    evidence: TICK,
  },
  {
    key: "configuration-known",
    text: "Every offering that is named exists in the gateway or is declared here",
    kinds: ALL,
    task: "configuration",
    before: "internal",
    evidence: rule("unknown-offering"),
  },
  {
    key: "api-compatibility",
    text: "Verify that the model fits the current API specification and the API patterns in use",
    kinds: ALL,
    task: "configuration",
    before: "selectable",
    evidence: TICK,
  },
  {
    key: "infrastructure",
    text: "Verify that the infrastructure can carry the model",
    kinds: ["Upgrade", "Deprecation"],
    needs: "model",
    task: "infrastructure",
    before: "selectable",
    evidence: tickUnless("Check of the infrastructure", ["infrastructure", "link"]),
  },
  {
    key: "infrastructure-checked",
    text: "Check of the infrastructure",
    kinds: ["Integration"],
    task: "infrastructure",
    before: "selectable",
    evidence: field(["infrastructure", "link"]),
  },
  {
    key: "parameters",
    text: "Document the parameters and the behavior that are particular to the model or its provider",
    kinds: ALL,
    task: "configuration",
    before: "selectable",
    evidence: TICK,
  },
  {
    key: "prompt-guidelines",
    text: "Bring the model definitions in line with the gateway's guide to prompt definitions",
    kinds: ALL,
    providers: ["anthropic"],
    needs: "model",
    task: "configuration",
    before: "selectable",
    evidence: TICK,
  },
  {
    key: "vertex-support",
    text: "Update the gateway where its configuration alone does not support the model on Vertex",
    kinds: ALL,
    providers: ["vertex"],
    needs: "model",
    task: "configuration",
    before: "internal",
    evidence: TICK,
  },
  {
    key: "provider-api",
    text: "Implement the provider's API in the gateway",
    kinds: ["Integration"],
    task: "configuration",
    before: "internal",
    evidence: TICK,
  },
  {
    key: "authentication",
    text: "Update how the gateway authenticates with the provider",
    kinds: ["Integration"],
    task: "configuration",
    before: "internal",
    evidence: TICK,
  },
  {
    key: "feature-configurations",
    text: "Update the model configuration of each feature",
    kinds: ["Upgrade", "Integration"],
    needs: "move",
    task: "feature_flags",
    before: "default",
    evidence: TICK,
  },
];

const TESTING: readonly Row[] = [
  {
    key: "evaluation-support",
    text: "Help the feature teams with their evaluations",
    kinds: ALL,
    needs: "move",
    task: "evaluation",
    role: "ai_framework",
    before: "rollout",
    evidence: TICK,
  },
  {
    key: "model-performance",
    text: "Evaluate how well and how fast the provider's models answer",
    kinds: ["Integration"],
    task: "evaluation",
    role: "ai_framework",
    before: "selectable",
    evidence: TICK,
  },
  {
    key: "improvement",
    text: "Verify that performance improved",
    kinds: ["Upgrade", "Integration"],
    task: "evaluation",
    before: "default",
    evidence: TICK,
  },
];

const COMPLETION: readonly Row[] = [
  {
    key: "deployed",
    text: "See that the updates are deployed",
    kinds: ["Upgrade", "Integration"],
    task: "rollout",
    before: "complete",
    evidence: TICK,
  },
  {
    key: "documentation",
    text: "Update the documentation of models and features",
    kinds: ALL,
    task: "documentation",
    before: "complete",
    evidence: TICK,
  },
];

/** What is done once for a migration of any kind. */
export const MIGRATION_ROWS: readonly ProcessRow[] = [
  ...PREPARATION_ROWS,
  ...IMPLEMENTATION.map((row) => ({ ...row, scope: "migration", phase: "implementation" }) as const),
  ...TESTING.map((row) => ({ ...row, scope: "migration", phase: "testing" }) as const),
  ...COMPLETION.map((row) => ({ ...row, scope: "migration", phase: "completion" }) as const),
];
