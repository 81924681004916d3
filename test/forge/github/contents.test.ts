import { getEventListeners } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Contents, contentsReader, type GithubOptions } from "../../../src/forge/github/contents.ts";
import { ForgeError } from "../../../src/forge/port.ts";
import { type GithubServer, startGithub } from "../../github-server.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const TOKEN = "github_pat_11AAAAAAA0123456789abcdef";
const FILE = { repository: "acme/models", path: "data/list #1.json" };
const TEXT = '{ "ends": "2026-11-30", "who": "Zoë" }\n';

let server: GithubServer;
let slept: number[];

beforeEach(async () => {
  server = await startGithub(new Map([["acme/models", { [FILE.path]: TEXT, "data/other.json": "[]" }]]));
  slept = [];
});
afterEach(() => server.close());

function read(file: Parameters<ReturnType<typeof contentsReader>>[0] = FILE, options: Partial<GithubOptions> = {}) {
  const clock = { now: () => NOW, sleep: async (pause: number) => void slept.push(pause) };
  return contentsReader({ fetch, url: server.url, token: undefined, clock, ...options })(file);
}

async function failure(reading: Promise<Contents>): Promise<ForgeError> {
  const error = await reading.then(
    (found) => expect.fail(`it was read: ${JSON.stringify(found)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ForgeError)) throw error;
  return error;
}

describe("a file of a public repository", () => {
  it("is read as it is, with the headers that GitHub asks for", async () => {
    const found = await read();
    expect(found).toEqual({ state: "read", text: TEXT, etag: expect.stringMatching(/^W\/"[0-9a-f]+"$/) });
    const [{ path, headers } = expect.fail("no request")] = server.requests;
    expect(path).toBe(`/repos/acme/models/contents/${FILE.path}`);
    expect(headers).toMatchObject({
      accept: "application/vnd.github.raw+json",
      "x-github-api-version": "2022-11-28",
      "user-agent": expect.stringMatching(/^cutover /),
    });
    expect(headers.authorization).toBeUndefined();
  });

  it("is asked for with the token, if there is one", async () => {
    server.token = TOKEN;
    expect(await read(FILE, { token: TOKEN })).toMatchObject({ state: "read" });
    expect(server.requests[0]?.headers.authorization).toBe(`token ${TOKEN}`);
  });

  it("is not sent again while its ETag stands, and is when it changes", async () => {
    const first = await read();
    const etag = first.state === "read" ? first.etag : undefined;
    expect(await read({ ...FILE, etag })).toEqual({ state: "unchanged" });
    server.repositories.set("acme/models", { [FILE.path]: "new" });
    expect(await read({ ...FILE, etag })).toMatchObject({ state: "read", text: "new" });
    expect(server.requests.map(({ status }) => status)).toEqual([200, 304, 200]);
  });

  it("is missing where the file or its repository is not there", async () => {
    expect(await read({ ...FILE, path: "data/none.json" })).toEqual({ state: "missing" });
    expect(await read({ ...FILE, repository: "acme/none" })).toEqual({ state: "missing" });
    expect(slept).toEqual([]);
  });

  it("is read where the server leads to, which is told", async () => {
    server.repositories.set("acme/catalog", { [FILE.path]: TEXT });
    server.move("acme/models", "acme/catalog");
    const first = await read();
    expect(first).toMatchObject({
      state: "read",
      text: TEXT,
      movedTo: expect.stringMatching(/\/repositories\/\d+\/contents\/data\/list%20%231\.json$/),
    });
    const etag = first.state === "read" ? first.etag : undefined;
    expect(await read({ ...FILE, etag })).toMatchObject({ state: "unchanged", movedTo: expect.any(String) });
  });

  it("is read at a signed address, which is told without what signs it", async () => {
    const signed =
      (at: string): typeof fetch =>
      async (request, init) => {
        const answer = await fetch(request, init);
        return Object.defineProperty(answer, "url", { value: at });
      };
    const at = "https://cdn.example.com/models/list.json";
    expect(await read(FILE, { fetch: signed(`${at}?X-Amz-Signature=0123456789#abc`) })).toMatchObject({ movedTo: at });
  });

  it("is missing where the server leads to nothing", async () => {
    server.move("acme/models", "acme/gone");
    expect(await read()).toEqual({ state: "missing" });
  });

  it("takes no token along to another server", async () => {
    const other = await startGithub(new Map([["acme/catalog", { [FILE.path]: TEXT }]]));
    try {
      server.move("acme/models", "acme/catalog", other.url);
      expect(await read(FILE, { token: TOKEN })).toMatchObject({ state: "read", text: TEXT });
      expect(server.requests[0]?.headers.authorization).toContain(TOKEN);
      expect(other.requests).toHaveLength(1);
      expect(JSON.stringify(other.requests)).not.toContain(TOKEN);
    } finally {
      await other.close();
    }
  });
});

describe("what is no text of a file", () => {
  it("a folder, which is listed", async () => {
    const error = await failure(read({ ...FILE, path: "data" }));
    expect(error).toMatchObject({
      kind: "broken",
      message: "acme/models/data is answered by application/json; charset=utf-8, which is no file",
    });
  });

  it("the page of a network that wants a login", async () => {
    server.trouble("", { kind: "login page" });
    const error = await failure(read());
    expect(error).toMatchObject({ kind: "broken", hint: expect.stringContaining("GITHUB_API_URL") });
    expect(slept).toEqual([]);
  });

  it("bytes that are no UTF-8", async () => {
    server.repositories.set("acme/models", { [FILE.path]: Buffer.from([0x22, 0xff, 0x22]) });
    expect(await failure(read())).toMatchObject({ kind: "refused", message: expect.stringMatching(/no UTF-8 text$/) });
  });

  it("more than 5 MB, also where they are packed into less", async () => {
    server.repositories.set("acme/models", { [FILE.path]: "a".repeat(5_000_000) });
    expect(await read()).toMatchObject({ state: "read" });
    server.repositories.set("acme/models", { [FILE.path]: "a".repeat(5_000_001) });
    expect(await failure(read())).toMatchObject({
      kind: "refused",
      message: "acme/models/data/list #1.json is larger than 5 MB, the most that is read",
    });
  });

  it("an answer that nothing has changed, where nothing was known", async () => {
    server.trouble("", { kind: "not modified" });
    expect(await failure(read())).toMatchObject({ kind: "broken", message: expect.stringMatching(/answered 304$/) });
  });
});

describe("a server that is in trouble", () => {
  it.each([
    { kind: "server error", status: 500 },
    { kind: "server error", status: 502 },
    { kind: "unicorn" },
    { kind: "cut" },
    { kind: "cut", inBody: true },
  ] as const)("%j is asked twice more, a little later", async (trouble) => {
    server.trouble("", trouble, 2);
    expect(await read()).toMatchObject({ state: "read", text: TEXT });
    expect(slept).toEqual([500, 1500]);
  });

  it.each([
    [{ kind: "server error" }, "broken", "acme/models/data/list #1.json answered 502: Server Error"],
    [{ kind: "unicorn" }, "broken", "acme/models/data/list #1.json answered 503: a page of HTML"],
    [{ kind: "cut" }, "unreachable", /^http:\/\/127\.0\.0\.1:\d+ does not answer \(\S+\)$/],
    [{ kind: "cut", inBody: true }, "unreachable", /does not answer \(\S+\)$/],
  ] as const)("%j is told after three times", async (trouble, kind, message) => {
    server.trouble("", trouble);
    const error = await failure(read());
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    expect(server.requests).toHaveLength(3);
  });

  it("is not waited for longer than one request may take, nor asked again", async () => {
    server.trouble("", { kind: "hang" });
    expect(await failure(read(FILE, { timeout: 50 }))).toMatchObject({ kind: "unreachable" });
    expect(server.requests).toHaveLength(1);
  });

  it("leaves nothing behind that listens for an interruption", async () => {
    const { signal } = new AbortController();
    await read(FILE, { signal });
    await read({ ...FILE, path: "data/none.json" }, { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("is told apart from an interruption on a Node.js 20 that is too old to join signals", async () => {
    const { any } = AbortSignal;
    Reflect.deleteProperty(AbortSignal, "any");
    try {
      server.trouble("", { kind: "hang" });
      const { signal } = new AbortController();
      const late = await failure(read(FILE, { timeout: 50, signal }));
      expect(late.message).toContain("does not answer (no answer within 30 s)");
      const interrupted = await failure(read(FILE, { signal: AbortSignal.abort() }));
      expect(interrupted.message).not.toContain("within 30 s");
    } finally {
      Object.assign(AbortSignal, { any });
    }
  });

  it("is not waited for once the user interrupts", async () => {
    server.trouble("", { kind: "hang" });
    const interrupt = new AbortController();
    const reading = failure(read(FILE, { signal: interrupt.signal }));
    setTimeout(() => interrupt.abort(), 30);
    expect(await reading).toMatchObject({ kind: "unreachable" });
    expect(slept).toEqual([]);
  });

  it("is not there at all", async () => {
    const url = await closedPort();
    const error = await failure(read(FILE, { url }));
    expect(error).toMatchObject({ kind: "unreachable", message: `${url} does not answer (ECONNREFUSED)` });
  });
});

describe("limits", () => {
  it("a short one is waited for, once", async () => {
    server.trouble("", { kind: "secondary limit", retryAfter: 7 }, 1);
    expect(await read()).toMatchObject({ state: "read" });
    expect(slept).toEqual([7000]);
  });

  it.each([403, 429] as const)("a short one that comes again as %i is told", async (status) => {
    server.trouble("", { kind: "secondary limit", retryAfter: 60, status });
    expect(await failure(read())).toMatchObject({
      kind: "throttled",
      message: "GitHub answers no more requests until 2026-11-23T09:01Z",
    });
    expect(slept).toEqual([60_000]);
  });

  it("one without a time is taken for a minute", async () => {
    server.trouble("", { kind: "secondary limit" }, 1);
    expect(await read()).toMatchObject({ state: "read" });
    expect(slept).toEqual([60_000]);
  });

  it("a longer one is told at once, with the time when it goes on", async () => {
    server.trouble("", { kind: "secondary limit", retryAfter: 61 });
    expect(await failure(read())).toMatchObject({ kind: "throttled", message: expect.stringContaining("T09:02Z") });
    expect(slept).toEqual([]);
  });

  it.each([403, 429] as const)("the one of an hour is told at once (%i)", async (status) => {
    server.trouble("", { kind: "primary limit", resetsAt: NOW / 1000 + 1800, status });
    expect(await failure(read())).toMatchObject({
      kind: "throttled",
      message: "GitHub answers no more requests until 2026-11-23T09:30Z",
      hint: expect.stringContaining("CUTOVER_GITHUB_TOKEN"),
    });
    expect(await failure(read(FILE, { token: TOKEN }))).toMatchObject({ hint: "try again then" });
    expect(slept).toEqual([]);
  });
});

describe("a token that is not taken", () => {
  it("says so, and not which one it was", async () => {
    server.token = "another";
    const error = await failure(read(FILE, { token: TOKEN }));
    expect(error).toMatchObject({
      kind: "unauthenticated",
      message: "acme/models/data/list #1.json answered 401: Bad credentials",
      hint: expect.stringContaining("CUTOVER_GITHUB_TOKEN (else GITHUB_TOKEN)"),
    });
    expect(slept).toEqual([]);
  });

  it("is no part of what a server says that repeats it", async () => {
    server.trouble("", { kind: "forbidden", message: `${TOKEN}\u001b[2J may not\nread this` });
    const error = await failure(read(FILE, { token: TOKEN }));
    expect(error.kind).toBe("forbidden");
    expect(error.message).toMatch(/answered 403: \[token\] \[2J may not read this$/);
  });

  it("is not sent where it cannot be one", async () => {
    const broken = "github_pat\n11AAAAAAA";
    expect(() =>
      contentsReader({ fetch, url: server.url, token: broken, clock: { now: () => NOW, sleep: async () => {} } }),
    ).toThrow("the token holds a blank, a line break or a character that no token has");
  });
});

async function closedPort(): Promise<string> {
  const probe = createServer();
  const port = await new Promise<number>((resolve) =>
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    }),
  );
  await new Promise((resolve) => probe.close(resolve));
  return `http://127.0.0.1:${port}`;
}
