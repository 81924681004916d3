import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DOCS, GATEWAY, MONOLITH, PEOPLE, TRACKER } from "../../src/cli/demo/seed.ts";
import { MIGRATION, TYPO } from "../../src/cli/demo/workspace.ts";
import { ANTHROPIC, anthropicTable, smallSources, TABLE } from "../cli/deadlines/update-world.ts";
import { startGithub } from "../github-server.ts";
import type { Pipeline } from "./gitlab-ci.ts";
import { hasRsync } from "./rsync.ts";
import { type Proposed, startWorld, type World } from "./world.ts";

const FLAG = "duo_chat_sonnet_4_6";
const CHAT = "issue/claude-sonnet-4-6/duo_chat";
const RELEASED = MIGRATION.replace("    ramp: standard", "    ramp: standard\n    step: 1");
const isDeadlines = ({ source_branch: branch }: { readonly source_branch: string }) =>
  branch.startsWith("cutover/deadlines");
const AI = `/projects/${encodeURIComponent(TRACKER)}`;

interface Note {
  readonly body: string;
  readonly author: { readonly username: string };
}

interface Issue {
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly description: string;
  readonly labels: readonly string[];
}

// One story: each part goes on where the one before it ended, as pipelines of one project do.
describe.skipIf(!hasRsync)("the pipeline, in gitlab-ci-local (skipped without rsync)", { timeout: 180_000 }, () => {
  let world: World;
  let proposed: Proposed;
  let first: string;
  let head: string;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.close());

  const push = (commit: string): Pipeline => ({ source: "push", branch: "main", commit });
  const schedule = (): Pipeline => ({ source: "schedule", branch: "main", commit: head });
  const notes = (iid: number) => world.call<Note[]>("ana", "GET", `${AI}/merge_requests/${iid}/notes?per_page=100`);
  const issues = () => world.call<Issue[]>("ana", "GET", `${AI}/issues?per_page=100`);

  /** Everything that apply writes to, with the time of its last change. */
  async function standing(): Promise<unknown> {
    const paths = [TRACKER, GATEWAY, MONOLITH, DOCS].flatMap((project) =>
      ["issues", "merge_requests"].map((kind) => `/projects/${encodeURIComponent(project)}/${kind}?per_page=100`),
    );
    const flags = `/projects/${encodeURIComponent(MONOLITH)}/feature_flags`;
    return Promise.all([...paths, flags].map((path) => world.call("ana", "GET", path)));
  }

  it("fails lint for a bad migration, and names the line in the merge request", async () => {
    proposed = await world.propose("sonnet", MIGRATION.replace(...TYPO));
    const { code, log } = await world.run(await world.mergePipeline(proposed), "lint");
    expect(code, log).toBe(1);
    const found = JSON.parse((await world.artifact("lint", "cutover-lint.json")) ?? "");
    expect(found).toMatchObject([
      {
        check_name: "unknown-reference",
        location: { path: "migrations/claude-sonnet-4-6.yaml", lines: { begin: 55 } },
      },
    ]);
    expect(await world.artifact("lint", "cutover-lint.xml")).toContain("unknown-reference");
  });

  it("passes a good one with the targets' files, and writes the plan into one note", async () => {
    proposed = await world.amend(proposed, MIGRATION);
    const pipeline = await world.mergePipeline(proposed);
    const lint = await world.run(pipeline, "lint");
    expect(lint.code, lint.log).toBe(0);
    expect(lint.log).toMatch(/files of acme\/ai-gateway at .*\n(.*\n)*.*no problems found/);
    const plan = await world.run(pipeline, "plan");
    expect(plan.code, plan.log).toBe(0);
    expect(await world.run(pipeline, "plan")).toMatchObject({ code: 0 });
    const written = await notes(proposed.iid);
    expect(written.map(({ author }) => author.username)).toEqual([PEOPLE.notes.username]);
    expect(written[0]?.body).toContain("open a merge request in acme/ai-gateway");
    const counts = JSON.parse((await world.artifact("plan", "plan-counts.json")) ?? "");
    expect(counts).toEqual({ create: expect.any(Number), update: expect.any(Number), delete: 0 });
    expect(counts.create).toBeGreaterThan(5);
    expect(JSON.parse((await world.artifact("plan", "plan.json")) ?? "").changes).not.toEqual([]);
    expect(await issues()).toEqual([]);
  });

  it("applies after the merge what the note showed", async () => {
    first = head = await world.merge(proposed);
    const { code, log } = await world.run(push(head), "apply");
    expect(code, log).toBe(0);
    expect((await world.cleo.issue(TRACKER, CHAT)).title).toContain("Duo Chat");
    expect(await world.cleo.mergeRequests(GATEWAY, "opened")).not.toEqual([]);
    expect(await world.artifact("apply", "cutover-audit.jsonl")).toContain(CHAT);
    const told = (await notes(proposed.iid)).find(({ author }) => author.username === PEOPLE.bot.username);
    expect(told?.body).toMatch(/applied/i);
  });

  it("changes nothing in the next pipeline", async () => {
    const before = await standing();
    const { code, log } = await world.run(push(head), "apply");
    expect(code, log).toBe(0);
    expect(await standing()).toEqual(before);
    expect(await world.artifact("apply", "cutover-audit.jsonl")).toBeUndefined();
  });

  it("reports on a schedule what somebody edited, until it is as it was", async () => {
    const { iid, description } = await world.bo.issue(TRACKER, CHAT);
    await world.bo.describe(TRACKER, iid, description.replace("| Step asked for |", "| Step that I ask for |"));
    const drifted = await world.run(schedule(), "drift");
    expect(drifted.code, drifted.log).toBe(0);
    const issue = (await issues()).find(({ title }) => /drift|differ/i.test(title));
    expect(issue).toMatchObject({ state: "opened", description: expect.stringContaining(`#${iid}`) });
    await world.bo.describe(TRACKER, iid, description);
    const clean = await world.run(schedule(), "drift");
    expect(clean.code, clean.log).toBe(0);
    expect((await issues()).find((one) => one.iid === issue?.iid)).toMatchObject({ state: "closed" });
  });

  it("refuses what nobody reviewed, until a person says that the printed plan is meant", async () => {
    for (const project of [GATEWAY, MONOLITH, DOCS]) {
      for (const { iid } of await world.cleo.mergeRequests(project, "opened")) await world.cleo.merge(project, iid);
    }
    head = await world.merge(await world.propose("release", RELEASED));
    const refused = await world.run(push(head), "apply");
    expect(refused.code, refused.log).toBe(1);
    expect(await world.bo.flag(MONOLITH, FLAG)).toMatchObject({ active: false });
    const [, digest = ""] = /CUTOVER_REVIEWED=([\w-]+)/.exec(refused.log) ?? [];
    const meant: Pipeline = { source: "web", branch: "main", commit: head, variables: { CUTOVER_REVIEWED: digest } };
    const applied = await world.run(meant, "apply");
    expect(applied.code, applied.log).toBe(0);
    expect(await world.bo.flag(MONOLITH, FLAG)).toMatchObject({
      active: true,
      strategies: [{ name: "gitlabUserList" }],
    });
  });

  it("turns a flag off at night, and the next apply leaves it off", async () => {
    const variables = { CUTOVER_ROLLBACK: "claude-sonnet-4-6/duo_chat", CUTOVER_REASON: "errors; $(id) 'rise'" };
    const rollback: Pipeline = { source: "web", branch: "main", commit: head, variables };
    const { code, log } = await world.run(rollback, "rollback");
    expect(code, log).toBe(0);
    expect(await world.bo.flag(MONOLITH, FLAG)).toMatchObject({ active: false });
    const { iid } = await world.bo.issue(TRACKER, CHAT);
    expect(await world.call<Issue>("bo", "GET", `${AI}/issues/${iid}`)).toMatchObject({
      labels: expect.arrayContaining(["cutover::hold"]),
    });
    const comments = await world.call<Note[]>("bo", "GET", `${AI}/issues/${iid}/notes`);
    expect(comments.some(({ body }) => body.includes("errors; $(id) 'rise'"))).toBe(true);
    expect(await world.artifact("rollback", "cutover-audit.jsonl")).toContain(FLAG);
    const next = await world.run(push(head), "apply");
    expect(next.log).toContain(FLAG);
    expect(await world.bo.flag(MONOLITH, FLAG)).toMatchObject({ active: false });
  });

  it("asks for the flag and the reason where a rollback is started without them", async () => {
    const { log } = await world.run(push(head), "rollback");
    expect(log).toMatch(/rollback finished in .* WARN 2/);
    expect(log).toContain("with the variables CUTOVER_ROLLBACK=MIGRATION/FEATURE");
  });

  it("refuses to apply an older commit again", async () => {
    const before = await standing();
    const { code, log } = await world.run(push(first), "apply");
    expect(code).toBe(1);
    expect(log).toContain(`this job is of ${first.slice(0, 8)}`);
    expect(await standing()).toEqual(before);
  });

  it("lints and plans in a fork, which has no token", async () => {
    const fork = await world.propose("from-a-fork", RELEASED.replace("    step: 1", "    step: 2"));
    const lint = await world.runInFork(fork, "lint");
    expect(lint.code, lint.log).toBe(0);
    const plan = await world.runInFork(fork, "plan");
    expect(plan.code, plan.log).toBe(0);
    expect(plan.log).toContain("offline");
    expect(JSON.parse((await world.artifact("plan", "plan.json")) ?? "")).toMatchObject({ offline: expect.anything() });
    expect(await world.artifact("plan", "plan.md")).toContain("offline");
    expect(await notes(fork.iid)).toEqual([]);
  });

  it("reads on a schedule when models end, and proposes the file and then a draft, each once", async () => {
    const sources = smallSources();
    sources.set(ANTHROPIC, { [TABLE]: anthropicTable({ "claude-haiku-4-5-20251001": "January 15th, 2027" }) });
    const github = await startGithub(sources);
    const variables = { GITHUB_API_URL: github.url };
    const run = () => world.run({ ...schedule(), variables }, "deadlines");
    const made = async () => (await world.cleo.mergeRequests(TRACKER, "opened")).filter(isDeadlines);

    const first = await run();
    expect(first.log).toContain("migrations are proposed once deadlines.lock.json is merged");
    // What is not merged yet is no secret.
    expect(first.log).toMatch(/claude_haiku_4_5_20251001 .*2027-01-15/);
    expect(first.log).toMatch(/deadlines finished in .* FAIL 1/);
    const [lock] = await made();
    expect(lock).toMatchObject({ source_branch: "cutover/deadlines/lock" });

    head = await world.accept(lock?.iid ?? 0, "deadlines.lock.json");
    github.forget();
    const second = await run();
    expect(second.log).toMatch(/nothing to open for lock/);
    expect(second.log).toMatch(/opened claude-haiku-4-5-\S*retirement/);
    const [draft, ...more] = await made();
    expect(draft?.source_branch).toMatch(/^cutover\/deadlines\/claude-haiku-4-5-\S*retirement$/);
    expect(more).toEqual([]);
    // The job's cache has it all.
    const answers = github.requests.map(({ status }) => status).filter((status) => status !== 404);
    expect(new Set(answers)).toEqual(new Set([304]));
    await github.close();
  });

  it("prints no token", () => {
    const printed = world.printed.join("\n");
    for (const { token } of Object.values(PEOPLE)) expect(printed).not.toContain(token);
  });
});
