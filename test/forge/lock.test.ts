import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sent } from "../../src/forge/gitlab/http.ts";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { WORLD } from "./world.ts";

const PROJECT = WORLD.tracker;
const OURS = { id: "2026-07-01T12:00:00Z-ours", info: "apply by CI job 7" };
const THEIRS = { id: "2026-07-01T13:00:00Z-theirs", info: "apply by ana" };

let sandbox: Sandbox;
let sent: Sent[] = [];

beforeEach(async () => {
  const people = (username: string, role: "maintainer" | "developer") =>
    ({ username, name: username, token: `token-of-${username}`, role }) as const;
  sandbox = await startSandbox({
    seed: {
      users: [people(WORLD.bot, "maintainer"), people(WORLD.ana, "maintainer"), people(WORLD.bo, "developer")],
      projects: [{ path: PROJECT }],
    },
  });
  sent = [];
});
afterEach(() => sandbox.close());

function forgeOf(user: string, over: typeof fetch = fetch): Forge {
  return createGitLabForge({
    url: sandbox.url,
    token: `token-of-${user}`,
    fetch: over,
    onRequest: (request) => void sent.push(request),
  });
}

describe("the lock of a project", () => {
  test("is had by one, who is told to the others, until it is given back", async () => {
    const [ours, theirs] = [forgeOf(WORLD.bot), forgeOf(WORLD.ana)];
    expect(await ours.lock(PROJECT, OURS)).toEqual({ got: true });
    expect(await theirs.lock(PROJECT, THEIRS)).toEqual({
      got: false,
      holder: { id: OURS.id, who: WORLD.bot, created: expect.any(String) },
    });
    expect(await ours.unlock(PROJECT, OURS.id)).toBe(true);
    expect(await theirs.lock(PROJECT, THEIRS)).toEqual({ got: true });
  });

  test("is not broken by whoever gives back another one", async () => {
    const [ours, theirs] = [forgeOf(WORLD.bot), forgeOf(WORLD.ana)];
    await theirs.lock(PROJECT, THEIRS);
    expect(await ours.unlock(PROJECT, OURS.id)).toBe(false);
    expect(await ours.lock(PROJECT, OURS)).toMatchObject({ got: false, holder: { id: THEIRS.id, who: WORLD.ana } });
    // Without its name the server would give anybody's lock away.
    expect(sent.filter(({ url, write }) => write && url.includes("?")).map(({ url }) => new URL(url).search)).toEqual([
      `?${new URLSearchParams({ ID: OURS.id })}`,
    ]);
  });

  test("that we hold already is ours", async () => {
    const ours = forgeOf(WORLD.bot);
    expect(await ours.lock(PROJECT, OURS)).toEqual({ got: true });
    expect(await ours.lock(PROJECT, OURS)).toEqual({ got: true });
  });

  test("whose answer was lost is ours, and is another's where that one was faster", async () => {
    let lost = 0;
    const losing = forgeOf(WORLD.bot, async (url, init) => {
      const answer = await fetch(url, init);
      if (init?.method !== "POST" || lost > 0) return answer;
      lost += 1;
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    });
    expect(await losing.lock(PROJECT, OURS)).toEqual({ got: true });
    lost = 0;
    expect(await losing.lock(PROJECT, { ...OURS, id: "another-run" })).toMatchObject({
      got: false,
      holder: { id: OURS.id },
    });
  });

  test("needs Maintainer", async () => {
    expect(await forgeOf(WORLD.bo).lock(PROJECT, OURS)).toEqual({
      got: undefined,
      reason: `a lock needs Maintainer on ${PROJECT}`,
    });
  });

  test("is not to be had in a project that is not there", async () => {
    expect(await forgeOf(WORLD.bot).lock("acme/none", OURS)).toEqual({
      got: undefined,
      reason: "acme/none has no Terraform states, whose lock is used",
    });
  });

  test("leaves no state behind", async () => {
    const ours = forgeOf(WORLD.bot);
    await ours.lock(PROJECT, OURS);
    await ours.unlock(PROJECT, OURS.id);
    const path = `/api/v4/projects/${encodeURIComponent(PROJECT)}/terraform/state/cutover-apply`;
    const answer = await fetch(`${sandbox.url}${path}`, { headers: { "private-token": "token-of-ana" } });
    expect(answer.status).toBe(204);
  });
});
