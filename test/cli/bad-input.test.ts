import * as fs from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { FileSystem } from "../../src/load/file-system.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { cutover, filesBelow, folderWith, type Ran } from "./harness.ts";

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab:
  url: http://127.0.0.1:1
  tracker: { group: acme, project: acme/ai }
targets:
  ai-gateway: { project: acme/ai-gateway, branch: main, format: ai-gateway, path: ai_gateway/model_selection }
`;

const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: chat-sonnet
status: active
owner: "@ana"
summary: Chat moves to a newer model.
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5_20250929
    to: claude_sonnet_4_6
`;

const GATEWAY = {
  "gateway/ai_gateway/model_selection/models.yml": `models:
  - name: "Claude Sonnet 4.5"
    gitlab_identifier: "claude_sonnet_4_5_20250929"
    max_context_tokens: 200000
    model_class_provider: anthropic

  - name: "Claude Sonnet 4.6"
    gitlab_identifier: "claude_sonnet_4_6"
    max_context_tokens: 200000
    model_class_provider: anthropic
`,
  "gateway/ai_gateway/model_selection/unit_primitives.yml": `configurable_unit_primitives:
  - feature_setting: "duo_chat"
    unit_primitives: []
    default_models:
      - "claude_sonnet_4_5_20250929"
    selectable_models: []
`,
};

const removals: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function workspace(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await folderWith(files);
  removals.push(folder.remove);
  return folder.path;
}

/** Runs compile, which would write, and requires that it wrote nothing. */
async function compileFails(cwd: string, io: Parameters<typeof cutover>[2] = {}): Promise<Ran> {
  const before = await filesBelow(cwd);
  const ran = await cutover(cwd, ["compile", "--checkout", "ai-gateway=gateway"], io);
  expect(await filesBelow(cwd)).toEqual(before);
  expect(ran.out).toBe("");
  expect(ran.err).not.toMatch(/ {4}at .*\.ts:/);
  return ran;
}

const base = { "cutover.yaml": CONFIG, ...GATEWAY };

describe("a workspace that is not there", () => {
  it.each([["lint"], ["compile"], ["plan"], ["apply", "--yes"]])("%s says so", async (...argv) => {
    const cwd = await workspace({});
    const ran = await cutover(cwd, argv);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("no cutover.yaml");
    expect(ran.err).toContain("hint:");
    expect(await filesBelow(cwd)).toEqual([]);
  });

  it("an empty cutover.yaml is no workspace either", async () => {
    const ran = await compileFails(await workspace({ "cutover.yaml": "", ...GATEWAY }));
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/cutover\.yaml:1:1.*empty/);
  });

  it("a workspace without migrations says where to write the first one", async () => {
    const ran = await compileFails(await workspace(base));
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^migrations:.*the folder migrations is missing\n {2}hint: cutover new writes one/m);
  });
});

describe("files that are not what they should be", () => {
  const cases: Record<string, { readonly text: string | Uint8Array; readonly says: RegExp }> = {
    "not YAML": { text: "kind: [Upgrade\nname: x\n", says: /chat-sonnet\.yaml:\d+:\d+/ },
    "not text": { text: new Uint8Array([0xff, 0xfe, 0x00, 0x80, 0x81]), says: /chat-sonnet\.yaml.*UTF-8/ },
    "a YAML bomb": {
      text: `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`).join("\n")}\n`,
      says: /chat-sonnet\.yaml.*alias/,
    },
    "10 MB": { text: `${MIGRATION}approach: "${"x".repeat(10_000_000)}"\n`, says: /chat-sonnet\.yaml.*(bytes|MB)/ },
    "a duplicate key": {
      text: `${MIGRATION}name: chat-sonnet\n`,
      says: /chat-sonnet\.yaml:12:1.*"name".*(twice|already|duplicate)/,
    },
    "a tab as indentation": {
      text: MIGRATION.replace("  duo_chat:", "\tduo_chat:"),
      says: /chat-sonnet\.yaml:8:.*tab/,
    },
    "a __proto__ key": {
      text: `${MIGRATION}__proto__: { polluted: true }\n`,
      says: /chat-sonnet\.yaml:12:1.*__proto__/,
    },
    "two documents": { text: `${MIGRATION}---\nkind: Upgrade\n`, says: /chat-sonnet\.yaml:1[23]:.*document/ },
  };
  it.each(Object.entries(cases))("%s", async (_name, { text, says }) => {
    const ran = await compileFails(await workspace({ ...base, "migrations/chat-sonnet.yaml": text }));
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(says);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("a BOM and CRLF line ends are read as they are meant", async () => {
    const text = `\uFEFF${MIGRATION.replaceAll("\n", "\r\n")}`;
    const cwd = await workspace({ ...base, "migrations/chat-sonnet.yaml": text });
    expect(await cutover(cwd, ["lint", "--checkout", "ai-gateway=gateway"])).toMatchObject({ code: 0 });
    const wrong = await workspace({
      ...base,
      "migrations/chat-sonnet.yaml": text.replace("status: active", "status: actve"),
    });
    const ran = await cutover(wrong, ["lint", "--checkout", "ai-gateway=gateway"]);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("migrations/chat-sonnet.yaml:4:9");
  });

  it("a path that leaves the target", async () => {
    const config = CONFIG.replace("ai_gateway/model_selection", "../../secrets");
    const ran = await compileFails(
      await workspace({ ...base, "cutover.yaml": config, "migrations/chat-sonnet.yaml": MIGRATION }),
    );
    expect(ran.code).not.toBe(0);
    expect(ran.err).toMatch(/\.\.\/\.\.\/secrets/);
  });

  it("a link in a checkout that leads out of it", async () => {
    const cwd = await workspace({ ...base, "secret.yml": "models: []\n", "migrations/chat-sonnet.yaml": MIGRATION });
    const path = join(cwd, "gateway/ai_gateway/model_selection/models.yml");
    await fs.rm(path);
    await fs.symlink(join(cwd, "secret.yml"), path);
    const ran = await compileFails(cwd);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/leads out of its repository/);
  });

  it("a folder that may not be read", async () => {
    const cwd = await workspace({ ...base, "migrations/chat-sonnet.yaml": MIGRATION });
    const ran = await compileFails(cwd, { fs: refusing(join(cwd, "migrations")) });
    expect(ran.code).not.toBe(0);
    expect(ran.err).toMatch(/migrations/);
    expect(ran.err).toMatch(/permission/);
  });
});

/** The real disk, but for one folder that answers as it does to a user without rights (tests may run as root). */
function refusing(folder: string): FileSystem {
  const refuse = (path: unknown) => {
    if (!String(path).startsWith(folder)) return;
    throw Object.assign(new Error(`EACCES: permission denied, open '${String(path)}'`), {
      code: "EACCES",
      path: String(path),
    });
  };
  return new Proxy(fs, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]) => {
        refuse(args[0]);
        return Reflect.apply(value, target, args);
      };
    },
  }) as FileSystem;
}

describe("a folder that holds what others put there", () => {
  const files = { ...base, "migrations/chat-sonnet.yaml": MIGRATION };
  const argv = ["compile", "--checkout", "ai-gateway=gateway", "--out"];

  it("keeps it, and compile says what is in the way", async () => {
    const cwd = await workspace({ ...files, "out/issues/chat-sonnet.md": "mine" });
    const before = await filesBelow(cwd);
    const ran = await cutover(cwd, [...argv, "out"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(/issues\/chat-sonnet\.md" is in the way/);
    expect(await filesBelow(cwd)).toEqual(before);
  });

  it("is not emptied of them", async () => {
    const cwd = await workspace({ ...files, "issues/mine.md": "mine", "files/notes.txt": "mine" });
    expect(await cutover(cwd, [...argv, "."])).toMatchObject({ code: 0 });
    expect(await filesBelow(cwd)).toEqual(
      expect.arrayContaining(["files/notes.txt", "issues/mine.md", "manifest.json"]),
    );
  });

  it("and a manifest of another program is left alone", async () => {
    const ran = await cutover(await workspace({ ...files, "manifest.json": "{}" }), [...argv, "."]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(/is no manifest of compile/);
  });

  it("loses only what an earlier compile wrote and this one does not", async () => {
    const cwd = await workspace(files);
    expect(await cutover(cwd, [...argv, "out"])).toMatchObject({ code: 0 });
    await fs.writeFile(join(cwd, "out/notes.txt"), "mine");
    const issue = join(cwd, "out/issues/chat-sonnet.md");
    await fs.access(issue);
    await fs.writeFile(join(cwd, "migrations/chat-sonnet.yaml"), MIGRATION.replace("active", "draft"));
    expect(await cutover(cwd, [...argv, "out"])).toMatchObject({ code: 0 });
    await expect(fs.access(issue)).rejects.toThrow();
    await fs.access(join(cwd, "out/notes.txt"));
  });
});

describe("a server that does not help", () => {
  const files = { ...base, "migrations/chat-sonnet.yaml": MIGRATION };

  it.each([["plan"], ["apply", "--yes"]])("%s without a token", async (...argv) => {
    const ran = await cutover(await workspace(files), argv);
    expect(ran).toMatchObject({ code: 3, out: "" });
    expect(ran.err).toMatch(/no token for http:\/\/127\.0\.0\.1:1\n {2}hint: set CUTOVER_TOKEN/);
  });

  it("that is down", async () => {
    const ran = await cutover(await workspace(files), ["plan"], { env: { CUTOVER_TOKEN: "glpat-secret" } });
    expect(ran).toMatchObject({ code: 3, out: "" });
    expect(ran.err).toMatch(/127\.0\.0\.1:1/);
    expect(ran.err).not.toContain("glpat-secret");
  });

  it("that refuses the token", async () => {
    const sandbox = await startSandbox({});
    removals.push(() => sandbox.close());
    const env = { CUTOVER_TOKEN: "glpat-wrong", CUTOVER_GITLAB_URL: sandbox.url };
    const ran = await cutover(await workspace(files), ["plan"], { env });
    expect(ran).toMatchObject({ code: 3, out: "" });
    expect(ran.err).toMatch(/token/);
    expect(ran.err).toMatch(/hint:/);
    expect(ran.err).not.toContain("glpat-wrong");
  });

  it.each([["ftp"], ["https"]])("an %s address with a password in it is refused without showing it", async (scheme) => {
    const env = { CUTOVER_TOKEN: "glpat-secret", CUTOVER_GITLAB_URL: `${scheme}://user:glpat-secret@127.0.0.1:1` };
    const ran = await cutover(await workspace(files), ["plan"], { env });
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(`gitlab.url "${scheme}://…@127.0.0.1:1" holds a user name or a password`);
    expect(ran.err).not.toContain("glpat-secret");
  });

  it("that is no GitLab", async () => {
    const server = createServer((_request, response) => response.end("<html>hello</html>")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    removals.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ran = await cutover(await workspace(files), ["plan"], {
      env: { CUTOVER_TOKEN: "t", CUTOVER_GITLAB_URL: url },
    });
    expect(ran).toMatchObject({ code: 3, out: "" });
    expect(ran.err.split("\n").length).toBeLessThanOrEqual(3);
  });

  it.each([
    ["another host", "https://gitlab.example.com"],
    ["a connection that others can read", "URL"],
    ["another program of the same host", "HTTP/gitlab"],
  ])("a merge request cannot send the token of a pipeline to %s", async (_what, server) => {
    const asked: string[] = [];
    const listener = createServer((request, response) => {
      asked.push(`${request.url}`);
      response.end("{}");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => listener.once("listening", resolve));
    removals.push(() => new Promise((resolve) => listener.close(resolve)));
    const host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const cwd = await workspace({
      ...files,
      "cutover.yaml": `${files["cutover.yaml"]}`.replace(/url: \S+/, `url: http://${host}`),
    });
    const CI_SERVER_URL = server.replace("URL", `https://${host}`).replace("HTTP", `http://${host}`);
    const ran = await cutover(cwd, ["plan"], { env: { CUTOVER_TOKEN: "glpat-secret", CI_SERVER_URL } });
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(/is not the server of this pipeline/);
    expect(asked).toEqual([]);
  });
});

describe("a command line that is wrong", () => {
  it.each([
    [["lnt"], /unknown command 'lnt'/],
    [["lint", "--formt", "json"], /unknown option '--formt'/],
    [["lint", "--format", "yaml"], /pretty, json/],
    [["lint", "--as-of", "2026-02-30"], /2026-05-18/],
    [["lint", "--checkout", "gateway"], /TARGET=VALUE/],
    [["lint", "--checkout", "nowhere=gateway"], /unknown target "nowhere"/],
    [["explain", "cutof-buffer"], /did you mean "cutoff-buffer"/],
    [["lint", "--workspace", "missing"], /no cutover\.yaml/],
    [["lint", "../elsewhere.yaml"], /outside the workspace/],
    [["lint", "migrations/typo.yaml"], /there is no "migrations\/typo\.yaml"/],
    [["compile", "--out", ""], /--out wants a folder/],
    [["apply", "missing.json", "--yes"], /cannot read the plan "missing\.json"/],
    [["apply", "cutover.yaml", "--yes"], /is not JSON/],
  ])("%j", async (argv, says) => {
    const ran = await cutover(await workspace(base), argv);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toMatch(says);
  });
});
