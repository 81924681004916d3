import { afterEach, describe, expect, test } from "vitest";
import { createHttp, type Http, type Sent } from "../../src/forge/gitlab/http.ts";
import { ForgeError } from "../../src/forge/port.ts";
import { type FaultServer, type Reply, startFaultServer } from "./fault-server.ts";

const NOW = Date.parse("2026-06-01T09:00:00Z");
const TOKEN = "glpat-secret";
const servers: FaultServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Setup {
  readonly http: Http;
  readonly server: FaultServer;
  readonly slept: number[];
  readonly sent: Sent[];
  readonly url: URL;
}

async function setUp(
  replies: readonly Reply[],
  token: string | undefined = TOKEN,
  signal?: AbortSignal,
): Promise<Setup> {
  const server = await startFaultServer(replies);
  servers.push(server);
  const slept: number[] = [];
  const sent: Sent[] = [];
  const clock = { now: () => NOW, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  const userAgent = "cutover/test";
  const http = createHttp({ fetch, token, clock, userAgent, signal, onRequest: (entry) => sent.push(entry) });
  return { http, server, slept, sent, url: new URL(`${server.url}/api/v4/projects/acme%2Fai/issues?page=1`) };
}

async function failureOf(promise: Promise<unknown>): Promise<ForgeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ForgeError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("a throttled request", () => {
  test("of any method is sent again after Retry-After", async () => {
    const { http, server, slept, url } = await setUp([
      { status: 429, headers: { "retry-after": "2" }, body: "Retry later\n" },
      { status: 201, body: { iid: 1 } },
    ]);
    const answer = await http.write({ method: "POST", url, body: { title: "x" } });
    expect(answer.body).toEqual({ iid: 1 });
    expect(slept).toEqual([2000]);
    expect(server.received.map(({ method, body }) => [method, body])).toEqual([
      ["POST", '{"title":"x"}'],
      ["POST", '{"title":"x"}'],
    ]);
  });

  test("is not waited for once the user interrupts", async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const replies: Reply[] = [
      { status: 429, headers: { "retry-after": "60" } },
      { status: 502 },
      { status: 200, body: [] },
    ];
    const { http, server, slept, url } = await setUp(replies, TOKEN, interrupt.signal);
    expect((await failureOf(http.write({ method: "POST", url }))).kind).toBe("throttled");
    expect((await failureOf(http.read({ method: "GET", url }))).kind).toBe("broken");
    expect(server.received).toHaveLength(2);
    expect(slept).toEqual([]);
  });

  test("waits until Retry-After's date or RateLimit-Reset", async () => {
    const { http, slept, url } = await setUp([
      { status: 429, headers: { "retry-after": "Mon, 01 Jun 2026 09:00:03 GMT" } },
      { status: 429, headers: { "ratelimit-remaining": "0", "ratelimit-reset": String(NOW / 1000 + 7) } },
      { status: 429, headers: { "ratelimit-remaining": "7", "ratelimit-reset": String(NOW / 1000 + 50) } },
      {},
    ]);
    await http.read({ method: "GET", url });
    // The third is no matter of that window: requests remain in it.
    expect(slept).toEqual([3000, 7000, 4000]);
  });

  test("keeps the next one waiting where the HTTP layer has none left", async () => {
    const { http, slept, url } = await setUp([
      { headers: { "ratelimit-limit": "5", "ratelimit-remaining": "0", "ratelimit-reset": String(NOW / 1000 + 7) } },
      {},
    ]);
    await http.read({ method: "GET", url });
    expect(slept).toEqual([]);
    await http.write({ method: "POST", url, body: {} });
    expect(slept).toEqual([7000]);
  });

  test("without any header waits longer each time and gives up within two minutes", async () => {
    const { http, server, slept, url } = await setUp([{ status: 429, body: "Retry later\n" }]);
    const error = await failureOf(http.write({ method: "POST", url, body: {} }));
    expect(slept).toEqual([1000, 2000, 4000, 8000, 16000, 32000]);
    expect(server.received).toHaveLength(7);
    expect(error.kind).toBe("throttled");
    expect(error.message).toBe("POST /projects/acme/ai/issues answered 429: Retry later");
  });

  test("is not waited for longer than that", async () => {
    const { http, slept, url } = await setUp([{ status: 429, headers: { "retry-after": "3600" } }]);
    expect((await failureOf(http.read({ method: "GET", url }))).kind).toBe("throttled");
    expect(slept).toEqual([]);
  });
});

describe("a write", () => {
  test.each([500, 502, 503, 504])(
    "that is answered with %i is sent once and its outcome is unknown",
    async (status) => {
      const { http, server, url } = await setUp([{ status, body: "<html>bad gateway</html>" }]);
      const error = await failureOf(http.write({ method: "POST", url, body: {} }));
      expect(error.kind).toBe("ambiguous");
      expect(error.message).toBe(`POST /projects/acme/ai/issues answered ${status}: a page of HTML`);
      expect(server.received).toHaveLength(1);
    },
  );

  test("whose connection breaks is sent once and its outcome is unknown", async () => {
    const { http, server, url, sent } = await setUp(["drop"]);
    const error = await failureOf(http.write({ method: "POST", url, body: {} }));
    expect(error.kind).toBe("ambiguous");
    expect(error.hint).toContain("look");
    expect(server.received).toHaveLength(1);
    expect(sent).toMatchObject([{ method: "POST", write: true, attempt: 1, status: undefined }]);
  });

  test("that gets no answer in time is not sent again", async () => {
    let calls = 0;
    const late = async () => {
      calls += 1;
      throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
    };
    const clock = { now: () => NOW, sleep: async () => {} };
    const http = createHttp({ fetch: late, token: TOKEN, clock, userAgent: "x" });
    const error = await failureOf(
      http.write({ method: "PUT", url: new URL("http://gitlab.example.com/api/v4/x"), body: {} }),
    );
    expect(error).toMatchObject({ kind: "ambiguous", message: "PUT /x got no answer (no answer within 30 s)" });
    expect(calls).toBe(1);
  });

  test("to a server that is down was never sent", async () => {
    const { http, server, url } = await setUp([]);
    await server.close();
    const error = await failureOf(http.write({ method: "POST", url, body: {} }));
    expect(error.kind).toBe("unreachable");
    expect(error.message).toBe(`${server.url} does not answer (ECONNREFUSED)`);
  });
});

describe("a read", () => {
  test("is repeated after 502, 503 and a broken connection", async () => {
    const { http, server, slept, url } = await setUp([{ status: 502 }, "drop", { body: [1] }]);
    expect((await http.read({ method: "GET", url })).body).toEqual([1]);
    expect(slept).toEqual([500, 1500]);
    expect(server.received).toHaveLength(3);
  });

  test("gives up after three tries", async () => {
    const { http, server, url } = await setUp([{ status: 503, body: { message: "Gitaly is busy" } }]);
    const error = await failureOf(http.read({ method: "GET", url }));
    expect(error.kind).toBe("broken");
    expect(error.message).toBe("GET /projects/acme/ai/issues answered 503: Gitaly is busy");
    expect(server.received).toHaveLength(3);
  });

  test("is not repeated after 500", async () => {
    const { http, server, url } = await setUp([{ status: 500 }]);
    expect((await failureOf(http.read({ method: "GET", url }))).kind).toBe("broken");
    expect(server.received).toHaveLength(1);
  });
});

describe("an error", () => {
  test.each<[number, unknown, string, string]>([
    [400, { error: "title is missing" }, "refused", "title is missing"],
    [400, { message: { title: ["is too long", "is odd"], base: ["no"] } }, "refused", "title is too long; is odd; no"],
    [400, { message: ["Name has already been taken"] }, "conflict", "Name has already been taken"],
    [
      400,
      { message: "A branch called 'x' already exists. Switch to it" },
      "conflict",
      "A branch called 'x' already exists. Switch to it",
    ],
    [
      400,
      { message: "The file has changed since you started editing it: a" },
      "conflict",
      "The file has changed since you started editing it: a",
    ],
    [401, { message: "401 Unauthorized" }, "unauthenticated", "401 Unauthorized"],
    [
      403,
      { error: "insufficient_scope", error_description: "needs more", scope: "api" },
      "forbidden",
      "insufficient_scope: needs more",
    ],
    [404, { message: "404 Project Not Found" }, "missing", "404 Project Not Found"],
    [
      409,
      { message: ["Another open merge request already exists: !5"] },
      "conflict",
      "Another open merge request already exists: !5",
    ],
    [409, { needs_captcha_response: true, message: { error: "spam" } }, "refused", "spam"],
    [422, { message: "a\nb\u001b[31m" }, "refused", "a b [31m"],
  ])("%i %j is of kind %s", async (status, body, kind, said) => {
    const { http, url } = await setUp([{ status, body }]);
    const error = await failureOf(http.write({ method: "POST", url, body: {} }));
    expect(error.kind).toBe(kind);
    expect(error.message).toBe(`POST /projects/acme/ai/issues answered ${status}: ${said}`);
  });

  test("names the scope that a token lacks", async () => {
    const { http, url } = await setUp([{ status: 403, body: { error: "insufficient_scope", scope: "api" } }]);
    expect((await failureOf(http.write({ method: "POST", url }))).hint).toBe('the token needs the scope "api"');
  });

  test.each([
    ["message", 400, { body: { message: `no such token: ${TOKEN}` } }, "no such token: [token]"],
    ["message that is cut", 400, { body: { message: `${"x".repeat(292)} ${TOKEN}` } }, "xxx [token"],
    ["scope", 403, { body: { error: "insufficient_scope", scope: `api ${TOKEN}` } }, 'the scope "api [token]"'],
    ["address", 302, { headers: { location: `https://elsewhere.example.com/?t=${TOKEN}` } }, "?t=[token]"],
  ])("never holds the token, even if the server sends it back as its %s", async (_what, status, answer, said) => {
    const { http, url } = await setUp([{ status, ...answer }]);
    const error = await failureOf(http.read({ method: "GET", url }));
    const text = `${error.message} ${error.hint} ${error.stack}`;
    expect(text).not.toContain(TOKEN.slice(0, 6));
    expect(text).toContain(said);
  });
});

describe("the token", () => {
  test("is sent as PRIVATE-TOKEN, and nothing is sent without one", async () => {
    const withToken = await setUp([{}]);
    await withToken.http.read({ method: "GET", url: withToken.url });
    expect(withToken.server.received[0]?.headers).toMatchObject({
      "private-token": TOKEN,
      "user-agent": "cutover/test",
    });

    const server = await startFaultServer([{}]);
    servers.push(server);
    const clock = { now: () => NOW, sleep: async () => {} };
    await createHttp({ fetch, token: undefined, clock, userAgent: "x" }).read({
      method: "GET",
      url: new URL(server.url),
    });
    expect(server.received[0]?.headers).not.toHaveProperty("private-token");
  });

  test("that cannot be sent is not quoted", async () => {
    const { http, server, url } = await setUp([{}], "glpat-\nsecret");
    const error = await failureOf(http.write({ method: "POST", url, body: {} }));
    expect(error.kind).toBe("unauthenticated");
    expect(`${error.message} ${error.hint}`).not.toContain("secret");
    expect(server.received).toEqual([]);
  });

  test("does not follow a redirect", async () => {
    const elsewhere = await startFaultServer([{ body: {} }]);
    servers.push(elsewhere);
    const location = `${elsewhere.url}/api/v4/projects/81/issues`;
    const { http, url } = await setUp([{ status: 301, headers: { location }, body: "moved" }]);
    const error = await failureOf(http.read({ method: "GET", url }));
    expect(error.kind).toBe("refused");
    expect(error.message).toBe(`GET /projects/acme/ai/issues answered 301: moved to "${location}"`);
    expect(elsewhere.received).toEqual([]);
  });
});
