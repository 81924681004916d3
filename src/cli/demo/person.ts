import type { Io } from "../io.ts";

/** What the story reads of an issue. */
export interface Issue {
  readonly iid: number;
  readonly title: string;
  readonly description: string;
  readonly web_url: string;
}

export interface MergeRequest {
  readonly iid: number;
  readonly title: string;
  readonly state: string;
  readonly source_branch: string;
  readonly web_url: string;
}

/** Somebody at acme who works on GitLab without Cutover: each call carries her own token. */
export interface Person {
  /** The issue whose first line names the key, as Cutover marks it. */
  issue(project: string, key: string): Promise<Issue>;
  describe(project: string, iid: number, description: string): Promise<void>;
  /** The oldest first. */
  mergeRequests(project: string, state: "opened" | "merged"): Promise<readonly MergeRequest[]>;
  merge(project: string, iid: number): Promise<void>;
  /** Text of a file at the head of a branch. */
  file(project: string, path: string, branch: string): Promise<string>;
  /** Commits another text of a file that is there. */
  write(project: string, path: string, branch: string, text: string): Promise<void>;
  flag(
    project: string,
    name: string,
  ): Promise<{ readonly active: boolean; readonly strategies: readonly { readonly name: string }[] }>;
}

export function createPerson(fetch: Io["fetch"], url: string, token: string): Person {
  const call = async (method: string, path: string, body?: object): Promise<Response> => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: { "PRIVATE-TOKEN": token, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  const list = async <T>(path: string): Promise<readonly T[]> => (await (await call("GET", path)).json()) as T[];
  const at = (project: string) => `/projects/${encodeURIComponent(project)}`;
  return {
    async issue(project, key) {
      const issues = await list<Issue>(`${at(project)}/issues?per_page=100`);
      const found = issues.find(({ description }) => description.startsWith(`<!-- cutover:1 ${key} `));
      if (found === undefined) throw new Error(`no issue of ${project} is marked as ${key}`);
      return found;
    },
    async describe(project, iid, description) {
      await call("PUT", `${at(project)}/issues/${iid}`, { description });
    },
    mergeRequests: (project, state) => list(`${at(project)}/merge_requests?state=${state}&sort=asc&per_page=100`),
    async merge(project, iid) {
      await call("PUT", `${at(project)}/merge_requests/${iid}/merge`, {});
    },
    async file(project, path, branch) {
      const ref = encodeURIComponent(branch);
      return (await call("GET", `${at(project)}/repository/files/${encodeURIComponent(path)}/raw?ref=${ref}`)).text();
    },
    async write(project, path, branch, text) {
      const body = { branch, content: text, commit_message: `docs: change ${path}` };
      await call("PUT", `${at(project)}/repository/files/${encodeURIComponent(path)}`, body);
    },
    async flag(project, name) {
      return (await (await call("GET", `${at(project)}/feature_flags/${name}`)).json()) as Awaited<
        ReturnType<Person["flag"]>
      >;
    },
  };
}
