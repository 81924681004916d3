import { describe, expect, it } from "vitest";
import type { ApplyEvent, Outcome } from "../../src/apply/outcome.ts";
import { ForgeError } from "../../src/forge/port.ts";
import { formatMarker, parseMarker } from "../../src/model/marker.ts";
import type { Resource } from "../../src/model/resource.ts";
import { apply, converge, files, flag, mainIssue, NOW, planOf, rollout, URL } from "../plan/build.ts";
import { type MemoryForge, memoryForge } from "../plan/memory-forge.ts";

const HEAD = "models:\n  - a\n";
const EDIT = { path: "models.yml", before: HEAD, after: "models:\n  - a\n  - b # cutover:issue/sonnet\n" };
const ALL: readonly Resource[] = [mainIssue(), rollout({ flag: "flag/sonnet/duo_chat" }), flag(1), files([EDIT])];

function fresh(): MemoryForge {
  return memoryForge({ heads: { "acme/gateway": { "models.yml": HEAD } } });
}

function told(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ id, status, message }) => `${status} ${id}: ${message}`);
}

function issue(forge: MemoryForge, index = 0) {
  const found = forge.items[index];
  if (found === undefined) throw new Error(`no issue ${index}`);
  return found;
}

describe("a plan is refused", () => {
  it.each([
    [
      "on another server",
      { url: "https://other.example.com" },
      "the plan was made for @cutover on https://gitlab.example.com, and this is @cutover on https://other.example.com",
    ],
    [
      "when it is too old",
      { now: NOW + 24 * 3_600_000 },
      "the plan of 2026-05-18T09:00:00.000Z ended at 2026-05-19T09:00:00.000Z (policy.plan_ttl)",
    ],
    ["with too many changes", { maxChanges: 7 }, "the plan has 9 changes, more than --max-changes 7"],
  ])("%s", async (_name, own, message) => {
    const forge = fresh();
    await expect(apply(forge, await planOf(forge, ALL), own)).rejects.toThrow(message);
    expect(forge.writes).toEqual([]);
  });

  it("for another user", async () => {
    const forge = fresh();
    const plan = await planOf(forge, ALL);
    const other = { ...forge, session: async () => ({ user: "eve", version: "18.9", sandbox: false }) };
    await expect(apply(other, plan)).rejects.toThrow("and this is @eve on");
  });

  it("while it closes too much, unless the very number is named", async () => {
    const forge = fresh();
    const many = (state: "open" | "closed") =>
      [...Array(5).keys()].map((n) => rollout({ key: `issue/sonnet/f${n}`, title: `F${n}`, feature: `f${n}`, state }));
    await converge(forge, many("open"));
    const plan = await planOf(forge, many("closed"));
    for (const allowClosing of [undefined, 4, 6])
      await expect(apply(forge, plan, { allowClosing })).rejects.toThrow(
        "closes, removes or turns off 5 of 5 live objects",
      );
    expect((await apply(forge, plan, { allowClosing: 5 })).map(({ status }) => status)).toEqual(
      Array(5).fill("applied"),
    );
  });
});

describe("an issue that was touched since the plan", () => {
  const next = [rollout({ title: "Go" })];
  async function touched(change: Parameters<typeof Object.assign>[1]): Promise<string[]> {
    const forge = fresh();
    await converge(forge, [rollout()]);
    const plan = await planOf(forge, next);
    Object.assign(issue(forge), change);
    return told(await apply(forge, plan));
  }

  it("is written to when the effect is the same, and that is said", async () => {
    expect(await touched({ labels: [...rollout().labels, "theirs"] })).toEqual([
      "applied issue/sonnet/duo_chat:update: update acme/ai#1: title (acme/ai#1 was changed since the plan was made; the effect is the same)",
    ]);
  });

  it("is not when it would be another", async () => {
    expect(await touched({ title: "Theirs" })).toEqual([
      "unchanged issue/sonnet/duo_chat:update: acme/ai#1 is as wanted already",
    ]);
    const forge = fresh();
    await converge(forge, [rollout()]);
    const plan = await planOf(forge, next);
    issue(forge).body += "\n\nA new paragraph.";
    expect(told(await apply(forge, plan))).toEqual([
      "stopped issue/sonnet/duo_chat:update: acme/ai#1 was changed since the plan was made, and so would be what is written to it; plan again",
    ]);
    expect(issue(forge).body).toContain("A new paragraph.");
    await converge(forge, next);
    expect(issue(forge)).toMatchObject({ title: "Go", body: expect.stringContaining("A new paragraph.") });
  });

  it("is left alone without its marker, under a hold, and when it is gone", async () => {
    expect(await touched({ body: "Mine now." })).toEqual([
      "stopped issue/sonnet/duo_chat:update: acme/ai#1 has lost its marker since the plan was made",
    ]);
    expect(await touched({ labels: [...rollout().labels, "cutover::hold"] })).toEqual([
      "stopped issue/sonnet/duo_chat:update: acme/ai#1 carries the label cutover::hold",
    ]);
    expect(await touched({ locator: { kind: "issue", home: "acme/ai", id: "7" } })).toEqual([
      "stopped issue/sonnet/duo_chat:update: it is not there any more",
    ]);
  });
});

describe("what a text or a relation leans on", () => {
  it("another parent that a person chose meanwhile stays", async () => {
    const forge = fresh();
    const main = mainIssue({ blocks: [], related: [] });
    await converge(forge, [{ ...main, parent: undefined }]);
    const plan = await planOf(forge, [main]);
    issue(forge).parent = { kind: "epic", home: "acme", id: "99" };
    expect(told(await apply(forge, plan))).toEqual([
      "stopped issue/sonnet:parent: it was put elsewhere since the plan was made; plan again",
    ]);
    expect(issue(forge).parent?.id).toBe("99");
  });

  it("no text is sent that names something which is not there", async () => {
    const forge = fresh();
    await converge(forge, [rollout()]);
    const plan = await planOf(forge, [rollout(), mainIssue(), files([EDIT], { blocks: [] })]);
    const without = { ...plan, things: {}, changes: plan.changes.map((change) => ({ ...change, dependsOn: [] })) };
    const outcomes = told(await apply(forge, without, { concurrency: 1 }));
    expect(outcomes[0]).toBe("stopped issue/sonnet:create: its text names issue/sonnet/duo_chat, which is not there");
    expect(outcomes.at(-1)).toBe("stopped file/sonnet/gateway:create: its text names issue/sonnet, which is not there");
    expect(forge.items).toHaveLength(1);
  });
});

describe("a flag that was touched since the plan", () => {
  async function touched(change: (forge: MemoryForge) => void, from = 1, to = 2): Promise<string[]> {
    const forge = fresh();
    const at = (step: number) => [rollout({ flag: "flag/sonnet/duo_chat" }), flag(step)];
    for (let step = 1; step <= from; step += 1) await converge(forge, at(step));
    const plan = await planOf(forge, at(to));
    change(forge);
    return told(await apply(forge, plan));
  }
  const set = (change: object) => (forge: MemoryForge) => void Object.assign(forge.flags[0] ?? {}, change);

  it("is not raised over a person's hand", async () => {
    expect(await touched(set({ active: false }))).toEqual([
      "applied issue/sonnet/duo_chat:intent: note that flag duo_chat_sonnet is about to be raised to step 2",
      "stopped flag/sonnet/duo_chat:raise: flag duo_chat_sonnet was lowered by a person, from 10 % to off; it is raised again when its step goes up",
      "skipped issue/sonnet/duo_chat:note: not tried: it comes after flag/sonnet/duo_chat:raise, which was stopped",
    ]);
  });

  it("is not raised while its issue is held", async () => {
    expect(
      (
        await touched(
          (forge) => void Object.assign(issue(forge), { labels: [...issue(forge).labels, "cutover::hold"] }),
        )
      )[0],
    ).toBe("stopped issue/sonnet/duo_chat:intent: acme/ai#1 carries the label cutover::hold");
  });

  it("is lowered from wherever it is", async () => {
    expect((await touched(set({ foreign: 1 }), 2, 1))[0]).toContain("applied flag/sonnet/duo_chat:lower");
    expect((await touched(set({ active: false }), 2, 0))[0]).toBe(
      "unchanged flag/sonnet/duo_chat:lower: flag duo_chat_sonnet is as wanted already",
    );
  });
});

describe("a target that moved since the plan", () => {
  async function moved(change: (forge: MemoryForge) => void): Promise<string | undefined> {
    const forge = fresh();
    const plan = await planOf(forge, [
      files([EDIT], { blocks: [] }),
      mainIssue({ blocks: [], related: [], parent: undefined }),
    ]);
    change(forge);
    return told(await apply(forge, plan)).at(-1);
  }
  const head = (text: string) => (forge: MemoryForge) =>
    void forge.heads.get("acme/gateway")?.files.set("models.yml", text);

  it("elsewhere is no matter", async () => {
    expect(await moved((forge) => void Object.assign(forge.heads.get("acme/gateway") ?? {}, { commit: "c2" }))).toBe(
      "applied file/sonnet/gateway:create: open a merge request in acme/gateway: 1 file",
    );
  });

  it("where it is edited stops the change", async () => {
    expect(await moved(head("models: []\n"))).toBe(
      "stopped file/sonnet/gateway:create: models.yml changed on main of acme/gateway since the plan was made; plan again",
    );
  });
});

describe("a run that was cut off between a relation and its note", () => {
  it.each(["parent", "related"] as const)(
    "is made good by the next, so that a person may take the %s away",
    async (kind) => {
      const forge = fresh();
      await converge(forge, ALL);
      for (const item of forge.items) {
        const marker = parseMarker(item.body);
        if (marker === undefined) continue;
        const { [kind]: _lost, ...applied } = marker.applied;
        item.body = item.body.replace(/^<!-- cutover:1 .*-->/, () => formatMarker({ ...marker, applied }));
      }
      const plan = await planOf(forge, ALL);
      expect(plan.changes.length).toBeGreaterThan(0);
      for (const { action, summary } of plan.changes) {
        expect([action, summary]).toEqual([
          "renew",
          expect.stringContaining("its marker did not tell of its relation"),
        ]);
      }
      await converge(forge, ALL);
      expect((await planOf(forge, ALL)).changes).toEqual([]);
      for (const item of forge.items) Object.assign(item, kind === "parent" ? { parent: undefined } : { related: [] });
      expect((await planOf(forge, ALL)).changes).toEqual([]);
    },
  );
});

describe("things go wrong", () => {
  it("an error stops what depends on it and nothing else", async () => {
    const forge = fresh();
    const plan = await planOf(forge, ALL);
    forge.before = (write) => {
      if (write === "create flag") throw new ForgeError("forbidden", "the token may not", "use a developer's");
    };
    expect(told(await apply(forge, plan)).filter((line) => !line.startsWith("applied"))).toEqual([
      "failed flag/sonnet/duo_chat:create: the token may not (use a developer's)",
      "skipped issue/sonnet/duo_chat:intent: not tried: it comes after flag/sonnet/duo_chat:create, which failed",
      "skipped flag/sonnet/duo_chat:raise: not tried: it comes after flag/sonnet/duo_chat:create, which failed",
      "skipped issue/sonnet/duo_chat:note: not tried: it comes after flag/sonnet/duo_chat:raise, which was skipped",
    ]);
  });

  it("an address that is gone ends the run", async () => {
    const forge = fresh();
    const plan = await planOf(forge, ALL);
    forge.before = () => {
      throw new ForgeError("unreachable", "nobody answers");
    };
    const statuses = (await apply(forge, plan, { concurrency: 1 })).map(({ status }) => status);
    expect(statuses).toEqual(["failed", ...Array(plan.changes.length - 1).fill("skipped")]);
  });

  it.each([
    "create issue",
    "create flag",
    "create proposal",
    "update issue",
    "update flag",
    "relate related",
    "relate parent",
  ])("the answer to %s is lost although it was done: it is found, not repeated", async (lost) => {
    const forge = fresh();
    const plan = await planOf(forge, ALL);
    const seen = new Set<string>();
    forge.after = (write) => {
      if (write !== lost || seen.has(write)) return;
      seen.add(write);
      throw new ForgeError("ambiguous", "the connection was lost");
    };
    const outcomes = await apply(forge, plan);
    expect(seen.size).toBe(1);
    expect(outcomes.map(({ status }) => status)).toEqual(plan.changes.map(() => "applied"));
    expect(outcomes.filter(({ message }) => message.includes("the answer was lost"))).toHaveLength(1);
    expect([forge.items.length, forge.flags.length, forge.proposals.length]).toEqual([2, 1, 1]);
    expect((await planOf(forge, ALL)).changes).toEqual([]);
  });

  it("the answer is lost and it was not done: it fails, and the next run does it", async () => {
    const forge = fresh();
    const plan = await planOf(forge, [rollout()]);
    forge.before = () => {
      throw new ForgeError("ambiguous", "the connection was lost");
    };
    expect(told(await apply(forge, plan))).toEqual(["failed issue/sonnet/duo_chat:create: the connection was lost"]);
    forge.before = () => {};
    await converge(forge, [rollout()]);
    expect(forge.items).toHaveLength(1);
  });

  it("what is no error of the forge is not swallowed", async () => {
    const forge = fresh();
    const plan = await planOf(forge, [rollout()]);
    forge.before = () => {
      throw new TypeError("a defect");
    };
    await expect(apply(forge, plan)).rejects.toThrow("a defect");
  });
});

describe("a run", () => {
  it("stops changes of a migration that is not the one that was planned", async () => {
    const forge = fresh();
    const outcomes = await apply(forge, await planOf(forge, [rollout()]), {
      migrations: new Map([["sonnet", "other"]]),
    });
    expect(told(outcomes)).toEqual([
      "stopped issue/sonnet/duo_chat:create: migration sonnet was changed since the plan was made; plan again",
    ]);
    expect(forge.writes).toEqual([]);
  });

  it("under a hold only turns flags down", async () => {
    const forge = fresh();
    await converge(forge, [rollout({ flag: "flag/sonnet/duo_chat" }), flag(1)]);
    const plan = await planOf(forge, [rollout({ flag: "flag/sonnet/duo_chat", title: "Go" }), flag(0)]);
    expect((await apply(forge, plan, { hold: "fire" })).map(({ id, status }) => `${status} ${id}`)).toEqual([
      "applied flag/sonnet/duo_chat:lower",
      "applied issue/sonnet/duo_chat:note",
      "skipped issue/sonnet/duo_chat:update",
    ]);
  });

  it("ends after the changes that have begun when it is interrupted", async () => {
    const forge = fresh();
    const plan = await planOf(forge, ALL);
    const interruption = new AbortController();
    forge.after = () => interruption.abort();
    const outcomes = await apply(forge, plan, { signal: interruption.signal, concurrency: 1 });
    expect(outcomes.map(({ status }) => status)).toEqual([
      "applied",
      ...Array(plan.changes.length - 1).fill("skipped"),
    ]);
    expect(forge.writes).toHaveLength(1);
  });

  it("tells of every change when it begins and when it ends", async () => {
    const forge = fresh();
    const events: ApplyEvent[] = [];
    const plan = await planOf(forge, ALL);
    const outcomes = await apply(forge, plan, { report: (event) => events.push(event), concurrency: 1 });
    expect(events.map(({ kind, change }) => `${kind} ${change.id}`)).toEqual(
      plan.changes.flatMap(({ id }) => [`start ${id}`, `end ${id}`]),
    );
    expect(outcomes.every(({ url }) => url?.startsWith(URL))).toBe(true);
  });

  it("says that another run made an issue at the same time", async () => {
    const forge = fresh();
    const plan = await planOf(forge, [rollout()]);
    forge.after = () => forge.items.push({ ...issue(forge), locator: { ...issue(forge).locator, id: "9" } });
    expect(told(await apply(forge, plan))).toEqual([
      "failed issue/sonnet/duo_chat:create: acme/ai#1 and acme/ai#9 both carry the marker of issue/sonnet/duo_chat: made by another run too; take the line of the marker (`<!-- cutover:1`) out of the one that is the copy",
    ]);
  });

  it("does not repeat what an earlier run of the same plan made", async () => {
    const forge = fresh();
    const plan = await planOf(forge, ALL);
    await apply(forge, plan);
    const writes = forge.writes.length;
    expect((await apply(forge, plan)).map(({ status }) => status)).toEqual(plan.changes.map(() => "unchanged"));
    expect(forge.writes).toHaveLength(writes);
  });
});
