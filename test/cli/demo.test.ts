import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, it, vi } from "vitest";
import { shorten } from "../../src/cli/demo/narrator.ts";
import { cutover, filesBelow, folderWith } from "./harness.ts";

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;

/** A stdout that tells when something was printed. */
function listening(): { text: () => string; write(text: string): void; until(pattern: RegExp): Promise<string> } {
  let text = "";
  let check = () => {};
  return {
    text: () => text,
    write(more) {
      text += more;
      check();
    },
    until: (pattern) =>
      new Promise((resolve) => {
        check = () => {
          const found = pattern.exec(text);
          if (found) resolve(found[0]);
        };
        check();
      }),
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("demo", () => {
  it("shows colour where it is asked for", async () => {
    expect((await cutover(tmpdir(), ["demo", "--color"])).out).toContain("\u001b[");
  });

  it("tells the whole story and leaves nothing behind", async () => {
    const { path, remove } = await folderWith({});
    vi.stubEnv("TMPDIR", path);
    const ran = await cutover(tmpdir(), ["demo"]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    const chapters = [...ran.out.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(chapters).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ran.out).toContain('did you mean "standard"?');
    const merged = new Set([...ran.out.matchAll(/ok merged (\S+)!\d+/g)].map(([, project]) => project));
    expect(merged).toEqual(new Set(["acme/ai-gateway", "acme/monolith", "acme/docs", "acme/ai"]));
    expect(ran.out).toMatch(/\$ cutover status\n[^$]* next\n[^$]*merge acme\/ai-gateway!1 \(@cleo\)\n/);
    expect(ran.out).toContain("ok chat's new prompt is as Bo left it");
    expect(ran.out).toContain("ok the page for users says so too");
    expect(ran.out).not.toContain("\u001b[");
    expect(await filesBelow(path)).toEqual([]);
    await remove();
    const [url = ""] = ADDRESS.exec(ran.out) ?? [];
    await expect(fetch(url)).rejects.toThrow();
  });

  it("keeps the server until the user interrupts", async () => {
    const interrupt = new AbortController();
    const stdout = listening();
    const ended = cutover(tmpdir(), ["demo", "--keep"], { stdout, signal: interrupt.signal });
    await stdout.until(/the workspace in \S+ until Ctrl-C/);
    const [url = ""] = ADDRESS.exec(stdout.text()) ?? [];
    const [issue = ""] = /http\S+\/acme\/ai\/-\/\S+/.exec(stdout.text()) ?? [];
    expect((await fetch(issue)).status).toBe(200);
    interrupt.abort();
    expect((await ended).code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("an excerpt", () => {
  it.each([
    ["all of it", "a\nb\n", { first: 2 }, "a\nb"],
    ["the first lines", "a\nb\nc", { first: 1 }, "a\n… 2 lines left out"],
    [
      "the lines that match, whatever their colour",
      "a\n\u001b[32mb\u001b[39m\nc",
      { keep: /^[bc]$/ },
      "\u001b[32mb\u001b[39m\nc\n… 1 line left out",
    ],
  ])("shows %s", (_name, text, excerpt, shown) => {
    expect(shorten(text, excerpt)).toBe(shown);
  });
});

describe("sandbox", () => {
  const removals: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const remove of removals.splice(0)) await remove();
  });

  /** Runs until the test ends it. */
  function running(argv: readonly string[], cwd = tmpdir()): { text: Promise<string>; end(): Promise<number> } {
    const interrupt = new AbortController();
    const stdout = listening();
    const ended = cutover(cwd, ["sandbox", "--port", "0", ...argv], { stdout, signal: interrupt.signal });
    const end = async () => {
      interrupt.abort();
      return (await ended).code;
    };
    removals.push(end);
    return { text: stdout.until(/[\s\S]*Ctrl-C[\s\S]*/), end };
  }

  it("holds acme and says how it is used", async () => {
    const server = running([]);
    const text = await server.text;
    const [url] = ADDRESS.exec(text) ?? [];
    const token = /CUTOVER_TOKEN=(\S+)/.exec(text)?.[1] ?? "";
    const response = await fetch(`${url}/api/v4/projects/acme%2Fai-gateway`, { headers: { "PRIVATE-TOKEN": token } });
    expect(await response.json()).toMatchObject({ path_with_namespace: "acme/ai-gateway", default_branch: "main" });
    expect(await server.end()).toBe(0);
    await expect(fetch(url ?? "")).rejects.toThrow();
  });

  it("starts from a seed of the user's own and keeps the state in a folder", async () => {
    const seed = {
      users: [{ username: "zoe", name: "Zoe", token: "t-zoe", role: "owner" }],
      projects: [{ path: "zoo/app" }],
    };
    const { path, remove } = await folderWith({ "seed.json": JSON.stringify(seed) });
    removals.push(remove);
    const first = running(["--seed", "seed.json", "--folder", "state"], path);
    const text = await first.text;
    expect(text).toContain("CUTOVER_TOKEN=t-zoe");
    const [url] = ADDRESS.exec(text) ?? [];
    const labels = `${url}/api/v4/projects/zoo%2Fapp/labels`;
    const headers = { "PRIVATE-TOKEN": "t-zoe", "Content-Type": "application/json" };
    const body = JSON.stringify({ name: "lion", color: "#ff8800" });
    expect((await fetch(labels, { method: "POST", headers, body })).status).toBe(201);
    await first.end();
    const again = running(["--seed", "seed.json", "--folder", "state"], path);
    const [other] = ADDRESS.exec(await again.text) ?? [];
    const kept = await fetch(`${other}/api/v4/projects/zoo%2Fapp/labels`, { headers });
    expect(await kept.json()).toMatchObject([{ name: "lion" }]);
  });

  it("says that the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    removals.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const ran = await cutover(tmpdir(), ["sandbox", "--port", String(port)]);
    expect(ran).toMatchObject({ code: 3, out: "" });
    expect(ran.err).toMatch(new RegExp(`^cutover: port ${port} is taken\\n {2}hint: .*--port`));
  });

  it.each([
    ["that is missing", undefined, /--seed seed\.json: there is no such file/],
    ["that is not JSON", "{", /--seed seed\.json: not JSON/],
    ["that is a list", "[]", /expected an object with lists "users", "groups" and "projects"/],
    ["with a key that is none of them", '{"user":[]}', /expected an object with lists/],
    ["that names a stranger", '{"projects":[{"path":"a/b","members":{"zed":"owner"}}]}', /--seed seed\.json: .*"zed"/],
  ])("refuses a seed %s", async (_name, text, says) => {
    const { path, remove } = await folderWith(text === undefined ? {} : { "seed.json": text });
    removals.push(remove);
    const ran = await cutover(path, ["sandbox", "--port", "0", "--seed", "seed.json"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(says);
  });
});
