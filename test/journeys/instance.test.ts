import { afterEach, expect, it } from "vitest";
import { type Journey, journey } from "./journey.ts";
import { FLAG, raiseTo, tick } from "./people.ts";
import { standing } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

const gates = async (journey: Journey) => {
  const features = await journey.call<{ name: string; state: string; gates: { key: string; value: unknown }[] }[]>(
    "GET",
    "features",
  );
  const found = features.find(({ name }) => name === FLAG);
  return found && `${found.state} ${found.gates.map(({ key, value }) => `${key}=${value}`).join(" ")}`;
};

it("an integration goes up with a flag of the whole server, back, and to its end", async () => {
  one = await journey({
    migration: standing("planned").replace("kind: Upgrade", "kind: Integration"),
    catalog: (text) =>
      text.replace("flags: { backend: project, project: acme/monolith }", "flags: { backend: instance }"),
    token: "acme-root",
  });
  await one.lint();
  await one.apply();
  await one.edit("stage: planned", "stage: rollout");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  one.say("the release with the flag is deployed");
  one.server.seed({ feature_definitions: [{ name: FLAG, type: "gitlab_com_derisk", default_enabled: false }] });
  await one.apply();
  for (const step of [1, 2, 3, 4]) {
    await raiseTo(one, step);
    one.say(`the flag stands at: ${await gates(one)}`);
  }
  await one.edit("step: 4", "step: 2");
  await one.apply();
  one.say(`the flag stands at: ${await gates(one)}`);
  await one.edit("status: active", "status: rolled_back");
  await one.apply();
  one.say(`the flag stands at: ${await gates(one)}`);
  await one.edit("status: rolled_back", "status: active");
  await one.apply();
  for (const step of [3, 4]) await raiseTo(one, step);
  await one.edit("step: 4", "step: 2");
  await one.apply();
  await raiseTo(one, 3);
  await raiseTo(one, 4);
  await one.edit("stage: rollout", "stage: default");
  await one.apply();
  await one.mergeAll();
  await one.apply();
  await tick(one, "duo_chat");
  one.say("Bo deletes the definition together with the code");
  await one.call(
    "DELETE",
    `projects/acme%2Fmonolith/repository/files/${encodeURIComponent(`ee/config/feature_flags/gitlab_com_derisk/${FLAG}.yml`)}`,
    {
      branch: "master",
      commit_message: "Remove the flag",
    },
  );
  await one.edit("status: active", "status: complete");
  await one.apply();
  one.say(`the flag stands at: ${await gates(one)}`);
  expect(await gates(one)).toBeUndefined();
  await expect(one.story()).toMatchFileSnapshot("golden/instance.txt");
});
