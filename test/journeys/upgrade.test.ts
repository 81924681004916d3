import { afterEach, expect, it } from "vitest";
import { type Journey, journey } from "./journey.ts";
import { FLAG, flagOf, raiseTo, tick } from "./people.ts";
import { SONNET } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

it("an upgrade goes from its draft to its end", async () => {
  one = await journey({ migration: SONNET });
  await one.lint();
  await one.apply();
  await one.edit("status: draft", "status: active");
  await one.apply();
  await one.edit("stage: planned", "stage: internal");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await one.edit("stage: internal", "stage: beta");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await one.edit("stage: beta", "stage: selectable");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await one.edit("stage: selectable", "stage: rollout");
  await one.apply();
  for (const step of [1, 2, 3, 4]) await raiseTo(one, step);
  await one.edit("stage: rollout", "stage: default");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await tick(one, "duo_chat");
  await one.apply();
  await one.lint();
  await one.edit("status: active", "status: complete");
  await one.apply({ code: 1 });
  one.say("Bo deletes the definition together with the code");
  await one.call(
    "DELETE",
    `projects/acme%2Fmonolith/repository/files/${encodeURIComponent(`ee/config/feature_flags/gitlab_com_derisk/${FLAG}.yml`)}`,
    {
      branch: "master",
      commit_message: "Remove the flag",
    },
  );
  await one.apply();
  expect(await flagOf(one)).toBeUndefined();
  await expect(one.story()).toMatchFileSnapshot("golden/upgrade.txt");
});
