import { describe, expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import { markerFor } from "../../src/plan/ownership.ts";
import { converge, facts, files, flag, LABEL, lines, mainIssue, planOf, rollout } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

const THEIRS = "We move the chat.\n\n- [x] asked legal\n\n  indented, and $& kept";

/** A forge on which ana made an issue by hand. */
async function byHand(own: object = {}): Promise<MemoryForge> {
  const forge = memoryForge();
  await forge.create({
    kind: "issue",
    home: "acme/ai",
    title: "Chat onto Sonnet",
    state: "open",
    labels: ["bug"],
    assignees: ["cleo"],
    body: THEIRS,
    confidential: false,
    ...own,
  });
  Object.assign(forge.items[0] ?? {}, { author: "ana", dueDate: "2026-08-01" });
  return forge;
}

const WANTED = [mainIssue({ related: [], blocks: [] }), rollout({ dueDate: "2026-06-01", milestone: "19.1" })];
const taking = (...items: string[]) => ({
  migrations: [facts({ adopted: items.map((item) => ({ item, feature: "duo_chat" })) })],
});

describe("an issue made by hand that a migration names", () => {
  it("becomes ours by our sections behind its text and by our one label alone", async () => {
    const forge = await byHand();
    const plan = await planOf(forge, WANTED, taking("acme/ai#1"));
    expect(lines(plan).slice(0, 1)).toEqual(['update: take over acme/ai#1: labels, section "plan", section "tasks"']);
    expect(plan.changes[0]?.effect).toMatchObject({ do: "update-item", patch: { addLabels: [LABEL] } });
    const effect = plan.changes[0]?.effect;
    expect(effect?.do === "update-item" ? Object.keys(effect.patch).sort() : effect).toEqual(["addLabels", "body"]);
    await converge(forge, WANTED, taking("acme/ai#1"));
    const [taken] = forge.items;
    expect(taken).toMatchObject({ title: "Chat onto Sonnet", assignees: ["cleo"], dueDate: "2026-08-01" });
    expect(taken?.labels).toEqual(["bug", LABEL].sort());
    expect(taken?.body).toContain(`\n\n${THEIRS}\n\n<!-- cutover:b plan `);
    expect(parseMarker(taken?.body ?? "")?.key).toBe("issue/sonnet/duo_chat");
    const again = await planOf(forge, WANTED, taking("acme/ai#1"));
    expect(again.changes).toEqual([]);
    expect(again.conflicts).toEqual([]);
    expect(forge.items).toHaveLength(2);
  });

  it("is found again by apply although it has no marker yet, and only the one that the plan took", async () => {
    const forge = await byHand();
    const plan = await planOf(forge, WANTED, taking("acme/ai#1"));
    const scope = { ...plan.scope, adopted: ["acme/ai#1"] };
    const [item] = forge.items;
    if (item === undefined) throw new Error("no issue");
    expect(markerFor("issue/sonnet/duo_chat", item, { ...plan, scope })?.applied).toEqual({});
    expect(markerFor("issue/sonnet", item, { ...plan, scope })).toBeUndefined();
    expect(
      markerFor("issue/sonnet/duo_chat", { ...item, locator: { ...item.locator, id: "9" } }, { ...plan, scope }),
    ).toBeUndefined();
  });

  it("takes our fields where a person chose them", async () => {
    const forge = await byHand();
    const take = new Map([["issue/sonnet/duo_chat", "ours" as const]]);
    await converge(forge, WANTED, { ...taking("acme/ai#1"), take });
    expect(forge.items[0]).toMatchObject({ title: rollout().title, dueDate: "2026-06-01" });
  });

  it("keeps the key that its marker has, whatever it is named for", async () => {
    const forge = memoryForge();
    await converge(forge, WANTED);
    for (const item of forge.items) item.author = "old_bot";
    const migrations = [facts({ adopted: [{ item: "acme/ai#1" }, { item: "acme/ai#2", feature: "duo_chat" }] })];
    expect(lines(await planOf(forge, WANTED, { migrations }))).toEqual([]);
  });

  it("is healed from a lost marker by being named", async () => {
    const forge = memoryForge();
    await converge(forge, WANTED);
    const [lost] = forge.items;
    Object.assign(lost ?? {}, { body: lost?.body.replace(/^.*\n/, "").replace("Step by step.", "Mine.") });
    await converge(forge, WANTED, taking("acme/ai#1"));
    expect(lost?.body).toContain("Mine.");
    expect((await planOf(forge, WANTED, taking("acme/ai#1"))).changes).toEqual([]);
  });

  it.each([
    [
      "is not there",
      ["acme/ai#77"],
      "conflict: migrations/sonnet.yaml: adopted names acme/ai#77, which is not there or cannot be seen",
    ],
    [
      "is there twice for one key",
      ["acme/ai#1", "acme/ai#2"],
      "conflict: adopted names acme/ai#1 as issue/sonnet/duo_chat (migrations/sonnet.yaml) and acme/ai#2 as issue/sonnet/duo_chat (migrations/sonnet.yaml)",
    ],
  ])("and that %s is a conflict, and nothing is made in its place", async (_name, items, told) => {
    const forge = await byHand();
    const [first] = forge.items;
    if (first === undefined) throw new Error("nothing was made");
    forge.items.push({ ...first, title: "Other", url: `${first.url}2`, locator: { ...first.locator, id: "2" } });
    const plan = await planOf(forge, WANTED, taking(...items));
    expect(lines(plan)).toContain(told);
    expect(plan.changes.filter(({ key }) => key === "issue/sonnet/duo_chat")).toEqual([]);
    for (const { fix } of plan.conflicts) expect(fix).not.toBe("");
  });

  it("and that another migration names too is a conflict of both", async () => {
    const forge = await byHand();
    const other = rollout({ key: "issue/haiku/duo_chat", migration: "haiku" });
    const adopted = [{ item: "acme/ai#1", feature: "duo_chat" }];
    const migrations = [facts({ adopted }), facts({ name: "haiku", file: "migrations/haiku.yaml", adopted })];
    const plan = await planOf(forge, [...WANTED, other], { migrations });
    expect(plan.conflicts.map(({ key }) => key).sort()).toEqual(["issue/haiku/duo_chat", "issue/sonnet/duo_chat"]);
    expect(plan.changes.filter(({ kind }) => kind === "issue").map(({ key }) => key)).toEqual(["issue/sonnet"]);
  });

  it("and that is of the wrong kind, or for a feature without an issue, is a conflict", async () => {
    const forge = await byHand();
    const epic = mainIssue({ key: "epic/sonnet", kind: "epic", home: "acme", related: [], blocks: [] });
    const main = await planOf(forge, [epic], { migrations: [facts({ adopted: [{ item: "acme/ai#1" }] })] });
    expect(lines(main)).toEqual([
      "conflict: migrations/sonnet.yaml: adopted names acme/ai#1, an issue, but epic/sonnet is an epic",
    ]);
    const none = await planOf(forge, [epic], {
      migrations: [facts({ adopted: [{ item: "acme/ai#1", feature: "code" }] })],
    });
    expect(lines(none)[0]).toContain("create");
    expect(none.conflicts.map(({ message }) => message)).toEqual([
      'migrations/sonnet.yaml: adopted names acme/ai#1, for the feature "code", which has no rollout issue',
    ]);
  });

  it("and that one of ours is already is a conflict", async () => {
    const forge = await byHand();
    await converge(forge, WANTED);
    const plan = await planOf(forge, WANTED, taking("acme/ai#1"));
    expect(lines(plan)).toEqual([
      "conflict: acme/ai#1 is to be taken over as issue/sonnet/duo_chat, and acme/ai#2 is that already",
    ]);
  });
});

describe("a migration that had another name", () => {
  const under = (name: string, own: object = {}) => [
    mainIssue({
      key: `issue/${name}`,
      migration: name,
      related: [{ key: `issue/${name}/duo_chat` }],
      blocks: [{ name: "overview", text: `Rollouts: cutover:issue/${name}/duo_chat` }],
    }),
    rollout({ key: `issue/${name}/duo_chat`, migration: name, flag: `flag/${name}/duo_chat`, ...own }),
    flag(1, { key: `flag/${name}/duo_chat`, migration: name, issue: `issue/${name}/duo_chat` }),
  ];
  const renamed = {
    migrations: [facts({ name: "sonnet-4-6", file: "migrations/sonnet-4-6.yaml", formerly: "sonnet" })],
  };

  it("keeps its objects: their markers get the new name, and nothing is made twice", async () => {
    const forge = memoryForge();
    await converge(forge, under("sonnet"));
    await converge(forge, under("sonnet"));
    expect(lines(await converge(forge, under("sonnet-4-6"), renamed))).toEqual([
      "renew: renew acme/ai#1: its marker said issue/sonnet/duo_chat",
      "renew: renew acme/ai#2: its marker said issue/sonnet",
    ]);
    expect(forge.items.map(({ body }) => parseMarker(body)?.key)).toEqual([
      "issue/sonnet-4-6/duo_chat",
      "issue/sonnet-4-6",
    ]);
    expect(parseMarker(forge.items[0]?.body ?? "")?.applied.flag).toMatchObject({ name: "duo_chat_sonnet", step: 1 });
    expect(lines(await planOf(forge, under("sonnet-4-6"), renamed))).toEqual([]);
    expect([forge.items.length, forge.flags.length]).toEqual([2, 1]);
  });

  it("keeps a flag's step in the marker of the old name while it is lowered", async () => {
    const forge = memoryForge();
    await converge(forge, under("sonnet"));
    await converge(forge, under("sonnet"));
    const lower = under("sonnet-4-6").map((one) =>
      one.kind === "flag" ? { ...one, step: 0, active: false, strategies: [] } : one,
    );
    await converge(forge, lower, renamed);
    expect(lines(await planOf(forge, lower, renamed))).toEqual([]);
    expect(forge.flags[0]?.active).toBe(false);
  });

  it("keeps the merge request of the old branch", async () => {
    const forge = memoryForge({ heads: { "acme/gateway": { "a.yml": "a\n" } } });
    const edit = [{ path: "a.yml", before: "a\n", after: "b\n" }];
    await converge(forge, [...under("sonnet"), files(edit)]);
    const file = files(edit, {
      key: "file/sonnet-4-6/gateway",
      migration: "sonnet-4-6",
      branch: "cutover/gateway/sonnet-4-6",
    });
    const plan = await planOf(forge, [...under("sonnet-4-6"), file], renamed);
    expect(plan.changes.filter(({ kind, action }) => kind === "file" && action === "create")).toEqual([]);
  });

  it("whose old file is still there takes nothing over and makes nothing new", async () => {
    const forge = memoryForge();
    await converge(forge, under("sonnet"));
    const migrations = [facts(), ...renamed.migrations];
    const plan = await planOf(forge, [...under("sonnet"), ...under("sonnet-4-6")], { migrations });
    expect(plan.conflicts.map(({ message }) => message)).toContain(
      "migrations/sonnet-4-6.yaml says that it was sonnet before, and migrations/sonnet.yaml is still there",
    );
    expect(plan.changes.filter(({ migration, action }) => migration === "sonnet-4-6" && action === "create")).toEqual(
      [],
    );
  });
});
