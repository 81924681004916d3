import * as fs from "node:fs/promises";
import { join } from "node:path";
import { createGitLabForge } from "../../../src/forge/gitlab/index.ts";
import type { ObservedFlag, ObservedItem } from "../../../src/model/observed.ts";
import { type Seed, startSandbox } from "../../../src/sandbox/server.ts";
import { cutover, folderWith, type Ran } from "../../cli/harness.ts";

const NOW = "2026-05-20T09:00:00Z";
const LABELS = ["AI Model Migration", "group::ai framework"];

const CONFIG = `# yaml-language-server: $schema=./schema/config.schema.json
apiVersion: cutover/v1
kind: Config
gitlab:
  tracker: { group: acme, project: acme/ai, initiative: "&1" }
  labels: ["AI Model Migration", "group::ai framework"]
  flags: { backend: project, project: acme/monolith }
  tier: ultimate
targets:
  ai-gateway: { project: acme/ai-gateway, branch: main, format: ai-gateway, path: config }
teams:
  framework: { role: ai_framework, label: "group::ai framework", members: ["@ana", "@cleo"] }
  chat: { role: feature_team, label: "group::duo chat", members: ["@bo"] }
  code: { role: feature_team, label: "group::code creation", members: ["@dee"] }
features:
  duo_chat: { title: Duo Chat, maturity: ga, team: chat, dri: "@bo" }
  duo_chat_explain_code: { title: Explain Code, maturity: ga, team: chat, dri: "@bo" }
  code_generations: { title: Code Generation, maturity: ga, team: code, dri: "@dee" }
  code_completions: { title: Code Completion, maturity: ga, team: code, dri: "@dee" }
  summarize_review: { title: Review Summary, maturity: experimental, team: code, dri: "@dee" }
  generate_commit_message: { title: Commit Message, maturity: beta, team: code, dri: "@dee" }
audiences:
  team_members: { user_list: team-members }
ramps:
  standard:
    steps:
      - { audience: team_members, soak: 2d }
      - { percentage: 10, soak: 1d }
      - { percentage: 50, soak: 2d }
      - { percentage: 100, soak: 1d }
milestones: { "19.1": 2026-06-18 }
`;

export const MODELS = `models:
${offering("Claude Sonnet 4.5", "claude_sonnet_4_5", "claude-sonnet-4-5-20250929")}
${offering("Claude Sonnet 4.5", "claude_sonnet_4_5_vertex", "claude-sonnet-4-5@20250929")}
${offering("Claude Sonnet 4.6", "claude_sonnet_4_6", "claude-sonnet-4-6")}
${offering("Claude Sonnet 4.6", "claude_sonnet_4_6_vertex", "claude-sonnet-4-6")}
${offering("Claude Haiku 3", "claude_haiku_3", "claude-3-haiku-20240307")}
${offering("Claude Haiku 4.5", "claude_haiku_4_5", "claude-haiku-4-5-20251001")}
`;

function offering(name: string, id: string, model: string): string {
  return `  - name: "${name}"
    provider: "Anthropic"
    gitlab_identifier: "${id}"
    max_context_tokens: 200_000
    model_class_provider: anthropic
    params:
      model: "${model}"
`;
}

export const FEATURES = `configurable_unit_primitives:
${setting("duo_chat", "claude_sonnet_4_5_vertex", ["claude_sonnet_4_5_vertex", "claude_sonnet_4_6_vertex"])}
${setting("duo_chat_explain_code", "claude_sonnet_4_5", ["claude_sonnet_4_5", "claude_sonnet_4_6"])}
${setting("code_generations", "claude_sonnet_4_5", ["claude_sonnet_4_5", "claude_sonnet_4_6"])}
${setting("code_completions", "claude_haiku_3", ["claude_haiku_3", "claude_haiku_4_5"])}
${setting("generate_commit_message", "claude_haiku_3", [])}
${setting("summarize_review", "claude_haiku_3", [])}
`;

function setting(name: string, old: string, selectable: readonly string[]): string {
  const list = selectable.length === 0 ? "" : `    selectable_models:\n${lines(selectable)}`;
  return `  - feature_setting: "${name}"
    unit_primitives:
      - "ask_${name}"
    default_models:
${lines([old])}${list}`;
}

function lines(ids: readonly string[]): string {
  return ids.map((id) => `      - "${id}"\n`).join("");
}

const SEED: Seed = {
  users: [
    { username: "ana", name: "Ana", token: "token-of-ana", role: "owner" },
    { username: "bo", name: "Bo", role: "developer" },
    { username: "cleo", name: "Cleo", role: "developer" },
    { username: "dee", name: "Dee", role: "developer" },
    { username: "cutover-bot", name: "Cutover", token: "token-of-cutover", role: "maintainer", bot: true },
  ],
  groups: [
    {
      path: "acme",
      labels: [...LABELS, "group::duo chat", "group::code creation", "priority::1", "cutover::hold"],
      milestones: [{ title: "19.1", due_date: "2026-06-18" }],
      epics: [
        { title: "AI Model Version Migration Initiative" },
        {
          title: "Replace discontinued Claude Haiku 3 with Claude Haiku 4.5",
          labels: LABELS,
          description: `${EPIC_BODY()}\r\n  \r\n`,
        },
      ],
    },
  ],
  projects: [
    { path: "acme/ai" },
    { path: "acme/ai-gateway", files: { "config/models.yml": MODELS, "config/unit_primitives.yml": FEATURES } },
    {
      path: "acme/monolith",
      user_lists: { "team-members": "ana,bo" },
      flags: [
        {
          name: "duo_chat_sonnet_4_6",
          description: "made by Bo",
          strategies: [
            {
              name: "flexibleRollout",
              parameters: { groupId: "default", rollout: "25", stickiness: "userId" },
              scopes: ["production"],
            },
          ],
        },
        { name: "code_completions_haiku", active: false },
        { name: "codegen_sonnet_4_6", strategies: [{ name: "default", scopes: ["*"] }] },
      ],
    },
  ],
};

function EPIC_BODY(): string {
  return `The maker ends **Claude Haiku 3**; see the [announcement](https://example.com/haiku).

## Timeline

- cutoff: 2026-11-30
- [x] @ana asked the maker
- [ ] tell @bo

<!-- internal: keep me -->

| Feature | State |
|---------|-------|
| Code Completion | waits |
`;
}

/** A server with work that people do by hand, and a workspace that knows nothing of it. */
export interface Scene {
  /** Runs a command line of cutover in the workspace. */
  run(...argv: string[]): Promise<Ran>;
  /** The text of a file of the workspace. */
  text(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  issue(iid: number): Promise<ObservedItem>;
  epic(iid: number): Promise<ObservedItem>;
  flag(name: string): Promise<ObservedFlag>;
  /** Every issue and epic there is. */
  items(): Promise<ObservedItem[]>;
  /** A call of ana's to `/api/v4`. */
  person(method: string, path: string, body?: unknown): Promise<{ id: number; iid: number }>;
  stop(): Promise<void>;
}

export async function startScene(): Promise<Scene> {
  const sandbox = await startSandbox({ tier: "ultimate", now: NOW, seed: SEED });
  const folder = await folderWith({ "cutover.yaml": CONFIG });
  const hands = createGitLabForge({ url: sandbox.url, token: "token-of-ana", fetch });
  const person: Scene["person"] = async (method, path, body) => {
    const headers = { "private-token": "token-of-ana", "content-type": "application/json" };
    const response = await fetch(`${sandbox.url}/api/v4/${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: number; iid: number };
  };
  const get = async <T>(path: string) => {
    const response = await fetch(`${sandbox.url}/api/v4/${path}`, { headers: { "private-token": "token-of-ana" } });
    return (await response.json()) as T;
  };
  const item = async (kind: "epic" | "issue", home: string, id: number) => {
    const found = await hands.read({ kind, home, id: String(id) });
    if (found?.kind !== kind) throw new Error(`no ${kind} ${id}`);
    return found;
  };
  await makeByHand(person, get, hands);
  return {
    run: (...argv) =>
      cutover(folder.path, argv, { env: { CUTOVER_GITLAB_URL: sandbox.url, CUTOVER_TOKEN: "token-of-cutover" } }),
    text: (file) => fs.readFile(join(folder.path, file), "utf8"),
    write: async (file, text) => {
      await fs.mkdir(join(folder.path, "migrations"), { recursive: true });
      await fs.writeFile(join(folder.path, file), text);
    },
    issue: (iid) => item("issue", "acme/ai", iid),
    epic: (iid) => item("epic", "acme", iid),
    flag: async (id) => {
      const found = await hands.read({ kind: "flag", home: "acme/monolith", id });
      if (found?.kind !== "flag") throw new Error(`no flag ${id}`);
      return found;
    },
    items: async () => {
      const one = await get<{ iid: number }[]>("projects/acme%2Fai/issues?per_page=100&state=all");
      return Promise.all([...one.map(({ iid }) => item("issue", "acme/ai", iid)), item("epic", "acme", 2)]);
    },
    person,
    stop: async () => {
      await sandbox.close();
      await folder.remove();
    },
  };
}

/** Issues 1 to 3: chat. 4 and 5: under the epic. 6 and 7: code generation. 8: one issue for everything. 9: something else. */
async function makeByHand(
  person: Scene["person"],
  get: <T>(path: string) => Promise<T>,
  hands: ReturnType<typeof createGitLabForge>,
): Promise<void> {
  const ids = new Map(
    (await get<{ id: number; username: string }[]>("users?per_page=100")).map(({ id, username }) => [username, id]),
  );
  const [milestone] = await get<{ id: number }[]>("groups/acme/milestones");
  const by = (username: string) => ({ assignee_ids: [ids.get(username)] });
  const make = (title: string, description: string, more: Record<string, unknown> = {}) =>
    person("POST", "projects/acme%2Fai/issues", { title, description, labels: LABELS.join(","), ...more });
  // As the template of rollout issues has it.
  const rollout = { confidential: true };
  await make("AI Model Migration - Anthropic/Claude Sonnet/4.6", MAIN_BODY, {
    ...by("ana"),
    due_date: "2026-06-20",
    milestone_id: milestone?.id,
  });
  await make("Roll out Claude Sonnet 4.6 for Duo Chat", CHAT_BODY, {
    ...rollout,
    labels: "AI Model Migration,group::duo chat,priority::1",
    ...by("bo"),
    due_date: "2026-06-12",
  });
  await make("Claude Sonnet 4.6: Explain Code", EXPLAIN_BODY, {
    ...rollout,
    labels: "AI Model Migration",
    ...by("cleo"),
  });
  await make(
    "Code Completion: move to Claude Haiku 4.5",
    "Behind `code_completions_haiku`.\n\n1. [ ] prompts\n1. [x] tests",
    {
      ...rollout,
      labels: "AI Model Migration,group::code creation",
      ...by("dee"),
    },
  );
  await make("Commit Message on Claude Haiku 4.5", "No flag.\r\n\r\n```\r\n/close\r\n```\r\n", {
    ...rollout,
    ...by("dee"),
  });
  await make(
    "Sonnet 4.6 for suggestions",
    "Upgrade of code generation from Claude Sonnet 4.5 to Claude Sonnet 4.6.\n",
    {
      labels: "group::ai framework",
      ...by("ana"),
    },
  );
  await make(
    "Code Generation: Claude Sonnet 4.6 rollout",
    "Flag `codegen_sonnet_4_6` is on for everybody.\n\n---\n\n* [X] done",
    rollout,
  );
  await make("AI Model Migration - Anthropic/Claude Haiku/4.5", LIST_BODY, by("dee"));
  await make("Reviews get a new prompt", "Nothing of a model here.", { labels: "" });
  const at = (kind: "issue" | "epic", id: number) =>
    ({ kind, home: kind === "epic" ? "acme" : "acme/ai", id: String(id) }) as const;
  for (const id of [1, 2, 3, 6, 7, 8]) await hands.relate({ kind: "parent", from: at("issue", id), to: at("epic", 1) });
  for (const id of [4, 5]) await hands.relate({ kind: "parent", from: at("issue", id), to: at("epic", 2) });
  await hands.relate({ kind: "parent", from: at("epic", 2), to: at("epic", 1) });
  for (const id of [2, 3]) await hands.relate({ kind: "related", from: at("issue", id), to: at("issue", 1) });
  await hands.relate({ kind: "related", from: at("issue", 7), to: at("issue", 6) });
}

const MAIN_BODY = `# Claude Sonnet 4.6 Model Upgrade\r
\r
## Overview\r
Better at long agentic work at the same price;   \r
@cleo knows more.\t\r
\r
<!-- please keep this comment\r
\r
over several lines -->\r
\r
## Features to Update\r
### Generally Available Features\r
- Duo Chat\r
- Explain Code\r
\r
## Implementation Steps\r
- [x] Update model configurations in each feature\r
- [ ] Verify performance improvements @bo\r
- [~] Deploy updates\r
\r
## Timeline\r
Priority: High\r
\r
## Implementation Details\r
\r
| Feature | DRI | ETA | Issue Link |\r
|---------|-----|-----|------------|\r
| Duo Chat | @bo | 2026-06-12 | #2 |\r
| Explain Code | @cleo | 2026-06-15 | acme/ai#3 |\r
\r
  \r
`;

const LIST_BODY = `## Features to Update

### Experimental Features
- Review Summary

## Required Changes
- New prompt definition created to use the new model
`;

const CHAT_BODY = `## Summary

Rollout of Claude Sonnet 4.6 on Vertex behind \`duo_chat_sonnet_4_6\`.

<details><summary>Log</summary>

| date | percentage |
|------|-----------:|
| 2026-05-18 | 10 % |
| 2026-05-19 | 25 % |

</details>

- [x] 10 %
  - [x] @dee looked at the dashboards
- [x] 25 %
- [ ] 100 %

\`\`\`shell
/chatops run feature set duo_chat_sonnet_4_6 25
\`\`\`


`;

const EXPLAIN_BODY =
  "Only the default moves.\n\n* [ ] evaluate\n* [x] prompt\n\nText with trailing blanks   \nand an end";
