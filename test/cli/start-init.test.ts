import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { caseFolder, caseSide, hasCases } from "../replay.ts";
import { cutover } from "./harness.ts";
import { ACME, AS_OF, folderBeside, folderFor, initIn } from "./start/workspace.ts";

const STATES = ["01", "20", "33"];

describe.skipIf(!hasCases)("init --from on real states (skipped: ../shared is absent)", () => {
  it.each(STATES)("case %s", async (number) => {
    const path = await folderBeside(caseSide(caseFolder(number), "before"));
    const { code, err } = await initIn(path);
    expect(code).toBe(0);
    const text = readFileSync(join(path, "ws/cutover.yaml"), "utf8");
    const real = parse(readFileSync(join(path, "gateway/unit_primitives.yml"), "utf8"), { version: "1.1" });
    const names: string[] = real.configurable_unit_primitives.map(
      (one: { feature_setting: string }) => one.feature_setting,
    );
    expect(Object.keys(parse(text).features)).toEqual([...new Set(names)]);
    const unique = [...new Set(names)];
    expect(err.match(/^warning: feature "\w+" has no team/gm)?.length).toBe(Math.min(10, unique.length));
    for (const name of unique) expect(err).toMatch(new RegExp(`^warning: .*\\b${name}\\b`, "m"));
    const [first] = real.configurable_unit_primitives;
    expect(text).toContain(
      `unit primitives: ${first.unit_primitives.join(", ")}; default: ${first.default_models ?? first.default_model}`,
    );
    const linted = await cutover(join(path, "ws"), ["lint", "cutover.yaml", "--allow-empty", ...AS_OF]);
    expect(linted.out).toContain("no problems found");
    expect(linted.code).toBe(0);
  });
});

describe("init", () => {
  it("says what is missing where there is no terminal", async () => {
    const path = await folderBeside(ACME);
    const { code, err } = await cutover(path, ["init", "ws", "--owner", "@ana"]);
    expect(err).toBe(
      "cutover: --project is missing, and there is no terminal to ask on\n  hint: say --project acme/ai\n",
    );
    expect(code).toBe(2);
    expect(existsSync(join(path, "ws"))).toBe(false);
  });

  it("leaves a workspace alone that is there", async () => {
    const path = await folderBeside(ACME);
    await initIn(path);
    const before = readFileSync(join(path, "ws/cutover.yaml"), "utf8");
    const { code, err } = await initIn(path);
    expect(code).toBe(2);
    expect(err).toContain("is there already");
    expect(readFileSync(join(path, "ws/cutover.yaml"), "utf8")).toBe(before);
  });

  it.each([
    [["--project", "acme ai"], '--project: "acme ai" is not understood'],
    [["--project", "acme/ai", "--owner", "ana"], '--owner: "ana" is not understood'],
    [["--project", "acme"], '--project: "acme" is not understood'],
    [["--project", "acme/ai", "--url", "foo"], '--url: "foo" is not understood'],
    [["--project", "acme/ai", "--group", "''"], "--group: \"''\" is not understood"],
    [["--project", "acme/ai", "--from", "nowhere"], "holds no models.yml beside a unit_primitives.yml"],
  ])("%j is refused", async (argv, message) => {
    const path = await folderBeside(ACME);
    const { code, err } = await cutover(path, ["init", "ws", "--owner", "@ana", ...argv]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe("init in places", () => {
  const FLAGS = ["--project", "acme/ai", "--owner", "@ana"];

  it("refuses a folder inside a workspace", async () => {
    const path = await folderBeside(ACME);
    await initIn(path);
    const { code, err } = await cutover(path, ["init", "ws/inner", ...FLAGS]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`"${path}/ws/inner" is inside the workspace "${path}/ws"`),
    ]);
    expect(existsSync(join(path, "ws/inner"))).toBe(false);
  });

  it("keeps what is compiled out of git, unless somebody has said what to ignore", async () => {
    const path = await folderBeside(ACME);
    await initIn(path);
    expect(readFileSync(join(path, "ws/.gitignore"), "utf8")).toBe(".cutover/\nnode_modules/\nplan.json\n");
    const theirs = await folderFor({ ".gitignore": "*.log\n" });
    expect((await cutover(theirs, ["init", ".", ...FLAGS])).code).toBe(0);
    expect(readFileSync(join(theirs, ".gitignore"), "utf8")).toBe("*.log\n");
  });

  it("counts the path from the root of the gateway's repository", async () => {
    const path = await folderBeside(ACME);
    await mkdir(join(path, "gateway/.git"));
    const folder = "gateway/ai_gateway/model_selection";
    const { err } = await cutover(path, ["init", "ws", "--from", folder, ...FLAGS]);
    const { targets } = parse(readFileSync(join(path, "ws/cutover.yaml"), "utf8"));
    expect(targets["ai-gateway"]).toMatchObject({ path: "ai_gateway/model_selection", checkout: "../gateway" });
    expect(err).toContain("note: targets.ai-gateway.checkout leads out of this repository");
  });

  it("marks a path that begins nobody knows where", async () => {
    const path = await folderBeside(ACME);
    await rename(join(path, "gateway/ai_gateway/model_selection"), join(path, "files"));
    const { err } = await cutover(path, ["init", "ws", "--from", "files", ...FLAGS]);
    expect(readFileSync(join(path, "ws/cutover.yaml"), "utf8")).toMatch(/path: files, .*# to fill in: path, from/);
    expect(err).toContain(`warning: "${path}" is no git repository`);
    expect((await cutover(join(path, "ws"), ["lint", "--allow-empty", ...AS_OF])).code).toBe(0);
  });
});

describe("init on a terminal", () => {
  /** Types into a terminal before anything is asked, as a person does who knows the questions; `end` is Ctrl-D. */
  async function typed(
    path: string,
    text: string,
    { end = false, argv = [] as string[], signal = undefined as AbortSignal | undefined } = {},
  ) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    stdin.write(text);
    if (end) stdin.end();
    return cutover(path, ["init", "ws", ...argv], { stdin, signal });
  }

  it("asks for what it needs, again where an answer does not fit", async () => {
    const path = await folderBeside(ACME);
    const { code, err } = await typed(path, "acme\nacme/ai\n\n\n@ana\nnowhere\ngateway\n");
    expect(err).toContain('  --project: "acme" is not understood; write it like acme/ai\n');
    expect(err).toContain("  this has to be known\n");
    expect(err).toContain("holds no models.yml beside a unit_primitives.yml");
    expect(code).toBe(0);
    const { gitlab, targets, teams } = parse(readFileSync(join(path, "ws/cutover.yaml"), "utf8"));
    expect(gitlab.tracker).toEqual({ group: "acme", project: "acme/ai" });
    expect(targets["ai-gateway"]).toMatchObject({ project: "acme/ai-gateway", checkout: "../gateway" });
    expect(teams.framework.members).toEqual(["@ana"]);
  });

  it("asks for no checkout twice, and an empty answer is none", async () => {
    const path = await folderBeside(ACME);
    const { code } = await typed(path, "\n", {
      argv: ["--project", "acme/ai", "--gateway-project", "acme/gw", "--owner", "@ana"],
    });
    expect(code).toBe(0);
    expect(parse(readFileSync(join(path, "ws/cutover.yaml"), "utf8")).targets["ai-gateway"].checkout).toBeUndefined();
  });

  it("asks where the files are in a repository that it cannot see", async () => {
    const path = await folderBeside(ACME);
    await rename(join(path, "gateway/ai_gateway/model_selection"), join(path, "gateway/files"));
    const { code, err } = await typed(path, "acme/ai\n\n@ana\ngateway/files\nelse/where\ngateway/files\n");
    expect([code, err]).toEqual([0, expect.stringContaining('does not end in "else/where"')]);
    const { targets } = parse(readFileSync(join(path, "ws/cutover.yaml"), "utf8"));
    expect(targets["ai-gateway"]).toMatchObject({ path: "gateway/files", checkout: ".." });
  });

  it.each(["", "acme/ai\n", "acme/ai\n\n@ana\n"])("Ctrl-D after %j ends it, and nothing is written", async (text) => {
    const path = await folderBeside(ACME);
    const { code, err } = await typed(path, text, { end: true });
    expect([code, err]).toEqual([3, expect.stringContaining("cutover: interrupted; nothing was written\n")]);
    expect(existsSync(join(path, "ws"))).toBe(false);
  });

  it("the first Ctrl-C ends it", async () => {
    const path = await folderBeside(ACME);
    const interrupt = new AbortController();
    const ran = typed(path, "acme/ai\n", { signal: interrupt.signal });
    setTimeout(() => interrupt.abort(), 50);
    const { code, err } = await ran;
    expect([code, err]).toEqual([3, expect.stringContaining("cutover: interrupted")]);
    expect(existsSync(join(path, "ws"))).toBe(false);
  });
});
