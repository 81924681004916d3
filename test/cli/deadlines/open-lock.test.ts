import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PEOPLE, TRACKER } from "../../../src/cli/demo/seed.ts";
import { referencesIn } from "../../../src/model/reference.ts";
import type { DeadlineFact } from "../../../src/model/schema/deadlines.gen.ts";
import { type GithubServer, startGithub } from "../../github-server.ts";
import { type AcmeLive, acmeLive } from "../acme-live.ts";
import { cutover } from "../harness.ts";
import { ANTHROPIC, anthropicTable, RSS, rssRows, smallSources, TABLE } from "./update-world.ts";

const BRANCH = "cutover/deadlines/lock";
const LOCK = "deadlines.lock.json";
const HAIKU = "claude-haiku-4-5-20251001";

describe("deadlines update --open", () => {
  let acme: AcmeLive;
  let github: GithubServer;
  let writes: string[] = [];
  beforeEach(async () => {
    acme = await acmeLive();
    github = await startGithub(smallSources());
    says("January 15th, 2027");
  });
  afterEach(async () => {
    await acme.close();
    await github.close();
  });

  function says(day: string): void {
    github.repositories.set(ANTHROPIC, { [TABLE]: anthropicTable({ [HAIKU]: day }) });
  }

  function update(day = "2026-11-23", env: Record<string, string> = {}, ...argv: string[]) {
    writes = [];
    const counted: typeof fetch = (input, init) => {
      const { method, url } = new Request(input, init);
      if (method !== "GET" && !url.endsWith("/api/graphql")) writes.push(`${method} ${new URL(url).pathname}`);
      return fetch(input, init);
    };
    const own = { CI_PROJECT_PATH: TRACKER, CI_DEFAULT_BRANCH: "main", GITHUB_API_URL: github.url };
    return cutover(acme.folder, ["deadlines", "update", "--open", ...argv], {
      env: { CUTOVER_TOKEN: PEOPLE.bot.token, ...own, ...env },
      clock: { now: () => Date.parse(`${day}T09:00:00Z`), sleep: async () => {} },
      fetch: counted,
    });
  }
  async function closeAsBo(iid: number): Promise<void> {
    const headers = { "private-token": PEOPLE.bo.token, "content-type": "application/json" };
    const at = `${acme.server.url}/api/v4/projects/${encodeURIComponent(TRACKER)}/merge_requests/${iid}`;
    const answer = await fetch(at, { method: "PUT", headers, body: JSON.stringify({ state_event: "close" }) });
    expect(answer.status).toBe(200);
  }
  const textOn = (branch: string) => acme.bo.file(TRACKER, LOCK, branch);
  const opened = () => acme.bo.mergeRequests(TRACKER, "opened");

  it("opens one with what is new, and leaves it as it is while only days pass", async () => {
    const { code, out, err } = await update();
    expect(code, err).toBe(0);
    expect(out).toMatch(/claude_haiku_4_5_20251001: .*2027-01-15/);
    expect(out).toContain("opened lock");
    const text = await textOn(BRANCH);
    expect(text).toContain('"seen":"2026-11-23"');
    for (const day of ["2026-11-23", "2026-11-24"]) {
      expect(await update(day)).toMatchObject({ code: 0, out: expect.stringContaining("waits for people: lock") });
      expect(writes).toEqual([]);
    }
    expect(await textOn(BRANCH)).toBe(text);
  });

  it("rebuilds it with other facts, and closes it when they are as merged again", async () => {
    await update();
    says("January 22nd, 2027");
    expect((await update("2026-11-24")).out).toContain("brought up to date lock");
    expect(await textOn(BRANCH)).toContain("2027-01-22");
    expect(await opened()).toHaveLength(1);
    await acme.cleo.merge(TRACKER, 1);
    const merged = await textOn("main");
    await acme.write(LOCK, merged);
    expect((await update("2026-11-25")).out).toContain("nothing to open for lock");
    says("January 29th, 2027");
    expect((await update("2026-11-25")).out).toContain("opened lock");
    says("January 22nd, 2027");
    expect((await update("2026-11-26")).out).toContain("closed lock");
    expect(await opened()).toEqual([]);
  });

  it("says that a person has committed to it, and writes nothing over that", async () => {
    await update();
    await acme.cleo.merge(TRACKER, 1);
    await acme.write(LOCK, await textOn("main"));
    says("January 22nd, 2027");
    await update();
    const text = (await textOn(BRANCH)).replace("2027-01-22", "2027-01-23");
    await acme.bo.write(TRACKER, LOCK, BRANCH, text);
    says("January 29th, 2027");
    const { code, out } = await update();
    expect(code).toBe(1);
    expect(out).toMatch(/stopped: lock {2}.*carries commit \w{8} of .*take the commit out/);
    expect(await textOn(BRANCH)).toBe(text);
  });

  it("refuses a checkout that is behind", async () => {
    await update();
    await acme.cleo.merge(TRACKER, 1);
    says("January 22nd, 2027");
    const { code, out } = await update();
    expect(code).toBe(1);
    expect(out).toContain(`${LOCK} is another one on main of ${TRACKER} than here`);
    expect(writes).toEqual([]);
  });

  it("proposes what it has read where a source is down, and ends as a failed run", async () => {
    github.trouble("openai", { kind: "forbidden" });
    const { code, out, err } = await update();
    expect(code).toBe(3);
    expect(out).toContain("opened lock");
    expect(err).toContain("openai/openai-node");
  });

  it("neither closes it, nor makes it anew, nor asks again after a no, while a source is down", async () => {
    await update();
    await acme.cleo.merge(TRACKER, 1);
    await acme.write(LOCK, await textOn("main"));
    const feed = (day: string) => github.repositories.set(RSS, { "data.json": rssRows({ "acme-gpt-5": day }) });
    feed("2026-12-18");
    expect((await update("2026-11-24")).out).toContain("opened lock");
    github.repositories.set(RSS, { "data.json": "{}" });
    const down = await update("2026-11-25");
    expect(down).toMatchObject({ code: 3, out: expect.stringMatching(/waits for people: lock .*can be read/) });
    expect(writes).toEqual([]);

    await closeAsBo(2);
    for (const day of ["January 22nd, 2027", "January 15th, 2027"]) {
      says(day);
      expect((await update("2026-11-26")).out).toMatch(/left alone: lock|nothing to open for lock/);
      expect(writes).toEqual([]);
    }
    feed("2026-12-18");
    expect((await update("2026-11-27")).out).toContain("left alone: lock");
    says("January 22nd, 2027");
    expect((await update("2026-11-28")).out).toContain("opened lock");
  });

  it("opens one for what looks like a reference of ours, and leaves the words as they are", async () => {
    const url = "https://docs.example.com/cutover:issue/claude-sonnet-4-6/duo_chat";
    const [row] = JSON.parse(rssRows({ "acme-gpt-5": "2026-12-11" }));
    github.repositories.set(RSS, { "data.json": JSON.stringify([{ ...row, url }]) });
    expect((await update()).out).toContain("opened lock");
    const text = await textOn(BRANCH);
    expect(referencesIn(text)).toEqual([]);
    const [fact] = JSON.parse(text).facts.filter((one: DeadlineFact) => one.source === "deprecations-rss");
    expect(fact).toMatchObject({ url });
    expect((await update("2026-11-24")).out).toContain("waits for people: lock");
  });

  it("has a format for programs", async () => {
    const { out } = await update("2026-11-23", {}, "--format", "json");
    expect(JSON.parse(out)).toMatchObject({
      written: false,
      request: { name: "lock", done: "opened", url: expect.stringContaining("/merge_requests/1") },
    });
  });

  it("works at another time than now against the sandbox", async () => {
    const { code } = await update("2026-11-23", {}, "--as-of", "2026-12-01");
    expect(code).toBe(0);
    expect(await textOn(BRANCH)).toContain('"seen":"2026-12-01"');
  });

  it.each([
    ["a token", { CUTOVER_TOKEN: "" }, 3, "no token for"],
    ["a project", { CI_PROJECT_PATH: "" }, 2, "--project"],
  ])("asks for %s", async (_, env, code, words) => {
    const ran = await update("2026-11-23", env);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(words);
    expect(writes).toEqual([]);
  });
});
