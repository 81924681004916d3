import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Acme, startAcme } from "../apply/acme.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab:
  url: https://gitlab.example.com
  tracker: { group: acme, project: acme/ai }
  labels: ["AI Model Migration"]
  flags: { backend: project, project: acme/monolith }
targets:
  ai-gateway: { project: acme/ai-gateway, branch: main, format: ai-gateway, path: ai_gateway/model_selection }
  monolith: { project: acme/monolith, branch: master, format: feature-flags, path: ee/config/feature_flags }
teams:
  chat: { role: feature_team, label: "group::duo chat", members: ["@bo"] }
features:
  duo_chat: { title: Duo Chat, maturity: ga, team: chat, dri: "@bo" }
audiences:
  team: { user_list: team-members }
ramps:
  standard:
    steps:
      - { audience: team, soak: 2d }
      - { percentage: 10, soak: 1d }
      - { percentage: 100, soak: 1d }
`;
const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: sonnet
status: active
owner: "@ana"
summary: Chat moves to Claude Sonnet 4.6.
offerings:
  claude_sonnet_4_6_vertex: { name: "Claude Sonnet 4.6", model_class_provider: litellm, params: { model: claude-sonnet-4-6 } }
features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
    flag: { name: duo_chat_sonnet }
    ramp: standard
`;

const TARGETS = ["acme/ai-gateway", "acme/monolith"];
const DEFINITION = "ee/config/feature_flags/gitlab_com_derisk/duo_chat_sonnet.yml";

/** One feature on its way to another model, at acme. What people do there, Ana does. */
export interface Sonnet {
  readonly acme: Acme;
  /** Changes the migration, and gives its file another name. */
  migrate(change: (text: string) => string, name?: string): Promise<void>;
  /** Deletes the migration's file. */
  forget(): Promise<void>;
  plan(...more: string[]): Promise<string>;
  apply(): Promise<void>;
  /** Merges what is open. */
  merge(): Promise<void>;
  /** Changes the description of an issue. */
  describe(iid: number, change: (text: string) => string): Promise<void>;
  /** Takes the flag's definition out of the code. */
  deleteDefinition(): Promise<void>;
}

export async function startSonnet(): Promise<Sonnet> {
  const acme = await startAcme();
  const migrations = join(acme.folder, "migrations");
  await rm(migrations, { recursive: true });
  await mkdir(migrations);
  await writeFile(join(acme.folder, "cutover.yaml"), CONFIG);
  const run = async (...argv: string[]) => {
    const ran = await acme.run(argv);
    if (ran === undefined || ran.code > 1) throw new Error(ran?.err);
    return ran.out;
  };
  let text = MIGRATION;
  const sonnet: Sonnet = {
    acme,
    async migrate(change, name = "sonnet") {
      text = change(text);
      await rm(migrations, { recursive: true });
      await mkdir(migrations);
      await writeFile(join(migrations, `${name}.yaml`), text);
    },
    forget: () => rm(migrations, { recursive: true }),
    plan: (...more) => run("plan", ...more),
    apply: async () => void (await run("apply", "--yes")),
    async merge() {
      for (const project of TARGETS.map(encodeURIComponent)) {
        const open = (await acme.person("GET", `projects/${project}/merge_requests?state=opened`)) as { iid: number }[];
        for (const { iid } of open) await acme.person("PUT", `projects/${project}/merge_requests/${iid}/merge`, {});
      }
    },
    async describe(iid, change) {
      const path = `projects/acme%2Fai/issues/${iid}`;
      const { description } = (await acme.person("GET", path)) as { description: string };
      await acme.person("PUT", path, { description: change(description) });
    },
    async deleteDefinition() {
      const path = `projects/acme%2Fmonolith/repository/files/${encodeURIComponent(DEFINITION)}`;
      await acme.person("DELETE", path, { branch: "master", commit_message: "refactor: chat has one model" });
    },
  };
  await sonnet.migrate((written) => written);
  return sonnet;
}
