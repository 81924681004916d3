import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Job, jobsOf, type Pipeline, repositoryWith, type Variables } from "./gitlab-ci.ts";
import { read, readComponent, readPipeline, WORKFLOW, workflowJob } from "./spec.ts";

const COMMIT = "0".repeat(40);
const TOKEN = { CUTOVER_TOKEN: "glpat-write" };
const MERGE = { source: "merge_request_event", iid: 1, branch: "work", base: COMMIT } as const;

describe("this repository's pipeline", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutover-pipeline-"));
    await repositoryWith(folder, { ".gitlab-ci.yml": read(".gitlab-ci.yml"), ".gitlab-ci-local.yml": workflowJob() });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Names of the jobs, with what is special about when they run; none where there is no pipeline. */
  async function jobs(pipeline: object, variables: Variables = {}): Promise<string[]> {
    const listed = await jobsOf(folder, { commit: COMMIT, variables, ...pipeline } as Pipeline);
    const starts = listed.some(({ name, when }) => name === WORKFLOW && when !== "never");
    if (!starts) return [];
    return listed
      .filter(({ name, when }) => name !== WORKFLOW && when !== "never")
      .map(told)
      .sort();
  }

  function told({ name, when, allow_failure }: Job): string {
    const words = [name, ...(when === "manual" ? ["by hand"] : []), ...(allow_failure ? ["may fail"] : [])];
    return words.join(" ");
  }

  it("lints and plans merge requests", async () => {
    expect(await jobs(MERGE)).toEqual(["build", "check", "lint", "plan"]);
  });

  it("lints what a merge train merges, and leaves the plan that people have read", async () => {
    const variables = { CI_MERGE_REQUEST_EVENT_TYPE: "merge_train" };
    expect(await jobs(MERGE, variables)).toEqual(["build", "check", "lint"]);
    expect(await jobs(MERGE, { CI_MERGE_REQUEST_EVENT_TYPE: "merged_result" })).toContain("plan");
  });

  it("has none for a branch, whose merge request has one", async () => {
    expect(await jobs({ source: "push", branch: "work" })).toEqual([]);
  });

  it("applies after the merge", async () => {
    const main = { source: "push", branch: "main" };
    expect(await jobs(main, TOKEN)).toEqual(["apply", "build", "check", "rollback by hand may fail"]);
    expect(await jobs(main, { ...TOKEN, CUTOVER_APPLY: "manual" })).toContain("apply by hand");
    expect(await jobs(main)).toContain("apply may fail");
    expect(await jobs(main, { CUTOVER_TOKEN: "", GITLAB_TOKEN: "" })).toContain("apply may fail");
    expect(await jobs(main, { GITLAB_TOKEN: "glpat-write" })).toContain("apply");
  });

  it.each(["web", "api", "trigger"])("applies in a pipeline of the default branch by %s", async (source) => {
    expect(await jobs({ source, branch: "main" }, TOKEN)).toContain("apply");
  });

  it("looks for drift and deadlines on a schedule, and applies nothing then", async () => {
    expect(await jobs({ source: "schedule", branch: "main" }, TOKEN)).toEqual(["build", "deadlines", "drift"]);
  });

  it("only rolls back where it is run for that", async () => {
    const variables = { ...TOKEN, CUTOVER_ROLLBACK: "claude-sonnet-4-6/duo_chat" };
    expect(await jobs({ source: "web", branch: "main" }, variables)).toEqual(["build", "rollback"]);
    // The first rule that holds says whether a newer commit ends it; jobs that wait would be cancelled with its pipeline.
    const rules: { if: string; auto_cancel?: object }[] = readPipeline().workflow.rules;
    const [first] = rules.filter((rule) => rule.if.includes("$CI_COMMIT_BRANCH"));
    expect(first).toMatchObject({
      if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CUTOVER_ROLLBACK",
      auto_cancel: { on_new_commit: "none" },
    });
  });

  it("releases what is tagged with a version", async () => {
    expect(await jobs({ source: "push", tag: "0.1.0" })).toEqual(["build", "check", "package", "release"]);
    expect(await jobs({ source: "push", tag: "try" })).toEqual(["build", "check"]);
  });

  it("runs what it gives to others: the component, with what build made instead of an installation", () => {
    const [include] = readPipeline().include;
    expect(include.inputs).toMatchObject({ command: "node dist/main.js", install: "none", needs: ["build"] });
    expect(readPipeline().build.artifacts.paths).toEqual(["dist/"]);
    const mine = Object.keys(readPipeline()).filter(
      (name) => `$[[ inputs.job-prefix ]]${name}` in readComponent().jobs,
    );
    expect(mine).toEqual([]);
  });

  it("names its token in no job of a merge request but to see that it is absent", () => {
    const { build, check } = readPipeline();
    const { "$[[ inputs.job-prefix ]]lint": lint, "$[[ inputs.job-prefix ]]plan": plan } = readComponent().jobs;
    expect(JSON.stringify([build, check, lint])).not.toContain("TOKEN");
    expect(JSON.stringify(plan).match(/\bCUTOVER_TOKEN.{4}/g)).toEqual(["CUTOVER_TOKEN:+1}"]);
  });
});
