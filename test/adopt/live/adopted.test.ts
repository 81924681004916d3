import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { besideMarker, findBlocks, normalizeBody, parseMarker } from "../../../src/model/marker.ts";
import type { ObservedItem } from "../../../src/model/observed.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { type Scene, startScene } from "./scene.ts";

const FLAGS = ["duo_chat_sonnet_4_6", "code_completions_haiku", "codegen_sonnet_4_6"];
const BY_HAND = [
  ["chat-sonnet-4-6", ["--issue", "acme/ai#1", "--flag", "duo_chat_sonnet_4_6"]],
  ["haiku-3-retirement", ["--epic", "&2", "--flag", "code_completions_haiku"]],
  ["codegen-sonnet-4-6", ["--issue", "#6", "--issue", "#7", "--flag", "codegen_sonnet_4_6"]],
  ["reviews-haiku-4-5", ["--issue", "#8"]],
] as const;

/** What is taken over at once; #5 waits, as its feature is at `planned`. */
const TAKEN = new Map([
  ["acme/ai#1", "issue/chat-sonnet-4-6"],
  ["acme/ai#2", "issue/chat-sonnet-4-6/duo_chat"],
  ["acme/ai#3", "issue/chat-sonnet-4-6/duo_chat_explain_code"],
  ["acme/ai#4", "issue/haiku-3-retirement/code_completions"],
  ["acme/ai#6", "issue/codegen-sonnet-4-6"],
  ["acme/ai#7", "issue/codegen-sonnet-4-6/code_generations"],
  ["acme/ai#8", "issue/reviews-haiku-4-5"],
  ["acme&2", "epic/haiku-3-retirement"],
]);

function referenceOf({ kind, locator }: ObservedItem): string {
  return `${locator.home}${kind === "epic" ? "&" : "#"}${locator.id}`;
}

/** What is left of a body without anything of ours. */
function textOfPeople(body: string): string {
  const rest = besideMarker(body);
  const blocks = findBlocks(rest);
  return blocks
    .map(({ start }, index) => rest.slice(blocks[index - 1]?.end ?? 0, start))
    .concat(rest.slice(blocks.at(-1)?.end ?? 0))
    .join("");
}

describe("four migrations made by hand", () => {
  let scene: Scene;
  let before: ObservedItem[];
  let flags: unknown[];
  let plan: Plan;

  beforeAll(async () => {
    scene = await startScene();
    before = await scene.items();
    flags = await Promise.all(FLAGS.map(scene.flag));
  });
  afterAll(() => scene.stop());

  it.each(BY_HAND)("%s is written down from what is there", async (name, argv) => {
    const { code, out, err } = await scene.run("adopt", "--name", name, ...argv);
    const text = await scene.text(`migrations/${name}.yaml`);
    expect({ code, out }).toEqual({ code: 0, out: `wrote migrations/${name}.yaml\n` });
    await expect(`${text}\n${err.replace(/^(?=.)/gm, "# stderr: ")}`).toMatchFileSnapshot(`written/${name}.yaml`);
  });

  it("is what the schema and the rules about what is taken over accept", async () => {
    const { out } = await scene.run("lint", "--format", "json");
    const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; severity: string }[] };
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
    // That nobody wrote an evaluation down is for people to mend.
    expect(new Set(errors)).toEqual(new Set(["evaluation-missing"]));
  });

  it("is planned as markers, sections and the label that is missing, and as nothing else", async () => {
    const { code } = await scene.run("plan", "--out", "plan.json");
    plan = JSON.parse(await scene.text("plan.json")) as Plan;
    expect(code).toBe(0);
    expect(plan.conflicts).toEqual([]);
    expect(new Set(plan.changes.map(({ key }) => key))).toEqual(new Set(TAKEN.values()));
    for (const { effect } of plan.changes) {
      expect(effect.do).toMatch(/^(update-item|note-flag)$/);
      const patch = effect.do === "update-item" ? effect.patch : {};
      expect(Object.keys(patch).filter((key) => key !== "body" && key !== "addLabels")).toEqual([]);
    }
    const labels = plan.changes.flatMap(({ fields, key }) => fields.map(({ path, after }) => ({ key, path, after })));
    expect(labels.filter(({ path }) => path !== "body" && path !== "flag")).toEqual([
      { key: "issue/codegen-sonnet-4-6", path: "labels", after: ["AI Model Migration", "group::ai framework"] },
    ]);
  });

  it("is taken over by apply: no flag is touched, nothing is made, no text is lost", async () => {
    const { code } = await scene.run("apply", "plan.json", "--yes");
    expect(code).toBe(0);
    expect(await Promise.all(FLAGS.map(scene.flag))).toEqual(flags);
    const after = await scene.items();
    expect(after.map(referenceOf)).toEqual(before.map(referenceOf));
    for (const [index, old] of before.entries()) {
      const item = after[index];
      const key = TAKEN.get(referenceOf(old));
      expect(item && parseMarker(item.body)?.key).toBe(key);
      expect(item && normalizeBody(key === undefined ? item.body : textOfPeople(item.body)).trimStart()).toBe(
        normalizeBody(old.body).trimStart(),
      );
      expect(item?.body).toContain(normalizeBody(old.body));
      const { title, state, assignees, dueDate, milestone, parent, related, confidential } = old;
      expect(item).toMatchObject({ title, state, assignees, dueDate, milestone, parent, related, confidential });
      expect(item?.labels).toEqual(expect.arrayContaining([...old.labels]));
    }
  });

  it("is at rest: the second plan has nothing to do", async () => {
    const { code, out } = await scene.run("plan", "--detailed-exitcode");
    expect(code).toBe(0);
    // Titles, dates and people that others chose stay, and are named.
    expect(out).toMatch(/^No changes$/m);
  });

  it("cannot be taken over by another migration", async () => {
    const ran = await scene.run("adopt", "--name", "other", "--issue", "#2");
    expect([ran.code, ran.out]).toEqual([1, ""]);
    expect(ran.err).toBe(
      'cutover: acme/ai#2 carries the marker of issue/chat-sonnet-4-6/duo_chat: it is of migration "chat-sonnet-4-6"\n' +
        "  hint: a copy loses its marker with the line that begins <!-- cutover:1\n",
    );
    const flag = await scene.run("adopt", "--name", "other", "--flag", "duo_chat_sonnet_4_6");
    expect([flag.code, flag.err]).toEqual([
      1,
      expect.stringContaining('flag "duo_chat_sonnet_4_6" is a flag of migrations/chat-sonnet-4-6.yaml already'),
    ]);
  });

  it("gets the waiting issue once its feature leaves planned", async () => {
    const file = "migrations/haiku-3-retirement.yaml";
    const text = await scene.text(file);
    await scene.write(file, text.replace("stage: planned", "stage: rollout\n    no_flag: nobody notices"));
    const { code } = await scene.run("apply", "--yes");
    expect(code).toBe(0);
    const { body } = await scene.issue(5);
    expect(parseMarker(body)?.key).toBe("issue/haiku-3-retirement/generate_commit_message");
    expect(textOfPeople(body).trim()).toBe("No flag.\n\n```\n/close\n```");
    expect((await scene.items()).map(referenceOf)).toEqual(before.map(referenceOf));
  });
});
