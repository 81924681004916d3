import type { ApplyInput } from "../../src/apply/execute.ts";
import { executePlan } from "../../src/apply/execute.ts";
import type { Outcome } from "../../src/apply/outcome.ts";
import type { Forge } from "../../src/forge/port.ts";
import type {
  FileEdit,
  FileResource,
  FlagResource,
  ItemResource,
  Resource,
  Strategy,
} from "../../src/model/resource.ts";
import type { Config } from "../../src/model/schema/config.gen.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import type { MigrationFacts, PlanInput } from "../../src/plan/world.ts";

export const URL = "https://gitlab.example.com";
export const NOW = Date.parse("2026-05-18T09:00:00Z");
export const LABEL = "AI Model Migration";

export const CONFIG: Config = {
  apiVersion: "cutover/v1",
  kind: "Config",
  gitlab: { tracker: { group: "acme", project: "acme/ai" }, labels: [LABEL] },
};

const CAUSE = { file: "migrations/sonnet.yaml", line: 7 };

export function rollout(own: Partial<ItemResource> = {}): ItemResource {
  return {
    kind: "issue",
    key: "issue/sonnet/duo_chat",
    migration: "sonnet",
    feature: "duo_chat",
    cause: CAUSE,
    home: "acme/ai",
    title: "Duo Chat: roll out Claude Sonnet 4.6",
    state: "open",
    labels: [LABEL, "group::duo chat"],
    assignees: ["bo"],
    confidential: false,
    blocks: [
      { name: "plan", text: "## Plan\n\nStep by step." },
      { name: "tasks", text: "- [ ] Evaluate <!-- t:evaluate -->\n- [ ] Announce <!-- t:announce -->" },
    ],
    related: [],
    ...own,
  };
}

export function mainIssue(own: Partial<ItemResource> = {}): ItemResource {
  return rollout({
    key: "issue/sonnet",
    feature: undefined,
    title: "Upgrade to Claude Sonnet 4.6",
    assignees: ["ana"],
    blocks: [{ name: "overview", text: "Rollouts: cutover:issue/sonnet/duo_chat" }],
    parent: { existing: "&12" },
    related: [{ key: "issue/sonnet/duo_chat" }],
    ...own,
  });
}

export const LIST: readonly Strategy[] = [{ kind: "user_list", list: "team", environments: ["production"] }];
export const TEN: readonly Strategy[] = [{ kind: "percentage", percentage: 10, environments: ["production"] }];
export const ALL: readonly Strategy[] = [{ kind: "everyone", environments: ["production"] }];
export const STEPS = [LIST, TEN, ALL].map((strategies) => ({ strategies }));

/** The flag as the compiler gives it for a released step. */
export function flag(step: number, own: Partial<FlagResource> = {}): FlagResource {
  return {
    kind: "flag",
    key: "flag/sonnet/duo_chat",
    migration: "sonnet",
    feature: "duo_chat",
    cause: CAUSE,
    home: "acme/monolith",
    name: "duo_chat_sonnet",
    description: "Duo Chat on Claude Sonnet 4.6",
    step,
    active: step > 0,
    strategies: STEPS[step - 1]?.strategies ?? [],
    steps: STEPS,
    issue: "issue/sonnet/duo_chat",
    after: [],
    ...own,
  };
}

export function files(edits: readonly Omit<FileEdit, "causes">[], own: Partial<FileResource> = {}): FileResource {
  return {
    kind: "file",
    key: "file/sonnet/gateway",
    migration: "sonnet",
    cause: CAUSE,
    target: "gateway",
    home: "acme/gateway",
    base: "main",
    commit: "c1",
    branch: "cutover/gateway/sonnet",
    title: "feat(model-selection): sonnet",
    blocks: [{ name: "overview", text: "Tracked in cutover:issue/sonnet." }],
    labels: [],
    reviewers: ["cleo"],
    requires: [],
    needs: [],
    edits: edits.map((edit) => ({ ...edit, causes: [CAUSE] })),
    ...own,
  };
}

export function facts(own: Partial<MigrationFacts> = {}): MigrationFacts {
  return {
    name: "sonnet",
    file: "migrations/sonnet.yaml",
    digest: "d".repeat(64),
    status: "active",
    confidential: false,
    adopted: [],
    ...own,
  };
}

export async function planOf(
  forge: Forge,
  resources: readonly Resource[],
  own: Partial<PlanInput> = {},
): Promise<Plan> {
  const migrations = (own.migrations ?? []).map(({ name, status, adopted, formerly }) => ({
    name,
    status,
    flags: [],
    adopted: adopted.flatMap((one) => ("item" in one ? [one.item] : [])),
    formerly,
  }));
  const scope = scopeOf({ resources, config: CONFIG, targets: new Map(), migrations });
  return makePlan({
    resources,
    observation: await forge.observe(scope),
    scope,
    url: URL,
    user: (await forge.session()).user,
    instant: NOW,
    workspace: "w",
    migrations: [facts()],
    ...own,
  });
}

/** Through JSON, as a saved plan goes. */
export async function apply(forge: Forge, plan: Plan, own: Partial<ApplyInput> = {}): Promise<Outcome[]> {
  return executePlan({ plan: JSON.parse(JSON.stringify(plan)) as Plan, forge, url: URL, now: NOW, ...own });
}

/** Plans and applies; fails on anything that was not done. */
export async function converge(
  forge: Forge,
  resources: readonly Resource[],
  own: Partial<PlanInput> = {},
): Promise<Plan> {
  const plan = await planOf(forge, resources, own);
  const open = (await apply(forge, plan, { url: plan.forge.url })).filter(
    ({ status }) => status !== "applied" && status !== "unchanged",
  );
  if (open.length > 0) throw new Error(open.map(({ id, status, message }) => `${status} ${id}: ${message}`).join("\n"));
  return plan;
}

/** A plan as lines that a reader of a test can check. */
export function lines(plan: Plan): string[] {
  return [
    ...plan.changes.map(({ action, summary }) => `${action}: ${summary}`),
    ...plan.held.map(({ summary, held }) => `held: ${summary} <- ${held}`),
    ...plan.conflicts.map(({ message }) => `conflict: ${message}`),
    ...plan.notices.map(({ kind, message }) => `${kind}: ${message}`),
  ];
}
