import { afterEach, expect, it } from "vitest";
import { type Journey, journey } from "./journey.ts";
import { flagOf, issuesOf, raiseTo } from "./people.ts";
import { standing } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

const POINTS: Record<string, { stage: string; merged: boolean; steps: number[] }> = {
  "before anything is merged": { stage: "selectable", merged: false, steps: [] },
  "while it is planned": { stage: "planned", merged: false, steps: [] },
  "half way up": { stage: "rollout", merged: true, steps: [1, 2] },
  "at the end": { stage: "default", merged: true, steps: [1, 2, 3, 4] },
};

it.each(Object.entries(POINTS))("an upgrade is cancelled %s, and revived", async (name, { stage, merged, steps }) => {
  one = await journey({ migration: standing(stage) });
  await one.apply();
  if (merged) await one.mergeAll();
  if (merged) await one.apply();
  for (const step of steps) await raiseTo(one, step);
  one.forget();
  await one.edit("status: active", "status: cancelled");
  await one.apply();
  expect([undefined, "off"]).toContain(await flagOf(one));
  expect(new Set((await issuesOf(one)).map(({ state }) => state))).toEqual(new Set(["closed"]));
  await one.mergeAll();
  await one.edit("status: cancelled", "status: active");
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  expect(new Set((await issuesOf(one)).map(({ state }) => state))).toEqual(new Set(["opened"]));
  await one.mergeAll();
  await one.apply();
  one.say(`the flag stands at: ${await flagOf(one)}`);
  await one.edit("status: active", "status: cancelled");
  await one.apply();
  await expect(one.story()).toMatchFileSnapshot(`golden/cancelled-${name.replaceAll(" ", "-")}.txt`);
});
