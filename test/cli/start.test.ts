import { existsSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { caseFolder, caseSide, hasCases } from "../replay.ts";
import { cutover, folderWith } from "./harness.ts";

const ACME = join(import.meta.dirname, "../../examples/acme/ai-gateway");
const STATES = ["01", "20", "33"];
const AS_OF = ["--as-of", "2026-05-20"];

const opened: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.remove();
});

/** A folder with a gateway checkout beside the place for a workspace. */
async function folderBeside(checkout: string): Promise<string> {
  const folder = await folderWith({});
  opened.push(folder);
  await cp(checkout, join(folder.path, "gateway"), { recursive: true });
  return folder.path;
}

async function initIn(path: string) {
  return cutover(path, ["init", "ws", "--from", "gateway", "--project", "acme/ai", "--owner", "@ana"]);
}

/** Rules that lint names, without what it says of files that were there before. */
async function lintIn(path: string, file: string): Promise<string[]> {
  const { out } = await cutover(join(path, "ws"), ["lint", file, "--format", "json", ...AS_OF]);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; severity: string; message: string }[] };
  return diagnostics.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

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
    expect(err.match(/^warning: feature "\w+" has no team/gm)?.length).toBe(new Set(names).size);
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
    [["--project", "acme/ai", "--from", "nowhere"], "holds no models.yml beside a unit_primitives.yml"],
  ])("%j is refused", async (argv, message) => {
    const path = await folderBeside(ACME);
    const { code, err } = await cutover(path, ["init", "ws", "--owner", "@ana", ...argv]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe("new", () => {
  const KINDS = {
    upgrade: ["--from", "claude_sonnet_4_5_20250929_vertex", "--to", "claude_sonnet_4_7_vertex"],
    integration: ["--to", "grok_4_vertex", "--features", "duo_chat,code_generations"],
    deprecation: [
      "--from",
      "claude_sonnet_4_5_20250929_vertex",
      "--to",
      "claude_haiku_4_5_20251001_vertex",
      "--cutoff",
      "2026-11-30",
    ],
  };

  it.each(Object.entries(KINDS))("%s is complete but for what is marked", async (kind, options) => {
    const path = await folderBeside(ACME);
    await initIn(path);
    const { code, err, out } = await cutover(join(path, "ws"), ["new", kind, "next-model", ...options, ...AS_OF]);
    expect([code, out]).toEqual([0, "wrote migrations/next-model.yaml\n"]);
    const file = join(path, "ws/migrations/next-model.yaml");
    const found = await lintIn(path, "migrations/next-model.yaml");
    await expect(`${readFileSync(file, "utf8")}--- said\n${err}--- lint\n${found.join("\n")}\n`).toMatchFileSnapshot(
      `start/${kind}.txt`,
    );
    expect(found.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("shortens the ramp where the cutoff is near, and says by how much even that is late", async () => {
    const path = await folderBeside(ACME);
    await initIn(path);
    const late = ["--cutoff", "2026-06-20"];
    const { err } = await cutover(join(path, "ws"), [
      "new",
      "deprecation",
      "soon",
      ...KINDS.deprecation,
      ...late,
      ...AS_OF,
    ]);
    const data = parse(readFileSync(join(path, "ws/migrations/soon.yaml"), "utf8"));
    expect(data.features.duo_chat.ramp.steps).toEqual([
      { percentage: 10, soak: "15m" },
      { percentage: 100, soak: "1d" },
    ]);
    expect(err).toMatch(/even the shortest ramp ends \d+ days too late for the cutoff on 2026-06-20 less its buffer/);
  });

  it.each([
    [
      ["upgrade", "x", "--from", "claude_sonnet_4_5_20250929_vertexx", "--to", "b"],
      'models.yml has no "claude_sonnet_4_5_20250929_vertexx"; did you mean',
    ],
    [["upgrade", "x", "--to", "b"], "--from is missing"],
    [["upgrade", "Next", "--from", "a", "--to", "b"], '"Next" is no name of a migration'],
    [
      ["integration", "x", "--to", "b", "--features", "duo_chatt"],
      'unit_primitives.yml has no "duo_chatt"; did you mean "duo_chat"?',
    ],
    [["removal", "x"], "Allowed choices are upgrade, integration, deprecation"],
  ])("%j is refused", async (argv, message) => {
    const path = await folderBeside(ACME);
    await initIn(path);
    const { code, err } = await cutover(join(path, "ws"), ["new", ...argv]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it("leaves a migration alone that is there", async () => {
    const path = await folderBeside(ACME);
    await initIn(path);
    const argv = ["new", "integration", "grok", ...KINDS.integration];
    expect((await cutover(join(path, "ws"), argv)).code).toBe(0);
    expect((await cutover(join(path, "ws"), argv)).err).toContain('"migrations/grok.yaml" is there already');
  });
});
