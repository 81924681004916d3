import { afterEach, expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { type Journey, journey } from "./journey.ts";
import { flagOf, issueOf, raiseTo } from "./people.ts";
import { SONNET, standing } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

it("an upgrade goes back from every stage", async () => {
  one = await journey({ migration: standing("default") });
  await one.apply();
  await one.mergeAll();
  await one.apply();
  for (const step of [1, 2]) await raiseTo(one, step);
  one.forget();
  const stages = ["default", "rollout", "selectable", "beta", "internal", "planned"];
  for (const [index, stage] of stages.slice(1).entries()) {
    await one.edit(`stage: ${stages[index]}`, `stage: ${stage}`);
    await one.apply();
    await one.mergeAll();
    await one.apply();
    one.say(`the flag stands at: ${await flagOf(one)}`);
  }
  await one.edit("stage: planned", "stage: rollout");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await expect(one.story()).toMatchFileSnapshot("golden/back.txt");
});

it("an upgrade is taken back and taken up again", async () => {
  one = await journey({ migration: standing("default") });
  await one.apply();
  await one.mergeAll();
  await one.apply();
  for (const step of [1, 2]) await raiseTo(one, step);
  one.forget();
  await one.edit("status: active", "status: rolled_back");
  await one.apply();
  expect(await flagOf(one)).toBe("off");
  await one.mergeAll();
  await one.apply();
  await one.edit("status: rolled_back", "status: active");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await raiseTo(one, 3);
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await one.edit("step: 3", "step: 1");
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await raiseTo(one, 2);
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await expect(one.story()).toMatchFileSnapshot("golden/rolled-back.txt");
});

it("an upgrade is paused while people go on", async () => {
  one = await journey({ migration: standing("rollout") });
  await one.apply();
  one.forget();
  await one.edit("status: active", "status: paused");
  await one.apply();
  await one.edit("step: 0", "step: 1");
  await one.edit("Chat moves", "All of chat moves");
  const issue = await issueOf(one, "issue/sonnet/duo_chat");
  await one.call(
    "PUT",
    `projects/acme%2Fai/issues/${issue.iid}`,
    { description: `${issue.description}\n\nBo: we wait for support.`, title: "Chat waits" },
    PEOPLE.bo.token,
  );
  one.say("@bo writes below the body, and gives the issue another title");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  expect(await flagOf(one)).toBe("off");
  await one.edit("status: paused", "status: active");
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  expect(await issueOf(one, "issue/sonnet/duo_chat")).toMatchObject({
    title: "Chat waits",
    description: expect.stringMatching(/\n\nBo: we wait for support\.$/),
  });
  await expect(one.story()).toMatchFileSnapshot("golden/paused.txt");
});

it("an upgrade is paused with its flag at half way, which people lower", async () => {
  one = await journey({
    migration: SONNET.replace("status: draft", "status: active").replace("stage: planned", "stage: rollout"),
  });
  await one.apply();
  await one.mergeAll();
  for (const step of [1, 2, 3]) await raiseTo(one, step);
  one.forget();
  await one.edit("status: active", "status: paused");
  await one.apply();
  await one.edit("step: 3", "step: 1");
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await one.call(
    "PUT",
    "projects/acme%2Fmonolith/feature_flags/duo_chat_sonnet_4_6",
    { active: false },
    PEOPLE.bo.token,
  );
  one.say("@bo switches the flag off");
  await one.apply();
  await one.edit("status: paused", "status: active");
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await raiseTo(one, 2);
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await expect(one.story()).toMatchFileSnapshot("golden/paused-flag.txt");
});
