import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const pipeline = parse(readFileSync(join(root, ".gitlab-ci.yml"), "utf8"));

describe("the pipeline", () => {
  it("checks, lints merge requests and applies on the default branch, one at a time", () => {
    expect(pipeline.stages).toEqual(["check", "lint", "apply"]);
    expect(JSON.stringify(pipeline.lint.rules)).toContain("merge_request_event");
    expect(pipeline.apply).toMatchObject({ resource_group: "cutover-apply", interruptible: false });
    expect(pipeline.apply.rules).toHaveLength(1);
    expect(pipeline.apply.rules[0].if).toContain("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH");
  });

  it("gives the token to no job that runs for merge requests", () => {
    expect(JSON.stringify([pipeline.check, pipeline.lint, pipeline.default])).not.toContain("CUTOVER_TOKEN");
  });
});

describe("the apply job", () => {
  const folder = mkdtempSync(join(tmpdir(), "cutover-pipeline-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const git = (cwd: string, ...argv: string[]) =>
    execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", ...argv], {
      cwd,
      encoding: "utf8",
    });
  const [origin, clone] = [join(folder, "origin"), join(folder, "clone")];
  git(folder, "init", "-q", "-b", "main", origin);
  writeFileSync(join(origin, "a"), "1\n");
  git(origin, "add", "a");
  git(origin, "commit", "-qm", "one");
  git(folder, "clone", "-q", origin, clone);
  const guard = (pipeline.apply.script as string[]).find((step) => step.includes("ls-remote")) ?? "";

  function run(): string {
    const env = { ...process.env, CI_DEFAULT_BRANCH: "main", CI_COMMIT_SHA: git(clone, "rev-parse", "HEAD").trim() };
    try {
      return execFileSync("bash", ["-ec", `${guard}\necho applies`], { cwd: clone, env, encoding: "utf8" });
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string };
      return `${status}: ${stdout}`;
    }
  }

  it("goes on at the head of the branch, and refuses once it is not the head any more", () => {
    expect(run()).toBe("applies\n");
    git(origin, "commit", "-q", "--allow-empty", "-m", "two");
    expect(run()).toMatch(/^3: refused: [0-9a-f]{40} is not the head of main any more/);
  });
});
