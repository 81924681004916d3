import { describe, expect, it } from "vitest";
import { ForgeError } from "../../src/forge/port.ts";
import { parseMarker } from "../../src/model/marker.ts";
import type { Scope } from "../../src/model/observed.ts";
import type { Resource } from "../../src/model/resource.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import { apply, CONFIG, converge, facts, files, flag, LABEL, lines, mainIssue, NOW, planOf, rollout } from "./build.ts";
import { memoryForge } from "./memory-forge.ts";

const HEAD = { "acme/gateway": { "models.yml": "models:\n  - a\n" } };
const EDIT = {
  path: "models.yml",
  before: "models:\n  - a\n",
  after: "models:\n  - a\n  - b # cutover:issue/sonnet\n",
};

function wanted(step: number): Resource[] {
  return [
    mainIssue(),
    rollout({ flag: "flag/sonnet/duo_chat" }),
    flag(step, { after: ["file/sonnet/gateway"] }),
    files([EDIT]),
  ];
}

describe("a plan", () => {
  it("makes what is named before what names it", async () => {
    const plan = await planOf(memoryForge({ heads: HEAD }), wanted(1));
    expect(plan.changes.map(({ id, dependsOn }) => `${id} <- ${dependsOn.join(", ")}`)).toEqual([
      "issue/sonnet/duo_chat:create <- ",
      "issue/sonnet:create <- issue/sonnet/duo_chat:create",
      "issue/sonnet:parent <- issue/sonnet:create",
      "issue/sonnet:related:issue/sonnet/duo_chat <- issue/sonnet/duo_chat:create, issue/sonnet:create",
      "flag/sonnet/duo_chat:create <- issue/sonnet/duo_chat:create",
      "file/sonnet/gateway:create <- issue/sonnet:create",
    ]);
    expect(plan.notices.map(({ message }) => message)).toEqual([
      "step 1 of flag duo_chat_sonnet waits for the merge request of file/sonnet/gateway",
    ]);
    expect(plan.counts).toEqual({ create: 4, update: 2, close: 0, remove: 0, issues: 2, people: 3 });
  });

  it("says because of which line, and of nothing else where the file did not change", async () => {
    const forge = memoryForge();
    const [first] = (await converge(forge, [rollout()])).changes;
    expect(first?.cause).toEqual({ file: "migrations/sonnet.yaml", line: 7 });
    const other = [rollout({ blocks: [{ name: "plan", text: "Other words." }] })];
    expect((await planOf(forge, other)).changes[0]?.cause).toEqual({
      template: "cutover.yaml or the text of this version",
    });
    expect((await planOf(forge, other, { migrations: [facts({ digest: "e".repeat(64) })] })).changes[0]?.cause).toEqual(
      first?.cause,
    );
  });

  it("raises only what is merged, and notes it after", async () => {
    const forge = memoryForge({ heads: HEAD });
    await converge(forge, wanted(1));
    forge.merge("1");
    const merged = (step: number) => [
      mainIssue(),
      rollout({ flag: "flag/sonnet/duo_chat" }),
      flag(step, { after: ["file/sonnet/gateway"] }),
      files([]),
    ];
    const plan = await converge(forge, merged(1));
    expect(plan.changes.map(({ id, dependsOn }) => `${id} <- ${dependsOn.join(", ")}`)).toEqual([
      "issue/sonnet/duo_chat:intent <- ",
      "flag/sonnet/duo_chat:raise <- issue/sonnet/duo_chat:intent",
      "issue/sonnet/duo_chat:note <- flag/sonnet/duo_chat:raise",
    ]);
    expect(lines(await planOf(forge, merged(1)))).toEqual([]);
    expect((await planOf(forge, merged(0))).changes[0]?.id).toBe("flag/sonnet/duo_chat:lower");
  });

  it("does not add again what was merged and people have taken away", async () => {
    const forge = memoryForge({ heads: HEAD });
    const adds = (...paths: string[]) => [
      mainIssue(),
      rollout(),
      files(paths.map((path) => ({ path, after: "new\n", causes: [] }))),
    ];
    await converge(forge, adds("a.yml"));
    forge.merge("1");
    expect(lines(await planOf(forge, adds("a.yml")))).toEqual([]);
    const [change] = (await planOf(forge, adds("a.yml", "b.yml"))).changes;
    expect(change?.effect).toMatchObject({ thing: { files: [{ path: "b.yml" }] } });
  });

  it("leaves a section that is not known here to those who know it", async () => {
    const forge = memoryForge();
    const plain = { name: "overview", text: "A better model." };
    const known = { name: "old-ids", text: "Two places name the old id." };
    const issue = (blocks: readonly { name: string; text: string }[], unknown?: string[]) => [
      mainIssue({ blocks, unknown, related: [] }),
    ];
    const body = () => forge.items[0]?.body ?? "";
    await converge(forge, issue([plain, known]));
    const whole = body();
    expect(lines(await planOf(forge, issue([plain], ["old-ids"])))).toEqual([]);
    // Another section is written: this one stays, and stays ours.
    await converge(forge, issue([{ ...plain, text: "A far better model." }], ["old-ids"]));
    expect(body()).toContain(known.text);
    await converge(forge, issue([plain, known]));
    expect(body().replace("acme/ai#1", "acme/ai")).toBe(whole);
    await converge(forge, issue([{ ...plain, text: "Other." }], ["old-ids"]));
    await converge(
      forge,
      issue([
        { ...plain, text: "Other." },
        { ...known, text: "None does." },
      ]),
    );
    expect(body()).toContain("None does.");
    // A person takes it out, and whoever does not know it writes in between: it stays out.
    const [item] = forge.items;
    const [begin, end] = [body().indexOf("<!-- cutover:b old-ids"), body().indexOf("<!-- /cutover:b old-ids -->")];
    Object.assign(item ?? {}, { body: `${body().slice(0, begin)}${body().slice(end + 28)}` });
    await converge(forge, issue([plain], ["old-ids"]));
    expect(lines(await converge(forge, issue([plain, known])))).toEqual([
      'kept: acme/ai#1: section "old-ids" was taken out by a person and stays out',
    ]);
    // Where it was never known, it comes with the first checkout.
    const other = memoryForge();
    await converge(other, issue([plain], ["old-ids"]));
    await converge(other, issue([plain, known]));
    expect(other.items[0]?.body).toContain(known.text);
  });

  it("names what a person changed and keeps it", async () => {
    const forge = memoryForge();
    await converge(forge, [mainIssue({ blocks: [], related: [] })]);
    const [issue] = forge.items;
    if (issue === undefined) throw new Error("no issue");
    Object.assign(issue, { title: "Mine", parent: { kind: "epic", home: "acme", id: "99" } });
    const main = mainIssue({ blocks: [], related: [], milestone: "19.1" });
    expect(lines(await converge(forge, [main]))).toEqual([
      "update: update acme/ai#1: milestone",
      "kept: acme/ai#1: title was changed by a person and stays",
      "kept: acme/ai#1: hangs under acme&99, as a person wanted, and not under &12",
    ]);
    expect(lines(await planOf(forge, [main], { take: new Map([["issue/sonnet", "ours"]]) }))).toEqual([
      "update: update acme/ai#1: title",
      "relate: put issue/sonnet under &12",
    ]);
  });

  it("does not put back a relation that a person removed, but one that was never made", async () => {
    const forge = memoryForge();
    const wanted = [rollout({ blocks: [] }), mainIssue({ blocks: [] })];
    forge.before = (write) => {
      if (write.startsWith("relate")) throw new ForgeError("unreachable", "killed");
    };
    await expect(converge(forge, wanted)).rejects.toThrow("killed");
    forge.before = () => {};
    expect(lines(await converge(forge, wanted))).toEqual([
      "relate: put issue/sonnet under &12",
      "relate: link issue/sonnet with issue/sonnet/duo_chat",
    ]);
    for (const item of forge.items) Object.assign(item, { parent: undefined, related: [] });
    expect(lines(await planOf(forge, wanted))).toEqual([
      "kept: acme/ai#2: was taken out of &12 by a person and stays out",
      "kept: acme/ai#2: the link to issue/sonnet/duo_chat was removed by a person and stays removed",
    ]);
  });

  it("links anew what is made in the place of a deleted object, which took its links along", async () => {
    const forge = memoryForge();
    const wanted = [rollout({ blocks: [] }), mainIssue({ blocks: [], parent: undefined })];
    await converge(forge, wanted);
    forge.items.splice(0, forge.items.length, ...forge.items.filter(({ title }) => title === mainIssue().title));
    for (const item of forge.items) item.related = [];
    expect(lines(await converge(forge, wanted))).toContain("relate: link issue/sonnet with issue/sonnet/duo_chat");
    expect(lines(await planOf(forge, wanted))).toEqual([]);
  });

  it("makes plain tracking issues where there are no epics, which keep their key when epics come", async () => {
    const epic = mainIssue({ kind: "epic", home: "acme", key: "epic/sonnet", parent: { existing: "&1" }, related: [] });
    const wanted = [{ ...epic, blocks: [] }, rollout({ parent: { key: "epic/sonnet" } })];
    const forge = memoryForge();
    const free = { ...forge, observe: async (scope: Scope) => ({ ...(await forge.observe(scope)), epics: false }) };
    const out =
      'unknown: "acme" has no epics on this server (they need GitLab Premium or Ultimate), so epic/sonnet is a plain issue, and nothing is put under &1';
    expect(lines(await converge(free, wanted))).toEqual([
      'create: create issue "Duo Chat: roll out Claude Sonnet 4.6"',
      'create: create issue "Upgrade to Claude Sonnet 4.6"',
      "relate: link issue/sonnet/duo_chat with epic/sonnet",
      out,
    ]);
    expect(forge.items.map(({ kind, body }) => [kind, parseMarker(body)?.key])).toEqual([
      ["issue", "issue/sonnet/duo_chat"],
      ["issue", "epic/sonnet"],
    ]);
    expect(lines(await planOf(free, wanted))).toEqual([out]);
    expect(lines(await planOf(forge, wanted))).toEqual(["relate: put epic/sonnet under &1"]);
  });

  it("makes no second thing for an epic that went out of sight with its licence", async () => {
    const epic = mainIssue({ kind: "epic", home: "acme", key: "epic/sonnet", parent: undefined, related: [] });
    const wanted = [{ ...epic, blocks: [] }, rollout({ parent: { key: "epic/sonnet" } })];
    const forge = memoryForge();
    await converge(forge, wanted);
    const lapsed = {
      ...forge,
      observe: async (scope: Scope) => {
        const seen = await forge.observe(scope);
        return { ...seen, epics: false, items: seen.items.filter(({ kind }) => kind === "issue") };
      },
    };
    expect(lines(await planOf(lapsed, wanted)).filter((line) => line.startsWith("c"))).toEqual([
      "conflict: epic/sonnet is not made: acme/ai#1 hung under an epic of that key, and the server shows no epics now",
    ]);
  });

  it("remembers over its own writes that a person removed a link", async () => {
    const forge = memoryForge();
    const wanted = (milestone?: string) => [rollout(), mainIssue({ parent: undefined, milestone })];
    await converge(forge, wanted());
    await converge(forge, wanted("19.1"));
    for (const item of forge.items) item.related = [];
    const kept = "kept: acme/ai#2: the link to issue/sonnet/duo_chat was removed by a person and stays removed";
    expect(lines(await converge(forge, wanted("19.2")))).toEqual(["update: update acme/ai#2: milestone", kept]);
    expect(lines(await planOf(forge, wanted("19.2")))).toEqual([kept]);
  });

  it("writes nothing to an issue that is public and should not be, and makes no flag that it could not note", async () => {
    const forge = memoryForge();
    await converge(forge, [rollout()]);
    const secret = rollout({ confidential: true, flag: "flag/sonnet/duo_chat", parent: { existing: "&12" } });
    const plan = await planOf(forge, [secret, flag(1)]);
    expect(plan.changes).toEqual([]);
    expect(lines(plan)[0]).toBe("conflict: acme/ai#1: is public but has to be confidential; nothing is written to it");
  });

  it("closes, opens again and never makes what is to be closed", async () => {
    const forge = memoryForge();
    expect(lines(await planOf(forge, [rollout({ state: "closed" })]))).toEqual([]);
    await converge(forge, [rollout()]);
    expect(lines(await converge(forge, [rollout({ state: "closed" })]))).toEqual(["close: close acme/ai#1"]);
    expect(lines(await converge(forge, [rollout()]))).toEqual(["reopen: reopen acme/ai#1"]);
  });

  it("refuses to write a text in which a person's line would run as a command", async () => {
    const forge = memoryForge();
    await converge(forge, [rollout({ blocks: [{ name: "plan", text: "- a list" }] })]);
    const [issue] = forge.items;
    if (issue === undefined) throw new Error("no issue");
    // Inside our list item the line is harmless; when the list becomes a paragraph it is not.
    issue.body = issue.body.replace("<!-- /cutover:b plan -->", "<!-- /cutover:b plan -->\n\n<div>\n/close\n</div>");
    const harmless = await planOf(forge, [rollout({ blocks: [{ name: "plan", text: "Words." }] })]);
    expect(harmless.conflicts).toEqual([]);
    const broken = await planOf(forge, [rollout({ blocks: [{ name: "plan", text: "Words.\n\n/label ~x" }] })]);
    expect(lines(broken)).toEqual([
      'conflict: acme/ai#1: line 7 of the new text, "/label", would run as a command; nothing is written',
    ]);
  });

  it("is not made without the labels that everything is found by", async () => {
    const known = [LABEL, "group::duo chat"];
    await expect(planOf(memoryForge({ labels: known.slice(1) }), [rollout()])).rejects.toThrow(
      'label "AI Model Migration", which marks everything of ours, does not exist in acme/ai',
    );
  });

  it("leaves what carries a label that does not exist, and still turns a flag off", async () => {
    const forge = memoryForge({ labels: [LABEL, "group::duo chat"] });
    await converge(forge, [rollout({ flag: "flag/sonnet/duo_chat" }), flag(1)]);
    const typo = rollout({ flag: "flag/sonnet/duo_chat", labels: [LABEL, "grp"], milestone: "19.1" });
    expect(lines(await converge(forge, [typo, flag(0)]))).toEqual([
      "lower: turn flag duo_chat_sonnet off",
      "renew: note step 0 of flag duo_chat_sonnet",
      'conflict: label "grp" does not exist in acme/ai, so issue/sonnet/duo_chat is left (migrations/sonnet.yaml:7)',
    ]);
  });

  it("leaves out people, milestones and parents that nobody knows, and says so", async () => {
    const forge = memoryForge({ people: ["bo"], milestones: [], parents: [], heads: HEAD });
    const plan = await converge(forge, [mainIssue({ blocks: [], related: [], milestone: "19.1" }), files([EDIT])]);
    expect(lines(plan).filter((line) => line.startsWith("unknown"))).toEqual([
      "unknown: issue/sonnet: assignee @ana is not known there and is left out",
      'unknown: issue/sonnet: milestone "19.1" does not exist there and is left out',
      "unknown: issue/sonnet: parent &12 does not exist there and is left out",
      "unknown: file/sonnet/gateway: reviewer @cleo is not known there and is left out",
    ]);
    const [made] = forge.items;
    expect([made?.assignees, made?.milestone, made?.parent]).toEqual([[], undefined, undefined]);
  });

  it("raises no flag to a list that does not exist", async () => {
    const plan = await planOf(memoryForge({ lists: [] }), [rollout({ flag: "flag/sonnet/duo_chat" }), flag(1)]);
    expect(lines(plan)).toContain('conflict: user list "team" of flag duo_chat_sonnet does not exist in acme/monolith');
    expect(plan.changes.filter(({ kind }) => kind === "flag")).toEqual([]);
  });

  it("leaves what names something that is kept from being made", async () => {
    const forge = memoryForge();
    await converge(forge, [rollout()]);
    for (const item of forge.items) item.body = "";
    const plan = await planOf(forge, [mainIssue(), rollout()]);
    expect(lines(plan)).toContain(
      'waiting: left until issue/sonnet/duo_chat can be written: create issue "Upgrade to Claude Sonnet 4.6"',
    );
    expect(plan.conflicts.map(({ key }) => key)).toEqual(["issue/sonnet/duo_chat"]);
    expect(plan.changes).toEqual([]);
  });

  it("writes no text that names what nobody asks for", async () => {
    expect(lines(await planOf(memoryForge(), [mainIssue({ related: [], parent: undefined })]))).toEqual([
      'conflict: issue/sonnet names issue/sonnet/duo_chat, which is not there, so this is left: create issue "Upgrade to Claude Sonnet 4.6"',
    ]);
  });
});

describe("a hold", () => {
  const later = [mainIssue({ milestone: "19.1" }), rollout({ flag: "flag/sonnet/duo_chat" }), flag(2)];
  const settled = async () => {
    const forge = memoryForge();
    await converge(forge, [mainIssue(), rollout({ flag: "flag/sonnet/duo_chat" }), flag(1)]);
    return forge;
  };
  const held = (reason: string) => [
    `held: update acme/ai#2: milestone <- ${reason}`,
    `held: note that flag duo_chat_sonnet is about to be raised to step 2 <- ${reason}`,
    `held: raise flag duo_chat_sonnet to step 2: 10 % in production <- ${reason}`,
    `held: note step 2 of flag duo_chat_sonnet <- ${reason}`,
  ];

  it.each([
    ["of the environment", { hold: "fire" }, "CUTOVER_HOLD: fire"],
    [
      "of the catalog",
      { policy: { hold: { reason: "incident 4711", until: "2026-06-02" } } },
      "policy.hold: incident 4711 (until 2026-06-02)",
    ],
    ["of a paused migration", { migrations: [facts({ status: "paused" as const })] }, "migration sonnet is paused"],
  ])("%s keeps everything back but shows it", async (_name, own, reason) => {
    const plan = await planOf(await settled(), later, own);
    expect(lines(plan)).toEqual(held(reason));
    expect(plan.counts).toEqual({ create: 0, update: 0, close: 0, remove: 0, issues: 0, people: 0 });
  });

  it("that is over holds nothing", async () => {
    const plan = await planOf(await settled(), later, {
      policy: { hold: { reason: "over", until: "2026-05-18T09:00:00Z" } },
    });
    expect(plan.held).toEqual([]);
  });

  it("on the main issue holds its migration, on a rollout issue that issue and its flag", async () => {
    const forge = await settled();
    const label = (id: number) =>
      forge.items.map((item, index) =>
        Object.assign(item, {
          labels: item.labels.filter((one) => one !== "cutover::hold").concat(index === id ? ["cutover::hold"] : []),
        }),
      );
    label(1);
    expect(lines(await planOf(forge, later))).toEqual(held("label cutover::hold on acme/ai#2"));
    label(0);
    expect(lines(await planOf(forge, later))).toEqual([
      "update: update acme/ai#2: milestone",
      "held: note that flag duo_chat_sonnet is about to be raised to step 2 <- label cutover::hold on acme/ai#1",
      "held: raise flag duo_chat_sonnet to step 2: 10 % in production <- label cutover::hold on acme/ai#1",
      "held: note step 2 of flag duo_chat_sonnet <- label cutover::hold on acme/ai#1",
    ]);
  });

  it("lets flags go down", async () => {
    const forge = await settled();
    const plan = await planOf(forge, [mainIssue(), rollout({ flag: "flag/sonnet/duo_chat" }), flag(0)], {
      hold: "fire",
    });
    expect(lines(plan)).toEqual(["lower: turn flag duo_chat_sonnet off", "renew: note step 0 of flag duo_chat_sonnet"]);
    expect((await apply(forge, plan, { hold: "fire" })).map(({ status }) => status)).toEqual(["applied", "applied"]);
    expect(forge.flags[0]?.active).toBe(false);
  });

  it("of a freeze holds raises alone", async () => {
    const freezes = [{ from: "2026-05-18", to: "2026-05-20", reason: "holidays" }];
    expect(lines(await planOf(await settled(), later, { policy: { freezes } }))).toEqual([
      "update: update acme/ai#2: milestone",
      "held: note that flag duo_chat_sonnet is about to be raised to step 2 <- policy.freezes: holidays (until 2026-05-20)",
      "held: raise flag duo_chat_sonnet to step 2: 10 % in production <- policy.freezes: holidays (until 2026-05-20)",
      "held: note step 2 of flag duo_chat_sonnet <- policy.freezes: holidays (until 2026-05-20)",
    ]);
    expect((await planOf(await settled(), later, { policy: { freezes }, instant: NOW + 2 * 86_400_000 })).held).toEqual(
      [],
    );
  });
});

describe("limits", () => {
  const many = (state: "open" | "closed", number: number) =>
    [...Array(10).keys()].map((n) =>
      rollout({
        key: `issue/sonnet/f${n}`,
        feature: `f${n}`,
        title: `F${n}`,
        state: n < number ? state : "open",
        assignees: [`p${n}`],
      }),
    );

  it.each([
    [3, undefined, []],
    [4, undefined, ["closes, removes or turns off 4 of 10 live objects, more than policy.blast_radius (0.25) allows"]],
    [4, 0.5, []],
    [6, 0.5, ["closes, removes or turns off 6 of 10 live objects, more than policy.blast_radius (0.5) allows"]],
  ])("closing %i of 10 with a share of %s", async (number, blast_radius, expected) => {
    const forge = memoryForge();
    await converge(forge, many("open", 0));
    const { guards } = await planOf(forge, many("closed", number), { policy: { blast_radius } });
    expect(guards.map(({ message }) => message)).toEqual(expected);
  });

  it("count the people who would hear of it", async () => {
    const forge = memoryForge();
    const plan = await planOf(forge, many("open", 0), { policy: { mentions: 9 } });
    expect(plan.guards.map(({ message }) => message)).toEqual([
      "notifies 10 people, more than policy.mentions (9) allows",
    ]);
    await converge(forge, many("open", 0));
    const mentioned = many("open", 0).map((one) => ({
      ...one,
      blocks: [{ name: "plan", text: "Ask @zoe, not \\@eve, `@max` or a@b.c." }],
    }));
    expect((await planOf(forge, mentioned)).counts.people).toBe(1);
  });
});

describe("a part of a plan", () => {
  it("comes with what it depends on and with the note of its flag", async () => {
    const all = [mainIssue(), rollout({ flag: "flag/sonnet/duo_chat" }), flag(1)];
    const only = async (...keys: string[]) =>
      (await planOf(memoryForge(), all, { only: keys })).changes.map(({ id }) => id);
    expect(await only("issue/sonnet/duo_chat")).toEqual(["issue/sonnet/duo_chat:create"]);
    expect(await only("flag/sonnet/duo_chat")).toEqual([
      "issue/sonnet/duo_chat:create",
      "flag/sonnet/duo_chat:create",
      "issue/sonnet/duo_chat:intent",
      "flag/sonnet/duo_chat:raise",
      "issue/sonnet/duo_chat:note",
    ]);
    expect(await only("issue/sonnet")).toEqual([
      "issue/sonnet/duo_chat:create",
      "issue/sonnet:create",
      "issue/sonnet:parent",
      "issue/sonnet:related:issue/sonnet/duo_chat",
    ]);
    expect(await only("sonnet")).toHaveLength(8);
  });

  it("holds everything that its changes wait for", async () => {
    const forge = memoryForge();
    await converge(forge, [rollout({ flag: "flag/sonnet/duo_chat" }), flag(0)]);
    const all = [rollout({ flag: "flag/sonnet/duo_chat", milestone: "19.1" }), flag(1)];
    const plan = await planOf(forge, all, { only: ["flag/sonnet/duo_chat"] });
    expect(plan.changes.map(({ id }) => id)).toEqual([
      "issue/sonnet/duo_chat:intent",
      "flag/sonnet/duo_chat:raise",
      "issue/sonnet/duo_chat:note",
    ]);
  });

  it("is refused for a key that nothing has", async () => {
    await expect(planOf(memoryForge(), [mainIssue()], { only: ["issue/sonet"] })).rejects.toThrow(
      '--only: unknown key "issue/sonet"',
    );
    const take = new Map([["issue/sonet", "ours"]] as const);
    await expect(planOf(memoryForge(), [mainIssue()], { take })).rejects.toThrow('--take: unknown key "issue/sonet"');
  });
});

describe("the look", () => {
  it("covers all that will be needed", () => {
    const scope = scopeOf({ resources: wanted(1), config: CONFIG, targets: new Map() });
    expect(scope).toMatchObject({
      tracker: { group: "acme", project: "acme/ai" },
      label: LABEL,
      labels: [LABEL, "group::duo chat"],
      people: ["ana", "bo", "cleo"],
      parents: ["&12"],
      flags: [{ project: "acme/monolith", names: ["duo_chat_sonnet"], lists: ["team"] }],
      proposals: [{ project: "acme/gateway", branch: "cutover/gateway/sonnet", paths: ["models.yml"] }],
    });
  });

  it("needs a tracker", () => {
    expect(() =>
      scopeOf({ resources: [], config: { apiVersion: "cutover/v1", kind: "Config" }, targets: new Map() }),
    ).toThrow("no tracker");
  });
});
