import { describe, expect, test } from "vitest";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { workspaceOf } from "../load-case.ts";

const STAGES = ["internal", "selectable", "default"];
const OFFER = "offer: [claude_x]";
const MOVE = "from: claude_w, to: claude_x";

describe("the texts to paste", () => {
  test.each([`${OFFER}, no_flag: They choose.`, `${MOVE}, no_flag: It is small.`, `${MOVE}, flag: { name: f }`])(
    "are the same at each stage: %s",
    (entry) => {
      expect(new Set(STAGES.map((stage) => blockOf("announcement", stage, entry))).size).toBe(1);
    },
  );

  test("of what is only offered are for when users can pick it, and never name everybody", () => {
    expect(notices(OFFER)).toEqual([
      "Before `features.duo_chat.stage` reaches `beta` or `selectable`: Duo Chat will get Claude X as a model to choose.",
      "Once `features.duo_chat.stage` has reached `beta` or `selectable` and the gateway is deployed: Duo Chat now has Claude X as a model to choose.",
    ]);
  });

  test("of a new default are for the stage `default`", () => {
    expect(notices(MOVE)).toEqual([
      "Before `features.duo_chat.stage` becomes `default`: Duo Chat will get Claude X.",
      "Once `features.duo_chat.stage` is `default` and the gateway is deployed: Duo Chat now has Claude X.",
    ]);
  });

  test("of a flag are for its steps", () => {
    expect(notices(`${MOVE}, flag: { name: f }`)).toEqual([
      "Before the first step of the flag: Duo Chat will get Claude X.",
      "Once the flag is at 100 %: Duo Chat now has Claude X for everybody.",
    ]);
  });

  test("of a flag beside an offer tell of what it switches, and of the offer by itself", () => {
    const flag = "flag: { name: f, controls: prompt_version, off: 1.0.0, on: 2.0.0 }";
    expect(notices(`${OFFER}, ${flag}`)).toEqual([
      "Once `features.duo_chat.stage` has reached `beta` or `selectable` and the gateway is deployed: Duo Chat now has Claude X as a model to choose.",
      "Before the first step of the flag: Duo Chat will get prompt version 2.0.0.",
      "Once the flag is at 100 %: Duo Chat now has prompt version 2.0.0 for everybody.",
    ]);
  });
});

describe("a move without a flag", () => {
  test("says in all sections that none is planned yet", () => {
    expect(blockOf("overview", "internal", MOVE)).toContain("| Flag | no flag is planned yet |");
    expect(blockOf("announcement", "internal", MOVE)).toContain("\nNo feature flag is planned yet.\n");
    expect(blockOf("rollout", "internal", MOVE)).toContain("No feature flag is planned yet.");
  });

  test("has none only for a reason, which stands in a line of its own", () => {
    const entry = `${MOVE}, no_flag: One button; the gateway decides.`;
    expect(blockOf("overview", "internal", entry)).toContain("| Flag | none: One button; the gateway decides. |");
    expect(blockOf("announcement", "internal", entry)).toContain(
      "\nThere is no feature flag: it begins when the change is deployed.\nThe reason: One button; the gateway decides.\n",
    );
  });
});

test("an offer is `also` only beside something else", () => {
  expect(blockOf("overview", "internal", OFFER)).toContain("| Move | offers `claude_x`;");
  expect(blockOf("overview", "internal", `${MOVE}, ${OFFER}`)).toContain("`claude_x`, also offers `claude_x`;");
});

test("the way out of the lists says what its stage means", () => {
  expect(blockOf("mitigation", "internal", OFFER)).toContain(
    "`{ id: claude_x, at: internal }`, and merge it: `at` is the stage from which on it is gone.",
  );
});

/** When each text is posted, and its first line. */
function notices(entry: string): string[] {
  const found = blockOf("announcement", "internal", entry).matchAll(/^- \[ \] (.*), tell .*\n\n```text\n(.*)$/gm);
  return [...found].map(([, when, line]) => `${when}: ${line}`);
}

function blockOf(name: string, stage: string, entry: string): string {
  const { workspace, document } = workspaceOf(
    `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { project: acme/ai } }
features: { duo_chat: { title: Duo Chat } }
`,
    `apiVersion: cutover/v1
kind: Upgrade
name: claude-x
status: active
model: { provider: anthropic, family: Claude, version: X }
owner: "@ana"
summary: A move.
features: { duo_chat: { stage: ${stage}, ${entry} } }
`,
  );
  const item = itemsOf(workspace, document).find(({ feature }) => feature === "duo_chat");
  return item?.blocks.find((block) => block.name === name)?.text ?? "";
}
