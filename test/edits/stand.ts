import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import { type Seed, startSandbox } from "../../src/sandbox/server.ts";
import { LABEL } from "../plan/build.ts";

export const LABELS = [LABEL, "group::duo chat", "priority::1", "priority::2", "priority::3", "bug"] as const;
export const MILESTONES = ["19.1", "19.2"] as const;
export const MIGRATIONS = ["sonnet", "haiku", "opus"] as const;
const PEOPLE = ["ana", "bo", "cleo"] as const;

const SEED: Seed = {
  users: [
    { username: "cutover", name: "Cutover", token: "token-of-cutover", role: "maintainer", bot: true },
    ...PEOPLE.map((name) => ({ username: name, name, token: `token-of-${name}`, role: "owner" as const })),
  ],
  groups: [
    {
      path: "acme",
      labels: [...LABELS, "cutover::hold"],
      milestones: MILESTONES.map((title) => ({ title })),
      epics: ["Initiative", "Another"].map((title) => ({ title, author: "ana" })),
    },
  ],
  projects: [
    { path: "acme/ai" },
    { path: "acme/elsewhere" },
    {
      path: "acme/gateway",
      files: Object.fromEntries(MIGRATIONS.map((name) => [`${name}.yml`, "models:\n- id: old\n"])),
    },
    { path: "acme/monolith", user_lists: { team: "1,2" } },
  ],
};

/** An issue or epic as the API shows it. */
export interface Item {
  /** Path of the API that it is changed through. */
  readonly path: string;
  readonly kind: "issue" | "epic";
  readonly iid: number;
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly state: "opened" | "closed";
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly dueDate: string | null;
  readonly milestone: string | null;
  readonly author: string;
  readonly moved: boolean;
}

export interface LiveFlag {
  readonly name: string;
  readonly active: boolean;
  readonly strategies: readonly {
    readonly id: number;
    readonly name: string;
    readonly parameters: Record<string, string>;
  }[];
}

export interface MergeRequest {
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly branch: string;
  readonly description: string;
}

export interface Snapshot {
  readonly items: readonly Item[];
  readonly flags: readonly LiveFlag[];
  readonly requests: readonly MergeRequest[];
  /** Text of the file on each open merge request's branch, by iid. */
  readonly branches: ReadonlyMap<number, string>;
}

/** A GitLab of our own, our forge on it, and people's hands. */
export interface Stand {
  readonly url: string;
  readonly forge: Forge;
  /** Ids of people and milestones, by name. */
  readonly ids: ReadonlyMap<string, number>;
  /** A call of a person's to `/api/v4`; throws for an answer that is no success. */
  call(who: string, method: string, path: string, body?: unknown): Promise<unknown>;
  look(): Promise<Snapshot>;
  stop(): Promise<void>;
}

export async function startStand(): Promise<Stand> {
  const sandbox = await startSandbox({ tier: "ultimate", seed: SEED });
  const call: Stand["call"] = async (who, method, path, body) => {
    const response = await fetch(`${sandbox.url}/api/v4/${path}`, {
      method,
      headers: { "private-token": `token-of-${who}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  const forge = createGitLabForge({
    url: sandbox.url,
    token: "token-of-cutover",
    fetch,
    clock: { now: Date.now, sleep: async () => {} },
  });
  return { url: sandbox.url, forge, ids: await idsOf(call), call, look: () => look(call), stop: () => sandbox.close() };
}

type Row = Record<string, never>;

async function rows(call: Stand["call"], path: string): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 1; ; page += 1) {
    const some = (await call(
      "ana",
      "GET",
      `${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`,
    )) as Row[];
    all.push(...some);
    if (some.length < 100) return all;
  }
}

async function idsOf(call: Stand["call"]): Promise<Map<string, number>> {
  const users = (await rows(call, "users")).map((row): [string, number] => [row["username"] ?? "", row["id"] ?? 0]);
  const milestones = (await rows(call, "groups/acme/milestones")).map((row): [string, number] => [
    row["title"] ?? "",
    row["id"] ?? 0,
  ]);
  const [elsewhere, home] = await Promise.all(
    ["acme%2Felsewhere", "acme%2Fai"].map(
      async (path) => ((await call("ana", "GET", `projects/${path}`)) as { id: number }).id,
    ),
  );
  return new Map([...users, ...milestones, ["elsewhere", elsewhere ?? 0], ["home", home ?? 0]]);
}

async function look(call: Stand["call"]): Promise<Snapshot> {
  const [issues, epics, flags, requests] = await Promise.all([
    rows(call, "projects/acme%2Fai/issues?scope=all&order_by=created_at&sort=asc"),
    rows(call, "groups/acme/epics?order_by=created_at&sort=asc"),
    rows(call, "projects/acme%2Fmonolith/feature_flags"),
    rows(call, "projects/acme%2Fgateway/merge_requests?state=all"),
  ]);
  const found = requests.map(
    (row): MergeRequest => ({
      iid: row["iid"] ?? 0,
      title: row["title"] ?? "",
      state: row["state"] ?? "",
      branch: row["source_branch"] ?? "",
      description: row["description"] ?? "",
    }),
  );
  const branches = await Promise.all(
    found
      .filter(({ state }) => state === "opened")
      .map(async ({ iid, branch }) => [iid, await fileOn(call, branch)] as const),
  );
  return {
    items: [...issues.map((row) => itemOf("issue", row)), ...epics.map((row) => itemOf("epic", row))],
    flags: flags as unknown as LiveFlag[],
    requests: found,
    branches: new Map(branches),
  };
}

async function fileOn(call: Stand["call"], branch: string): Promise<string> {
  const file = encodeURIComponent(`${branch.split("/").at(-1)}.yml`);
  const path = `projects/acme%2Fgateway/repository/files/${file}?ref=${encodeURIComponent(branch)}`;
  const { content } = (await call("ana", "GET", path)) as { content: string };
  return Buffer.from(content, "base64").toString("utf8");
}

function itemOf(kind: Item["kind"], row: Row): Item {
  const iid: number = row["iid"] ?? 0;
  const people = (row["assignees"] ?? []) as { username: string }[];
  return {
    path: kind === "issue" ? `projects/acme%2Fai/issues/${iid}` : `groups/acme/epics/${iid}`,
    kind,
    iid,
    id: row["id"] ?? 0,
    title: row["title"] ?? "",
    description: row["description"] ?? "",
    state: row["state"] ?? "opened",
    labels: row["labels"] ?? [],
    assignees: people.map(({ username }) => username).sort(),
    dueDate: (kind === "issue" ? row["due_date"] : (row["due_date_fixed"] ?? row["due_date"])) ?? null,
    milestone: (row["milestone"] as { title: string } | null | undefined)?.title ?? null,
    author: (row["author"] as { username: string } | undefined)?.username ?? "",
    moved: (row["moved_to_id"] ?? null) !== null,
  };
}
