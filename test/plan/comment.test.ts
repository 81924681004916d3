import { expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import type { NoteResource } from "../../src/model/resource.ts";
import { converge, facts, LABEL, lines, planOf, rollout } from "./build.ts";
import { memoryForge } from "./memory-forge.ts";

const NOTE: NoteResource = {
  kind: "note",
  key: "note/sonnet/duo_chat",
  migration: "sonnet",
  cause: { file: "migrations/sonnet.yaml", line: 3 },
  on: "issue/sonnet/duo_chat",
  text: "Closed, because this migration was cancelled.",
};
const open = [rollout()];
const cancelled = [rollout({ state: "closed" }), NOTE];
const off = { migrations: [facts({ status: "cancelled" as const })] };
const comments = (forge: ReturnType<typeof memoryForge>) => [...forge.comments.values()].flat().map(({ body }) => body);

it("a comment comes before the closing that it explains, which waits for it, and once", async () => {
  const forge = memoryForge();
  await converge(forge, open);
  const plan = await planOf(forge, cancelled, off);
  expect(plan.changes.map(({ id, dependsOn }) => `${id} <- ${dependsOn.join(", ")}`)).toEqual([
    "note/sonnet/duo_chat:create <- ",
    "issue/sonnet/duo_chat:close <- note/sonnet/duo_chat:create",
  ]);
  expect(lines(await converge(forge, cancelled, off))).toEqual([
    "create: comment on acme/ai#1 before it is closed",
    "close: close acme/ai#1",
  ]);
  expect(comments(forge)).toHaveLength(1);
  expect(parseMarker(comments(forge)[0] ?? "")).toMatchObject({ key: NOTE.key, home: "acme/ai#1" });
  expect(comments(forge)[0]?.split("\n").slice(1).join("\n").trim()).toBe(NOTE.text);
  expect(lines(await planOf(forge, cancelled, off))).toEqual([]);
});

it("is not made again when the issue is opened again and closed once more", async () => {
  const forge = memoryForge();
  await converge(forge, open);
  await converge(forge, cancelled, off);
  await converge(forge, open);
  expect(forge.items[0]?.state).toBe("open");
  await converge(forge, cancelled, off);
  expect(forge.items[0]?.state).toBe("closed");
  expect(comments(forge)).toHaveLength(1);
});

it("is none where nothing is closed: held, closed by a person already, never made, or left for another reason", async () => {
  const forge = memoryForge();
  expect(lines(await planOf(forge, cancelled, off))).toEqual([]);
  await converge(forge, open);
  const [issue] = forge.items;
  Object.assign(issue ?? {}, { labels: [LABEL, "group::duo chat", "cutover::hold"] });
  const held = await planOf(forge, cancelled, off);
  expect(held.changes).toEqual([]);
  expect(held.held.map(({ id }) => id)).toEqual(["note/sonnet/duo_chat:create", "issue/sonnet/duo_chat:close"]);
  Object.assign(issue ?? {}, { labels: [LABEL, "group::duo chat"] });
  const waits = [rollout({ state: "closed", blocks: [{ name: "plan", text: "See cutover:issue/none." }] }), NOTE];
  expect((await planOf(forge, waits, off)).changes).toEqual([]);
  Object.assign(issue ?? {}, { state: "closed" });
  expect(lines(await planOf(forge, cancelled, off))).toEqual([]);
});

it("of a confidential migration shows no text in the plan's diffs", async () => {
  const forge = memoryForge();
  const secret = { migrations: [facts({ status: "cancelled" as const, confidential: true })] };
  await converge(forge, [rollout({ confidential: true })]);
  const plan = await planOf(forge, [rollout({ confidential: true, state: "closed" }), NOTE], secret);
  const [comment] = plan.changes;
  expect(comment).toMatchObject({
    kind: "note",
    confidential: true,
    summary: "comment on acme/ai#1 before it is closed",
  });
  expect(JSON.stringify(comment?.diffs)).not.toContain("cancelled");
});
