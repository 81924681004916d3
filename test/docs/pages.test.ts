import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, it } from "vitest";
import { type Acme, type Meddler, startAcme } from "../apply/acme.ts";
import { steadyFs } from "../steady.ts";
import { expectPage } from "./pasted.ts";
import { type Sonnet, startSonnet } from "./sonnet.ts";

const RUN = "f8613054-9b08-48de-b9ec-28a78e184a1d";
const HOUR = 60 * 60_000;
const FLAG = "projects/acme%2Fmonolith/feature_flags";
const ISSUES = "projects/acme%2Fai/issues";
const LOCK = "projects/acme%2Fai/terraform/state/cutover-apply/lock";

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function sonnet(): Promise<Sonnet> {
  const begun = await startSonnet();
  ended.push(() => begun.acme.remove());
  return begun;
}

async function release(story: Sonnet, step: number): Promise<void> {
  await story.migrate((text) => `${text.replace(/^ {4}step: .*\n/m, "")}    step: ${step}\n`);
  await story.apply();
}

/** Everything is made and merged, and the flag stands at its first step. */
async function released(): Promise<Sonnet> {
  const story = await sonnet();
  await story.apply();
  await story.merge();
  await release(story, 1);
  return story;
}

it("docs/flags.md shows what plan prints", async () => {
  const shown = new Map<string, string>();
  const story = await released();
  await story.acme.clock.sleep(3 * HOUR);
  await story.migrate((text) => text.replace("step: 1", "step: 2"));
  shown.set("raise", await story.plan());
  await story.apply();
  await release(story, 3);
  await story.migrate((text) => text.replace("stage: rollout", "stage: default"));
  await story.apply();
  await story.merge();
  await story.migrate((text) => text.replace("status: active", "status: complete"));
  await story.apply();
  shown.set("complete", await story.plan());
  await story.deleteDefinition();
  await story.describe(1, (text) => text.replace(/- \[ \](.*<!-- t:delete-flag -->)/, "- [x]$1"));
  shown.set("removal", await story.plan());
  shown.set("held", await loweredFlag());
  shown.set("adopted", await adoptedFlag());
  await expectPage("flags", shown);
});

async function loweredFlag(): Promise<string> {
  const story = await released();
  await story.acme.person("PUT", `${FLAG}/duo_chat_sonnet`, { active: false });
  return story.plan();
}

async function adoptedFlag(): Promise<string> {
  const story = await sonnet();
  const strategies = [
    {
      name: "flexibleRollout",
      parameters: { groupId: "default", rollout: "25", stickiness: "userId" },
      scopes: [{ environment_scope: "production" }],
    },
  ];
  await story.acme.person("POST", FLAG, { name: "duo_chat_sonnet", version: "new_version_flag", strategies });
  await story.migrate((text) => text.replace("offerings:", "adopted:\n  - { flag: duo_chat_sonnet }\nofferings:"));
  await story.apply();
  await story.merge();
  return story.plan();
}

it("docs/ownership.md shows what plan prints", async () => {
  const shown = new Map<string, string>();
  const story = await released();
  const body = ((await story.acme.person("GET", `${ISSUES}/1`)) as { description: string }).description;
  shown.set("marker", (body.split("\n")[0] ?? "").replace(/(\S{12})\S*( -->)$/, "$1…$2"));
  await story.describe(2, (text) => text.replace("| Status | active |", "| Status | on its way |"));
  shown.set("conflict", await story.plan());
  await story.describe(2, (text) => text.replace("| Status | on its way |", "| Status | active |"));
  await story.migrate((text) => text.replace("name: sonnet", "name: sonnet-4-6\nformerly: sonnet"), "sonnet-4-6");
  shown.set("renamed", await story.plan());
  await story.forget();
  shown.set("unmanaged", await story.plan());
  shown.set("taken", await adoptedIssue());
  await expectPage("ownership", shown);
});

async function adoptedIssue(): Promise<string> {
  const story = await sonnet();
  await story.acme.person("POST", ISSUES, {
    title: "Sonnet for chat",
    description: "By hand.",
    labels: "feature flag",
  });
  await story.migrate((text) => text.replace("offerings:", "adopted: [acme/ai#1]\nofferings:"));
  return story.plan("--only", "issue/sonnet");
}

it("docs/apply.md shows what apply prints", async () => {
  const acme = await startAcme();
  ended.push(() => acme.remove());
  const start = acme.save();
  const shown = new Map<string, string>();
  const apply = async (argv: readonly string[], own: Parameters<Acme["run"]>[1] = {}) => {
    acme.restore(start);
    const ran = await acme.run(["apply", "--yes", ...argv], { ...own, io: { unique: () => RUN, fs: steadyFs } });
    return { out: ran?.out ?? "", err: ran?.err ?? "" };
  };
  const refused: Meddler = (sent, carryOut) =>
    sent.path.includes("/terraform/") ? Response.json({ message: "403 Forbidden" }, { status: 403 }) : carryOut();
  const { out, err } = await apply([], { meddle: refused });
  shown.set("results", out.slice(out.indexOf("✓")));
  shown.set("no-lock", err);
  shown.set("events", (await apply(["--format", "json"])).out);
  shown.set("refusal", (await apply(["--max-changes", "5"])).err);
  const env = { CI_COMMIT_SHA: "0123456789".repeat(4), CI_COMMIT_BRANCH: "main", CI_PROJECT_PATH: "acme/ai" };
  shown.set("old-commit", (await apply([], { env: { ...env, CI_SERVER_URL: "https://gitlab.example.com" } })).err);
  const record = await readFile(join(acme.folder, ".cutover/audit.jsonl"), "utf8");
  shown.set("record", record.split("\n").find((line) => /owners:create.*"intent"/.test(line)) ?? "");
  acme.restore(start);
  const lock = {
    ID: "2026-11-23T10:00:00Z-theirs",
    Operation: "apply",
    Info: "",
    Who: "",
    Created: "2026-11-23T09:00:00Z",
  };
  await acme.person("POST", LOCK, { ...lock, Version: "1", Path: "" });
  shown.set("waiting", (await acme.run(["apply", "--yes"]))?.err ?? "");
  await expectPage("apply", shown);
});
