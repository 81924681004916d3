import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Observation } from "../../src/model/observed.ts";
import type { FileResource } from "../../src/model/resource.ts";
import { newProposal } from "../../src/plan/file.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import { MODELS, type Stand, startStand } from "../apply/stand.ts";
import { CONFIG, converge, facts, files, lines, planOf } from "../plan/build.ts";

// What plan reads of merge requests, and what it makes of it.

const BRANCH = "cutover/gateway/sonnet";
const COMMITS = "projects/acme%2Fgateway/repository/commits";
const REQUESTS = "projects/acme%2Fgateway/merge_requests";

let stand: Stand;
let calls: string[];

beforeEach(async () => {
  stand = await startStand();
  calls = [];
  stand.sandbox.onRequest((_n, method, path) => void calls.push(`${method} ${path}`));
});
afterEach(() => stand.stop());

/** As compiled against the head as it is now. */
async function wanted(
  edit: (text: string) => string = renamed,
  own: Partial<FileResource> = {},
): Promise<FileResource> {
  const head = await stand.forge.files("gateway", "acme/gateway", "main", ["models.yml"]);
  const before = head.files.get("models.yml") ?? "";
  const after = edit(before);
  const blocks = [{ name: "overview", text: "Why." }];
  const edits = before === after ? [] : [{ path: "models.yml", before, after }];
  return files(edits, { commit: head.commit, blocks, ...own });
}

const renamed = (text: string) => text.replace("id: old", "id: new");
const plan = (file: FileResource): Promise<Plan> => planOf(stand.forge, [file], { url: stand.url });
const settle = (file: FileResource): Promise<Plan> => converge(stand.forge, [file], { url: stand.url });

async function look(file: FileResource): Promise<{ readonly seen: Observation; readonly reads: readonly string[] }> {
  const scope = scopeOf({ resources: [file], config: CONFIG, targets: new Map() });
  calls.length = 0;
  const seen = await stand.forge.observe({ ...scope, targets: ["acme/gateway"] });
  const reads = calls.filter((call) => /merge_requests\/\d|source_branch|repository/.test(call));
  return { seen, reads };
}

function commit(branch: string, path: string, content: string, action = "update"): Promise<unknown> {
  return stand.person("POST", COMMITS, {
    branch,
    commit_message: "By hand",
    actions: [{ action, file_path: path, content }],
  });
}

describe("a merge request of ours", () => {
  test("that nobody touched is known by its commit alone, open and merged and declined", async () => {
    const file = await wanted();
    await settle(file);
    const open = await look(file);
    expect(open.reads).toEqual([]);
    expect(open.seen.proposals).toMatchObject([{ state: "open", intact: true, head: new Map() }]);
    expect(lines(await plan(file))).toEqual(["waiting: waiting for !1 in acme/gateway"]);

    await stand.person("PUT", `${REQUESTS}/1`, { state_event: "close" });
    expect((await look(file)).reads).toEqual([]);
    expect(lines(await plan(file))).toEqual([
      "declined: !1 in acme/gateway was declined by @ana; it is proposed again when its edits change",
    ]);

    await stand.person("PUT", `${REQUESTS}/1`, { state_event: "reopen" });
    await stand.person("PUT", `${REQUESTS}/1/merge`);
    const merged = await wanted();
    expect((await look(merged)).reads).toEqual([]);
    expect(lines(await plan(merged))).toEqual([]);
  });

  test("stays while the head moves far from its edits, and is rebuilt when it moves under them", async () => {
    await commit("main", "models.yml", `${MODELS}\n\n\n\n\nend: true\n`);
    await settle(await wanted());
    await commit("main", "models.yml", `${MODELS}\n\n\n\n\nend: false\n`);
    const far = await wanted();
    expect((await look(far)).reads).toEqual([]);
    expect(lines(await plan(far))).toEqual(["waiting: waiting for !1 in acme/gateway"]);

    await commit("main", "models.yml", MODELS.replace("id: other", "id: third"));
    const near = await wanted();
    expect((await look(near)).reads).not.toEqual([]);
    expect(lines(await plan(near))).toEqual([
      "update: rebuild !1 in acme/gateway: its branch does not give what is wanted at the head",
    ]);
    await settle(near);
    expect((await look(near)).reads).toEqual([]);
    expect(lines(await plan(near))).toEqual(["waiting: waiting for !1 in acme/gateway"]);
  });

  test("with a person's commit is read, and not rebuilt or closed over it", async () => {
    const file = await wanted();
    await settle(file);
    await commit(BRANCH, "readme.md", "by hand\n");
    expect((await look(file)).seen.proposals).toMatchObject([{ foreignCommits: [{ author: "Ana" }] }]);
    expect(lines(await plan(file))).toEqual(["waiting: waiting for !1 in acme/gateway"]);
    // Not by its title, which is text of a person.
    const conflict = expect.stringMatching(
      /^conflict: !1 in acme\/gateway carries commit [0-9a-f]{8} of Ana, so its branch is not rebuilt or closed$/,
    );
    expect(lines(await plan(await wanted((text) => text.replace("id: old", "id: newer"))))).toEqual([conflict]);
    expect(lines(await plan(await wanted((text) => text)))).toEqual([conflict]);
  });

  test("that nobody wants is closed with a reason, and one of no migration is told", async () => {
    await settle(await wanted());
    const none = await wanted((text) => text);
    expect(lines(await plan(none))).toEqual(["close: close !1 in acme/gateway: nothing of it is wanted any more"]);
    const elsewhere = await look({ ...none, branch: "cutover/gateway/other" });
    expect(elsewhere.seen.strays).toMatchObject([{ branch: BRANCH, locator: { id: "1" } }]);
    expect((await look(none)).seen.strays).toEqual([]);
    await settle(none);
    expect((await look({ ...none, branch: "cutover/gateway/other" })).seen.strays).toEqual([]);
  });

  test("of somebody else on our branch is seen before one is made", async () => {
    await stand.person("POST", "projects/acme%2Fgateway/repository/branches", { branch: BRANCH, ref: "main" });
    await commit(BRANCH, "readme.md", "mine\n");
    await stand.person("POST", REQUESTS, { source_branch: BRANCH, target_branch: "main", title: "Mine" });
    expect(lines(await plan(await wanted()))).toEqual([
      `conflict: branch ${BRANCH} is used by !1 in acme/gateway of @ana`,
    ]);
  });

  test("adds a file that people take away later: it is not added anew", async () => {
    const edits = [{ path: "new.yml", after: "new: true\n" }];
    const { commit: head } = await wanted();
    const adds = files(edits, { commit: head, blocks: [] });
    await settle(adds);
    await stand.person("PUT", `${REQUESTS}/1/merge`);
    await commit("main", "new.yml", "", "delete");
    expect(lines(await plan(adds))).toEqual([]);
  });

  test("is what its marker says only as long as its commit is that", async () => {
    const file = await wanted();
    await settle(file);
    const { seen } = await look(file);
    const [live] = seen.proposals;
    const body = newProposal(file, { link: () => undefined, user: "cutover", source: "" }).body;
    await stand.person("PUT", `${REQUESTS}/1`, { description: body });
    expect(live?.intact).toBe(true);
    expect((await look(file)).seen.proposals[0]?.intact).toBeUndefined();
    // Without the commit in its marker it is read, and it still carries what is wanted.
    expect(lines(await plan(file))).toEqual(["waiting: waiting for !1 in acme/gateway"]);
  });
});

describe("a target", () => {
  test("that everybody can read gets nothing of a confidential migration", async () => {
    stand.sandbox.seed({ projects: [{ path: "acme/open", visibility: "public", files: { "models.yml": MODELS } }] });
    const own = { migrations: [facts({ confidential: true })], url: stand.url };
    const shown = await planOf(stand.forge, [await wanted(renamed, { home: "acme/open" })], own);
    expect(lines(shown)).toEqual([
      "conflict: file/sonnet/gateway would show in acme/open, which is public, what migration sonnet keeps confidential",
    ]);
    expect(shown.conflicts[0]?.fix).toContain("targets.gateway.project");
    expect((await planOf(stand.forge, [await wanted()], own)).changes).toHaveLength(1);
  });

  test("that cannot be seen is left alone, and the plan says so", async () => {
    const file = await wanted(renamed, { home: "acme/hidden" });
    expect(lines(await plan(file))).toEqual([
      expect.stringMatching(
        /^unknown: file\/sonnet\/gateway is left alone: the merge requests of acme\/hidden cannot be seen \(.*404/,
      ),
    ]);
  });
});
