import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAt } from "../../../src/cli/context.ts";
import { exitOfOpened, openProposals } from "../../../src/cli/deadlines/open.ts";
import { PEOPLE, TRACKER } from "../../../src/cli/demo/seed.ts";
import type { Io } from "../../../src/cli/io.ts";
import { closingsIn } from "../../../src/model/closing-word.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { mentionsIn } from "../../../src/plan/people.ts";
import type { Proposed } from "../../../src/plan/proposing.ts";
import { draftBlocks } from "../../../src/report/deadlines/merge-request.ts";
import { type AcmeLive, acmeLive } from "../acme-live.ts";

const AT = `projects/${encodeURIComponent(TRACKER)}`;
const BRANCH = "cutover/deadlines/sonnet-retirement";
const PATH = "migrations/sonnet-retirement.yaml";

interface Request {
  readonly iid: number;
  readonly state: string;
  readonly title: string;
  readonly description: string;
  readonly source_branch: string;
  readonly target_branch: string;
  readonly labels: readonly string[];
}

function draft(change: Partial<Proposed> = {}): Proposed {
  const deadline = { host: "anthropic", model: "claude-sonnet-4-5", cutoff: "2026-11-30" } as const;
  return {
    name: "sonnet-retirement",
    path: PATH,
    text: "name: sonnet-retirement\n# 2026-11-23\n",
    title: "chore(model-selection): draft sonnet-retirement",
    blocks: draftBlocks(PATH, [{ id: "claude_sonnet_4_5", deadline, features: ["duo_chat"] }], []),
    cause: "ends on 2026-11-30",
    ...change,
  };
}

describe("merge requests of the workspace's own files", () => {
  let acme: AcmeLive;
  let writes: string[] = [];
  beforeEach(async () => {
    acme = await acmeLive();
  });
  afterEach(() => acme.close());

  async function bo<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { "private-token": PEOPLE.bo.token, "content-type": "application/json" };
    const response = await fetch(`${acme.server.url}/api/v4/${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const requests = () => bo<Request[]>("GET", `${AT}/merge_requests?state=all&sort=asc&per_page=100`);
  const textOn = (branch: string, path = PATH) => acme.bo.file(TRACKER, path, branch);
  const setState = (iid: number, event: string) => bo("PUT", `${AT}/merge_requests/${iid}`, { state_event: event });

  function ioWith(env: Record<string, string | undefined>): Io {
    const sink = { write: () => true };
    const counted: typeof fetch = (input, init) => {
      const { method, url } = new Request(input, init);
      if (method !== "GET" && !url.endsWith("/api/graphql")) writes.push(`${method} ${new URL(url).pathname}`);
      return fetch(input, init);
    };
    return {
      argv: [],
      env: { CUTOVER_TOKEN: PEOPLE.bot.token, CI_PROJECT_PATH: TRACKER, CI_DEFAULT_BRANCH: "main", ...env },
      cwd: acme.folder,
      stdout: sink,
      stderr: sink,
      fs,
      fetch: counted,
      unique: randomUUID,
      clock: { now: () => Date.parse("2026-11-23T09:00:00Z"), sleep: async () => {} },
    };
  }

  async function open(
    files: readonly Proposed[],
    { isWhole = false, env = {}, project = undefined as string | undefined, root = acme.folder } = {},
  ) {
    writes = [];
    const { workspace } = await openAt(ioWith({}), acme.folder);
    if (workspace === undefined) throw new Error("the workspace of acme is sound");
    const options = project === undefined ? {} : { project };
    return openProposals(ioWith(env), { root, workspace }, options, { command: "deadlines propose", files, isWhole });
  }

  it("opens one, and does nothing the second time, whatever the day", async () => {
    expect(await open([draft()])).toMatchObject([{ name: "sonnet-retirement", done: "opened", reference: "!1" }]);
    const [request] = await requests();
    expect(request).toMatchObject({
      source_branch: BRANCH,
      target_branch: "main",
      title: "chore(model-selection): draft sonnet-retirement",
      labels: ["AI Model Migration"],
    });
    expect(request?.description).toContain("2026-11-30");
    expect(await textOn(BRANCH)).toBe(draft().text);

    expect(await open([draft()])).toMatchObject([{ done: "open", reference: "acme/ai!1" }]);
    expect(writes).toEqual([]);
    const tomorrow = draft({ text: draft().text.replace("11-23", "11-24"), blocks: draftBlocks(PATH, [], ["later"]) });
    expect(await open([tomorrow])).toMatchObject([{ done: "open" }]);
    expect(writes).toEqual([]);
  });

  it("rebuilds it when the cause is another", async () => {
    await open([draft()]);
    const earlier = draft({ cause: "ends on 2026-11-28", text: "name: sonnet-retirement\n# sooner\n" });
    expect(await open([earlier])).toMatchObject([{ done: "updated", reference: "acme/ai!1" }]);
    expect(await textOn(BRANCH)).toBe(earlier.text);
    expect(await requests()).toHaveLength(1);
    expect(await open([earlier])).toMatchObject([{ done: "open" }]);
    expect(writes).toEqual([]);
  });

  it("never overwrites what a person committed to the branch", async () => {
    await open([draft()]);
    await acme.bo.write(TRACKER, PATH, BRANCH, "name: sonnet-retirement\n# by bo\n");
    expect(await open([draft()])).toMatchObject([{ done: "open" }]);
    expect(writes).toEqual([]);
    const blocks = draftBlocks(PATH, [], ["it ends on 2026-11-28"]);
    const sooner = draft({ cause: "ends on 2026-11-28", text: "name: sonnet-retirement\n# sooner\n", blocks });
    expect(await open([sooner])).toMatchObject([{ done: "updated", message: expect.stringContaining("people") }]);
    expect(await textOn(BRANCH)).toContain("by bo");
    expect((await requests())[0]?.description).toContain("it ends on 2026-11-28");
    expect(await open([sooner])).toMatchObject([{ done: "open" }]);
    expect(writes).toEqual([]);
    const needless = await open([], { isWhole: true });
    expect(needless).toMatchObject([{ done: "open", message: expect.stringContaining("nothing asks for it") }]);
    expect(exitOfOpened(needless)).toBe(0);
    expect(writes).toEqual([]);
    expect(await requests()).toMatchObject([{ state: "opened" }]);
    expect(await textOn(BRANCH)).toContain("by bo");
  });

  it("takes a closed one for a no, until the cause is another", async () => {
    await open([draft()]);
    await setState(1, "close");
    const no = await open([draft({ text: "name: sonnet-retirement\n# 2026-11-24\n" })]);
    expect(no).toMatchObject([{ done: "dismissed", message: expect.stringContaining("by @bo") }]);
    expect(exitOfOpened(no)).toBe(0);
    expect(writes).toEqual([]);
    const other = draft({ cause: "ends on 2026-11-28", text: "name: sonnet-retirement\n# sooner\n" });
    expect(await open([other])).toMatchObject([
      { done: "opened", reference: "!2", url: expect.stringMatching(/merge_requests\/2$/) },
    ]);
    expect(await requests()).toMatchObject([{ state: "closed" }, { state: "opened" }]);
  });

  it("leaves what is open or was dismissed as it is while not everything can be looked at", async () => {
    await open([draft()]);
    const less = draft({ cause: "half of it", text: "name: sonnet-retirement\n", isPartial: true });
    const waiting = [{ done: "open", message: expect.stringContaining("can be read") }];
    expect(await open([less])).toMatchObject(waiting);
    expect(writes).toEqual([]);
    await setState(1, "close");
    expect(await open([less])).toMatchObject([{ done: "dismissed" }]);
    expect(writes).toEqual([]);
    await setState(1, "reopen");
    await acme.bo.write(TRACKER, PATH, BRANCH, "name: sonnet-retirement\n# by bo\n");
    expect(await open([less])).toMatchObject(waiting);
    expect(writes).toEqual([]);
  });

  it("says of an open one that it goes into another branch than the default one", async () => {
    await open([draft()]);
    await bo("POST", `${AT}/repository/branches`, { branch: "trunk", ref: "main" });
    const told = await open([draft()], { env: { CI_DEFAULT_BRANCH: "trunk" } });
    expect(told).toMatchObject([{ done: "stopped", message: expect.stringContaining('goes into "main"') }]);
    expect(writes).toEqual([]);
  });

  it("is content with what was merged, and with what was taken away again", async () => {
    await open([draft()]);
    await acme.cleo.merge(TRACKER, 1);
    expect(await open([draft()])).toMatchObject([{ done: "merged" }]);
    expect(writes).toEqual([]);
    const file = `${AT}/repository/files/${encodeURIComponent(PATH)}`;
    await bo("POST", `${AT}/repository/commits`, {
      branch: "main",
      commit_message: "chore: no",
      actions: [{ action: "delete", file_path: PATH }],
    });
    await expect(bo("GET", `${file}?ref=main`)).rejects.toThrow("404");
    expect(await open([draft()])).toMatchObject([{ done: "merged" }]);
    expect(writes).toEqual([]);
    expect(await open([draft({ cause: "ends a year later" })])).toMatchObject([{ done: "opened" }]);
  });

  it("closes what is needed no more, says why, and opens it again when it is", async () => {
    await open([draft(), draft({ name: "opus-retirement", path: "migrations/opus-retirement.yaml" })]);
    expect(await open([draft()])).toMatchObject([{ done: "open" }]);
    expect(await open([draft()], { isWhole: true })).toMatchObject([
      { name: "sonnet-retirement", done: "open" },
      { name: "opus-retirement", done: "closed" },
    ]);
    const opus = (await requests()).find(({ source_branch: branch }) => branch.endsWith("/opus-retirement"));
    expect(opus).toMatchObject({ state: "closed" });
    const notes = await bo<{ body: string }[]>("GET", `${AT}/merge_requests/${opus?.iid}/notes`);
    expect(notes.map(({ body }) => body)).toEqual([expect.stringContaining("not needed any more")]);
    const again = draft({ name: "opus-retirement", path: "migrations/opus-retirement.yaml" });
    expect(await open([draft(), again], { isWhole: true })).toMatchObject([{ done: "open" }, { done: "opened" }]);
  });

  it("leaves alone what stands in the branch it would go into", async () => {
    const file = { branch: "main", content: "name: other\n", commit_message: "feat: mine" };
    await bo("POST", `${AT}/repository/files/${encodeURIComponent(PATH)}`, file);
    const told = await open([draft()]);
    expect(told).toMatchObject([{ done: "stopped", message: expect.stringContaining("is another one on main") }]);
    expect(exitOfOpened(told)).toBe(1);
    const lock = { name: "lock", path: PATH, before: "name: other\n", text: "name: newer\n" };
    expect(await open([draft(lock)])).toMatchObject([{ done: "opened" }]);
    expect(await textOn("cutover/deadlines/lock")).toBe("name: newer\n");
    // Drafts know nothing of the lock file's.
    await open([], { isWhole: true });
    expect(await requests()).toMatchObject([{ state: "opened" }]);
  });

  it("writes nothing while a hold stands", async () => {
    const told = await open([draft()], { env: { CUTOVER_HOLD: "incident 4711" } });
    expect(told).toMatchObject([{ done: "held", message: "CUTOVER_HOLD: incident 4711" }]);
    expect(writes).toEqual([]);
    expect(exitOfOpened(told)).toBe(0);
  });

  it("puts no label on that the project does not have", async () => {
    const catalog = await fs.readFile(`${acme.folder}/cutover.yaml`, "utf8");
    await acme.write("cutover.yaml", catalog.replace('labels: ["AI Model Migration"', 'labels: ["not there"'));
    expect(await open([draft()])).toMatchObject([{ done: "opened" }]);
    expect(await requests()).toMatchObject([{ labels: [] }]);
  });

  it("fails where its user may not push to the project", async () => {
    const told = await open([draft()], { env: { CUTOVER_TOKEN: PEOPLE.notes.token } });
    expect(told).toMatchObject([{ done: "failed" }]);
    expect(exitOfOpened(told)).toBe(3);
    expect(await requests()).toEqual([]);
  });

  it("names the folder of the workspace in paths and branches", async () => {
    const root = `${acme.folder}/ops/models`;
    await fs.mkdir(root, { recursive: true });
    await open([draft()], { root, env: { CI_PROJECT_DIR: acme.folder } });
    expect(await textOn("cutover/deadlines.ops.models/sonnet-retirement", `ops/models/${PATH}`)).toBe(draft().text);
    await open([], { isWhole: true });
    expect(await requests()).toMatchObject([{ state: "opened" }]);
  });

  it.each([
    [".gitlab/models", "-gitlab.models"],
    ["v1.2/x.lock", "v1-2.x-lock"],
    ["models/lock", "models-lock"],
  ])("makes a branch that Git takes of the folder %s", async (folder, part) => {
    const root = `${acme.folder}/${folder}`;
    await fs.mkdir(root, { recursive: true });
    await open([draft()], { root, env: { CI_PROJECT_DIR: acme.folder } });
    expect(await requests()).toMatchObject([{ source_branch: `cutover/deadlines.${part}/sonnet-retirement` }]);
  });

  it("asks for a project, finds its default branch, and refuses another spelling", async () => {
    const nowhere = { CI_PROJECT_PATH: "", CI_DEFAULT_BRANCH: "" };
    await expect(open([draft()], { env: nowhere })).rejects.toMatchObject({
      code: 2,
      hint: expect.stringContaining("--project"),
    });
    await expect(open([draft()], { env: nowhere, project: "Acme/AI" })).rejects.toThrow('is written "acme/ai"');
    await open([draft()], { env: nowhere, project: "acme/monolith" });
    const [made] = await bo<Request[]>("GET", "projects/acme%2Fmonolith/merge_requests?state=opened");
    expect(made).toMatchObject({ source_branch: BRANCH, target_branch: "master" });
  });

  it("does nothing in a pipeline of an older commit, and refuses those of branches", async () => {
    const env = { CI_COMMIT_SHA: "0".repeat(40), CI_COMMIT_BRANCH: "main", CI_SERVER_URL: acme.server.url };
    expect(await open([draft()], { env })).toEqual([]);
    await expect(open([draft()], { env: { ...env, CI_COMMIT_BRANCH: "work" } })).rejects.toThrow("what was merged");
    expect(writes).toEqual([]);
  });

  it("is no stray of a plan", async () => {
    await open([draft()]);
    const { out } = await acme.run("plan");
    expect(out).not.toContain("unmanaged");
  });

  it("runs nothing that a feed says, and mentions nobody", async () => {
    const evil = "x\n/close\n@ana @bo [a](javascript:1) | <img src=x> closes #1 `\u202e";
    const deadline = {
      host: "anthropic",
      model: "m",
      cutoff: "2026-11-30",
      source: evil,
      url: "https://x/)@ana",
    } as const;
    const blocks = draftBlocks(PATH, [{ id: evil, deadline, features: [evil] }], [evil]);
    await open([draft({ blocks })]);
    const [{ description = "", state } = { state: "" }] = await requests();
    expect(state).toBe("opened");
    expect([commandsIn(description), mentionsIn(description), closingsIn(description)]).toEqual([[], [], []]);
    expect(description).not.toContain("\u202e");
    expect(description.replace(/``.*?``/g, "")).not.toMatch(/(?<!\\)<img/);
  });
});
