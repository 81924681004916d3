import { afterEach, expect, test } from "vitest";
import type { Tier } from "../../src/sandbox/state.ts";
import { type Stand, startStand } from "../apply/stand.ts";
import { converge, lines, mainIssue, planOf } from "../plan/build.ts";

let stand: Stand;
afterEach(() => stand.stop());

const DEPRECATION = mainIssue({
  kind: "epic",
  key: "epic/sonnet",
  home: "acme",
  parent: { existing: "&1" },
  related: [],
  blocks: [{ name: "overview", text: "Why." }],
});
const UNDER = "relate: put epic/sonnet under &1";

async function start(tier: Tier): Promise<void> {
  stand = await startStand({ tier });
}

test("an epic goes under another with the licence that has it", async () => {
  await start("ultimate");
  expect(lines(await converge(stand.forge, [DEPRECATION], { url: stand.url }))).toContain(UNDER);
  expect(lines(await planOf(stand.forge, [DEPRECATION], { url: stand.url }))).toEqual([]);
});

test("without that licence the plan says once that it does not, and nothing fails", async () => {
  await start("premium");
  const first = lines(await converge(stand.forge, [DEPRECATION], { url: stand.url }));
  expect(first).not.toContain(UNDER);
  expect(first).toContain(
    "unknown: epic/sonnet: an epic above it is no part of this server's epics (it needs GitLab Ultimate) and is left out",
  );
  expect(lines(await planOf(stand.forge, [DEPRECATION], { url: stand.url }))).toEqual([]);
});
