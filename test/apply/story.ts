import * as fs from "node:fs/promises";
import { join } from "node:path";
import type { State } from "../../src/sandbox/state.ts";
import type { Acme } from "./acme.ts";

const SONNET = "migrations/claude-sonnet-4-6.yaml";
const RETIREMENT = "migrations/claude-sonnet-4-5-retirement.yaml";
const FIREWORKS = "migrations/gpt-oss-120b-fireworks.yaml";
const COMPLETIONS = "migrations/haiku-for-completions.yaml";
const TRIAL = "migrations/gpt-oss-120b-trial.yaml";
const AGAIN = "migrations/gpt-oss-120b-again.yaml";
const VERTEX = "migrations/claude-sonnet-4-5-on-vertex.yaml";
const CATALOG = "cutover.yaml";
const DEFINITION = "ee/config/feature_flags/gitlab_com_derisk/code_completions_haiku.yml";

/** A feature whose flag is on for everybody, to be removed. */
const DONE = `apiVersion: cutover/v1
kind: Upgrade
name: haiku-for-completions
status: active
model: { provider: anthropic, family: Claude Haiku, version: "4.5" }
owner: "@dee"
milestone: "19.6"
summary: Code completion moves to Claude Haiku 4.5.
features:
  code_completions:
    stage: rollout
    from: codestral_2508_vertex
    to: claude_haiku_4_5_20251001
    flag:
      name: code_completions_haiku
      code: ee/lib/gitlab/llm/code_generation/client.rb
      confirmed: { by: "@dee", date: 2026-11-04 }
    ramp: { steps: [{ percentage: 100, soak: 1d }], start: 2026-11-09T09:00:00Z }
`;

/**
 * Brings acme to where one apply of the workspace does everything that apply can do: makes issues, flags, relations and
 * merge requests, updates, raises a flag, rebuilds branches, comments, closes and removes. Returns that state.
 */
export async function prepare(acme: Acme): Promise<State> {
  const own = await Promise.all([SONNET, RETIREMENT, FIREWORKS, CATALOG].map((file) => read(acme, file)));
  const [sonnet = "", retirement = "", fireworks = "", catalog = ""] = own;
  const trial = copyOf(fireworks, "trial");
  await write(acme, CATALOG, replaced(catalog, "blast_radius: 0.25", "blast_radius: 1"));
  await write(acme, SONNET, replaced(sonnet, "    step: 1\n", ""));
  await write(acme, RETIREMENT, replaced(retirement, "status: complete", "status: active"));
  await write(acme, COMPLETIONS, DONE);
  await write(acme, TRIAL, trial);
  await land(acme, ["claude-sonnet-4-6", "haiku-for-completions"]);
  await write(acme, COMPLETIONS, replaced(DONE, "T09:00:00Z }\n", "T09:00:00Z }\n    step: 1\n"));
  await apply(acme);
  await finishCompletions(acme);

  await write(acme, SONNET, sonnet);
  await write(acme, RETIREMENT, retirement);
  await write(acme, FIREWORKS, replaced(fireworks, "temperature: 0.0", "temperature: 0.1"));
  await write(acme, TRIAL, replaced(trial, "status: active", "status: cancelled"));
  await write(acme, COMPLETIONS, replaced(replaced(DONE, "status: active", "status: complete"), "rollout", "default"));
  await write(acme, AGAIN, `${copyOf(fireworks, "again")}${FLAG}`);
  await write(acme, VERTEX, vertexOf(retirement));
  return acme.save();
}

/** The same retirement on another host, with an epic of its own. */
function vertexOf(retirement: string): string {
  const features = retirement.indexOf("  generate_commit_message:");
  return replaced(
    `${retirement.slice(0, features)}  duo_chat_write_tests:
    stage: planned
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_haiku_4_5_20251001
`,
    "status: complete",
    "status: active",
  )
    .replaceAll("claude-sonnet-4-5-retirement", "claude-sonnet-4-5-on-vertex")
    .replace("  claude_sonnet_4_5_20250929:", "  claude_sonnet_4_5_20250929_vertex:")
    .replace("retire: remove", "retire: keep");
}

const FLAG = `    flag:
      name: review_gpt_oss
      code: ee/lib/gitlab/llm/code_generation/client.rb
      confirmed: { by: "@dee", date: 2026-11-04 }
    ramp: standard
`;

/** The same model tried by other features. */
function copyOf(fireworks: string, name: string): string {
  const features = fireworks.indexOf("  duo_chat_explain_code:");
  return `${fireworks.slice(0, features)}  duo_chat_write_tests:
    stage: internal
    offer: [gpt_oss_120b_fireworks]
  summarize_review:
    stage: internal
    offer: [gpt_oss_120b_fireworks]
`
    .replaceAll("gpt-oss-120b-fireworks", `gpt-oss-120b-${name}`)
    .replaceAll("gpt_oss_120b_fireworks", `gpt_oss_120b_${name}`);
}

/** What people do once a flag is on for everybody: they delete the code with its definition, and tick the task. */
async function finishCompletions({ person }: Acme): Promise<void> {
  await person("POST", "projects/acme%2Fmonolith/repository/commits", {
    branch: "master",
    commit_message: "Remove the flag code_completions_haiku",
    actions: [{ action: "delete", file_path: DEFINITION }],
  });
  const issues = (await person("GET", "projects/acme%2Fai/issues?per_page=100")) as readonly {
    readonly iid: number;
    readonly title: string;
    readonly description: string;
  }[];
  for (const { iid, title, description } of issues.filter(({ title }) =>
    /Haiku 4\.5 for Code Completion/.test(title),
  )) {
    const ticked = description.replace(/- \[ \](.*<!-- t:delete-flag -->)/, "- [x]$1");
    if (ticked === description) throw new Error(`"${title}" has no task to delete the flag`);
    await person("PUT", `projects/acme%2Fai/issues/${iid}`, { description: ticked });
  }
}

/** Applies and merges in turns: what is merged first leaves others to be rebuilt. */
async function land(acme: Acme, migrations: readonly string[]): Promise<void> {
  for (let left = 1; left > 0; ) {
    await apply(acme);
    left = await mergeAll(acme, migrations);
  }
}

/** Merges what can be; returns how many could not. */
async function mergeAll({ person }: Acme, migrations: readonly string[]): Promise<number> {
  let left = 0;
  for (const project of ["acme%2Fai-gateway", "acme%2Fmonolith", "acme%2Fdocs", "acme%2Fai"]) {
    const open = (await person("GET", `projects/${project}/merge_requests?state=opened&per_page=100`)) as readonly {
      readonly iid: number;
      readonly source_branch: string;
    }[];
    for (const { iid, source_branch: branch } of open) {
      if (!migrations.some((name) => branch.endsWith(`/${name}`))) continue;
      await person("PUT", `projects/${project}/merge_requests/${iid}/merge`).catch(() => {
        left += 1;
      });
    }
  }
  return left;
}

async function apply(acme: Acme): Promise<void> {
  const ran = await acme.run(["apply", "--yes"]);
  if (ran?.code !== 0) throw new Error(`${ran?.out}\n${ran?.err}`);
}

async function read({ folder }: Acme, file: string): Promise<string> {
  return fs.readFile(join(folder, file), "utf8");
}

async function write({ folder }: Acme, file: string, text: string): Promise<void> {
  await fs.writeFile(join(folder, file), text);
}

function replaced(text: string, part: string, other: string): string {
  if (!text.includes(part)) throw new Error(`no "${part}" in the file`);
  return text.replace(part, other);
}
