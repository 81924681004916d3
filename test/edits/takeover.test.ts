import { afterEach, beforeEach, expect, it } from "vitest";
import type { Resource } from "../../src/model/resource.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { converge, facts, lines, mainIssue, planOf, rollout } from "../plan/build.ts";
import { type Stand, startStand } from "./stand.ts";
import { factsOf, firstWishes, resourcesOf } from "./wishes.ts";

let stand: Stand;
beforeEach(async () => {
  stand = await startStand();
});
afterEach(() => stand.stop());

const ISSUES = "projects/acme%2Fai/issues";
const settle = (resources: Resource[], own: Partial<PlanInput> = {}) =>
  converge(stand.forge, resources, { url: stand.url, policy: { blast_radius: 1 }, ...own });
const plan = (resources: Resource[], own: Partial<PlanInput> = {}) =>
  planOf(stand.forge, resources, { url: stand.url, ...own });

it("takes over an issue that a person made, also without a label, and adds nothing but sections and the label", async () => {
  const description = "We move the chat.\n\n- [x] asked legal\n\n<details>\n\nmore $& more\n\n</details>";
  const title = "Chat onto Sonnet";
  const made = (await stand.call("bo", "POST", ISSUES, { title, description, labels: "bug" })) as { iid: number };
  const wanted = [mainIssue({ parent: { existing: "&1" } }), rollout({ dueDate: "2026-06-01" })];
  const own = { migrations: [facts({ adopted: [{ item: `acme/ai#${made.iid}`, feature: "duo_chat" }] })] };
  await settle(wanted, own);
  const taken = (await stand.look()).items.find(({ iid, kind }) => kind === "issue" && iid === made.iid);
  expect(taken).toMatchObject({ title, dueDate: null, assignees: [], labels: ["AI Model Migration", "bug"] });
  expect(taken?.description).toContain(`\n\n${description}\n\n<!-- cutover:b plan `);
  const again = await plan(wanted, own);
  expect([again.changes, again.conflicts]).toEqual([[], []]);
  expect((await stand.look()).items.filter(({ kind }) => kind === "issue")).toHaveLength(2);
});

it("comments once on each issue and epic that it closes because its migration was cancelled", async () => {
  const wishes = firstWishes();
  const facts = () => ({ migrations: wishes.map(factsOf) });
  await settle(await resourcesOf(wishes, stand), facts());
  for (const cancelled of [true, false, true]) {
    for (const wish of wishes) wish.cancelled = cancelled;
    await settle(await resourcesOf(wishes, stand), facts());
    expect((await plan(await resourcesOf(wishes, stand), facts())).changes).toEqual([]);
  }
  const ours = (await stand.look()).items.filter(({ author }) => author === "cutover");
  for (const item of ours) {
    expect(item.state).toBe("closed");
    const on = item.kind === "epic" ? item.path.replace(/\d+$/, String(item.id)) : item.path;
    const notes = (await stand.call("ana", "GET", `${on}/notes?activity_filter=only_comments`)) as { body: string }[];
    expect(notes.map(({ body }) => body.split("\n").at(-1))).toEqual(["Closed, because this migration was cancelled."]);
  }
  expect(ours).toHaveLength(9);
});

it("keeps everything of a migration under another name, its merge request too", async () => {
  const [wish] = firstWishes();
  if (wish === undefined) throw new Error("no wish");
  wish.steps[0] = 1;
  await settle(await resourcesOf([wish], stand), { migrations: [factsOf(wish)] });
  const before = await stand.look();
  const renamed = JSON.parse(
    JSON.stringify(await resourcesOf([wish], stand))
      .replaceAll("/sonnet", "/sonnet-4-6")
      .replaceAll('"migration":"sonnet"', '"migration":"sonnet-4-6"'),
  ) as Resource[];
  const own = {
    migrations: [{ ...factsOf(wish), name: "sonnet-4-6", file: "migrations/sonnet-4-6.yaml", formerly: "sonnet" }],
  };
  const first = await settle(renamed, own);
  expect(first.changes.filter(({ action }) => action === "create")).toEqual([]);
  expect(lines(first).filter((line) => line.startsWith("renew"))).toHaveLength(3);
  const again = await plan(renamed, own);
  expect([again.changes, again.conflicts]).toEqual([[], []]);
  const after = await stand.look();
  expect(after.items.map(({ path, title }) => [path, title])).toEqual(
    before.items.map(({ path, title }) => [path, title]),
  );
  expect(after.requests.map(({ iid, state }) => [iid, state])).toEqual([[1, "opened"]]);
});
