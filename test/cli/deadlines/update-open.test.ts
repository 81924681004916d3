import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PEOPLE, TRACKER } from "../../../src/cli/demo/seed.ts";
import { type GithubServer, startGithub } from "../../github-server.ts";
import { type AcmeLive, acmeLive } from "../acme-live.ts";
import { cutover } from "../harness.ts";
import { RSS, smallSources, TODAY } from "./update-world.ts";

const GITHUB_TOKEN = "github_pat_11AAAAAAA0123456789abcdef";

let acme: AcmeLive;
let github: GithubServer;

beforeEach(async () => {
  acme = await acmeLive();
  github = await startGithub(smallSources());
});
afterEach(async () => {
  await acme.close();
  await github.close();
});

function propose(words: readonly string[] = []) {
  return cutover(acme.folder, ["deadlines", "update", "--open", ...words], {
    clock: { now: () => TODAY, sleep: async () => {} },
    env: {
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN,
      CUTOVER_TOKEN: PEOPLE.bot.token,
      CI_PROJECT_PATH: TRACKER,
      CI_DEFAULT_BRANCH: "main",
    },
  });
}

it("proposes the file once, and writes nothing here; each server is sent its own token alone", async () => {
  const first = await propose();
  expect(first).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^opened lock {2}!1 {2}http\S+\/merge_requests\/1$/m),
  });
  expect(existsSync(join(acme.folder, "deadlines.lock.json"))).toBe(false);
  const text = await acme.bo.file(TRACKER, "deadlines.lock.json", "cutover/deadlines/lock");
  expect(text).toContain('"model":"acme-sonnet-4-5","source":"anthropic-sdk"');
  expect(text).not.toContain(GITHUB_TOKEN);
  expect(JSON.stringify(github.requests)).not.toContain(PEOPLE.bot.token);

  expect(await propose()).toMatchObject({ code: 0, out: expect.stringMatching(/^waits for people: lock {2}\S*!1 /m) });
  const told = await propose(["--format", "json"]);
  expect(JSON.parse(told.out)).toMatchObject({ written: false, request: { name: "lock", done: "open" } });
});

it("is a failed run where a source could not be read, whose others are proposed all the same", async () => {
  github.repositories.set(RSS, { "data.json": "{}" });
  expect(await propose()).toMatchObject({ code: 3, out: expect.stringContaining("opened lock") });
  expect(await acme.bo.file(TRACKER, "deadlines.lock.json", "cutover/deadlines/lock")).toContain("anthropic-sdk");
});

it("proposes nothing where nothing was known and nothing could be read", async () => {
  github.repositories.clear();
  const { code, out } = await propose();
  expect([code, out]).toEqual([3, "deadlines.lock.json is not written: nothing is known yet\n"]);
});
