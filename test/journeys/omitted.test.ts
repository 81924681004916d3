import { afterEach, expect, it } from "vitest";
import { type Journey, journey, MIGRATION_FILE } from "./journey.ts";
import { flagOf, raiseTo } from "./people.ts";
import { standing } from "./texts.ts";

let one: Journey | undefined;
afterEach(() => one?.close());

const FLAG_ENTRY = `    flag:
      name: duo_chat_sonnet_4_6
      code: ee/lib/gitlab/llm/chain/requests/ai_gateway.rb
      confirmed: { by: "@bo", date: 2026-11-20 }
    ramp: standard
    step: 2
`;
const OTHER = `  duo_chat_explain_code:
    stage: internal
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
`;

const BASE = `${standing("rollout", 2)}${OTHER.replace("internal", "beta")}`;

const OMISSIONS: Record<string, (text: string) => string> = {
  "it is a draft again": (text) => text.replace("status: active", "status: draft"),
  "it has no flag": (text) => text.replace(FLAG_ENTRY, "    no_flag: It was decided so.\n"),
  "a feature is gone": (text) => text.replace(OTHER.replace("internal", "beta"), ""),
  "the feature with the flag is gone": (text) => text.replace(/ {2}duo_chat:\n( {4}.*\n)+/, ""),
  "a feature is planned again": (text) => text.replace("stage: beta", "stage: planned"),
};

it("what is left out is neither closed nor turned off, and is told of", async () => {
  one = await journey({ migration: `${standing("rollout")}${OTHER}` });
  await one.apply();
  await one.mergeAll();
  for (const step of [1, 2]) await raiseTo(one, step);
  await one.edit("stage: internal", "stage: beta");
  await one.apply();
  one.forget();
  for (const [what, change] of Object.entries(OMISSIONS)) {
    one.say(`Now ${what}`);
    expect(change(BASE)).not.toBe(BASE);
    await one.write(MIGRATION_FILE, change(BASE));
    await one.apply();
    one.say(`the flag stands at: ${await flagOf(one)}`);
    await one.write(MIGRATION_FILE, BASE);
    await one.apply();
    expect(await flagOf(one)).toBe("gitlabUserList, flexibleRollout 10");
  }
  await expect(one.story()).toMatchFileSnapshot("golden/omitted.txt");
});
