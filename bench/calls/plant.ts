import { executePlan } from "../../src/apply/execute.ts";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import { stamped } from "../../src/forge/gitlab/proposals.ts";
import type { Forge } from "../../src/forge/port.ts";
import type { ObservedFlag, ObservedItem } from "../../src/model/observed.ts";
import { newProposal } from "../../src/plan/file.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { type Sandbox, type Seed, startSandbox } from "../../src/sandbox/server.ts";
import { type MemoryForge, memoryForge } from "../../test/plan/memory-forge.ts";
import { CONFIG, filesOf, LIST, projectOf, TARGETS, TRACKER, type Workload } from "./workload.ts";

const NOW = Date.parse("2026-05-18T09:00:00Z");
const BOT = "token-of-cutover";
const PERSON = "token-of-ana";

/** A server on which everything of a workload was applied, and half of its merge requests merged. */
export interface Planted {
  readonly sandbox: Sandbox;
  forge(onRequest?: (sent: { readonly method: string; readonly url: string }) => void): Forge;
}

/**
 * Issues and flags are applied by the product to a server in memory, whose objects are then laid out on the sandbox: that
 * takes a request at most instead of all those by which apply makes sure of what it does. The texts of merge requests are
 * the product's as well.
 */
export async function plant(workload: Workload): Promise<Planted> {
  const sandbox = await startSandbox({ tier: "ultimate", seed: seedOf(workload) });
  const forge: Planted["forge"] = (onRequest) =>
    createGitLabForge({ url: sandbox.url, token: BOT, fetch, ...(onRequest && { onRequest }) });
  const memory = memoryForge({ url: sandbox.url, labels: workload.labels, people: workload.people, lists: [LIST] });
  const links = await applyInMemory(workload, memory);
  // Every request to the sandbox takes longer the more it holds: what takes many comes first.
  await openRequests(workload, sandbox.url, links);
  await layOutIssues(sandbox, memory.items);
  sandbox.seed({ projects: workload.flagProjects.map((path) => ({ path, flags: flagsOf(memory, path) })) });
  return { sandbox, forge };
}

function seedOf(workload: Workload): Seed {
  return {
    users: [
      { username: "cutover", name: "Cutover", token: BOT, role: "maintainer", bot: true },
      { username: "ana", name: "Ana", token: PERSON, role: "maintainer" },
      ...workload.people.map((username) => ({ username, name: username, role: "developer" as const })),
    ],
    groups: [{ path: "acme", labels: [...workload.labels] }],
    projects: [
      { path: TRACKER },
      ...TARGETS.map((target) => ({ path: projectOf(target), files: filesOf(workload, target) })),
      ...workload.flagProjects.map((path) => ({ path, user_lists: { [LIST]: "1,2" } })),
    ],
  };
}

/** Until nothing is left to do; returns the addresses of what was made, by key. */
async function applyInMemory({ tracked, migrations }: Workload, memory: MemoryForge): Promise<Map<string, string>> {
  const scope = scopeOf({ resources: tracked, config: CONFIG, targets: new Map() });
  for (;;) {
    const plan = makePlan({
      ...inputOf(memory.url),
      resources: tracked,
      migrations,
      scope,
      observation: await memory.observe(scope),
    });
    if (plan.changes.length === 0) return new Map(Object.entries(plan.things).map(([key, { url }]) => [key, url]));
    const outcomes = await executePlan({ plan, forge: memory, url: memory.url, now: NOW });
    const failed = outcomes.find(({ status }) => status !== "applied" && status !== "unchanged");
    if (failed !== undefined) throw new Error(`${failed.id}: ${failed.message}`);
  }
}

/** What a plan of the workload takes besides resources and observation. */
export function inputOf(url: string): Pick<PlanInput, "url" | "user" | "instant" | "workspace" | "policy"> {
  return { url, user: "cutover", instant: NOW, workspace: "bench", policy: { mentions: Number.MAX_SAFE_INTEGER } };
}

function flagsOf({ flags }: MemoryForge, home: string) {
  return flags
    .filter(({ locator }) => locator.home === home)
    .map(({ name, description, active, strategies }: ObservedFlag) => ({
      name,
      description,
      active,
      strategies: strategies.map(({ environments }) => ({
        name: "gitlabUserList",
        user_list: LIST,
        scopes: [...environments],
      })),
    }));
}

/** In the order in which they were made, so that each gets the number that the others' texts name. */
async function layOutIssues(sandbox: Sandbox, items: readonly ObservedItem[]): Promise<void> {
  const { url } = sandbox;
  const issues = items.map(({ title, body, labels }) => ({
    title,
    description: body,
    labels: [...labels],
    author: "cutover",
  }));
  sandbox.seed({ projects: [{ path: TRACKER, issues }] });
  const endpoint = `projects/${encodeURIComponent(TRACKER)}/issues`;
  const ids = new Map((await users(url)).map(({ username, id }) => [username, id]));
  for (const { locator, assignees, dueDate, related } of items) {
    const place = `${endpoint}/${locator.id}`;
    const people = assignees.map((name) => ids.get(name));
    if (people.length > 0) await send(url, BOT, "PUT", place, { assignee_ids: people, due_date: dueDate });
    // Both ends know of a link.
    for (const other of related.filter(({ id }) => Number(id) > Number(locator.id))) {
      const link = { target_project_id: TRACKER, target_issue_iid: Number(other.id) };
      await send(url, BOT, "POST", `${place}/links`, link);
    }
  }
}

async function openRequests(
  { files, migrations }: Workload,
  url: string,
  links: ReadonlyMap<string, string>,
): Promise<void> {
  const digests = new Map(migrations.map(({ name, digest }) => [name, digest]));
  for (const { merged, wanted } of files) {
    const source = (digests.get(wanted.migration) ?? "").slice(0, 16);
    const {
      branch,
      base,
      title,
      body,
      files: changed,
    } = newProposal(wanted, {
      link: (key) => links.get(key),
      user: "cutover",
      source,
    });
    const project = `projects/${encodeURIComponent(wanted.home)}`;
    const actions = changed.map(({ path, text }) => ({ action: "update", file_path: path, content: text }));
    const commit = { branch, start_branch: base, commit_message: title, actions };
    const { id } = await send<{ id: string }>(url, BOT, "POST", `${project}/repository/commits`, commit);
    const request = { source_branch: branch, target_branch: base, title, description: stamped(body, id) };
    const { iid } = await send<{ iid: number }>(url, BOT, "POST", `${project}/merge_requests`, request);
    if (merged) await send(url, PERSON, "PUT", `${project}/merge_requests/${iid}/merge`, {});
  }
}

async function users(url: string): Promise<{ username: string; id: number }[]> {
  return send(url, PERSON, "GET", "users?per_page=100");
}

async function send<T>(url: string, token: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v4/${path}`, {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.ok) return (await response.json()) as T;
  throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}
