import type { FileResource, FlagResource, ItemResource, Resource } from "../../src/model/resource.ts";
import type { Config } from "../../src/model/schema/config.gen.ts";
import type { MigrationFacts } from "../../src/plan/world.ts";

const LABEL = "AI Model Migration";
export const TRACKER = "acme/ai";
export const TARGETS = ["gateway", "monolith"] as const;
export const LIST = "team";
const FEATURES = 5;
/** GitLab lets a project have 200 flags, so those of many migrations live in several. */
const MIGRATIONS_PER_FLAG_PROJECT = 40;
const TEAMS = 12;
const PEOPLE = 30;

export const CONFIG: Config = {
  apiVersion: "cutover/v1",
  kind: "Config",
  gitlab: { tracker: { group: "acme", project: TRACKER }, labels: [LABEL] },
  targets: Object.fromEntries(
    TARGETS.map((target) => [target, { project: projectOf(target), format: "prompts" as const, path: "models" }]),
  ),
};

/** What a workspace of so many migrations asks for: an issue each, and one issue and one flag per feature. */
export interface Workload {
  readonly migrations: readonly MigrationFacts[];
  readonly labels: readonly string[];
  readonly people: readonly string[];
  readonly flagProjects: readonly string[];
  readonly tracked: readonly (ItemResource | FlagResource)[];
  /** One or two targets each; every second migration's are merged. */
  readonly files: readonly { readonly merged: boolean; readonly wanted: FileResource }[];
}

export function workloadOf(count: number): Workload {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return {
    migrations: numbers.map(factsOf),
    labels: [LABEL, ...Array.from({ length: TEAMS }, (_, index) => `group::team ${index}`)],
    people: Array.from({ length: PEOPLE }, (_, index) => `dev-${index}`),
    flagProjects: [...new Set(numbers.map(flagProject))],
    tracked: numbers.flatMap((index) => [
      mainIssue(index),
      ...features().flatMap((feature) => [rollout(index, feature), flag(index, feature)]),
    ]),
    files: numbers.flatMap((index) =>
      TARGETS.slice(0, 1 + (index % 2)).map((target) => ({ merged: index % 4 < 2, wanted: file(index, target) })),
    ),
  };
}

/** All resources as the compiler gives them once the merged edits are in the targets: these ask for no edit any more. */
export function resourcesOf({ tracked, files }: Workload): Resource[] {
  return [...tracked, ...files.map(({ merged, wanted }) => (merged ? { ...wanted, edits: [] } : wanted))];
}

/** Files of a target before any migration. */
export function filesOf(workload: Workload, target: string): Record<string, string> {
  const edits = workload.files.filter(({ wanted }) => wanted.target === target).flatMap(({ wanted }) => wanted.edits);
  return Object.fromEntries(edits.map(({ path, before = "" }) => [path, before]));
}

export function projectOf(target: string): string {
  return `acme/${target}`;
}

function features(): string[] {
  return Array.from({ length: FEATURES }, (_, index) => `feature_${index}`);
}

function nameOf(index: number): string {
  return `model-${String(index).padStart(4, "0")}`;
}

function flagProject(index: number): string {
  return `acme/flags-${Math.floor(index / MIGRATIONS_PER_FLAG_PROJECT)}`;
}

function factsOf(index: number): MigrationFacts {
  const name = nameOf(index);
  const digest = String(index).padStart(64, "0");
  return { name, file: `migrations/${name}.yaml`, digest, status: "active", confidential: false, adopted: [] };
}

function common(index: number) {
  const migration = nameOf(index);
  return { migration, cause: { file: `migrations/${migration}.yaml`, line: 1 } };
}

function item(index: number, own: Pick<ItemResource, "key" | "title" | "blocks" | "related">): ItemResource {
  return {
    kind: "issue",
    ...common(index),
    home: TRACKER,
    state: "open",
    labels: [LABEL, `group::team ${index % TEAMS}`],
    assignees: [],
    confidential: false,
    ...own,
  };
}

function mainIssue(index: number): ItemResource {
  const name = nameOf(index);
  const rollouts = features().map((feature) => `issue/${name}/${feature}`);
  // People and links come with their issues, however many there are: a tenth of them is soon laid out.
  const isRich = index % 10 === 0;
  const made = item(index, {
    key: `issue/${name}`,
    title: `Upgrade to ${name}`,
    blocks: [{ name: "overview", text: rollouts.map((key) => `- cutover:${key}`).join("\n") }],
    related: isRich ? rollouts.map((key) => ({ key })) : [],
  });
  return isRich ? { ...made, assignees: [`dev-${(index / 10) % PEOPLE}`], dueDate: "2026-09-01" } : made;
}

function rollout(index: number, feature: string): ItemResource {
  const name = nameOf(index);
  const key = `issue/${name}/${feature}`;
  const tasks = ["Evaluate", "Announce", "Clean up"].map((task) => `- [ ] ${task} <!-- t:${task.toLowerCase()[0]} -->`);
  const blocks = [
    { name: "plan", text: `## Plan\n\n${"One step after the other, each for as long as it takes. ".repeat(20)}` },
    { name: "tasks", text: tasks.join("\n") },
  ];
  const made = item(index, { key, title: `${feature}: roll out ${name}`, blocks, related: [] });
  return { ...made, feature, flag: `flag/${name}/${feature}` };
}

function flag(index: number, feature: string): FlagResource {
  const name = nameOf(index);
  const strategies = [{ kind: "user_list", list: LIST, environments: ["production"] }] as const;
  return {
    kind: "flag",
    key: `flag/${name}/${feature}`,
    ...common(index),
    feature,
    home: flagProject(index),
    name: `${name.replace("-", "_")}_${feature}`,
    description: `${feature} on ${name}`,
    step: 1,
    active: true,
    strategies,
    steps: [{ strategies }],
    issue: `issue/${name}/${feature}`,
    after: [],
  };
}

function file(index: number, target: string): FileResource {
  const name = nameOf(index);
  const own = common(index);
  const before = `model: ${name}\n${Array.from({ length: 20 }, (_, line) => `setting_${line}: ${index + line}\n`).join("")}`;
  const edit = { path: `models/${name}.yml`, before, after: before.replace("setting_9: ", "setting_9: 1"), causes: [] };
  return {
    kind: "file",
    key: `file/${name}/${target}`,
    ...own,
    target,
    home: projectOf(target),
    base: "main",
    branch: `cutover/${target}/${name}`,
    title: `feat(${target}): ${name}`,
    blocks: [{ name: "overview", text: `Tracked in cutover:issue/${name}.` }],
    labels: [],
    reviewers: [],
    requires: [],
    needs: [],
    edits: [edit],
  };
}
