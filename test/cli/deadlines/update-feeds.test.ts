import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eolFeeds, hasFeeds, rssFeed } from "../../deadlines/sources/shared.ts";
import { caseFolder, caseSide, hasCases } from "../../replay.ts";
import {
  ANTHROPIC,
  anthropicTable,
  MODEL_EOL,
  OPENAI,
  openaiComment,
  RSS,
  SHARED,
  TABLE,
  TODAY,
  updateWorld,
} from "./update-world.ts";

const DAY = 86_400_000;

describe.skipIf(!hasFeeds || !hasCases)("the real feeds, for the gateway of replay case 33 (needs ../shared)", () => {
  const side = caseSide(caseFolder("33"), "after");
  const feeds = () =>
    new Map<string, Readonly<Record<string, string>>>([
      [ANTHROPIC, { [TABLE]: anthropicTable({ "claude-sonnet-4-5-20250929": "November 30th, 2026" }) }],
      [OPENAI, { [SHARED]: openaiComment({ "gpt-5-mini": "2026-12-11" }) }],
      [MODEL_EOL, Object.fromEntries(eolFeeds())],
      [RSS, Object.fromEntries(rssFeed())],
    ]);
  const open = () =>
    updateWorld(feeds(), {
      "cutover.yaml": `apiVersion: cutover/v1
kind: Config
targets:
  ai-gateway: { project: acme/ai-gateway, branch: main, format: ai-gateway, path: models, checkout: gateway }
`,
      "gateway/models/models.yml": readFileSync(join(side, "models.yml"), "utf8"),
      "gateway/models/unit_primitives.yml": readFileSync(join(side, "unit_primitives.yml"), "utf8"),
    });

  it("are read, and nothing of them is read or written again two days later", async () => {
    const world = await open();
    try {
      const first = await world.update();
      expect([first.code, first.err]).toEqual([0, ""]);
      expect(first.out).toContain("claude_sonnet_4_5_20250929: new: ends 2026-11-30 (anthropic-sdk)");
      const before = await world.lock();
      expect((await world.facts()).offerings["claude_sonnet_4_5_20250929"]).toMatchObject({
        host: "anthropic",
        cutoff: "2026-11-30",
        source: "anthropic-sdk",
      });
      world.server.forget();
      const clock = { now: () => TODAY + 2 * DAY, sleep: async () => {} };
      expect(await world.update([], { clock })).toEqual({
        code: 0,
        out: "deadlines.lock.json stays as it is\n",
        err: "",
      });
      expect(await world.lock()).toBe(before);
      expect(world.server.requests.filter(({ status }) => status === 200)).toEqual([]);
    } finally {
      await world.close();
    }
  });

  it("tell a day that moves, and keep what a feed no longer names", async () => {
    const world = await open();
    try {
      await world.update();
      const { "feeds/anthropic.json": feed = "", ...rest } = feeds().get(MODEL_EOL) ?? {};
      const data = JSON.parse(feed);
      const [dropped, ...models] = data.models;
      world.server.repositories.set(MODEL_EOL, {
        ...rest,
        "feeds/anthropic.json": JSON.stringify({ ...data, models }),
      });
      world.server.repositories.set(ANTHROPIC, {
        [TABLE]: anthropicTable({ "claude-sonnet-4-5-20250929": "November 27th, 2026" }),
      });
      const clock = { now: () => TODAY + DAY, sleep: async () => {} };
      const { code, out } = await world.update([], { clock });
      expect(code).toBe(0);
      expect(out).toContain(
        "claude_sonnet_4_5_20250929: ends earlier: 2026-11-27, before it was 2026-11-30 (anthropic-sdk)\n",
      );
      const left = (await world.facts()).facts.filter(({ source, as, model }) => {
        return source === "model-eol" && (as ?? model) === dropped.id;
      });
      expect(left.length).toBeGreaterThan(0);
      expect(left.map(({ gone }) => gone)).toEqual(left.map(() => "2026-11-24"));
    } finally {
      await world.close();
    }
  });
});
