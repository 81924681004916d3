import { afterEach, expect, it } from "vitest";
import { acmeSeed, PEOPLE } from "../../../src/cli/demo/seed.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { cutover, folderWith } from "../harness.ts";

// Over HTTP, as people and jobs do it.

const ROOT = "token-of-root-0123456789";
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

const catalog = (server: Sandbox, flags: string) => `apiVersion: cutover/v1
kind: Config
gitlab:
  url: ${server.url}
  tracker: { group: acme, project: acme/ai }
  labels: ["AI Model Migration"]
  flags: ${flags}
audiences:
  team: { user_list: team-members, feature_group: team }
ramps:
  standard:
    steps:
      - { audience: team, soak: 2d }
      - { percentage: 100, soak: 1d }
`;
const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: sonnet
status: active
owner: "@ana"
summary: Chat moves to Claude Sonnet 4.6.
features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5_20250929_vertex
    to: claude_sonnet_4_6_vertex
    flag: { name: duo_chat_sonnet }
    ramp: standard
`;

async function start(flags: string) {
  const seed = acmeSeed();
  const root = { username: "root", name: "Root", token: ROOT, admin: true } as const;
  const server = await startSandbox({
    now: "2026-11-23T09:00:00Z",
    tier: "ultimate",
    seed: {
      ...seed,
      users: [...(seed.users ?? []), root],
      feature_definitions: [{ name: "duo_chat_sonnet", default_enabled: false }],
    },
  });
  const { path, remove } = await folderWith({
    "cutover.yaml": catalog(server, flags),
    "migrations/sonnet.yaml": MIGRATION,
  });
  ended.push(remove, () => server.close());
  const call = async (method: string, place: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${server.url}/api/v4/${place}`, {
      method,
      headers: { "private-token": ROOT, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${place}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const run = (token: string, ...argv: string[]) => cutover(path, argv, { env: { CUTOVER_TOKEN: token } });
  const labels = async () =>
    ((await call("GET", "projects/acme%2Fai/issues?per_page=100")) as { title: string; labels: string[] }[])
      .filter((issue) => issue.labels.includes("cutover::hold"))
      .map(({ title }) => title);
  return { call, run, labels };
}

const ABORT = ["rollout", "abort", "sonnet/duo_chat", "--reason", "cut off"];

it("is for anybody who may: with a token of one's own the flag goes off and is held", async () => {
  const { call, run, labels } = await start("{ backend: project, project: acme/monolith }");
  const made = await run(PEOPLE.bot.token, "apply", "--yes");
  expect([made.code, made.err]).toEqual([0, expect.any(String)]);
  const place = "projects/acme%2Fmonolith/feature_flags/duo_chat_sonnet";
  await call("PUT", place, {
    active: true,
    strategies: [{ name: "default", parameters: {}, scopes: [{ environment_scope: "production" }] }],
  });
  const { code, out } = await run(ROOT, ...ABORT);
  expect(out).toContain("(it was: everyone in production)");
  expect([code, await labels()]).toEqual([0, [expect.stringContaining("duo_chat")]]);
  expect(await call("GET", place)).toMatchObject({ active: false });
  const again = await run(PEOPLE.bot.token, "apply", "--yes");
  expect(again.code).toBe(0);
  expect(await call("GET", place)).toMatchObject({ active: false });
});

it("takes a flag of the whole server back, and names what others had set on it", async () => {
  const { call, run, labels } = await start("{ backend: instance }");
  expect((await run(ROOT, "apply", "--yes")).code).toBe(0);
  await call("POST", "features/duo_chat_sonnet", { value: true, feature_group: "team" });
  await call("POST", "features/duo_chat_sonnet", { value: true, project: "acme/ai" });
  const { code, out } = await run(ROOT, ...ABORT);
  expect(out).toMatch(
    /flag duo_chat_sonnet of the whole server off \(it was: group "team" in \* .*gates of others went too: actors Project:\d+/,
  );
  expect([code, (await labels()).length]).toEqual([0, 1]);
  expect(await call("GET", "features")).toMatchObject([{ name: "duo_chat_sonnet", state: "off" }]);
  const refused = await run(PEOPLE.bot.token, ...ABORT);
  expect([refused.code, refused.out]).toEqual([3, expect.stringContaining("for its administrators alone")]);
});
