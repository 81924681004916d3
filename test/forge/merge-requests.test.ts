import { afterEach, expect, test } from "vitest";
import { createClient } from "../../src/forge/gitlab/client.ts";
import { findMergeRequest, settledMergeRequest } from "../../src/forge/gitlab/merge-requests.ts";
import type { Locator } from "../../src/model/observed.ts";
import { type FaultServer, type Reply, startFaultServer } from "./fault-server.ts";

const locator: Locator = { kind: "proposal", home: "acme/gateway", id: "5" };
const servers: FaultServer[] = [];
let slept: number[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function clientFor(replies: readonly Reply[] | Parameters<typeof startFaultServer>[0]) {
  const server = await startFaultServer(replies);
  servers.push(server);
  slept = [];
  const clock = { now: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  return createClient({ url: server.url, token: "t", fetch, clock, userAgent: "test" });
}

function request(head: string | null) {
  return {
    iid: 5,
    state: "opened",
    source_branch: "b",
    diff_refs: head === null ? null : { head_sha: head, base_sha: "0" },
  };
}

test("a fork's merge request from a branch of the same name is not ours", async () => {
  const row = (iid: number, state: string, source: number) => ({
    iid,
    state,
    source_project_id: source,
    target_project_id: 7,
    target_branch: "main",
  });
  const client = await clientFor([{ body: [row(9, "opened", 8), row(4, "closed", 7), row(3, "merged", 7)] }]);
  expect(await findMergeRequest(client, "acme/gateway", "b", "main")).toEqual({
    iid: 4,
    open: false,
  });
});

test("an open one that a person sent elsewhere is found, a closed one into another branch is not", async () => {
  const row = (iid: number, state: string, target: string) => ({
    iid,
    state,
    source_project_id: 7,
    target_project_id: 7,
    target_branch: target,
  });
  const open = await clientFor([{ body: [row(9, "closed", "main"), row(4, "opened", "stable")] }]);
  expect(await findMergeRequest(open, "acme/gateway", "b", "main")).toEqual({ iid: 4, open: true });
  const closed = await clientFor([{ body: [row(9, "merged", "stable"), row(4, "closed", "main")] }]);
  expect(await findMergeRequest(closed, "acme/gateway", "b", "main")).toEqual({ iid: 4, open: false });
});

test("a diff that GitLab is still working out is waited for", async () => {
  const branch = { body: { name: "b", commit: { id: "2" } } };
  const client = await clientFor([{ body: request(null) }, branch, { body: request("1") }]);
  expect((await settledMergeRequest(client, locator)).values).toMatchObject({ diff_refs: { head_sha: "1" } });
  expect(slept).toEqual([500]);
});

test("after a rebuild the diff of the new head is waited for, and not for ever", async () => {
  const client = await clientFor([{ body: request("1") }, { body: request("1") }, { body: request("2") }]);
  await settledMergeRequest(client, locator, "2");
  expect(slept).toEqual([500, 500]);
  const stuck = await clientFor([{ body: request("1") }]);
  await expect(settledMergeRequest(stuck, locator, "2")).rejects.toMatchObject({
    kind: "conflict",
    message: "GitLab is still working out the diff of acme/gateway!5",
  });
  expect(slept).toHaveLength(19);
});
