import { afterEach, expect, test } from "vitest";
import { createClient } from "../../src/forge/gitlab/client.ts";
import { readFiles } from "../../src/forge/gitlab/files.ts";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import { type FaultServer, type Received, type Reply, startFaultServer } from "./fault-server.ts";

const servers: FaultServer[] = [];
const clock = { now: () => 0, sleep: async () => {} };

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(replies: readonly Reply[] | ((request: Received) => Reply)): Promise<FaultServer> {
  const server = await startFaultServer(replies);
  servers.push(server);
  return server;
}

function clientOf({ url }: FaultServer) {
  return createClient({ url, token: "secret-of-bot", fetch, clock, userAgent: "test" });
}

test("pages are followed to the end, on our own origin wherever the links point", async () => {
  const elsewhere = await start([{ body: [] }]);
  const link = (page: number) => ({
    link: `<${elsewhere.url}/api/v4/projects/1/issues?page=${page}&per_page=100&labels=a%2Cb>; rel="next"`,
  });
  const server = await start(({ url }) => {
    const page = Number(new URL(url, "http://x").searchParams.get("page") ?? "1");
    return { headers: page < 3 ? link(page + 1) : {}, body: page === 2 ? [] : [{ iid: page }] };
  });
  // The second page is empty, as GitLab's may be once it has left out what may not be seen: that is not the end.
  const issues = await clientOf(server).api.issues.all({ projectId: "acme/ai", labels: "a,b", perPage: 100 });
  expect(issues).toEqual([{ iid: 1 }, { iid: 3 }]);
  expect(server.received.map(({ url }) => url)).toEqual([
    "/api/v4/projects/acme%2Fai/issues?labels=a%2Cb&per_page=100",
    "/api/v4/projects/acme%2Fai/issues?page=2&per_page=100&labels=a%2Cb",
    "/api/v4/projects/acme%2Fai/issues?page=3&per_page=100&labels=a%2Cb",
  ]);
  expect(elsewhere.received).toEqual([]);
});

test("a page that names itself as the next one is an error", async () => {
  const server = await start(({ url }) => ({ headers: { link: `<${url}>; rel="next"` }, body: [] }));
  await expect(clientOf(server).api.issues.all({ projectId: "acme/ai", page: undefined })).rejects.toMatchObject({
    kind: "broken",
    message: expect.stringContaining("names itself as its next page"),
  });
});

test("a next page without an address is an error", async () => {
  const server = await start([{ headers: { link: '<http://[>; rel="next"' }, body: [] }]);
  await expect(clientOf(server).api.issues.all({ projectId: "acme/ai" })).rejects.toMatchObject({
    kind: "broken",
    message: expect.stringContaining("names a next page without an address"),
  });
});

test("names go out as Rails writes them, values as they are", async () => {
  const server = await start([{ status: 201, body: { id: "1" } }]);
  const content = '{"groupId": 1}\n';
  await clientOf(server).api.commits.create(
    "acme/ai",
    "b",
    "m",
    [{ action: "update", filePath: "aB/cD.json", content, lastCommitId: "z" }],
    {
      startSha: "s",
    },
  );
  await clientOf(server).api.issues.all({ projectId: "acme/ai", iids: [1, 2], not: { labels: "x" } });
  expect(JSON.parse(server.received[0]?.body ?? "")).toEqual({
    branch: "b",
    commit_message: "m",
    actions: [{ action: "update", file_path: "aB/cD.json", content, last_commit_id: "z" }],
    start_sha: "s",
  });
  expect(decodeURIComponent(server.received[1]?.url ?? "")).toBe(
    "/api/v4/projects/acme%2Fai/issues?iids[]=1&iids[]=2&not[labels]=x".replace("%2F", "/"),
  );
});

test("a name that would change the address is refused before anything is sent", async () => {
  const server = await start([{}]);
  await expect(clientOf(server).api.flags.show("acme/ai", "..")).rejects.toMatchObject({ kind: "refused" });
  expect(server.received).toEqual([]);
});

test("a server below a path is asked below that path", async () => {
  const server = await start([{ body: { id: 1, username: "ana" } }]);
  const forge = createGitLabForge({ url: `${server.url}/gitlab/`, token: "t", fetch, clock });
  await forge.session().catch(() => undefined);
  expect(server.received.map(({ url }) => url).sort()).toEqual(["/gitlab/api/v4/metadata", "/gitlab/api/v4/user"]);
});

test("files keep their byte order mark; what is too large or no text is refused", async () => {
  const files: Record<string, Reply> = {
    bom: { body: Buffer.from("\uFEFFa: 1\n") },
    empty: { body: "" },
    json: { headers: { "content-type": "application/json" }, body: '{"a": 1}' },
    large: { body: "x".repeat(1_000_001) },
    latin: { body: Buffer.from([0x61, 0xe4]) },
    none: { status: 404, body: { message: "404 File Not Found" } },
  };
  const server = await start(({ url }) => files[/files\/(\w+)\/raw/.exec(url)?.[1] ?? ""] ?? "drop");
  const read = (path: string) => readFiles(clientOf(server), "acme/ai", "0123", [path]);
  expect([...(await read("bom")).values()]).toEqual(["\uFEFFa: 1\n"]);
  expect([...(await read("empty")).values()]).toEqual([""]);
  expect([...(await read("json")).values()]).toEqual(['{"a": 1}']);
  expect([...(await read("none")).values()]).toEqual([undefined]);
  const name = "GET /projects/acme/ai/repository/files";
  await expect(read("large")).rejects.toMatchObject({
    kind: "refused",
    message: `${name}/large/raw is larger than 1 MB, the most that is read`,
  });
  await expect(read("latin")).rejects.toMatchObject({ kind: "refused", message: `${name}/latin/raw is no UTF-8 text` });
});

test("an answer of another shape names call and field", async () => {
  const page = await start([{ headers: { "content-type": "text/html" }, body: "<html>welcome</html>" }]);
  await expect(createGitLabForge({ url: page.url, token: "t", fetch, clock }).session()).rejects.toMatchObject({
    kind: "broken",
    message: "GET /user answered in a shape we do not know: should be an object",
  });
  const odd = await start([{ body: { username: 7, email: "a@example.com" } }]);
  await expect(createGitLabForge({ url: odd.url, token: "t", fetch, clock }).session()).rejects.toMatchObject({
    message: 'GET /user answered in a shape we do not know: "username" should be text',
  });
});

test("without a token a server that wants one is still there", async () => {
  const server = await start([{ status: 401, body: { message: "401 Unauthorized" } }]);
  const session = await createGitLabForge({ url: server.url, token: "", fetch, clock }).session();
  expect(session).toEqual({ user: "", version: "", sandbox: false });
});

test("GraphQL's errors are found at both places, under a status of 200", async () => {
  const graphql = (body: unknown) => start([{ body }]);
  const mutate = async (server: FaultServer) =>
    clientOf(server).graphql.mutate("mutation cutoverCreate { x }", "workItemCreate", {});
  await expect(
    mutate(await graphql({ data: { workItemCreate: { errors: ["Title can't be blank"], workItem: null } } })),
  ).rejects.toMatchObject({
    kind: "refused",
    message: "POST /graphql cutoverCreate was refused: Title can't be blank",
  });
  await expect(
    mutate(
      await graphql({
        errors: [
          {
            message:
              "The resource that you are attempting to access does not exist or you don't have permission to perform this action",
          },
        ],
      }),
    ),
  ).rejects.toMatchObject({ kind: "forbidden" });
  await expect(
    mutate(await graphql({ errors: [{ message: "Timeout on workItemCreate" }], data: null })),
  ).rejects.toMatchObject({
    kind: "ambiguous",
  });
  await expect(mutate(await graphql({ errors: [{ message: "no secret-of-bot here" }] }))).rejects.toMatchObject({
    message: "POST /graphql cutoverCreate was refused: no [token] here",
  });
  const query = clientOf(await graphql({ errors: [{ message: "Query has complexity of 300" }] })).graphql.query(
    "query q { x }",
    {},
  );
  await expect(query).rejects.toMatchObject({
    kind: "broken",
    message: "POST /graphql q failed: Query has complexity of 300",
  });
});
