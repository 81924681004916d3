import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../../src/cli/demo/seed.ts";
import { closingsIn } from "../../../src/model/closing-word.ts";
import { parseMarker } from "../../../src/model/marker.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { mentionsIn } from "../../../src/plan/people.ts";
import { type AcmeLive, acmeLive } from "../acme-live.ts";
import { cutover, type Ran } from "../harness.ts";

const ISSUES = "projects/acme%2Fai/issues";
const MAIN = "issue/claude-sonnet-4-6";
/** Confidential, as its figures are. */
const CHAT = "issue/claude-sonnet-4-6/duo_chat";

interface Row {
  readonly iid: number;
  readonly title: string;
  readonly description: string;
  readonly state: string;
  readonly labels: readonly string[];
}

/** What a test does on the server, and what a run of drift sends to it. */
function actorsOn(acme: AcmeLive) {
  const as = async (token: string, method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { "private-token": token, "content-type": "application/json" };
    const response = await fetch(`${acme.server.url}/api/v4/${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const bo = (method: string, path: string, body?: object) => as(PEOPLE.bo.token, method, path, body);
  const rows = async () => (await bo("GET", `${ISSUES}?per_page=100`)) as Row[];
  const driftAt = async (hour: number, env: Record<string, string> = {}, ...argv: string[]) => {
    const writes: string[] = [];
    const clock = { now: () => Date.parse("2026-11-23T09:00:00Z") + hour * 3_600_000, sleep: async () => {} };
    const counted: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname.replace("/api/v4/", "");
      if (request.method !== "GET" && path !== "/api/graphql") writes.push(`${request.method} ${path}`);
      return fetch(input, init);
    };
    const ran: Ran = await cutover(acme.folder, ["drift", ...argv], {
      env: { CUTOVER_TOKEN: PEOPLE.bot.token, ...env },
      clock,
      fetch: counted,
    });
    return { ...ran, writes };
  };
  return {
    as,
    bo,
    rows,
    driftAt,
    reports: async () => (await rows()).filter(({ description }) => /^<!-- cutover:1 drift\//m.test(description)),
    notes: async (iid: number) =>
      ((await bo("GET", `${ISSUES}/${iid}/notes?activity_filter=only_comments`)) as { body: string }[]).map(
        ({ body }) => body,
      ),
    rowOf: async (key: string) =>
      (await rows()).find(({ description }) => description.startsWith(`<!-- cutover:1 ${key} `)) ?? expect.fail(key),
  };
}

async function settled(acme: AcmeLive): Promise<void> {
  expect(await acme.run("apply", "--yes")).toMatchObject({ code: 0 });
  for (const project of ["acme/ai-gateway", "acme/monolith", "acme/docs", "acme/ai"])
    for (const { iid } of await acme.cleo.mergeRequests(project, "opened")) await acme.cleo.merge(project, iid);
  const { code, out, err } = await acme.run("apply", "--yes");
  expect(code, out + err).toBe(0);
}

describe("drift over a real server", () => {
  let acme: AcmeLive;
  let on: ReturnType<typeof actorsOn>;
  let original = "";
  let iid = 0;
  beforeAll(async () => {
    acme = await acmeLive();
    on = actorsOn(acme);
    await settled(acme);
  }, 60_000);
  afterAll(() => acme.close());

  const report = async () => (await on.rows()).find((row) => row.iid === iid) ?? expect.fail("no report");

  it("makes nothing where all is as merged", async () => {
    expect(await on.driftAt(0)).toMatchObject({ code: 0, out: "nothing differs\n", err: "", writes: [] });
    expect(await on.reports()).toEqual([]);
  });

  it("opens one issue that says what differs, who did it, since when, and what settles it", async () => {
    const row = await on.rowOf(MAIN);
    original = row.description;
    await acme.bo.describe("acme/ai", row.iid, original.replace("| Status | active |", "| Status | on its way |"));
    const ran = await on.driftAt(1, {}, "--detailed-exitcode");
    expect(ran).toMatchObject({ code: 4, err: "", writes: [`POST ${ISSUES}`] });
    const [made, ...more] = await on.reports();
    expect(more).toEqual([]);
    iid = made?.iid ?? 0;
    const { description, labels, state } = await report();
    expect({ labels, state }).toEqual({ labels: ["AI Model Migration"], state: "opened" });
    expect(description).toContain(`- [ ] [acme/ai\\#${row.iid}](`);
    expect(description).toContain("@bo edited section");
    expect(description).toContain("since 2026-11-23T10:00Z");
    expect(description).toContain(`plan --take ${MAIN}=ours|theirs`);
    expect(description).toContain("+| Status | on its way |");
    expect([commandsIn(description), mentionsIn(description), closingsIn(description)]).toEqual([[], [], []]);
    expect(ran.out).toContain(`1 difference, 1 of them new; acme/ai#${iid} was opened`);
  });

  it("writes nothing while the same differs, however much later", async () => {
    expect(await on.driftAt(30)).toMatchObject({ code: 0, writes: [] });
    expect(await on.notes(iid)).toEqual([]);
  });

  it("is seen by neither plan nor status nor apply", async () => {
    const quiet = [await acme.run("plan"), await acme.run("status"), await acme.run("apply", "--yes")];
    for (const { out, err } of quiet) expect(out + err).not.toMatch(/drift|unmanaged|orphaned|forged|copy/);
    for (const { out } of quiet) expect(out).not.toContain(`acme/ai#${iid}`);
  });

  it("comments on what is new alone, and keeps what people wrote and ticked", async () => {
    const before = (await report()).description;
    const ticked = `${before.replace("- [ ]", "- [x]")}\n\nBo looks after it.`;
    await acme.bo.describe("acme/ai", iid, ticked);
    expect((await on.driftAt(31)).writes).toEqual([]);
    const chat = await on.rowOf(CHAT);
    await on.bo("PUT", `${ISSUES}/${chat.iid}`, { title: "Ours now" });
    const { writes } = await on.driftAt(32);
    expect(writes).toEqual([`PUT ${ISSUES}/${iid}`, `POST ${ISSUES}/${iid}/notes`]);
    const { description } = await report();
    expect(description).toContain("- [x] [acme/ai");
    expect(description.endsWith("\n\nBo looks after it.")).toBe(true);
    expect(description).toContain("since 2026-11-23T10:00Z");
    expect(description).toContain("title was changed by a person and stays`; since 2026-11-24T17:00Z");
    expect(await on.notes(iid)).toEqual([
      `1 new difference: \`acme/ai#${chat.iid}\`. The description says what, and how to settle it.`,
    ]);
  });

  it("stays closed when a person closes it, until something new differs", async () => {
    await on.bo("PUT", `${ISSUES}/${iid}`, { state_event: "close" });
    const left = await on.driftAt(33);
    expect(left.writes).toEqual([]);
    expect(left.out).toContain("was closed by a person and stays closed");
    const row = await on.rowOf("issue/claude-sonnet-4-6/duo_chat_explain_code");
    await on.bo("PUT", `${ISSUES}/${row.iid}`, { title: "Another" });
    const reopened = await on.driftAt(34);
    expect(reopened.out).toContain("was opened again");
    expect((await report()).state).toBe("opened");
  });

  it("forgets what went, so that what comes back is new; closes with one comment when all is as merged", async () => {
    const main = await on.rowOf(MAIN);
    await acme.bo.describe("acme/ai", main.iid, original);
    expect((await on.driftAt(40)).out).toContain("was updated");
    await acme.bo.describe("acme/ai", main.iid, original.replace("| Status | active |", "| Status | on its way |"));
    await on.driftAt(41);
    expect((await report()).description).toContain("since 2026-11-25T02:00Z");
    await acme.bo.describe("acme/ai", main.iid, original);
    for (const key of [CHAT, "issue/claude-sonnet-4-6/duo_chat_explain_code"])
      expect(await acme.run("apply", "--yes", "--take", `${key}=ours`)).toMatchObject({ code: 0 });
    const clean = await on.driftAt(42);
    expect(clean.out).toContain("nothing differs; ");
    const { state, description } = await report();
    expect(state).toBe("closed");
    expect(description).toContain("Nothing differs from what was merged in `acme/ai`.");
    expect(description).toContain("Bo looks after it.");
    expect(parseMarker(description)).toMatchObject({ home: `acme/ai#${iid}`, applied: { drift: {} } });
    expect((await on.notes(iid)).filter((body) => body === "Nothing differs any more.")).toHaveLength(1);
    expect(await on.driftAt(43)).toMatchObject({ code: 0, writes: [] });
  });

  it("keeps the older of two, and never one of somebody else's", async () => {
    const { description, title } = await report();
    const twin = { title, description: description.replace(`acme/ai#${iid}`, "acme/ai"), labels: "AI Model Migration" };
    const second = (await on.as(PEOPLE.bot.token, "POST", ISSUES, twin)) as Row;
    const forged = (await on.bo("POST", ISSUES, twin)) as Row;
    const { writes } = await on.driftAt(44);
    expect(writes).toEqual([`PUT ${ISSUES}/${second.iid}`, `POST ${ISSUES}/${second.iid}/notes`]);
    expect(await on.notes(second.iid)).toEqual([`Two runs made one each: #${iid} is the one that is kept.`]);
    const rows = await on.rows();
    expect(rows.find((row) => row.iid === forged.iid)?.state).toBe("opened");
    expect((await acme.run("plan")).out).not.toMatch(/drift|forged|copy/);
  });

  it("wears the label for it where the tracker has one", async () => {
    await on.bo("POST", "projects/acme%2Fai/labels", { name: "cutover::drift", color: "#cccccc" });
    const row = await on.rowOf(MAIN);
    await on.bo("PUT", `${ISSUES}/${row.iid}`, { title: "Ours now" });
    await on.driftAt(45, { CI_PROJECT_PATH: "acme/other" });
    const other = (await on.reports()).find(({ description }) => description.includes("drift/acme/other "));
    expect(other?.labels).toEqual(["AI Model Migration", "cutover::drift"]);
  });
});

describe("drift of what was never applied", () => {
  let acme: AcmeLive;
  let on: ReturnType<typeof actorsOn>;
  beforeAll(async () => {
    acme = await acmeLive();
    on = actorsOn(acme);
  });
  afterAll(() => acme.close());

  it("names nothing of a confidential migration", async () => {
    await acme.migrate((text) => text.replace("owner:", "visibility: confidential\nowner:"));
    const ran = await on.driftAt(0);
    const [{ description = "" } = {}] = await on.reports();
    expect(description).toContain("  - 15 times not applied: `a change is not applied`");
    expect(ran.out + description).not.toMatch(/sonnet|duo_chat/i);
    const json = await on.driftAt(1, {}, "--format", "json");
    expect(json.out).not.toMatch(/sonnet|duo_chat/i);
    expect(JSON.parse(json.out)).toMatchObject({ formatVersion: 1, issue: { done: "unchanged" } });
  });

  it("says who closed a merge request", async () => {
    await acme.migrate((text) => text);
    expect(await acme.run("apply", "--yes")).toMatchObject({ code: 0 });
    await on.as(PEOPLE.cleo.token, "PUT", "projects/acme%2Fdocs/merge_requests/1", { state_event: "close" });
    const { out, code } = await on.driftAt(2);
    expect(code).toBe(0);
    expect(out).toContain(
      "declined: !1 in acme/docs was declined by @cleo; it is proposed again when its edits change",
    );
    const [{ description = "" } = {}] = await on.reports();
    expect(description).toContain("- [ ] [acme/docs!1](");
    expect(description).toContain("### 1 difference\n");
  });

  it("is refused where a branch or a merge request would be compared", async () => {
    const branch = await on.driftAt(2, { CI_COMMIT_BRANCH: "mine", CI_DEFAULT_BRANCH: "main" });
    expect(branch).toMatchObject({ code: 2, out: "", writes: [] });
    expect(branch.err).toContain('pipeline of branch "mine"');
    expect(await on.driftAt(2, { CI_MERGE_REQUEST_IID: "3" })).toMatchObject({ code: 2, writes: [] });
  });
});
