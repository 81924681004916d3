import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { MIGRATION_FILE } from "../../../src/cli/demo/workspace.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { COMPLETE, type ReaderLive, readerLive } from "./stand.ts";

const GATEWAY = "/projects/acme%2Fai-gateway";
const BRANCH = "cutover/ai-gateway/claude-sonnet-4-6";
const MODELS = "ai_gateway/model_selection/models.yml";

let live: ReaderLive;
afterEach(() => live.close());

/** The plan of each of the two, without the instant it was made at. */
async function bothPlans(): Promise<{ readonly mine: Plan; readonly theirs: Plan }> {
  const mine = await live.run("plan", "--format", "json");
  const theirs = await live.look("plan", "--format", "json");
  expect([mine.err, theirs.err]).toEqual(["", ""]);
  return { mine: JSON.parse(mine.out), theirs: JSON.parse(theirs.out) };
}

async function sayTheSame(): Promise<Plan> {
  const { mine, theirs } = await bothPlans();
  const brief = ({ conflicts }: Plan) => conflicts.map(({ message }) => message);
  expect(brief(theirs)).toEqual(brief(mine));
  expect(theirs).toEqual(mine);
  return theirs;
}

async function applied(): Promise<void> {
  live = await readerLive(COMPLETE);
  expect(await live.run("apply", "--yes")).toMatchObject({ code: 0, err: "" });
}

/** Other lines than those that the branch carries. */
async function wantOthers(): Promise<void> {
  await live.migrate((text) => text.replace("max_tokens: 64_000", "max_tokens: 32_000"));
}

async function commit(who: "bo" | "bot", options: object = {}, content = "models: []\n"): Promise<void> {
  const actions = [{ action: "update", file_path: MODELS, content }];
  const body = { branch: BRANCH, commit_message: "feat: by hand", actions, ...options };
  await live.call(who, "POST", `${GATEWAY}/repository/commits`, body);
}

describe("who only looks sees what the one who writes sees", () => {
  test("before anything is there", async () => {
    live = await readerLive(COMPLETE);
    const { changes, conflicts } = await sayTheSame();
    expect(changes.length).toBeGreaterThan(10);
    expect(conflicts).toEqual([]);
  });

  test("after an apply: nothing to do", async () => {
    await applied();
    expect(await sayTheSame()).toMatchObject({ changes: [], conflicts: [], held: [] });
    expect((await live.look("plan", "--detailed-exitcode")).code).toBe(0);
    expect(await live.look("status")).toEqual(await live.run("status"));
  });

  test("with everything merged, the flag raised and its notes written", async () => {
    await applied();
    for (const project of ["acme/ai-gateway", "acme/monolith", "acme/docs", "acme/ai"]) {
      for (const { iid } of await live.bo.mergeRequests(project, "opened")) await live.bo.merge(project, iid);
      await live.run("apply", "--yes");
    }
    await live.migrate((text) => text.replace("ramp: standard", "ramp: standard\n    step: 1"));
    expect((await sayTheSame()).changes.map(({ action }) => action)).toContain("raise");
    expect((await live.run("apply", "--yes")).err).toBe("");
    expect(await sayTheSame()).toMatchObject({ changes: [], conflicts: [] });
  });

  test("with the name written in another case", async () => {
    await applied();
    await live.writer("@Cutover-BOT");
    expect(await sayTheSame()).toMatchObject({ changes: [], conflicts: [], forge: { user: "cutover-bot" } });
  });
});

describe("a merge request of the one who writes", () => {
  test("that a person committed to is left to people", async () => {
    await applied();
    await commit("bo");
    await wantOthers();
    const { conflicts } = await sayTheSame();
    expect(conflicts.map(({ message }) => message).join()).toMatch(/commit [0-9a-f]{8} of Bo/);
  });

  test("that carries a commit of ours which nobody noted is made anew, not a conflict", async () => {
    await applied();
    await commit("bot");
    const { changes, conflicts } = await sayTheSame();
    expect(conflicts).toEqual([]);
    expect(changes.map(({ summary }) => summary).join()).toContain("rebuild !1");
  });

  test.each([
    ["bo", "declined"],
    ["bot", "create"],
  ] as const)("that @%s closed: %s", async (who, expected) => {
    await applied();
    await live.call(who, "PUT", `${GATEWAY}/merge_requests/1`, { state_event: "close" });
    const { changes, notices } = await sayTheSame();
    expect([...changes.map(({ action }) => action), ...notices.map(({ kind }) => kind)]).toContain(expected);
  });

  test("that a person closed with a commit of theirs on it", async () => {
    await applied();
    await commit("bo");
    await live.call("bo", "PUT", `${GATEWAY}/merge_requests/1`, { state_event: "close" });
    await wantOthers();
    expect((await sayTheSame()).conflicts.map(({ message }) => message).join()).toContain("of Bo");
  });

  test("that nobody asks for any more is told", async () => {
    await applied();
    await rm(join(live.folder, MIGRATION_FILE));
    const { notices } = await sayTheSame();
    expect(notices.map(({ message }) => message).join()).toContain(
      "!1 in acme/ai-gateway (branch cutover/ai-gateway/claude-sonnet-4-6) is unmanaged",
    );
  });
});

describe("an issue of the one who writes", () => {
  test("with an edited section is the same conflict", async () => {
    await applied();
    const issue = await live.bo.issue("acme/ai", "issue/claude-sonnet-4-6");
    await live.bo.describe("acme/ai", issue.iid, issue.description.replace("at the same price", "at a price"));
    expect((await sayTheSame()).conflicts).toHaveLength(1);
  });

  test("without its marker is orphaned, and none is made beside it", async () => {
    await applied();
    const issue = await live.bo.issue("acme/ai", "issue/claude-sonnet-4-6");
    await live.bo.describe("acme/ai", issue.iid, issue.description.replace(/^.*\n/, ""));
    const { notices, changes } = await sayTheSame();
    expect(notices.map(({ kind }) => kind)).toContain("orphaned");
    expect(changes.filter(({ action }) => action === "create")).toEqual([]);
  });

  test("whose marker a person copied is still the only one", async () => {
    await applied();
    const { description } = await live.bo.issue("acme/ai", "issue/claude-sonnet-4-6");
    const labels = "AI Model Migration";
    await live.call("bo", "POST", "/projects/acme%2Fai/issues", { title: "Mine", description, labels });
    const { notices, changes } = await sayTheSame();
    expect(notices.map(({ kind }) => kind)).toContain("forged");
    expect(changes).toEqual([]);
  });
});
