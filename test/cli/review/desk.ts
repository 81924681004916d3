import { PEOPLE } from "../../../src/cli/demo/seed.ts";
import type { Io } from "../../../src/cli/io.ts";
import { type AcmeLive, acmeLive } from "../acme-live.ts";
import { cutover, type Ran } from "../harness.ts";

const PROJECT = "acme/ai";
const HERE = "/projects/acme%2Fai";

export interface Note {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly username: string };
}

/** Acme with merge requests on the workspace's project, and the jobs of their pipelines. */
export interface Desk extends AcmeLive {
  /** Any call, as a person. */
  call<T>(method: string, path: string, body?: object, token?: string): Promise<T>;
  /** A commit on a branch that is made where it is not there; its sha. */
  commit(branch: string): Promise<string>;
  /** Opens the merge request of a branch with one commit. */
  open(branch: string): Promise<Request>;
  notes(iid: number): Promise<Note[]>;
  /** The job of a merge request's pipeline. */
  planJob(request: Request, env?: Io["env"], argv?: readonly string[]): Promise<Ran>;
  /** Merges, and gives the commit that the branch is at then. */
  merge(request: Request, options?: object): Promise<string>;
  /** The job of the default branch. */
  applyJob(sha: string, env?: Io["env"], argv?: readonly string[]): Promise<Ran>;
  /** Plans, merges and applies. */
  through(branch: string): Promise<{ readonly request: Request; readonly sha: string; readonly ran: Ran }>;
}

export interface Request {
  readonly iid: number;
  readonly sha: string;
}

export async function desk(): Promise<Desk> {
  const acme = await acmeLive();
  const { url } = acme.server;
  let commits = 0;
  const call: Desk["call"] = async <T>(
    method: string,
    path: string,
    body?: object,
    token: string = PEOPLE.bo.token,
  ) => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: { "PRIVATE-TOKEN": token, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  const job = async (argv: readonly string[], env: Io["env"]): Promise<Ran> => {
    const clock: Io["clock"] = { now: () => Date.parse("2026-11-23T09:00:00Z"), sleep: async () => {} };
    const common = { CI: "true", CI_SERVER_URL: url, CI_PROJECT_PATH: PROJECT };
    const ran = await cutover(acme.folder, argv, { env: { ...common, ...env }, clock });
    const steady = (text: string) => text.replaceAll(url, "http://gitlab");
    return { code: ran.code, out: steady(ran.out), err: steady(ran.err) };
  };
  const own: Omit<Desk, keyof AcmeLive> = {
    call,
    async commit(branch) {
      commits += 1;
      const actions = [{ action: "create", file_path: `changes/${commits}.md`, content: `${commits}\n` }];
      const branches = await call<{ name: string }[]>("GET", `${HERE}/repository/branches?per_page=100`);
      const start = branches.some(({ name }) => name === branch) ? {} : { start_branch: "main" };
      const body = { branch, ...start, commit_message: `docs: change ${commits}`, actions };
      return (await call<{ id: string }>("POST", `${HERE}/repository/commits`, body)).id;
    },
    async open(branch) {
      const sha = await own.commit(branch);
      const body = { title: branch, source_branch: branch, target_branch: "main" };
      return { iid: (await call<{ iid: number }>("POST", `${HERE}/merge_requests`, body)).iid, sha };
    },
    notes: async (iid) => {
      const notes = await call<(Note & { system: boolean })[]>("GET", `${HERE}/merge_requests/${iid}/notes?sort=asc`);
      return notes.filter(({ system }) => !system);
    },
    planJob: ({ iid, sha }, env = {}, argv = []) =>
      job(["plan", "--note", ...argv], {
        CUTOVER_PLAN_TOKEN: PEOPLE.bot.token,
        CUTOVER_NOTE_TOKEN: PEOPLE.bot.token,
        CI_MERGE_REQUEST_IID: String(iid),
        CI_MERGE_REQUEST_PROJECT_PATH: PROJECT,
        CI_COMMIT_SHA: sha,
        ...env,
      }),
    async merge({ iid }, options = {}) {
      await call("PUT", `${HERE}/merge_requests/${iid}/merge`, options);
      return (await call<{ commit: { id: string } }>("GET", `${HERE}/repository/branches/main`)).commit.id;
    },
    applyJob: (sha, env = {}, argv = []) =>
      job(["apply", "--yes", "--reviewed", ...argv], {
        CUTOVER_TOKEN: PEOPLE.bot.token,
        CI_COMMIT_BRANCH: "main",
        CI_COMMIT_SHA: sha,
        CI_JOB_URL: "https://gitlab.example.com/acme/ai/-/jobs/7",
        ...env,
      }),
    async through(branch) {
      const request = await own.open(branch);
      await own.planJob(request);
      const sha = await own.merge(request);
      return { request, sha, ran: await own.applyJob(sha) };
    },
  };
  return { ...acme, ...own };
}
