import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createPerson, type Person } from "../../src/cli/demo/person.ts";
import { PEOPLE, TRACKER } from "../../src/cli/demo/seed.ts";
import { MIGRATION_FILE } from "../../src/cli/demo/workspace.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import {
  type Finished,
  git,
  gitlabCi,
  type Job,
  jobsOf,
  type Pipeline,
  repositoryWith,
  type Variables,
} from "./gitlab-ci.ts";
import { ROOT, read, WORKFLOW, workflowJob } from "./spec.ts";
import { seedWith, workspaceFiles } from "./workspace.ts";

/** The story happens before the freeze at the end of the year, whenever the test runs. */
const NOW = "2026-11-23T09:00:00Z";

/** What a new job finds: artifacts, and the cache that gitlab-ci-local leaves to the shell. */
const KEPT = ["/dist", "/.gitlab-ci-local", "/.gitlab-ci-local.yml", "/.cutover/deadlines"];

/** A merge request of the workspace's project, its commit on the server and the commit that it starts from. */
export interface Proposed {
  readonly iid: number;
  readonly branch: string;
  readonly commit: string;
}

/** Acme's project on a server and a runner's checkout of it, kept in step: each commit is made in both. */
export interface World {
  readonly server: Sandbox;
  readonly bo: Person;
  readonly cleo: Person;
  /** Somebody's call to the server; the answer's JSON. */
  call<T>(who: keyof typeof PEOPLE, method: string, path: string, body?: object): Promise<T>;
  /** A person commits the migration to a new branch, and asks to merge it. */
  propose(branch: string, migration: string): Promise<Proposed>;
  /** Another commit of the same branch. */
  amend(proposed: Proposed, migration: string): Promise<Proposed>;
  /** A person merges; the commit that main is at then. */
  merge(proposed: Proposed): Promise<string>;
  /** A person merges what Cutover itself proposed, one file; the commit that main is at then. */
  accept(iid: number, path: string): Promise<string>;
  /** Runs a job as GitLab would; throws where GitLab would not start it. Only what it printed and made is left of it. */
  run(pipeline: Pipeline, job: string): Promise<Finished>;
  /** The same in a fork: another project without variables, whose merge request is of this one. */
  runInFork(proposed: Proposed, job: string): Promise<Finished>;
  mergePipeline(proposed: Proposed): Promise<Pipeline>;
  /** Text of a job's artifact; undefined where it made none. */
  artifact(job: string, path: string): Promise<string | undefined>;
  /** What every job so far printed. */
  readonly printed: readonly string[];
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), "cutover-e2e-"));
  const folder = join(root, "ai");
  const server = await startSandbox({ now: NOW, tier: "ultimate" });
  const files = workspaceFiles(server.url);
  server.seed(seedWith(files));
  await checkOut(folder, files);
  const clock = await shiftedClock(root);
  const commits = new Map<string, string>();
  const offers = new Map<string, readonly Job[]>();
  const printed: string[] = [];
  const call = caller(server.url);
  const at = `/projects/${encodeURIComponent(TRACKER)}`;

  /** The same commit on the server and in the checkout. */
  async function commit(branch: string, migration: string, isNew: boolean): Promise<string> {
    const known = await git(folder, "ls-tree", "-r", "--name-only", isNew ? "main" : branch, "--", MIGRATION_FILE);
    const action = known === "" ? "create" : "update";
    const { id } = await call<{ id: string }>("bo", "POST", `${at}/repository/commits`, {
      branch,
      ...(isNew ? { start_branch: "main" } : {}),
      commit_message: `feat: ${branch}`,
      actions: [{ action, file_path: MIGRATION_FILE, content: migration }],
    });
    await git(folder, "checkout", "-q", ...(isNew ? ["-b", branch, "main"] : [branch]));
    await mkdir(join(folder, "migrations"), { recursive: true });
    await writeFile(join(folder, MIGRATION_FILE), migration);
    await git(folder, "add", "migrations");
    await git(folder, "commit", "-q", "-m", `feat: ${branch}`);
    commits.set(id, await git(folder, "rev-parse", "HEAD"));
    return id;
  }

  /** Which jobs there are is a matter of the kind of pipeline, not of its commit. */
  async function isOffered(pipeline: Pipeline, job: string): Promise<boolean> {
    const kind = JSON.stringify({ ...pipeline, commit: "", base: "", iid: 0 });
    const jobs = offers.get(kind) ?? (await jobsOf(folder, pipeline));
    offers.set(kind, jobs);
    return [WORKFLOW, job].every((name) => jobs.some((one) => one.name === name && one.when !== "never"));
  }

  async function start(pipeline: Pipeline, job: string, tokens: Variables): Promise<Finished> {
    const local = commits.get(pipeline.commit);
    if (local === undefined) throw new Error(`no commit ${pipeline.commit}`);
    await git(folder, "checkout", "-q", "--force", "--detach", local);
    await git(folder, "clean", "-fdxq", ...KEPT.flatMap((path) => ["-e", path]));
    await rm(join(folder, ".gitlab-ci-local/artifacts", job), { recursive: true, force: true });
    const here = { CI_SERVER_URL: server.url, GITLAB_USER_LOGIN: "cleo", ...clock };
    const whole = { ...pipeline, variables: { CI_PROJECT_PATH: TRACKER, ...here, ...tokens, ...pipeline.variables } };
    if (!(await isOffered(whole, job))) throw new Error(`GitLab would not start "${job}" there`);
    const finished = await gitlabCi(folder, whole, job, "--no-json-schema-validation");
    printed.push(finished.log);
    return finished;
  }

  async function mergePipeline({ iid, branch, commit: head }: Proposed): Promise<Pipeline> {
    const base = await git(folder, "merge-base", "main", commits.get(head) ?? head);
    return { source: "merge_request_event", iid, branch, commit: head, base };
  }

  return {
    server,
    bo: createPerson(fetch, server.url, PEOPLE.bo.token),
    cleo: createPerson(fetch, server.url, PEOPLE.cleo.token),
    call,
    printed,
    mergePipeline,
    async propose(branch, migration) {
      const head = await commit(branch, migration, true);
      const body = { source_branch: branch, target_branch: "main", title: branch };
      const { iid } = await call<{ iid: number }>("bo", "POST", `${at}/merge_requests`, body);
      return { iid, branch, commit: head };
    },
    amend: async (proposed, migration) => ({ ...proposed, commit: await commit(proposed.branch, migration, false) }),
    async merge({ iid, branch }) {
      const { merge_commit_sha: merged } = await call<{ merge_commit_sha: string }>(
        "cleo",
        "PUT",
        `${at}/merge_requests/${iid}/merge`,
        {},
      );
      await git(folder, "checkout", "-q", "--force", "main");
      await git(folder, "merge", "-q", "--no-ff", "-m", `Merge branch '${branch}'`, branch);
      commits.set(merged, await git(folder, "rev-parse", "HEAD"));
      return merged;
    },
    async accept(iid, path) {
      const merged = await call<{ merge_commit_sha: string }>("cleo", "PUT", `${at}/merge_requests/${iid}/merge`, {});
      await git(folder, "checkout", "-q", "--force", "main");
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(
        join(folder, path),
        await createPerson(fetch, server.url, PEOPLE.bo.token).file(TRACKER, path, "main"),
      );
      await git(folder, "add", path);
      await git(folder, "commit", "-q", "-m", `Merge !${iid}`);
      commits.set(merged.merge_commit_sha, await git(folder, "rev-parse", "HEAD"));
      return merged.merge_commit_sha;
    },
    run: async (pipeline, job) => start(pipeline, job, await variablesFor(call, pipeline)),
    async runInFork(proposed, job) {
      const pipeline = await mergePipeline(proposed);
      return start({ ...pipeline, variables: { CI_PROJECT_PATH: "dee/ai" } }, job, {});
    },
    artifact: (job, path) =>
      readFile(join(folder, ".gitlab-ci-local/artifacts", job, path), "utf8").catch(() => undefined),
    async close() {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The variables of the project, those that are protected only on a protected branch, as GitLab hands them out. */
async function variablesFor(call: World["call"], pipeline: Pipeline): Promise<Variables> {
  const at = `/projects/${encodeURIComponent(TRACKER)}`;
  const variables = await call<{ key: string; value: string; protected: boolean }[]>("ana", "GET", `${at}/variables`);
  const branches = await call<{ name: string }[]>("ana", "GET", `${at}/protected_branches`);
  const isProtected =
    pipeline.source !== "merge_request_event" &&
    "branch" in pipeline &&
    branches.some(({ name }) => name === pipeline.branch);
  const given = variables.filter((variable) => isProtected || !variable.protected);
  return Object.fromEntries(given.map(({ key, value }) => [key, value]));
}

function caller(url: string): World["call"] {
  return async <T>(who: keyof typeof PEOPLE, method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: { "PRIVATE-TOKEN": PEOPLE[who].token, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
}

/** The checkout has what the pipeline needs: its file, the component, the workspace, and what the job `build` makes. */
async function checkOut(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")], { cwd: ROOT });
  const ignored = "/dist/\n/.cutover/\n/.gitlab-ci-local/\n/.gitlab-ci-local.yml\n";
  const copied = Object.fromEntries([".gitlab-ci.yml", "package.json"].map((path) => [path, read(path)]));
  await repositoryWith(folder, { ...files, ".gitignore": ignored, ...copied });
  await writeFile(join(folder, ".gitlab-ci-local.yml"), workflowJob());
}

/** Variables that give a job's node another time: that of the server, which begins when the test does. */
async function shiftedClock(root: string): Promise<Variables> {
  const file = join(root, "clock.mjs");
  const shift = Date.parse(NOW) - Date.now();
  await writeFile(file, `const now = Date.now;\nDate.now = () => now() + ${shift};\n`);
  return { NODE_OPTIONS: `--import=${pathToFileURL(file).href}` };
}
