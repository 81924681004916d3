import { afterEach, expect, it } from "vitest";
import { type Journey, journey, MIGRATION_FILE } from "./journey.ts";
import { flagOf, issuesOf, raiseTo } from "./people.ts";
import { HAIKU, standing } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

const NEW_FILE = "migrations/sonnet-4-6.yaml";

it("a migration gets another name, with a flag half way up and a merge request open", async () => {
  one = await journey({ migration: standing("rollout") });
  await one.apply();
  await one.mergeAll();
  for (const step of [1, 2]) await raiseTo(one, step);
  await one.edit("stage: rollout", "stage: default");
  await one.apply();
  one.forget();
  const before = (await issuesOf(one)).length;
  await one.rename(MIGRATION_FILE, NEW_FILE);
  await one.edit("name: sonnet\n", "name: sonnet-4-6\nformerly: sonnet\n", NEW_FILE);
  await one.apply();
  expect((await issuesOf(one)).length).toBe(before);
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await one.edit("step: 2", "step: 3", NEW_FILE);
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await one.mergeAll();
  await one.apply();
  await one.edit("formerly: sonnet\n", "", NEW_FILE);
  await one.apply();
  await one.remove(NEW_FILE);
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await expect(one.story()).toMatchFileSnapshot("golden/renamed.txt");
});

it("a feature gets another name", async () => {
  one = await journey({ migration: standing("rollout") });
  await one.apply();
  await one.mergeAll();
  for (const step of [1, 2]) await raiseTo(one, step);
  one.forget();
  await one.edit("  duo_chat:\n    stage", "  agentic_chat:\n    formerly: duo_chat\n    stage");
  await one.edit("  duo_chat:\n    title", "  agentic_chat:\n    title", "cutover.yaml");
  await one.apply();
  expect(await issuesOf(one)).toHaveLength(2);
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await one.mergeAll();
  await one.apply();
  await one.edit("step: 2", "step: 3");
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await expect(one.story()).toMatchFileSnapshot("golden/feature-renamed.txt");
});

it("a migration is deleted", async () => {
  one = await journey({ migration: standing("rollout") });
  await one.apply();
  await one.remove(MIGRATION_FILE);
  await one.write("migrations/haiku.yaml", HAIKU);
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await expect(one.story()).toMatchFileSnapshot("golden/deleted.txt");
});

it("one migration waits for the edits of another", async () => {
  one = await journey({ migration: standing("rollout") });
  await one.write(
    "migrations/follower.yaml",
    HAIKU.replace("name: haiku", "name: follower").replaceAll(
      "claude_haiku_4_5_20251001_vertex",
      "claude_sonnet_4_6_vertex",
    ),
  );
  await one.lint();
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await expect(one.story()).toMatchFileSnapshot("golden/waits.txt");
});

it("a confidential migration is announced", async () => {
  one = await journey({
    migration: standing("internal").replace(
      "milestone:",
      "visibility: confidential\nannounce_on: 2026-12-01\nmilestone:",
    ),
  });
  await one.lint();
  await one.apply();
  expect((await issuesOf(one)).every(({ confidential }) => confidential)).toBe(true);
  await one.mergeAll();
  await one.apply();
  await one.edit("stage: internal", "stage: rollout");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await raiseTo(one, 1);
  one.at("2026-12-02T09:00:00Z");
  await one.edit("visibility: confidential", "visibility: public");
  await one.apply();
  one.say(
    `confidential: ${(await issuesOf(one)).map(({ title, confidential }) => `${title} ${confidential}`).join(", ")}`,
  );
  await one.mergeAll();
  await one.apply();
  await one.edit("visibility: public", "visibility: confidential");
  await one.apply();
  await expect(one.story()).toMatchFileSnapshot("golden/announced.txt");
});
