import * as fs from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditEntry } from "../../src/cli/apply/audit.ts";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { type Acme, type Meddler, startAcme } from "./acme.ts";

const acme: Acme = await startAcme();
const empty = acme.save();
const audit = join(acme.folder, ".cutover/audit.jsonl");
const SONNET = join(acme.folder, "migrations/claude-sonnet-4-6.yaml");
const sonnet = await fs.readFile(SONNET, "utf8");
beforeEach(async () => {
  acme.restore(empty);
  await fs.rm(audit, { force: true });
  await fs.writeFile(SONNET, sonnet);
});
afterAll(() => acme.remove());

/** A run that counts the requests which write to objects; those of the lock are none. */
async function run(argv: readonly string[], own: { env?: Record<string, string>; meddle?: Meddler } = {}) {
  const writes: string[] = [];
  const { meddle = (_sent, carryOut) => carryOut() } = own;
  const ran = await acme.run(argv, {
    ...own,
    meddle: (sent, carryOut) => {
      if (sent.isWrite && !sent.path.includes("/terraform/")) writes.push(`${sent.method} ${sent.path}`);
      return meddle(sent, carryOut);
    },
  });
  if (ran === undefined) throw new Error("the run did not end");
  return { ...ran, writes };
}

async function audited(): Promise<AuditEntry[]> {
  const text = await fs.readFile(audit, "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as AuditEntry);
}

async function issues(): Promise<readonly { readonly iid: number; readonly title: string }[]> {
  return (await acme.person("GET", "projects/acme%2Fai/issues?per_page=100")) as never;
}

describe("apply refuses", () => {
  it("to write without --yes where nobody can be asked", async () => {
    const { code, err, writes } = await run(["apply"]);
    expect({ code, writes }).toEqual({ code: 2, writes: [] });
    expect(err).toBe("cutover: apply asks before it writes, and there is no terminal to ask on\n  hint: say --yes\n");
  });

  it("more than --max-changes", async () => {
    const { code, err, writes } = await run(["apply", "--yes", "--max-changes", "5"]);
    expect({ code, writes }).toEqual({ code: 2, writes: [] });
    expect(err).toBe(
      "cutover: the plan has 33 changes, more than --max-changes 5\n  hint: allow more, or plan a part of them with --only KEY\n",
    );
  });

  it("to close many things, unless their exact number is allowed", async () => {
    expect((await run(["apply", "--yes"])).code).toBe(0);
    await fs.writeFile(SONNET, sonnet.replace("status: active", "status: cancelled"));
    for (const argv of [[], ["--allow-closing", "9"], ["--allow-closing", "12"]]) {
      const { code, err, writes } = await run(["apply", "--yes", ...argv]);
      expect({ code, writes }).toEqual({ code: 2, writes: [] });
      expect(err).toMatch(/^cutover: the plan closes, removes or turns off \d+ of \d+ live objects/);
      expect(err).toMatch(/\n {2}hint: if that is meant, say --allow-closing 11\n$/);
    }
    const ran = await run(["apply", "--yes", "--allow-closing", "11"]);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: "" });
    expect(ran.writes.length).toBeGreaterThan(11);
  });

  it("a plan that is too old, of another workspace, and one that it cannot read", async () => {
    const file = join(acme.folder, "plan.json");
    await run(["plan", "--out", file]);
    await fs.writeFile(SONNET, sonnet.replace("priority: high", "priority: low"));
    expect(await run(["apply", file, "--yes"])).toMatchObject({
      code: 2,
      err: "cutover: cutover.yaml, a migration or deadlines.lock.json was changed since the plan was made\n  hint: make a new plan: it would apply what nobody wants any more\n",
      writes: [],
    });
    await fs.writeFile(SONNET, sonnet);
    const saved = await fs.readFile(file, "utf8");
    await fs.writeFile(file, saved.replace(/"expires": "[^"]+"/, '"expires": "2026-11-23T08:00:00.000Z"'));
    expect(await run(["apply", file, "--yes"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("ended at 2026-11-23T08:00:00.000Z (policy.plan_ttl)"),
      writes: [],
    });
    await fs.writeFile(file, saved.replace(/"user": "cutover-bot"/, '"user": "ana"'));
    expect(await run(["apply", file, "--yes"])).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        "the plan was made for @ana on https://gitlab.example.com, and this is @cutover-bot",
      ),
      writes: [],
    });
    await fs.writeFile(file, saved.slice(0, -20));
    expect(await run(["apply", file, "--yes"])).toMatchObject({ code: 2, writes: [] });
    await fs.writeFile(file, saved);
    expect(await run(["apply", file, "--yes"])).toMatchObject({ code: 0 });
    await fs.rm(file);
  });
});

describe("a job of an old commit", () => {
  async function head(): Promise<string> {
    const branch = (await acme.person("GET", "projects/acme%2Fai/repository/branches/main")) as {
      commit: { id: string };
    };
    return branch.commit.id;
  }
  const job = (commit: string, own: Record<string, string> = {}) => ({
    CI_COMMIT_SHA: commit,
    CI_COMMIT_BRANCH: "main",
    CI_PROJECT_PATH: "acme/ai",
    CI_SERVER_URL: "https://gitlab.example.com",
    ...own,
  });

  it("writes nothing and names the newer one", async () => {
    const now = await head();
    const ran = await run(["apply", "--yes"], { env: job("0123456789abcdef") });
    expect(ran).toEqual({
      code: 1,
      out: "",
      err: `cutover: this job is of 01234567, and main of acme/ai is at ${now.slice(0, 8)} by now: that commit's pipeline applies\n  nothing was changed\n`,
      writes: [],
    });
  });

  it("also where the branch moves on while it plans", async () => {
    const old = await head();
    let asked = 0;
    const ran = await run(["apply", "--yes"], {
      env: job(old),
      meddle: (sent, carryOut) => {
        if (!sent.path.includes("/repository/branches/main")) return carryOut();
        asked += 1;
        return asked === 1 ? carryOut() : Response.json({ commit: { id: "fedcba9876543210" } });
      },
    });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining("is at fedcba98 by now"), writes: [] });
  });

  it("is not looked for on the newest commit, on another server, and outside of a branch", async () => {
    expect(await run(["apply", "--yes"], { env: job(await head()) })).toMatchObject({ code: 0 });
    acme.restore(empty);
    const merge = await run(["apply", "--yes"], { env: job("01234567", { CI_COMMIT_BRANCH: "" }) });
    expect(merge).toMatchObject({ code: 0 });
    const env = job("01234567", {
      CI_SERVER_URL: "https://other.example.com",
      CUTOVER_GITLAB_URL: "https://gitlab.example.com",
    });
    expect(await run(["apply", "--yes"], { env })).toMatchObject({ code: 0 });
  });

  it("cannot be told from a new one where the branch is hidden", async () => {
    const ran = await run(["apply", "--yes"], { env: job("0123456789", { CI_PROJECT_PATH: "acme/hidden" }) });
    expect(ran).toMatchObject({ code: 3, writes: [] });
    expect(ran.err).toContain('acme/hidden shows @cutover-bot no branch "main"');
    expect(ran.err).toContain("hint: make @cutover-bot a member of acme/hidden");
  });
});

describe("the audit record", () => {
  it("that has no room left ends the run before anything is written without it", async () => {
    let lines = 0;
    const full: typeof fs.writeFile = async (path, data, options) => {
      if (String(path) === audit) lines += 1;
      if (lines > 20) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      await fs.writeFile(path, data, options);
    };
    let writes = 0;
    const ran = await acme.run(["apply", "--yes"], {
      io: { fs: { ...fs, writeFile: full } },
      meddle: (sent, carryOut) => {
        if (sent.isWrite && !sent.path.includes("/terraform/")) writes += 1;
        return carryOut();
      },
    });
    expect(ran?.code).toBe(3);
    expect(ran?.err).toMatch(
      /^cutover: the record of all writes cannot be written any more, .*\(ENOSPC\)\n {2}hint: /m,
    );
    expect(writes).toBe((await audited()).filter(({ phase }) => phase === "intent").length);
    expect(acme.store.state.terraform.filter(({ lock }) => lock !== null)).toEqual([]);
    expect(await run(["apply", "--yes"])).toMatchObject({ code: 0 });
  });

  it("has an intent before and an outcome behind each write, without text of what is confidential", async () => {
    const { writes } = await run(["apply", "--yes"], { env: { CI_COMMIT_SHA: "c0ffee" } });
    expect(writes.length).toBeGreaterThan(30);
    const entries = await audited();
    const [first] = entries;
    expect(new Set(entries.map(({ run, user, server, commit }) => [run, user, server, commit].join()))).toHaveProperty(
      "size",
      1,
    );
    expect(first).toMatchObject({
      user: "cutover-bot",
      server: "https://gitlab.example.com",
      commit: "c0ffee",
      phase: "intent",
    });
    for (const change of new Set(entries.map((entry) => entry.change))) {
      const own = entries.filter((entry) => entry.change === change);
      expect(own.at(-1)).toMatchObject({
        phase: "outcome",
        status: "applied",
        cause: expect.stringMatching(/^migrations\/.*:\d+$/),
      });
      expect(own.slice(0, -1).map(({ phase }) => phase)).toEqual(own.slice(0, -1).map(() => "intent"));
    }
    const text = await fs.readFile(audit, "utf8");
    expect(text).not.toContain(PEOPLE.bot.token);
    expect(text).not.toContain("Roll out Claude Sonnet 4.6 for Code Generation");
    expect(text).toContain('"key":"issue/claude-sonnet-4-6/code_generations"');
  });

  it("says of a change what the object was before and after", async () => {
    await run(["apply", "--yes"]);
    await fs.writeFile(SONNET, sonnet.replace("at the same price.", "at the same price as before."));
    await fs.rm(audit);
    await run(["apply", "--yes", "--only", "issue/claude-sonnet-4-6"]);
    const [intent, outcome] = await audited();
    expect(intent).toMatchObject({
      phase: "intent",
      write: "updateItem",
      before: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(outcome).toMatchObject({
      phase: "outcome",
      before: intent?.before,
      after: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(outcome?.after).not.toBe(intent?.before);
  });

  it("goes on behind a line that a killed run left half", async () => {
    await fs.mkdir(join(acme.folder, ".cutover"), { recursive: true });
    await fs.writeFile(audit, '{"at":"2026-11-22T09:00:00.000Z"}\n{"at":"2026-11-2');
    await run(["apply", "--yes"]);
    const lines = (await fs.readFile(audit, "utf8")).trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual(['{"at":"2026-11-22T09:00:00.000Z"}', '{"at":"2026-11-2']);
    expect(lines.slice(2).every((line) => typeof JSON.parse(line) === "object")).toBe(true);
  });

  it("is written elsewhere where that is asked for, and where it cannot be written nothing is", async () => {
    const file = join(acme.folder, "deep/er/audit.jsonl");
    expect((await run(["apply", "--yes", "--audit", "deep/er/audit.jsonl"])).code).toBe(0);
    expect(await fs.readFile(file, "utf8")).toMatch(/^{"at":"2026-11-23T/);
    acme.restore(empty);
    const ran = await run(["apply", "--yes", "--audit", "migrations"]);
    expect(ran).toMatchObject({ code: 2, writes: [], err: expect.stringContaining("is a folder") });
  });
});

describe("what apply prints", () => {
  it("is a line per change and the totals", async () => {
    const { out, err } = await run(["apply", "--yes"]);
    const lines = out.slice(out.lastIndexOf("notified\n") + 10).split("\n");
    expect(err).toBe("");
    expect(lines.filter((line) => line.startsWith("✓ applied   "))).toHaveLength(33);
    expect(lines.slice(-3)).toEqual(["", "Apply: 33 applied", ""]);
  });

  it("is a bar on a terminal, on stderr, and the outcomes after it", async () => {
    let err = "";
    const stderr = {
      isTTY: true,
      columns: 80,
      write: (text: string) => (err += text),
      on: () => {},
      removeListener: () => {},
      once: () => {},
    };
    const ran = await acme.run(["apply", "--yes"], { io: { stderr } });
    expect(err).toContain("33/33");
    expect(ran?.out.match(/^✓ applied/gm)).toHaveLength(33);
  });

  it("is JSON Lines where that is asked for", async () => {
    const { out, err, code } = await run(["apply", "--yes", "--format", "json"]);
    const events = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(events[0]).toMatchObject({ event: "start", formatVersion: 1, changes: 33, user: "cutover-bot" });
    expect(events.at(-1)).toMatchObject({
      event: "end",
      totals: { applied: 33, unchanged: 0, stopped: 0, failed: 0, skipped: 0 },
      conflicts: 0,
      exitCode: 0,
    });
    const changes = events.filter(({ event }) => event === "change");
    expect(changes).toHaveLength(66);
    expect(changes.filter(({ phase }) => phase === "end").every(({ status }) => status === "applied")).toBe(true);
    const again = (await run(["apply", "--yes", "--format", "json"])).out.trimEnd().split("\n");
    expect(again.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(["start", "end"]);
  });

  it("repeats no words of the server about what is confidential", async () => {
    const words = "Body holds Chat needs 64 GB";
    const ran = await run(["apply", "--yes", "--format", "json"], {
      meddle: (sent, carryOut) =>
        sent.method === "POST" && /\/issues$/.test(sent.path)
          ? Response.json({ message: { base: [words] } }, { status: 400 })
          : carryOut(),
    });
    const failed = ran.out.split("\n").filter((line) => line.includes('"failed"') && line.includes('"change"'));
    const [secret, open] = [true, false].map((is) =>
      failed.filter((line) => line.includes("sonnet-4-6/code_generations") === is),
    );
    expect(secret?.join()).toContain("answered 400");
    expect(secret?.join()).not.toContain(words);
    expect(open?.join()).toContain(words);
    expect(await fs.readFile(audit, "utf8")).not.toMatch(/sonnet-4-6.code_generations.*64 GB/);
  });

  it("names what failed alone when GitLab wants a captcha for it, and what waited for it", async () => {
    let done = false;
    const ran = await run(["apply", "--yes"], {
      meddle: (sent, carryOut) => {
        if (done || sent.method !== "POST" || !sent.path.endsWith("/issues")) return carryOut();
        done = true;
        return Response.json({ needs_captcha_response: true, message: { error: "spam" } }, { status: 409 });
      },
    });
    expect(ran.code).toBe(3);
    expect(ran.out.match(/^✗ failed.*/gm)).toEqual([expect.stringMatching(/answered 409 \(GitLab takes it for spam/)]);
    expect(ran.out.match(/^- skipped.*it comes after/gm)?.length).toBeGreaterThan(0);
    expect((await issues()).length).toBeGreaterThan(4);
    expect((await run(["apply", "--yes"])).code).toBe(0);
    expect(await issues()).toHaveLength(8);
  });
});
