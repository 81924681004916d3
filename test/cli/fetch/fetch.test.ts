import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acmeSeed, DOCS, GATEWAY, PEOPLE } from "../../../src/cli/demo/seed.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { standing } from "../../journeys/texts.ts";
import { cutover, filesBelow, folderWith, type Ran } from "../harness.ts";
import { CONFIG } from "./catalog.ts";

const CODE = "ee/lib/gitlab/llm/chain/requests/ai_gateway.rb";

let server: Sandbox;
let workspace: Awaited<ReturnType<typeof folderWith>>;
let isClosed: boolean;

beforeEach(async () => {
  server = await startSandbox({ now: "2026-11-23T09:00:00Z", tier: "ultimate", seed: acmeSeed() });
  isClosed = false;
  workspace = await folderWith({ "cutover.yaml": CONFIG(server.url), "migrations/sonnet.yaml": standing("internal") });
});
afterEach(async () => {
  await workspace.remove();
  if (!isClosed) await server.close();
});

const token = { CUTOVER_TOKEN: PEOPLE.bot.token };

const run = (argv: readonly string[], env: Readonly<Record<string, string>> = token): Promise<Ran> =>
  cutover(workspace.path, argv, { env });

async function stop(): Promise<void> {
  isClosed = true;
  await server.close();
}

const kept = () => join(workspace.path, ".cutover/targets");

describe("cutover fetch", () => {
  it("keeps what lint and compile need, and they need no server then", async () => {
    const before = await run(["lint", "--require-targets"]);
    expect(before.code).toBe(2);
    const fetched = await run(["fetch"]);
    expect(fetched).toMatchObject({ code: 0, err: "" });
    expect(fetched.out.replace(/[0-9a-f]{8} /g, "COMMIT ")).toMatchInlineSnapshot(`
      "ai-gateway  2 files of acme/ai-gateway at COMMIT (main)
      prompts     2 files of acme/ai-gateway at COMMIT (main)
      monolith    2 files of acme/monolith at COMMIT (master)
      docs        1 file of acme/docs at COMMIT (main)
      "
    `);
    const live = await run(["compile", "--out", "live"]);
    expect(live).toMatchObject({ code: 0, err: "" });
    await stop();
    const lint = await run(["lint", "--require-targets", "--format", "json"], {});
    expect(lint.err).toBe("");
    expect(lint.code).not.toBe(2);
    expect(await run(["compile", "--out", "offline"], {})).toMatchObject({ code: 0, err: "" });
    const files = (folder: string) => filesBelow(join(workspace.path, folder, "files"));
    expect(await files("offline")).toEqual(await files("live"));
    expect((await files("offline")).length).toBeGreaterThan(4);
  });

  it("keeps the files of one target at one commit, which compile tells", async () => {
    await run(["fetch", "ai-gateway"]);
    expect(await readdir(kept())).toEqual(["ai-gateway"]);
    const { commit, paths } = JSON.parse(await readFile(join(kept(), "ai-gateway/.cutover-fetched.json"), "utf8"));
    expect(paths).toEqual(["ai_gateway/model_selection/models.yml", "ai_gateway/model_selection/unit_primitives.yml"]);
    await run(["fetch", "--format", "json"]);
    await stop();
    await run(["compile", "--out", "out"], {});
    expect(await readFile(join(workspace.path, "out/manifest.json"), "utf8")).toContain(commit);
  });

  it("tells programs what became of each", async () => {
    const { out } = await run(["fetch", "docs", "ai-gateway", "--format", "json"]);
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: 1,
      targets: [
        {
          target: "ai-gateway",
          project: GATEWAY,
          branch: "main",
          files: 2,
          commit: expect.stringMatching(/^[0-9a-f]+$/),
        },
        { target: "docs", project: DOCS, branch: "main", files: 1 },
      ],
      removed: [],
    });
  });

  it("refuses a name that is no target", async () => {
    expect(await run(["fetch", "gatway"])).toEqual({
      code: 2,
      out: "",
      err: 'cutover: fetch: unknown target "gatway"\n  hint: targets in cutover.yaml: ai-gateway, prompts, monolith, docs\n',
    });
  });

  it("says why a target cannot be read without a token, and keeps the others", async () => {
    const ran = await run(["fetch", "ai-gateway"], {});
    expect(ran.code).toBe(3);
    expect(ran.err).toContain("no token was given");
    expect(await readdir(workspace.path)).not.toContain(".cutover");
  });

  it("leaves what was kept before where the new files cannot be had", async () => {
    await run(["fetch"]);
    const before = await filesBelow(kept());
    await stop();
    const ran = await run(["fetch"]);
    expect(ran.code).toBe(3);
    expect(await filesBelow(kept())).toEqual(before);
  });

  it("takes away what is needed no more, and nothing that it did not write", async () => {
    await run(["fetch"]);
    await mkdir(join(kept(), "own"), { recursive: true });
    await writeFile(join(kept(), "own/notes.md"), "mine\n");
    await writeFile(join(workspace.path, "cutover.yaml"), CONFIG(server.url).replace(/^ {2}docs: .*\n/m, ""));
    const { out } = await run(["fetch"]);
    expect(out).toContain("docs        is no target any more; what was kept of it is gone\n");
    expect((await readdir(kept())).sort()).toEqual(["ai-gateway", "monolith", "own", "prompts"]);
  });

  it("overwrites no folder of others", async () => {
    await mkdir(join(kept(), "docs/doc"), { recursive: true });
    await writeFile(join(kept(), "docs/doc/models.md"), "mine\n");
    const ran = await run(["fetch", "docs"]);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("is in the way: it was not written by fetch") });
    expect(await filesBelow(kept())).toEqual(["docs/doc/models.md"]);
  });

  it.each([".cutover", ".cutover/targets", ".cutover/targets/docs"])(
    "writes nothing through a link at %s",
    async (path) => {
      const outside = await folderWith({});
      const link = join(workspace.path, path);
      await mkdir(join(link, ".."), { recursive: true });
      await symlink(outside.path, link);
      const ran = await run(["fetch", "docs"]);
      expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("leads elsewhere") });
      expect(await filesBelow(outside.path)).toEqual([]);
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
      await outside.remove();
    },
  );

  it("is not enough for what was asked for later", async () => {
    await run(["fetch"]);
    await stop();
    const text = standing("internal").replace(CODE, "ee/lib/elsewhere.rb");
    await writeFile(join(workspace.path, "migrations/sonnet.yaml"), text);
    const lint = await run(["lint", "--require-targets"], {});
    expect(lint).toMatchObject({ code: 2, err: expect.stringContaining("--checkout monolith=DIR") });
  });
});

it("shows on a terminal how many targets are done", async () => {
  let shown = "";
  const stderr = { isTTY: true, columns: 80, write: (text: string) => (shown += text) };
  const ran = await cutover(workspace.path, ["fetch"], { env: token, stderr });
  expect(ran.code).toBe(0);
  expect(shown).toContain("4/4 targets");
});
