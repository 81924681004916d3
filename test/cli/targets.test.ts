import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, type Seed, startSandbox } from "../../src/sandbox/server.ts";
import { complaints } from "../compile/flags/gitlab-checks.ts";
import { cutover, filesBelow, folderWith } from "./harness.ts";

const CHAT = "# for Claude\r\nname: Chat\n";

const MODELS = `models:
  - name: "Claude Sonnet 4.5"
    gitlab_identifier: "claude_sonnet_4_5"
    max_context_tokens: 200000
    model_class_provider: anthropic
    family:
      - claude
  - name: "Claude Sonnet 4.6"
    gitlab_identifier: "claude_sonnet_4_6"
    max_context_tokens: 200000
    model_class_provider: anthropic
    family:
      - claude
`;

const FEATURES = `configurable_unit_primitives:
  - feature_setting: "duo_chat"
    unit_primitives: []
    default_models:
      - "claude_sonnet_4_5"
    selectable_models:
      - "claude_sonnet_4_5"
`;

const GATEWAY = {
  "ai/models/models.yml": MODELS,
  "ai/models/unit_primitives.yml": FEATURES,
  "ai/prompts/chat/react/base/1.0.0.yml": "name: Base\n",
  "ai/prompts/chat/react/claude/1.0.0.yml": "name: Old\n",
  "ai/prompts/chat/react/claude/1.2.0.yml": CHAT,
  "ai/prompts/chat/react/claude/system/1.0.0.jinja": "You chat.\n",
  "ai/prompts/other/base/1.0.0.yml": "name: Other\n",
};

const MONOLITH = { "config/feature_flags/ops/other.yml": "name: other\n", "readme.md": "monolith\n" };

const CONFIG = (url: string) => `apiVersion: cutover/v1
kind: Config
gitlab:
  url: ${url}
  tracker: { group: acme, project: acme/ai }
  labels: ["AI Model Migration"]
  flags: { backend: project, project: acme/monolith }
targets:
  gateway: { project: acme/gateway, format: ai-gateway, path: ai/models }
  prompts: { project: acme/gateway, format: prompts, path: ai/prompts }
  monolith: { project: acme/monolith, format: feature-flags, path: ee/config/feature_flags }
features:
  duo_chat: { title: Duo Chat, maturity: ga, dri: "@ana", prompts: [chat/react] }
`;

const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: sonnet
status: active
owner: "@ana"
milestone: "19.1"
summary: A better model.
features:
  duo_chat:
    stage: internal
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    prompt: { version: 2.0.0 }
    flag: { name: duo_chat_sonnet_4_6 }
`;

const SEED: Seed = {
  users: [
    { username: "cutover", name: "Cutover", token: "of-cutover", role: "maintainer", bot: true },
    { username: "ana", name: "Ana", token: "of-ana", role: "maintainer" },
  ],
  groups: [{ path: "acme", labels: ["AI Model Migration"], milestones: [{ title: "19.1" }] }],
  projects: [{ path: "acme/ai" }, { path: "acme/gateway", files: GATEWAY }, { path: "acme/monolith", files: MONOLITH }],
};

const PROMPT = "ai/prompts/chat/react/claude/2.0.0.yml";
const FLAG = "ee/config/feature_flags/gitlab_com_derisk/duo_chat_sonnet_4_6.yml";

const NOTHING = "Nothing to do: everything is as the migrations say\n";

let sandbox: Sandbox;
let workspace: Awaited<ReturnType<typeof folderWith>>;

beforeEach(async () => {
  sandbox = await startSandbox({ tier: "ultimate", seed: SEED });
  workspace = await folderWith({ "cutover.yaml": CONFIG(sandbox.url), "migrations/sonnet.yaml": MIGRATION });
});
afterEach(async () => {
  await workspace.remove();
  await sandbox.close();
});

const run = (...argv: string[]) => cutover(workspace.path, argv, { env: { CUTOVER_TOKEN: "of-cutover" } });

async function ana(method: string, path: string, body?: unknown) {
  const headers = { "private-token": "of-ana", "content-type": "application/json" };
  const answer = await fetch(`${sandbox.url}/api/v4/projects/${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.headers.get("content-type")?.includes("json") ? answer.json() : answer.text();
}

const fileOf = (project: string, path: string, ref: string) =>
  ana(
    "GET",
    `${encodeURIComponent(project)}/repository/files/${encodeURIComponent(path)}/raw?ref=${encodeURIComponent(ref)}`,
  );

async function asked(): Promise<string[]> {
  const log = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { method: string; path: string }[];
  return log.map(({ path }) => decodeURIComponent(decodeURIComponent(path)));
}

describe("a migration with a prompt and a flag", () => {
  it("is listed and read at one commit, and only what is copied is fetched", async () => {
    const { commit } = (await ana("GET", "acme%2Fgateway/repository/branches/main")) as { commit: { id: string } };
    await ana("PUT", "acme%2Fgateway/repository/files/ai%2Fprompts%2Fchat%2Freact%2Fclaude%2F1.2.0.yml", {
      branch: "main",
      commit_message: "later",
      content: "name: Later\n",
    });
    const compiled = await run("compile", "--out", "out", "--at", `prompts=${commit.id}`);
    expect(compiled.err).toBe("");
    const files = (await filesBelow(join(workspace.path, "out"))).filter((path) => path.startsWith("files/"));
    expect(files).toEqual([
      "files/gateway/ai/models/models.yml",
      "files/gateway/ai/models/unit_primitives.yml",
      "files/gateway/ai/models/unit_primitives.yml.diff",
      `files/monolith/${FLAG}`,
      `files/monolith/${FLAG}.diff`,
      `files/prompts/${PROMPT}`,
      `files/prompts/${PROMPT}.diff`,
    ]);
    expect(await readFile(join(workspace.path, "out/files/prompts", PROMPT), "utf8")).toBe(CHAT);
    const calls = (await asked()).filter((path) => path.includes("/repository/"));
    expect(calls.filter((path) => path.includes("/repository/tree"))).toHaveLength(3);
    const texts = calls.flatMap((path) => /\/files\/(ai\/prompts.*|.*feature_flags.*)\/raw/.exec(path)?.[1] ?? []);
    expect(texts.sort()).toEqual(["ai/prompts/chat/react/base/1.0.0.yml", "ai/prompts/chat/react/claude/1.2.0.yml"]);
  });

  it("gets a merge request for each target, and nothing is left to do once people have merged them", async () => {
    const applied = await run("apply", "--yes");
    expect(applied).toMatchObject({ code: 0, err: expect.not.stringContaining("error") });
    expect(await fileOf("acme/gateway", PROMPT, "cutover/prompts/sonnet")).toBe(CHAT);
    const definition = String(await fileOf("acme/monolith", FLAG, "cutover/monolith/sonnet"));
    expect(complaints([{ path: FLAG, text: definition }], { tracker: true })).toEqual([]);
    expect(definition).toContain(`rollout_issue_url: ${sandbox.url}/acme/ai/-/`);

    // A person adapts the copy in our branch: that is what it is there for.
    await ana("PUT", `acme%2Fgateway/repository/files/${encodeURIComponent(PROMPT)}`, {
      branch: "cutover/prompts/sonnet",
      commit_message: "adapt the prompt",
      content: "name: Adapted\n",
    });
    expect(await run("plan", "--detailed-exitcode")).toMatchObject({
      code: 0,
      out: expect.not.stringContaining("conflict"),
    });

    for (const project of ["acme%2Fgateway", "acme%2Fmonolith"])
      for (const { iid } of (await ana("GET", `${project}/merge_requests?state=opened`)) as { iid: number }[])
        await ana("PUT", `${project}/merge_requests/${iid}/merge`);
    expect(await fileOf("acme/gateway", PROMPT, "main")).toBe("name: Adapted\n");
    const next = await run("plan", "--detailed-exitcode");
    expect(next).toMatchObject({ code: 0, out: NOTHING });

    // The code is deleted, and the definition with it: nobody wants it back.
    await ana("DELETE", `acme%2Fmonolith/repository/files/${encodeURIComponent(FLAG)}`, {
      branch: "main",
      commit_message: "remove the flag",
    });
    expect(await run("plan", "--detailed-exitcode")).toMatchObject({ code: 0, out: NOTHING });
  });

  it.each([
    [
      "does without them",
      (text: string) => text.replace(/ {4}(?:prompt|flag): .*\n/g, "").concat("    no_flag: a test\n"),
      ["gateway"],
    ],
    ["goes back to planned", (text: string) => text.replace("stage: internal", "stage: planned"), []],
    ["is cancelled", (text: string) => text.replace("status: active", "status: cancelled"), []],
  ])("takes back what nobody wants any more once it %s", async (_name, change, left) => {
    await run("apply", "--yes");
    const branches = async () => {
      const open = ["acme%2Fgateway", "acme%2Fmonolith"].map((one) => ana("GET", `${one}/merge_requests?state=opened`));
      const found = (await Promise.all(open)).flat() as { source_branch: string }[];
      return found.map((one) => one.source_branch.split("/")[1]).sort();
    };
    expect(await branches()).toEqual(["gateway", "monolith", "prompts"]);
    await writeFile(join(workspace.path, "migrations/sonnet.yaml"), change(MIGRATION));
    const { out } = await run("apply", "--yes");
    const again = /--allow-closing \d+/.exec(out)?.[0].split(" ") ?? [];
    if (again.length > 0) await run("apply", "--yes", ...again);
    expect(await branches()).toEqual(left);
  });
});
