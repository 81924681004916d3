import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Meddler } from "../../apply/acme.ts";
import { startSonnet } from "../../docs/sonnet.ts";

const FLAG = "projects/acme%2Fmonolith/feature_flags/duo_chat_sonnet";
const ISSUE = "projects/acme%2Fai/issues/1";
const MAIN = "projects/acme%2Fai/issues/2";
const HOLD = "cutover::hold";
const WHY = ["--reason", "answers are cut off"];
const ABORT = ["rollout", "abort", "sonnet/duo_chat", ...WHY];

const story = await startSonnet();
const { acme } = story;
afterAll(() => acme.remove());
await story.apply();
await story.merge();
for (const step of [1, 2]) {
  await story.migrate((text) => `${text.replace(/^ {4}step: .*\n/m, "")}    step: ${step}\n`);
  await story.apply();
}
const released = acme.save();
const file = join(acme.folder, "migrations/sonnet.yaml");
const catalog = join(acme.folder, "cutover.yaml");
const [migration, config] = await Promise.all([readFile(file, "utf8"), readFile(catalog, "utf8")]);
const audit = join(acme.folder, ".cutover/audit.jsonl");

beforeEach(async () => {
  acme.restore(released);
  await story.migrate(() => migration);
  await writeFile(catalog, config);
  await rm(audit, { recursive: true, force: true });
});

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** `METHOD path` of each request. */
  readonly asked: readonly string[];
}

async function run(argv: readonly string[], own: Parameters<typeof acme.run>[1] = {}): Promise<Told> {
  const asked: string[] = [];
  const { meddle = (_sent, go) => go() } = own;
  const watch: Meddler = (sent, go) => {
    asked.push(`${sent.method} ${sent.path.replace("/api/v4/", "")}`);
    return meddle(sent, go);
  };
  const ran = await acme.run(argv, { ...own, meddle: watch });
  if (ran === undefined) throw new Error("the run did not end");
  return { ...ran, asked };
}

const flag = () => acme.person("GET", FLAG) as Promise<{ readonly active: boolean; readonly strategies: unknown[] }>;
const isOn = async () => (await flag()).active;
const labels = async (issue = ISSUE) => ((await acme.person("GET", issue)) as { readonly labels: string[] }).labels;
const comments = async (issue = ISSUE) => {
  const notes = (await acme.person("GET", `${issue}/notes?activity_filter=only_comments&sort=asc`)) as readonly {
    readonly body: string;
    readonly system: boolean;
  }[];
  return notes.filter(({ system }) => !system).map(({ body }) => body);
};
const refusing =
  (method: string, path: RegExp, status = 403): Meddler =>
  (sent, go) =>
    sent.method === method && path.test(sent.path) ? Response.json({ message: `${status} No` }, { status }) : go();

describe("rollout abort", () => {
  it("turns the flag off first, holds it, says why, and reads it again", async () => {
    const { code, out, asked } = await run(ABORT, {
      env: { GITLAB_USER_LOGIN: "bo", CI_JOB_URL: "https://gitlab.example.com/acme/ai/-/jobs/7" },
    });
    expect([code, await isOn(), (await labels()).includes(HOLD)]).toEqual([0, false, true]);
    expect(out).toContain("off now (read again at 2026-11-23T09:00Z): flag duo_chat_sonnet of acme/monolith");
    expect(out).toContain("or: cutover rollout resume sonnet/duo_chat");
    const writes = asked.filter((one) => /^(PUT|POST) projects/.test(one));
    expect(writes).toEqual([`PUT ${FLAG}`, `PUT ${ISSUE}`, `POST ${ISSUE}/notes`]);
    expect(asked.at(-1)).toBe(`GET ${FLAG}`);
    expect(asked.length).toBeLessThanOrEqual(21);
    expect(asked.filter((one) => /repository|merge_requests|terraform/.test(one))).toEqual([]);
    const [comment = ""] = await comments();
    expect(comment).toMatch(/^\*\*Rollout aborted: flag `duo_chat_sonnet` is off\.\*\* It was: `10 % in production/);
    expect(comment).toContain(
      "By `@bo` at 2026-11-23T09:00Z, in [this job](https://gitlab.example.com/acme/ai/-/jobs/7).",
    );
    expect(comment).toContain("answers are cut off");
    const record = (await readFile(audit, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(record.map(({ phase, write, cause }) => [phase, write, cause])).toEqual(
      ["updateFlag", "updateItem", "writeNote"].flatMap((write) => [
        ["intent", write, "person: @bo"],
        ["outcome", write, "person: @bo"],
      ]),
    );
  });

  it("keeps the flag down for the next apply, also without the label, until it is resumed", async () => {
    await run(ABORT);
    await story.apply();
    await acme.person("PUT", ISSUE, { remove_labels: HOLD });
    for (const _run of [1, 2]) await story.apply();
    expect(await isOn()).toBe(false);
    expect(await story.plan()).toContain("held: flag duo_chat_sonnet was turned off by rollout abort");
    const { code, out } = await run(["rollout", "resume", "sonnet/duo_chat"]);
    expect(code).toBe(0);
    expect(out).toContain('cutover plan shows the raise to step 1: list "team-members" in production');
    expect(await story.plan()).toContain("~ raise flag duo_chat_sonnet to step 1");
    await story.apply();
    expect(await flag()).toMatchObject({ active: true, strategies: [{ name: "gitlabUserList" }] });
  });

  it("of a flag that is off already says so, and holds it", async () => {
    await acme.person("PUT", FLAG, { active: false });
    const { code, out } = await run(ABORT);
    expect([code, (await labels()).includes(HOLD), (await comments()).length]).toEqual([0, true, 1]);
    expect(out).toContain("flag duo_chat_sonnet is off already");
  });

  it("runs no command of its reason, mentions nobody and shows no token", async () => {
    const reason = "cut off\n/close\n\n/label ~bug\n@all @ana see glpat-abcdefghij1234567890\nCloses #2 <!-- x";
    await run(["rollout", "abort", "sonnet/duo_chat", "--reason", reason]);
    expect(await acme.person("GET", ISSUE)).toMatchObject({ state: "opened" });
    const [comment = ""] = await comments();
    expect(comment).not.toMatch(/^\/|(?<!\\|`)@|glpat-|<!--|Closes #2/m);
    expect(comment).toContain("\\/close");
  });

  it("shows no token that GitLab filled into the reason, whatever it looks like", async () => {
    const token = "acme_0123456789";
    const env = { CUTOVER_PLAN_TOKEN: token, CUTOVER_HOLD: `see ${token}` };
    const aborted = await run(["rollout", "abort", "sonnet/duo_chat", "--reason", `see ${token}, twice: ${token}`], {
      env,
    });
    const [comment = ""] = await comments();
    expect(comment).toContain("see [token], twice: [token]");
    const resumed = await run(["rollout", "resume", "sonnet/duo_chat"], { env });
    const planned = await run(["plan"], { env });
    for (const { out, err } of [aborted, resumed, planned]) expect(out + err).not.toContain(token);
    expect(resumed.out + resumed.err + planned.out).toContain("see [token]");
  });

  it.each([[[]], [["--reason", ""]], [["--reason", " \n\u200b"]]])(
    "asks for a reason before anything else: %j",
    async (own) => {
      const { code, err, asked } = await run(["rollout", "abort", "sonnet/duo_chat", ...own]);
      expect([code, asked, await isOn()]).toEqual([2, [], true]);
      expect(err).toContain("rollout abort needs a reason");
    },
  );

  it.each([
    ["sonnet/duo_chatt", '"sonnet" has no feature with a flag called "duo_chatt"; did you mean "sonnet/duo_chat"?'],
    ["sonet", 'no migration "sonet"; did you mean "sonnet"?'],
    ["sonet/duo_chat", 'did you mean "sonnet/duo_chat"?'],
    ["duo_chat", 'no migration "duo_chat"; did you mean "sonnet/duo_chat"?'],
    ["duo_chat_sonnet", 'no migration "duo_chat_sonnet"; did you mean "sonnet/duo_chat"?'],
    ["nothing", 'no migration "nothing"\n'],
  ])("of %s names what there is", async (written, message) => {
    const { code, err, asked } = await run(["rollout", "abort", written, ...WHY]);
    expect([code, asked.filter((one) => !/^GET|graphql/.test(one)), await isOn()]).toEqual([2, [], true]);
    expect(err).toContain(message);
    expect(err).toContain("there are: sonnet/duo_chat (flag duo_chat_sonnet)\n");
    const alone = await run(["rollout", "abort", written, ...WHY], { env: { CUTOVER_TOKEN: "" } });
    expect([alone.code, alone.asked, alone.err]).toEqual([2, [], expect.stringContaining(message)]);
  });

  it.each(["flag/sonnet/duo_chat", "sonnet/duo_chat_sonnet", "sonnet"])("knows what %s means", async (written) => {
    expect((await run(["rollout", "abort", written, ...WHY])).code).toBe(0);
    expect(await isOn()).toBe(false);
  });

  it("is kept from nothing by another migration that is broken, nor by its own", async () => {
    await writeFile(join(acme.folder, "migrations/other.yaml"), "kind: [");
    const { code, err } = await run(ABORT);
    expect([code, await isOn()]).toEqual([0, false]);
    expect(err).toContain("note: migrations/other.yaml has errors and is left out");
    acme.restore(released);
    await writeFile(file, `${migration}  oops: [`);
    const own = await run(ABORT);
    expect([own.code, await isOn(), (await labels()).includes(HOLD)]).toEqual([0, false, true]);
  });

  it.each<readonly [string, () => Promise<void>, string]>([
    ["the migration's file was deleted", () => rm(file), "sonnet/duo_chat"],
    ["its feature was", () => story.migrate((text) => text.replace(/^features:[\s\S]*/m, "")), "sonnet/duo_chat"],
    ["its flag was", () => story.migrate((text) => text.replace(/^ {4}flag:.*\n/m, "")), "sonnet/duo_chat"],
    ["it has another name", () => renamed(), "sonnet/duo_chat"],
    ["it has another name, which is given", () => renamed(), "sonnet46/duo_chat"],
  ])("turns off what is on although %s", async (_name, change, subject) => {
    await change();
    const { code, out } = await run(["rollout", "abort", subject, ...WHY]);
    expect([code, await isOn(), (await labels()).includes(HOLD)]).toEqual([0, false, true]);
    expect((await comments()).filter((text) => text.includes("Rollout aborted"))).toHaveLength(1);
    expect(out.match(/^[✓=✗]/gm)).toHaveLength(3);
  });
  const renamed = () =>
    story.migrate((text) => text.replace("name: sonnet", "name: sonnet46\nformerly: sonnet"), "sonnet46");

  it("of a flag that was given another name turns off the one that is on, and the other one stays off", async () => {
    await story.migrate((text) => text.replace("name: duo_chat_sonnet", "name: duo_chat_new"));
    const { code, out } = await run(ABORT);
    expect([code, await isOn()]).toEqual([0, false]);
    expect(out).toContain("acme/ai#1 names flag duo_chat_sonnet, taken to step 2, and so it goes off as well");
    expect(out).toContain("off now (read again at 2026-11-23T09:00Z): flag duo_chat_sonnet of acme/monolith");
    await acme.person("PUT", ISSUE, { remove_labels: HOLD });
    for (const _run of [1, 2, 3]) await run(["apply", "--yes"]);
    const names = acme.store.state.flags.filter(({ active }) => active).map(({ name }) => name);
    expect(names).toEqual([]);
    await run(["rollout", "resume", "sonnet/duo_chat"]);
    await story.merge();
    await run(["apply", "--yes"]);
    expect(acme.store.state.flags.filter(({ active }) => active).map(({ name }) => name)).toEqual(["duo_chat_new"]);
  });

  it.each([
    ["abort", "abort"],
    ["rollback", "abort"],
    ["resume", "resume"],
  ])("is what `cutover %s` is told to mean", async (word, meant) => {
    const { code, err, asked } = await run([word, "sonnet/duo_chat", ...WHY]);
    expect([code, asked, err]).toEqual([2, [], `error: unknown command '${word}'\n(Did you mean rollout ${meant}?)\n`]);
  });

  it("never says that a flag is not there whose project the token does not see", async () => {
    const { code, out } = await run(ABORT, { meddle: refusing("GET", /monolith/, 404) });
    expect([code, await isOn()]).toEqual([3, true]);
    expect(out).toContain("NOT KNOWN TO BE OFF (could not be read at 2026-11-23T09:00Z): flag duo_chat_sonnet");
    expect(out).toContain(
      "by hand now, under Deploy > Feature flags: https://gitlab.example.com/acme/monolith/-/feature_flags",
    );
    expect(out).not.toContain("is not in acme/monolith");
  });

  it("says that a flag which was on is gone", async () => {
    await acme.person("DELETE", FLAG);
    const { code, out } = await run(ABORT);
    expect(code).toBe(1);
    expect(out).toContain("✗ flag duo_chat_sonnet was taken to step 2, and is not in acme/monolith now");
    expect((await comments())[0]).toContain("flag `duo_chat_sonnet` is not in acme/monolith");
  });

  it("tries once more what the server could not do at once", async () => {
    let failed = 0;
    const meddle: Meddler = (sent, go) => {
      if (!sent.path.includes("feature_flags") || failed > 0) return go();
      failed += 1;
      return Response.json({ message: "500" }, { status: 500 });
    };
    const { code, out } = await run(ABORT, { meddle });
    expect([code, await isOn(), failed]).toEqual([0, false, 1]);
    expect((await comments())[0]).toContain("is off.");
    expect(out).toContain("off now");
  });

  it("never says that all is well where no flag is known", async () => {
    await story.describe(1, (text) => text.replace(/^<!-- cutover:1 .*\n/, ""));
    await writeFile(file, `${migration}  oops: [`);
    const { code, err } = await run(["rollout", "abort", "sonnet", ...WHY]);
    expect([code, await isOn()]).toEqual([2, true]);
    expect(err).toContain('migration "sonnet" has no feature with a flag');
  });

  it("without the label in the project turns off, says so, and is held all the same", async () => {
    await acme
      .person("DELETE", "projects/acme%2Fai/labels/cutover%3A%3Ahold")
      .catch(() => acme.person("DELETE", "groups/acme/labels/cutover%3A%3Ahold"));
    const { code, out } = await run(ABORT);
    expect([code, await isOn(), await labels()]).toEqual([1, false, expect.not.arrayContaining([HOLD])]);
    expect(out).toContain('acme/ai has no label "cutover::hold", and cutover makes no labels');
    for (const _run of [1, 2]) await story.apply();
    expect(await isOn()).toBe(false);
    const held = await run(["rollout", "hold", "sonnet/duo_chat", ...WHY]);
    expect([held.code, held.err]).toEqual([1, expect.stringContaining("nothing is held: acme/ai has no label")]);
  });

  it.each<readonly [string, Meddler, string]>([
    ["the issues cannot be looked at", refusing("POST", /graphql/), "the rollout issue cannot be looked for"],
    ["the issue cannot be written", refusing("PUT", /issues\/1$/), "✗ failed    put cutover::hold on acme/ai#1"],
    ["nobody may comment", refusing("POST", /notes$/), "✗ failed    comment on acme/ai#1"],
    ["the server does not say who we are", refusing("GET", /api\/v4\/user$/), "off now"],
  ])("turns the flag off although %s, and says so", async (_name, meddle, text) => {
    const { code, out } = await run(ABORT, { meddle });
    expect([code, await isOn()]).toEqual([1, false]);
    expect(out).toContain(text);
    expect(out).toContain("off now (read again");
  });

  it("says that no rollout issue is there", async () => {
    await acme.person("DELETE", ISSUE);
    const { code, out } = await run(ABORT);
    expect([code, await isOn()]).toEqual([1, false]);
    expect(out).toContain("sonnet/duo_chat has no rollout issue in acme/ai that this token can see");
  });

  it("that is refused by the server ends with 3 and says that the flag is on", async () => {
    const { code, out } = await run(ABORT, { meddle: refusing("PUT", /feature_flags/) });
    expect([code, await isOn()]).toEqual([3, true]);
    expect(out).toContain("STILL ON (read again");
    expect(out).toContain("    turn it off by hand now, under Deploy > Feature flags: https://gitlab.example.com/");
    expect((await comments())[0]).toContain("is to be turned off by hand");
  });

  it("asks again when the answer is lost", async () => {
    let lost = 0;
    const meddle: Meddler = (sent, go) => {
      if (sent.method !== "PUT" || !sent.path.includes("feature_flags") || lost > 0) return go();
      lost += 1;
      return Response.json({ message: "502" }, { status: 502 });
    };
    expect((await run(ABORT, { meddle })).code).toBe(0);
    expect([lost, await isOn()]).toEqual([1, false]);
  });

  it("goes on without a record of writes, and says so", async () => {
    const { code, out } = await run([...ABORT, "--audit", acme.folder]);
    expect([code, await isOn()]).toEqual([1, false]);
    expect(out).toContain("no record of writes");
  });

  it("writes its record through no link that came with the repository", async () => {
    const elsewhere = join(acme.folder, "profile");
    await writeFile(elsewhere, "");
    await mkdir(dirname(audit), { recursive: true });
    await symlink(elsewhere, audit);
    const held = await run(["rollout", "hold", "sonnet/duo_chat", ...WHY]);
    expect(held).toMatchObject({ code: 2, err: expect.stringContaining("no record is kept there") });
    const { code, out } = await run(ABORT);
    expect([code, await isOn(), await readFile(elsewhere, "utf8")]).toEqual([1, false, ""]);
    expect(out).toContain("no record of writes");
    await rm(elsewhere);
  });

  it("prints the commands where people set flags by ChatOps", async () => {
    await writeFile(catalog, config.replace("backend: project, project: acme/monolith", "backend: chatops"));
    const { code, out } = await run(ABORT);
    expect([code, await isOn(), (await labels()).includes(HOLD)]).toEqual([1, true, true]);
    expect(out).toContain("flag duo_chat_sonnet is set by ChatOps, so it is not off yet");
    expect(out).toContain("    /chatops run feature set duo_chat_sonnet false\n");
  });

  it("tells before whom else a shared flag is for", async () => {
    const other = migration
      .replace("name: sonnet", "name: other")
      .replace(/^ {2}duo_chat:/m, "  duo_chat_explain_code:");
    await writeFile(join(acme.folder, "migrations/other.yaml"), other);
    const { out } = await run(ABORT);
    expect(out.split("\n")[0]).toBe("flag duo_chat_sonnet goes off for these too: other/duo_chat_explain_code");
  });

  it("prints events for programs", async () => {
    const { out } = await run([...ABORT, "--format", "json"]);
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ event: "start", formatVersion: 1, does: "abort", subject: "sonnet/duo_chat" });
    expect(events.filter(({ event, phase }) => event === "change" && phase === "end")).toMatchObject([
      { id: "flag/sonnet/duo_chat:abort", action: "lower", status: "applied" },
      { id: "issue/sonnet/duo_chat:hold", status: "applied" },
      { kind: "note", status: "applied" },
    ]);
    const flags = [{ flag: "duo_chat_sonnet", home: "acme/monolith", state: "off" }];
    expect(events.at(-1)).toMatchObject({ event: "end", flags, totals: { applied: 3 }, exitCode: 0 });
  });
});

describe("rollout hold and resume", () => {
  it("of a feature leave its flag as it is, and nothing is raised in between", async () => {
    const { code, out } = await run(["rollout", "hold", "sonnet/duo_chat", ...WHY]);
    expect([code, await isOn(), (await labels()).includes(HOLD)]).toEqual([0, true, true]);
    expect(out).toContain("flag duo_chat_sonnet stays as it is: 10 % in production");
    await story.migrate((text) => text.replace("step: 2", "step: 3"));
    expect(await story.plan()).toMatch(/^Held: shown, not applied[\s\S]*raise flag duo_chat_sonnet to step 3/m);
    const resumed = await run(["rollout", "resume", "sonnet/duo_chat", "--reason", "it was the network"]);
    expect([resumed.code, (await labels()).includes(HOLD)]).toEqual([0, false]);
    expect(resumed.out).toContain("raise to step 3");
    expect(await comments()).toEqual([
      expect.stringMatching(/^\*\*Rollout held\.\*\*[\s\S]*answers are cut off/),
      expect.stringMatching(/^\*\*Rollout resumed\.\*\*[\s\S]*it was the network/),
    ]);
    await story.apply();
    expect(await flag()).toMatchObject({ strategies: [{ name: "default" }] });
  });

  it("of a migration are about its main issue, and tell of what is held by itself", async () => {
    await run(ABORT);
    expect((await run(["rollout", "hold", "sonnet", ...WHY])).code).toBe(0);
    expect([(await labels(MAIN)).includes(HOLD), (await comments(MAIN)).length]).toEqual([true, 1]);
    const one = await run(["rollout", "resume", "sonnet/duo_chat"]);
    expect(one.out).toContain(
      "still held: acme/ai#2 carries cutover::hold; cutover rollout resume sonnet takes it off",
    );
    await run(ABORT);
    const all = await run(["rollout", "resume", "sonnet"]);
    expect((await labels(MAIN)).includes(HOLD)).toBe(false);
    expect(all.out).toContain("still held by itself: sonnet/duo_chat (acme/ai#1)");
  });

  it("resume of what nothing holds writes nothing", async () => {
    const { code, out, asked } = await run(["rollout", "resume", "sonnet/duo_chat"]);
    expect(code).toBe(0);
    expect(out).toContain("nothing holds acme/ai#1");
    expect(asked.filter((one) => one.startsWith("PUT"))).toEqual([]);
    expect(await comments()).toEqual([]);
  });

  it("resume says what else keeps a flag down", async () => {
    await run(ABORT);
    const { out } = await run(["rollout", "resume", "sonnet/duo_chat"], { env: { CUTOVER_HOLD: "incident 4711" } });
    expect(out).toContain("still held: CUTOVER_HOLD: incident 4711");
  });
});
