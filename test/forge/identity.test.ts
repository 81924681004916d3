import { describe, expect, test } from "vitest";
import { readForeignCommits } from "../../src/forge/gitlab/branches.ts";
import { createClient } from "../../src/forge/gitlab/client.ts";
import { identityOf, readIdentity } from "../../src/forge/gitlab/identity.ts";

const URL_OF_SERVER = "https://gitlab.acme.example";
const READER = { id: 9, username: "reader", email: "reader@acme.example", commit_email: "", public_email: "" };
const MADE = "a".repeat(40);

/** A server with one merge request that holds a commit of this address; `kept` is the commit that its marker names. */
async function foreign(user: object, email: string, kept?: string): Promise<readonly { readonly author: string }[]> {
  const commit = (id: string, address: string) => ({
    id,
    author_name: "Somebody",
    author_email: address,
    committer_name: "Somebody",
    committer_email: address,
  });
  const answers: Readonly<Record<string, unknown>> = {
    "/api/v4/user": READER,
    "/api/v4/users": [user],
    "/api/v4/projects/acme%2Fai/merge_requests/1/commits": [commit("b".repeat(40), email)],
    ...(kept === undefined ? {} : { [`/api/v4/projects/acme%2Fai/repository/commits/${MADE}`]: commit(MADE, kept) }),
  };
  const fetch = async (input: string | URL | Request) => {
    const body = answers[new URL(input instanceof Request ? input.url : input).pathname];
    return Response.json(body ?? { message: "404 Not found" }, { status: body === undefined ? 404 : 200 });
  };
  const clock = { now: () => 0, sleep: async () => {} };
  const client = createClient({ url: URL_OF_SERVER, token: "token", fetch, clock, userAgent: "test" });
  const identity = await identityOf(client, await readIdentity(client), "Cutover-Bot");
  expect(identity.user).toBe("cutover-bot");
  return readForeignCommits(client, identity, "acme/ai", 1, MADE);
}

const BOT = { id: 42, username: "cutover-bot", public_email: "" };

describe("a commit of another user is known by its address:", () => {
  test.each([
    ["the one that GitLab makes up for private ones", "42-cutover-bot@users.noreply.gitlab.acme.example"],
    ["the same without the name", "42@users.noreply.gitlab.acme.example"],
    ["that of a project's or group's access token", "cutover-bot@noreply.gitlab.acme.example"],
    ["in whatever case", "Cutover-Bot@NoReply.gitlab.acme.example"],
  ])("%s", async (_what, email) => {
    expect(await foreign(BOT, email)).toEqual([]);
  });

  test("the public one of its profile", async () => {
    expect(await foreign({ ...BOT, public_email: "Bot@acme.example" }, "bot@acme.example")).toEqual([]);
  });

  test("the one on the commit that its marker names, as long as the server keeps that", async () => {
    expect(await foreign(BOT, "secret@acme.example", "Secret@acme.example")).toEqual([]);
    expect(await foreign(BOT, "secret@acme.example")).toHaveLength(1);
  });

  test.each([
    "43-cutover-bot@users.noreply.gitlab.acme.example",
    "cutover-bot@noreply.elsewhere.example",
    "reader@acme.example",
    "",
  ])("%j is another's", async (email) => {
    expect(await foreign(BOT, email, "bot@acme.example")).toHaveLength(1);
  });
});
