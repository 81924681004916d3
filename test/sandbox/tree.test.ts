import { Gitlab } from "@gitbeaker/rest";
import { expect, test } from "vitest";
import { AI, type Client, start } from "./client.ts";

const FILES = ["a/b/c.yml", "a/b/d.yml", "a/e.yml", "a/b.yml", "ab/f.yml", "z.txt"];

async function furnished(): Promise<Client> {
  const client = await start();
  const actions = FILES.map((path) => ({ action: "create", file_path: path, content: "same\n" }));
  const script = { action: "create", file_path: "run.sh", content: "#!/bin/sh\n", execute_filemode: true };
  await client.call("maja", "POST", `${AI}/repository/commits`, {
    branch: "main",
    commit_message: "files",
    actions: [...actions, script],
  });
  return client;
}

interface Row {
  readonly path: string;
}

function paths(body: unknown): string[] {
  return (body as Row[]).map(({ path }) => path);
}

test("a level of the tree, with folders, files and their modes", async () => {
  const client = await furnished();
  const { status, body } = await client.call("ana", "GET", `${AI}/repository/tree`);
  expect(status).toBe(200);
  expect(body).toContainEqual({
    id: expect.stringMatching(/^[0-9a-f]{40}$/),
    name: "a",
    type: "tree",
    path: "a",
    mode: "040000",
  });
  expect(body).toContainEqual(expect.objectContaining({ path: "run.sh", type: "blob", mode: "100755" }));
  expect(paths(body)).toEqual(["a", "ab", "docs", "models.yml", "run.sh", "z.txt"]);
});

test("a folder of it, alone and with all below", async () => {
  const client = await furnished();
  const tree = async (query: string) => paths((await client.call("ana", "GET", `${AI}/repository/tree?${query}`)).body);
  expect(await tree("path=a")).toEqual(["a/b", "a/b.yml", "a/e.yml"]);
  expect(await tree("path=a/&recursive=true")).toEqual(["a/b", "a/b.yml", "a/b/c.yml", "a/b/d.yml", "a/e.yml"]);
  expect(await tree("path=a&recursive=true&pagination=none&per_page=1")).toHaveLength(5);
});

test("as it was at a commit", async () => {
  const client = await furnished();
  const before = await client.call("ana", "GET", `${AI}/repository/commits?ref_name=main`);
  const first = (before.body as { id: string }[]).at(-1)?.id;
  const { body } = await client.call("ana", "GET", `${AI}/repository/tree?ref=${first}`);
  expect(paths(body)).toEqual(["docs", "models.yml"]);
});

test("what is not there, what may not be asked, and who may not ask", async () => {
  const client = await furnished();
  const answer = async (user: string, query: string) => {
    const { status, body } = await client.call(user, "GET", `${AI}/repository/tree?${query}`);
    return [status, body];
  };
  expect(await answer("ana", "path=no/such")).toEqual([404, { message: "404 invalid revision or path Not Found" }]);
  expect(await answer("ana", "ref=no-such")).toEqual([404, { message: "404 Tree Not Found" }]);
  expect(await answer("ana", "pagination=none")).toEqual([
    400,
    { error: 'pagination cannot be "none" unless "recursive" is true' },
  ]);
  expect((await answer("ana", "pagination=all"))[0]).toBe(400);
  expect((await answer("ana", "pagination=keyset&page_token=nonsense"))[0]).toBe(400);
  expect((await answer("stranger", "path=a"))[0]).toBe(404);
});

test("by pages, and by keyset with a token, as gitbeaker follows it", async () => {
  const client = await furnished();
  const first = await client.call("ana", "GET", `${AI}/repository/tree?recursive=true&per_page=4`);
  expect(first.headers.get("x-next-page")).toBe("2");
  const keyset = await client.call("ana", "GET", `${AI}/repository/tree?recursive=true&per_page=4&pagination=keyset`);
  expect(keyset.headers.get("link")).toMatch(/page_token=[\w-]+.*rel="next"/);
  expect(keyset.headers.get("x-next-page")).toBeNull();
  const api = new Gitlab({ host: client.sandbox.url, token: "ana" });
  const options = { recursive: true, pagination: "keyset", perPage: 4 } as const;
  const all = await api.Repositories.allRepositoryTrees("acme/ai", { ...options, orderBy: "path", sort: "asc" });
  expect(all.map(({ path }) => path)).toEqual([
    "a",
    "a/b",
    "a/b.yml",
    "a/b/c.yml",
    "a/b/d.yml",
    "a/e.yml",
    "ab",
    "ab/f.yml",
    "docs",
    "docs/readme.md",
    "models.yml",
    "run.sh",
    "z.txt",
  ]);
});
