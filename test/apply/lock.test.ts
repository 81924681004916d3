import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Meddler, NOW, startAcme } from "./acme.ts";

const LOCK = "projects/acme%2Fai/terraform/state/cutover-apply/lock";
const acme = await startAcme();
const empty = acme.save();
beforeEach(() => acme.restore(empty));
afterAll(() => acme.remove());

const inMinutes = (minutes: number) => new Date(acme.clock.now() + minutes * 60_000).toISOString();

function take(id: string): Promise<unknown> {
  const body = { ID: id, Operation: "apply", Info: "", Who: "x", Version: "1", Created: inMinutes(0), Path: "" };
  return acme.person("POST", LOCK, body);
}

function held(): readonly string[] {
  return acme.store.state.terraform.flatMap(({ lock }) => (lock === null ? [] : [lock.id]));
}

const isObject = (path: string) => !path.includes("/terraform/");

async function run(
  argv: readonly string[] = [],
  meddle: Meddler = (_sent, carryOut) => carryOut(),
  signal?: AbortSignal,
) {
  let writes = 0;
  const ran = await acme.run(["apply", "--yes", ...argv], {
    io: signal === undefined ? {} : { signal },
    meddle: (sent, carryOut) => {
      if (sent.isWrite && isObject(sent.path)) writes += 1;
      return meddle(sent, carryOut);
    },
  });
  return { code: ran?.code, out: ran?.out ?? "", err: ran?.err, writes };
}

describe("the lock of the tracker's project", () => {
  it("is had while apply writes and given back at the end", async () => {
    const seen = new Set<string>();
    const ran = await run([], (sent, carryOut) => {
      if (sent.isWrite && isObject(sent.path)) seen.add(held().join());
      return carryOut();
    });
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect([...seen]).toEqual([expect.stringMatching(/^2026-11-23T\d\d:\d\d:\d\d\.\d{3}Z-[0-9a-f-]{36}$/)]);
    expect(held()).toEqual([]);
  });

  it("is given back when a plan is refused, and when the user interrupts", async () => {
    expect(await run(["--max-changes", "1"])).toMatchObject({ code: 2, writes: 0 });
    expect(held()).toEqual([]);
    const interrupt = new AbortController();
    const ran = await run(
      [],
      (sent, carryOut) => {
        if (sent.isWrite && isObject(sent.path)) interrupt.abort();
        return carryOut();
      },
      interrupt.signal,
    );
    expect(ran.code).toBe(3);
    expect(ran.writes).toBeLessThan(10);
    expect(ran.out).toContain("not tried: interrupted");
    expect(held()).toEqual([]);
  });

  it("of a run that lives is waited for, and who has it is told", async () => {
    await take(`${inMinutes(60)}-theirs`);
    const began = acme.clock.now();
    const ran = await run();
    expect(ran).toMatchObject({ code: 3, writes: 0 });
    expect(ran.err).toMatch(
      /^waiting for the apply of @ana since \S+, its lock is on acme\/ai \(until \S+, if that run was killed\)\n/,
    );
    expect(ran.err).toMatch(
      /cutover: another apply has the lock of acme\/ai: @ana's since \S+; where that run was killed, its lock ends by itself at \S+\n {2}hint: wait for it/,
    );
    expect(acme.clock.now() - began).toBe(5 * 60_000);
    expect(held()).toEqual([expect.stringMatching(/-theirs$/)]);
  });

  it("is not waited for with --lock-timeout 0", async () => {
    await take(`${inMinutes(60)}-theirs`);
    const began = acme.clock.now();
    const ran = await run(["--lock-timeout", "0"]);
    expect(ran).toMatchObject({ code: 3, writes: 0, err: expect.not.stringContaining("waiting") });
    expect(acme.clock.now()).toBe(began);
    expect((await acme.run(["apply", "--lock-timeout", "soon"]))?.code).toBe(2);
  });

  it("is had as soon as the other run gave it back", async () => {
    const id = `${inMinutes(60)}-theirs`;
    await take(id);
    let asked = 0;
    const ran = await run([], async (sent, carryOut) => {
      asked += isObject(sent.path) ? 0 : 1;
      if (asked === 4 && !isObject(sent.path)) await acme.person("DELETE", `${LOCK}?ID=${id}`);
      return carryOut();
    });
    expect(ran).toMatchObject({ code: 0, err: expect.stringMatching(/^waiting for the apply of @ana/) });
    expect(held()).toEqual([]);
  });

  it("of a killed run is taken over once its lease has ended, and one of other origin never", async () => {
    await take(`${inMinutes(-1)}-killed`);
    const ran = await run(["--lock-timeout", "0"]);
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/^the apply of @ana since \S+ was cut off; its lock is taken over\n$/);
    await take("by-hand");
    await acme.clock.sleep(24 * 3_600_000);
    expect(await run(["--lock-timeout", "0"])).toMatchObject({ code: 3, writes: 0 });
  });

  it("is renewed while the run lasts, and never lost in between", async () => {
    const seen = new Set<string>();
    const ran = await run([], async (sent, carryOut) => {
      if (sent.isWrite && isObject(sent.path)) {
        seen.add(held().join());
        await acme.clock.sleep(40_000);
      }
      return carryOut();
    });
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(seen.size).toBeGreaterThan(5);
    expect([...seen].every((ids) => /^\S+Z-[0-9a-f-]{36}$/.test(ids))).toBe(true);
  });

  it("that somebody else took ends all writing", async () => {
    let writes = 0;
    let isTaken = false;
    const after = { taken: 0 };
    const ran = await run([], async (sent, carryOut) => {
      if (sent.isWrite && isObject(sent.path)) {
        writes += 1;
        if (isTaken) after.taken += 1;
        if (writes === 6) await acme.clock.sleep(2 * 60_000);
      }
      const answer = carryOut();
      if (sent.method === "DELETE" && !isObject(sent.path) && !isTaken) {
        isTaken = true;
        await take(`${inMinutes(60)}-theirs`);
      }
      return answer;
    });
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/the lock on acme\/ai is @ana's since \S+; nothing more is written/);
    expect(after.taken).toBe(0);
    expect(held()).toEqual([expect.stringMatching(/-theirs$/)]);
  });

  it("that was broken by force ends all writing too", async () => {
    let writes = 0;
    const ran = await run([], async (sent, carryOut) => {
      if (sent.isWrite && isObject(sent.path)) {
        writes += 1;
        if (writes === 6) {
          await acme.person("DELETE", LOCK);
          await take(`${inMinutes(60)}-theirs`);
          await acme.clock.sleep(2 * 60_000);
        }
      }
      return carryOut();
    });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(
      "the lock of this run was broken or taken by somebody else meanwhile; nothing more is written",
    );
  });

  it("that was broken by force and is nobody's ends all writing as well", async () => {
    let writes = 0;
    const ran = await run([], async (sent, carryOut) => {
      if (sent.isWrite && isObject(sent.path)) {
        writes += 1;
        if (writes === 6) {
          await acme.person("DELETE", LOCK);
          await acme.clock.sleep(2 * 60_000);
        }
      }
      return carryOut();
    });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("the lock of this run was broken or taken by somebody else meanwhile");
    expect(held()).toEqual([]);
  });

  it("that may not be had is done without, which is told", async () => {
    const ran = await run([], (sent, carryOut) =>
      isObject(sent.path) ? carryOut() : Response.json({ message: "403 Forbidden" }, { status: 403 }),
    );
    expect(ran.code).toBe(0);
    expect(ran.err).toBe(
      "nothing keeps two runs of apply apart: a lock needs Maintainer on acme/ai; let the pipeline do it with resource_group\n",
    );
  });

  it("survives lost answers", async () => {
    let asked = 0;
    const ran = await run([], (sent, carryOut) => {
      const answer = carryOut();
      asked += isObject(sent.path) ? 0 : 1;
      if (!isObject(sent.path) && asked % 2 === 1)
        throw Object.assign(new TypeError("fetch failed"), { code: "ECONNRESET" });
      return answer;
    });
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(held()).toEqual([]);
    expect(acme.clock.now()).toBeGreaterThanOrEqual(NOW);
  });
});
