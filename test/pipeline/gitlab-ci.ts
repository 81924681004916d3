import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ROOT } from "./spec.ts";

const BINARY = createRequire(import.meta.url).resolve("gitlab-ci-local");

export type Variables = Readonly<Record<string, string>>;

/** A pipeline as GitLab would start it: where from, on what, with which variables. */
export type Pipeline = {
  readonly commit: string;
  readonly variables?: Variables;
} & (
  | { readonly source: "merge_request_event"; readonly iid: number; readonly branch: string; readonly base: string }
  | { readonly source: "push" | "schedule" | "web"; readonly branch: string }
  | { readonly source: "push"; readonly tag: string }
);

export interface Finished {
  readonly code: number;
  /** What gitlab-ci-local and the jobs printed. */
  readonly log: string;
}

export interface Job {
  readonly name: string;
  readonly when: "on_success" | "manual" | "never";
  readonly allow_failure: boolean;
}

/** What gitlab-ci-local says of itself: it knows no `regex`, and wants no variable of GitLab's own to be set. */
const ASIDES = /^ WARN {2}(spec:inputs:regex|Avoid overriding).*\n/gm;

/** Runs one job, or with `--list-json` tells of all, in a checkout whose pipeline file is there. */
export function gitlabCi(folder: string, pipeline: Pipeline, ...argv: string[]): Promise<Finished> {
  const { set, unset } = predefined(pipeline);
  const variables = { ...set, CI_PROJECT_DIR: folder, ...pipeline.variables };
  const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const taken = unset.flatMap((name) => ["--unset-variable", name]);
  const line = [BINARY, ...argv, "--force-shell-executor", "--no-color", ...given, ...taken];
  // A job sees nothing of the machine that the test runs on, least of all its CI variables.
  const { PATH, NODE_V8_COVERAGE: _ } = process.env;
  return new Promise((done) => {
    const options = { cwd: folder, env: { PATH, HOME: join(folder, "..") }, maxBuffer: 64_000_000 };
    execFile(process.execPath, line, options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), log: `${stdout}${stderr}`.replace(ASIDES, "") });
    });
  });
}

/** Which jobs GitLab would put into a pipeline; throws what gitlab-ci-local says of a file that it refuses. */
export async function jobsOf(folder: string, pipeline: Pipeline): Promise<readonly Job[]> {
  const { log, code } = await gitlabCi(folder, pipeline, "--list-json");
  const [list] = /^\[$[\s\S]*?^\]$/m.exec(log) ?? [];
  if (code !== 0 || list === undefined) throw new Error(log);
  return JSON.parse(list);
}

/** Puts a pipeline file and the component into a folder, which becomes a repository whose files are all committed. */
export async function repositoryWith(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await cp(join(ROOT, "templates"), join(folder, "templates"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await git(folder, "init", "-q", "-b", "main");
  await git(folder, "remote", "add", "origin", "git@gitlab.example.com:acme/ai.git");
  await git(folder, "add", "--all");
  await git(folder, "commit", "-q", "-m", "begin");
}

/** What git prints, trimmed. */
export function git(folder: string, ...argv: string[]): Promise<string> {
  const who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com"];
  return new Promise((done, fail) => {
    execFile("git", [...who, ...argv], { cwd: folder, maxBuffer: 64_000_000 }, (error, stdout) => {
      if (error === null) done(stdout.trim());
      else fail(error);
    });
  });
}

function predefined(pipeline: Pipeline): { set: Variables; unset: readonly string[] } {
  const { source, commit } = pipeline;
  const all = { CI_PIPELINE_SOURCE: source, CI_COMMIT_SHA: commit, CI_DEFAULT_BRANCH: "main" };
  if (source === "merge_request_event") {
    const { iid, base, branch } = pipeline;
    const merge = {
      CI_MERGE_REQUEST_IID: String(iid),
      CI_MERGE_REQUEST_PROJECT_PATH: "acme/ai",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: branch,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: "",
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
    };
    return { set: { ...all, ...merge, CI_COMMIT_REF_NAME: branch }, unset: ["CI_COMMIT_BRANCH"] };
  }
  if ("tag" in pipeline) {
    const { tag } = pipeline;
    return { set: { ...all, CI_COMMIT_TAG: tag, CI_COMMIT_REF_NAME: tag }, unset: ["CI_COMMIT_BRANCH"] };
  }
  return { set: { ...all, CI_COMMIT_BRANCH: pipeline.branch, CI_COMMIT_REF_NAME: pipeline.branch }, unset: [] };
}
