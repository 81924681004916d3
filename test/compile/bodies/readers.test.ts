import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { TITLE_LENGTH } from "../../../src/compile/safe-text.ts";
import type { ItemResource } from "../../../src/model/resource.ts";
import { workspaceOf } from "../load-case.ts";

const CONFIG = readFileSync(join(import.meta.dirname, "cutover.yaml"), "utf8");
const UPGRADE = golden("upgrade-anthropic");
const RETIREMENT = golden("deprecation");

describe("somebody who opens a rollout issue alone", () => {
  test.each([
    ["paused", "paused: nothing changes for now"],
    ["rolled_back", "rolled back: no feature goes past `selectable`, and flags are to be off"],
    ["complete", "complete: the work is over"],
    ["cancelled", "cancelled: nothing more is done, and flags are to be off"],
  ])("is told that the migration is %s", (status, words) => {
    const said = textOf(rollout(UPGRADE.replace("status: active", `status: ${status}`), "code_generations"));
    expect(said).toContain(`| Status | ${words} |`);
    expect(textOf(rollout(UPGRADE, "code_generations"))).not.toContain("| Status |");
  });

  test("finds the query of each gate, and when a report that is named is not there", () => {
    const text = textOf(rollout(UPGRADE, "code_generations"));
    expect(text).toContain(
      "the query: `histogram_quantile(0.9, sum by (le) (rate(gateway_request_seconds_bucket{feature=",
    );
    expect(text).toContain('model="claude_sonnet_4_6"');
    expect(text).toContain("- Evaluation of the new model: `evals/code-generations.json`, which is not there");
  });

  test("reads the same way back at every stage", () => {
    const ways = ["internal", "selectable", "rollout", "default"].map((stage) =>
      block(rollout(UPGRADE.replace("stage: rollout", `stage: ${stage}`), "code_generations"), "mitigation"),
    );
    expect(new Set(ways).size).toBe(1);
    expect(ways[0]).toContain("is `default`, lower it and merge that: the default goes back to");
    expect(ways[0]).toContain("with items such as `{ id: claude_sonnet_4_6, at: internal }`");
  });
});

describe("of several models", () => {
  const two = UPGRADE.replace(
    /^model: .*$/m,
    'model: [{ provider: anthropic, family: Claude Sonnet, version: "4.6" }, { provider: amazon, family: Nova Pro, version: "1.0" }]',
  );

  test("each rollout names the one that its feature moves to", () => {
    const item = rollout(two, "code_generations");
    expect(item?.title).toBe("Roll out Claude Sonnet 4.6 for Code Generation");
    expect(textOf(item)).toContain("Code Generation will get Claude Sonnet 4.6.");
    expect(textOf(item)).not.toContain("Nova");
  });

  test("a model that the migration does not name goes by its offering", () => {
    const none = UPGRADE.replace(/^model: .*\n/m, "");
    expect(rollout(none, "code_generations")?.title).toBe("Roll out Claude Sonnet 4.6 for Code Generation");
  });
});

describe("a title that is too long", () => {
  const long = "Sonnet of a very long name ".repeat(12);

  test("keeps its end, which tells rollouts apart", () => {
    const text = UPGRADE.replace("family: Claude Sonnet", `family: ${long}`);
    const titles = ["code_generations", "generate_commit_message"].map(
      (feature) => rollout(text, feature)?.title ?? "",
    );
    expect(titles[0]).toMatch(/^Roll out Sonnet of .*… for Code Generation$/);
    expect(titles[1]).toMatch(/^Roll out Sonnet of .*… for Commit Message$/);
    for (const title of titles) {
      expect([...title].length).toBeLessThanOrEqual(TITLE_LENGTH);
      // A blank in front of the ellipsis goes.
      expect([...title].length).toBeGreaterThanOrEqual(TITLE_LENGTH - 1);
    }
  });

  test("is cut where its end alone is too long", () => {
    const config = CONFIG.replace("title: Code Generation", `title: ${long}`);
    const title = rollout(UPGRADE, "code_generations", config)?.title ?? "";
    expect(title).toMatch(/^Roll out Claude Sonnet 4\.6 for Sonnet of .*…$/);
    expect([...title].length).toBeLessThanOrEqual(TITLE_LENGTH);
  });
});

describe("a deprecation of which little is known", () => {
  const bare = `apiVersion: cutover/v1
kind: Deprecation
name: codestral-retirement
status: active
owner: "@ana"
summary: Codestral ends.
replaces: { codestral_2508_vertex: {}, codestral_2501_vertex: { cutoff: 2027-06-30 } }
`;
  const text = textOf(main(bare));

  test("says where its features and its day belong", () => {
    expect(text).toContain("No feature is on record. Each one that has to leave an old model belongs in `features` of");
    expect(text).toContain(
      "`codestral_2508_vertex` ends is not written here; its place is `replaces.codestral_2508_vertex.cutoff`",
    );
    expect(text).not.toContain("`codestral_2501_vertex` ends is not written");
    expect(text).toContain("in `replaces.codestral_2508_vertex.recommended` of");
    expect(text).not.toContain("stays available");
  });

  test("asks for the changes in behavior as every migration does", () => {
    expect(textOf(main(RETIREMENT))).toContain("<!-- t:behavior-changes -->");
  });
});

test("features of bulk that are only offered a model are not taken back by a lower stage", () => {
  const bulk = `${UPGRADE}
bulk:
  - { features: [duo_chat, duo_chat_explain_code], stage: selectable, offer: [claude_sonnet_4_6], no_flag: small }
`;
  const text = block(main(bulk), "steps");
  expect(text).toContain("To take them back:\n\n- A lower stage takes nothing out of a list.");
  expect(text).toContain("write `bulk.0.withdraw` instead of `bulk.0.offer`");
});

/** Every block that changes is noise in a plan, and may meet what a person wrote. */
describe("a change of one word changes no more than what shows it", () => {
  test.each([
    ["eta: 2026-12-15", "eta: 2026-12-16", ["code_generations/overview", "details", "timeline"]],
    ["step: 1", "step: 2", ["code_generations/overview"]],
    ["stage: internal", "stage: beta", ["features", "generate_commit_message/overview"]],
    ["stage: rollout", "stage: default", ["code_generations/cleanup", "code_generations/overview", "features"]],
    ["max_tokens: 64_000", "max_tokens: 32_000", ["technical"]],
    ["priority: high", "priority: low", ["timeline"]],
    ["margin: 0.02", "margin: 0.03", ["code_generations/evaluation", "code_generations/success"]],
    ["status: active", "status: paused", ["code_generations/overview", "generate_commit_message/overview", "overview"]],
  ])("%s -> %s", (from, to, blocks) => {
    const [before, after] = [blocksOf(UPGRADE), blocksOf(UPGRADE.replace(from, to))];
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect([...after.keys()].filter((key) => after.get(key) !== before.get(key)).sort()).toEqual(blocks);
  });
});

function golden(name: string): string {
  return readFileSync(join(import.meta.dirname, "golden", name, "migration.yaml"), "utf8");
}

function items(text: string, config = CONFIG): ItemResource[] {
  const { workspace, document } = workspaceOf(config, text);
  return itemsOf(workspace, document);
}

function main(text: string): ItemResource | undefined {
  return items(text).find(({ feature }) => feature === undefined);
}

function rollout(text: string, feature: string, config = CONFIG): ItemResource | undefined {
  return items(text, config).find((item) => item.feature === feature);
}

function textOf(item: ItemResource | undefined): string {
  return (item?.blocks ?? []).map(({ text }) => text).join("\n\n");
}

function block(item: ItemResource | undefined, name: string): string {
  return item?.blocks.find((one) => one.name === name)?.text ?? "";
}

function blocksOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    items(text).flatMap(({ feature, blocks }) =>
      blocks.map(({ name, text: part }): [string, string] => [
        feature === undefined ? name : `${feature}/${name}`,
        part,
      ]),
    ),
  );
}
