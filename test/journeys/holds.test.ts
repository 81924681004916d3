import { afterEach, expect, it } from "vitest";
import { type Journey, journey } from "./journey.ts";
import { flagOf, issueOf, raiseTo } from "./people.ts";
import { standing } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

interface Hold {
  readonly on: (journey: Journey) => Promise<void>;
  readonly off: (journey: Journey) => Promise<void>;
}

const FREEZE = "freezes: [{ from: 2026-12-18";
const POLICY = "policy:\n";
const HELD = `${POLICY}  hold: { reason: incident 4711 }\n`;

function labelOn(key: string): Hold {
  const put = async (journey: Journey, change: object) => {
    const { iid } = await issueOf(journey, key);
    await journey.call("PUT", `projects/acme%2Fai/issues/${iid}`, change);
  };
  return {
    on: (journey) => put(journey, { add_labels: "cutover::hold" }),
    off: (journey) => put(journey, { remove_labels: "cutover::hold" }),
  };
}

const HOLDS: Record<string, Hold> = {
  CUTOVER_HOLD: {
    on: async (journey) => journey.env({ CUTOVER_HOLD: "incident 4711" }),
    off: async (journey) => journey.env({ CUTOVER_HOLD: "" }),
  },
  "policy.hold": {
    on: (journey) => journey.edit(POLICY, HELD, "cutover.yaml"),
    off: (journey) => journey.edit(HELD, POLICY, "cutover.yaml"),
  },
  "policy.freezes": {
    on: (journey) => journey.edit(FREEZE, FREEZE.replace("12-18", "11-18"), "cutover.yaml"),
    off: (journey) => journey.edit(FREEZE.replace("12-18", "11-18"), FREEZE, "cutover.yaml"),
  },
  "the label on the main issue": labelOn("issue/sonnet"),
  "the label on the rollout issue": labelOn("issue/sonnet/duo_chat"),
  "the status paused": {
    on: (journey) => journey.edit("status: active", "status: paused"),
    off: (journey) => journey.edit("status: paused", "status: active"),
  },
};

it("while anything holds, flags only go down", async () => {
  one = await journey({ migration: standing("rollout") });
  await one.apply();
  await one.mergeAll();
  await raiseTo(one, 1);
  one.forget();
  for (const [name, { on, off }] of Object.entries(HOLDS)) {
    await raiseTo(one, 2);
    const ten = await flagOf(one);
    one.say(`From now on it is held by ${name}`);
    await on(one);
    await one.edit("step: 2", "step: 3");
    await one.apply();
    expect(await flagOf(one)).toBe(ten);
    await one.edit("step: 3", "step: 1");
    await one.apply();
    expect(await flagOf(one)).toBe("gitlabUserList");
    one.say(`${name} holds no more`);
    await off(one);
    await one.apply();
    expect(await flagOf(one)).toBe("gitlabUserList");
  }
  await expect(one.story()).toMatchFileSnapshot("golden/holds.txt");
});

it.each(["rolled_back", "cancelled"])(
  "while anything holds, a migration that is %s has its flag turned off",
  async (status) => {
    one = await journey({ migration: standing("rollout") });
    await one.apply();
    await one.mergeAll();
    for (const step of [1, 2]) await raiseTo(one, step);
    one.forget();
    one.env({ CUTOVER_HOLD: "incident 4711" });
    await one.edit("status: active", `status: ${status}`);
    await one.apply();
    expect(await flagOf(one)).toBe("off");
    one.env({ CUTOVER_HOLD: "" });
    one.say("CUTOVER_HOLD holds no more");
    await one.apply();
    await expect(one.story()).toMatchFileSnapshot(`golden/held-${status}.txt`);
  },
);
