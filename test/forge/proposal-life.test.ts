import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { FileEdit, FileResource, Resource } from "../../src/model/resource.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { MODELS, type Stand, startStand } from "../apply/stand.ts";
import { apply, converge, facts, files, lines, mainIssue, planOf, rollout } from "../plan/build.ts";

// What people do with merge requests of ours, and what plan makes of it.

const BRANCH = "cutover/gateway/sonnet";
const PROJECT = "projects/acme%2Fgateway";
const REQUESTS = `${PROJECT}/merge_requests`;
const WAITING = "waiting: waiting for !1 in acme/gateway";
const DECLINED = "declined: !1 in acme/gateway was declined by @ana; it is proposed again when its edits change";

let stand: Stand;

beforeEach(async () => {
  stand = await startStand();
});
afterEach(() => stand.stop());

const renamed = (text: string) => text.replace("id: old", "id: new");

/** As compiled against the head as it is now. */
async function wanted(edit = renamed, own: Partial<FileResource> = {}): Promise<FileResource> {
  const head = await stand.forge.files("gateway", "acme/gateway", "main", ["models.yml"]);
  const before = head.files.get("models.yml") ?? "";
  const after = edit(before);
  const blocks = [{ name: "overview", text: "Why." }];
  const edits = before === after ? [] : [{ path: "models.yml", before, after }];
  return files(edits, { commit: head.commit, blocks, ...own });
}

const plan = (...all: Resource[]): Promise<Plan> => planOf(stand.forge, all, { url: stand.url });
const settle = (...all: Resource[]): Promise<Plan> => converge(stand.forge, all, { url: stand.url });

function commit(branch: string, content: string, own: Record<string, unknown> = {}): Promise<unknown> {
  const actions = [{ action: "update", file_path: "models.yml", content }];
  return stand.person("POST", `${PROJECT}/repository/commits`, { branch, commit_message: "By hand", actions, ...own });
}

const request = (iid: number) => stand.person("GET", `${REQUESTS}/${iid}`) as Promise<Record<string, unknown>>;

describe("a merge request of ours", () => {
  test("that a person rebased stays, and is not made anew over their head", async () => {
    await settle(await wanted());
    // What `/rebase` leaves: the same change, our user as its author, the person as its committer.
    await commit(BRANCH, renamed(MODELS), {
      start_branch: "main",
      force: true,
      author_email: "cutover@example.com",
      author_name: "Cutover",
    });
    expect(lines(await plan(await wanted()))).toEqual([WAITING]);
    const [conflict] = lines(await plan(await wanted((text) => text.replace("id: old", "id: newer"))));
    expect(conflict).toMatch(/^conflict: !1 in acme\/gateway carries commit \w{8} of Ana, so its branch is not/);
  });

  test("of which a person reopened the closed one is waited for again", async () => {
    await settle(await wanted());
    await stand.person("PUT", `${REQUESTS}/1`, { state_event: "close" });
    expect(lines(await plan(await wanted()))).toEqual([DECLINED]);
    await stand.person("PUT", `${REQUESTS}/1`, { state_event: "reopen" });
    expect(lines(await plan(await wanted()))).toEqual([WAITING]);
  });

  test("keeps labels, reviewers, title and draft status of people", async () => {
    await settle(await wanted());
    await stand.person("PUT", `${REQUESTS}/1`, { labels: "later", reviewer_ids: [], title: "Draft: theirs" });
    expect(lines(await plan(await wanted()))).toEqual([WAITING]);
    await settle(await wanted((text) => text.replace("id: old", "id: newer")));
    expect(await request(1)).toMatchObject({ labels: ["later"], reviewers: [], title: "Draft: theirs" });
  });

  test("that went elsewhere is a conflict until one of its branch goes where it should", async () => {
    await stand.person("POST", `${PROJECT}/repository/branches`, { branch: "stable", ref: "main" });
    await settle(await wanted());
    await stand.person("PUT", `${REQUESTS}/1`, { target_branch: "stable" });
    expect(lines(await plan(await wanted()))).toEqual([
      `conflict: !1 in acme/gateway of branch ${BRANCH} goes into "stable" and not into "main"`,
    ]);
    await stand.person("PUT", `${REQUESTS}/1`, { target_branch: "main" });
    const token = "token-of-cutover";
    const second = { source_branch: BRANCH, target_branch: "stable", title: "Also to stable" };
    const response = await fetch(`${stand.url}/api/v4/${REQUESTS}`, {
      method: "POST",
      headers: { "private-token": token, "content-type": "application/json" },
      body: JSON.stringify(second),
    });
    expect(response.status).toBe(201);
    expect(lines(await plan(await wanted()))).toEqual([WAITING]);
  });

  test("is declined by who deletes its branch, and gets a new one where he opens it again", async () => {
    await settle(await wanted());
    await stand.person("DELETE", `${PROJECT}/repository/branches/${encodeURIComponent(BRANCH)}`);
    expect(lines(await plan(await wanted()))).toEqual([DECLINED]);
    await stand.person("PUT", `${REQUESTS}/1`, { state_event: "reopen" });
    expect(lines(await plan(await wanted()))).toEqual([
      "update: rebuild !1 in acme/gateway: its branch does not give what is wanted at the head",
    ]);
    await settle(await wanted());
    expect(lines(await plan(await wanted()))).toEqual([WAITING]);
  });

  test("that was squashed into the target is done, and is proposed once more when people take it back", async () => {
    await settle(await wanted());
    await stand.person("PUT", `${REQUESTS}/1/merge`, { squash: true });
    expect(lines(await plan(await wanted()))).toEqual([]);
    await commit("main", MODELS);
    expect(lines(await settle(await wanted()))).toEqual([
      "create: open a merge request in acme/gateway: 1 file (!1 was merged, and main does not hold it any more)",
    ]);
    await stand.person("PUT", `${REQUESTS}/2`, { state_event: "close" });
    expect(lines(await plan(await wanted()))).toEqual([DECLINED.replace("!1", "!2")]);
  });

  test("is not written to while its merge is under way", async () => {
    await settle(await wanted());
    const next = await plan(await wanted((text) => text.replace("id: old", "id: newer")));
    const locked: typeof fetch = async (...sent) => {
      const answer = await fetch(...sent);
      const text = (await answer.text()).replaceAll('"state":"opened"', '"state":"locked"');
      return new Response(text, answer);
    };
    const clock = { now: Date.now, sleep: async () => {} };
    const forge = createGitLabForge({ url: stand.url, token: "token-of-cutover", fetch: locked, clock });
    const outcomes = await apply(forge, next, { url: stand.url });
    expect(outcomes).toMatchObject([{ status: "stopped", message: "acme/gateway!1 is being merged at this moment" }]);
  });

  test("of another on our branch is nobody's trouble where nothing is wanted", async () => {
    await stand.person("POST", `${PROJECT}/repository/branches`, { branch: BRANCH, ref: "main" });
    await stand.person("POST", REQUESTS, { source_branch: BRANCH, target_branch: "main", title: "Mine" });
    expect(lines(await plan(await wanted((text) => text)))).toEqual([]);
  });
});

describe("the edits of a merge request", () => {
  const ENTRIES = "a:\n  x: 1\n  y: 1\n  z: 1\n  id: old\n  v: 1\n  w: 1\n  u: 1\n";
  const both = `${ENTRIES}${ENTRIES.replace("a:", "b:")}`;
  const first = (text: string) => text.replace("id: old", "id: new");
  const last = (text: string) =>
    text
      .split("b:")
      .map((part, index) => (index === 1 ? first(part) : part))
      .join("b:");

  test("are others under another entry, however alike the lines are", async () => {
    await commit("main", both);
    await settle(await wanted(first));
    expect(lines(await plan(await wanted(first)))).toEqual([WAITING]);
    expect(lines(await plan(await wanted(last)))).toEqual([
      "update: rebuild !1 in acme/gateway: its branch does not give what is wanted at the head",
    ]);
    await stand.person("PUT", `${REQUESTS}/1`, { state_event: "close" });
    expect(lines(await plan(await wanted(first)))).toEqual([DECLINED]);
    expect(lines(await plan(await wanted(last)))).toEqual(["create: open a merge request in acme/gateway: 1 file"]);
  });

  test("follow an issue that is made anew", async () => {
    const linked = () => wanted((text) => text.replace("id: old", "id: new # cutover:issue/sonnet/duo_chat"));
    const main = mainIssue({ parent: undefined, related: [], blocks: [{ name: "overview", text: "Why." }] });
    const all = async () => [main, rollout(), await linked()];
    await settle(...(await all()));
    const text = async (): Promise<string> => {
      const path = `${PROJECT}/repository/files/models.yml?ref=${encodeURIComponent(BRANCH)}`;
      const { content } = (await stand.person("GET", path)) as { content: string };
      return Buffer.from(content, "base64").toString();
    };
    expect(await text()).toMatch(/\/acme\/ai\/-\/issues\/1$/m);
    stand.sandbox.seed({ users: [{ username: "root", name: "Root", token: "token-of-root", admin: true }] });
    const deleted = await fetch(`${stand.url}/api/v4/projects/acme%2Fai/issues/1`, {
      method: "DELETE",
      headers: { "private-token": "token-of-root" },
    });
    expect(deleted.status).toBe(204);
    expect(lines(await settle(...(await all())))).toEqual([
      expect.stringContaining("create: "),
      "update: rebuild !1 in acme/gateway: its branch does not give what is wanted at the head",
    ]);
    expect(await text()).toMatch(/\/acme\/ai\/-\/issues\/3$/m);
    expect(lines(await plan(...(await all())))).toEqual([WAITING]);
  });

  test("name what has to be merged before them", async () => {
    const requires = ["https://gitlab.example.com/acme/prices/-/merge_requests/7"];
    const file = await wanted(renamed, { requires });
    const made = await settle(file);
    expect(made.changes.map(({ waitsFor }) => waitsFor)).toEqual([requires]);
    expect(lines(await plan(file))).toEqual([`${WAITING}, which needs ${requires[0]} merged first`]);
  });

  test("wait for those that they build on, until these are merged", async () => {
    const base = await wanted();
    const own = { key: "file/opus/gateway", migration: "opus", branch: "cutover/gateway/opus", blocks: [] };
    const upper = files([], { ...own, needs: ["file/sonnet/gateway"] });
    const builds = "waiting: the edits of file/opus/gateway build on those of file/sonnet/gateway and wait for";
    expect(lines(await plan(base, upper))).toContain(`${builds} the merge request of file/sonnet/gateway`);
    await settle(base, upper);
    expect(lines(await plan(base, upper))).toEqual([WAITING, expect.stringContaining(`${builds} !1`)]);
    await stand.person("PUT", `${REQUESTS}/1/merge`);
    const next: FileEdit[] = (await wanted((text) => text.replace("id: new", "id: newest"), own)).edits.slice();
    expect(lines(await plan(await wanted(), files(next, own)))).toEqual([
      "create: open a merge request in acme/gateway: 1 file",
    ]);
  });
});

test.each(["public", "internal", "private"] as const)(
  "a confidential migration and a %s target",
  async (visibility) => {
    stand.sandbox.seed({ projects: [{ path: "acme/seen", visibility, files: { "models.yml": MODELS } }] });
    const own = { migrations: [facts({ confidential: true })], url: stand.url };
    const shown = await planOf(stand.forge, [await wanted(renamed, { home: "acme/seen" })], own);
    expect(shown.changes).toHaveLength(visibility === "private" ? 1 : 0);
    expect(shown.conflicts).toHaveLength(visibility === "private" ? 0 : 1);
  },
);
