import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cutover } from "./harness.ts";
import { ACME, AS_OF, folderBeside, folderFor, initIn } from "./start/workspace.ts";

/** Rules that lint names, without what it says of files that were there before. */
async function lintIn(path: string, file: string): Promise<string[]> {
  const { out } = await cutover(join(path, "ws"), ["lint", file, "--format", "json", ...AS_OF]);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; severity: string; message: string }[] };
  return diagnostics.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

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

  const SONNET = "claude_sonnet_4_5_20250929_vertex";

  /** A workspace beside the gateway of the examples, with one new migration in it. */
  async function fresh(argv: readonly string[]) {
    const path = await folderBeside(ACME);
    await initIn(path);
    return { path, ...(await written(path, argv)) };
  }

  async function written(path: string, argv: readonly string[]) {
    const { code, err } = await cutover(join(path, "ws"), ["new", ...argv, ...AS_OF]);
    expect(code).toBe(0);
    const file = `migrations/${argv[1]}.yaml`;
    const text = readFileSync(join(path, "ws", file), "utf8");
    return { err, text, data: parse(text), found: await lintIn(path, file) };
  }

  it("shortens the ramp where the cutoff is near, with the gates of the catalog, and writes it once", async () => {
    const { data, text, err, found } = await fresh([
      "deprecation",
      "soon",
      ...KINDS.deprecation,
      "--cutoff",
      "2026-06-24",
    ]);
    expect(data.features.duo_chat.ramp).toEqual({
      start: "2026-06-03T09:00:00Z",
      steps: [
        { percentage: 10, soak: "15m", gates: ["dashboards"] },
        { percentage: 100, soak: "1d" },
      ],
      abort: ["dashboards"],
    });
    expect(data.features.code_generations.ramp).toEqual(data.features.duo_chat.ramp);
    expect(text.match(/soak:/g)?.length).toBe(2);
    expect(err).toContain("12 days into that buffer");
    expect(found.map((line) => line.split(":")[0])).toEqual(["warning cutoff-buffer", "warning schedule-infeasible"]);
  });

  it("keeps the standard ramp where no ramp is in time, and says by how much, as lint does", async () => {
    const { data, err, found } = await fresh(["deprecation", "late", ...KINDS.deprecation, "--cutoff", "2026-05-21"]);
    expect(data.features.duo_chat.ramp.use).toBe("standard");
    const [said] = /(?<=^warning: )the way of .*$/m.exec(err) ?? [];
    expect(said).toMatch(/ 35 days too late; even the shortest ramp .* 32 days too late$/);
    expect(found).toContain(`error schedule-infeasible: ${said}`);
  });

  it("calls a cutoff past that is", async () => {
    const { data, err } = await fresh(["deprecation", "past", ...KINDS.deprecation, "--cutoff", "2026-05-01"]);
    expect(data.features.duo_chat.ramp.use).toBe("standard");
    expect(err).toContain(`warning: the cutoff of "${SONNET}" on 2026-05-01 has passed`);
  });

  it("leaves open what nobody has decided, and withdraws no default", async () => {
    const { path, data, text, found } = await fresh(["deprecation", "open", "--from", SONNET]);
    expect(data.features.duo_chat).toEqual({ stage: "planned", from: SONNET });
    expect(text).toContain("    # to fill in: what takes its place\n    # to: …\n    # flag: { name: …, code: … }\n");
    expect(found).toEqual([]);
    const haiku = "claude_haiku_4_5_20251001";
    const listed = await written(path, ["deprecation", "listed", "--from", haiku]);
    expect(listed.data.features).toEqual({
      duo_chat: { stage: "planned", withdraw: [haiku], no_flag: "no default moves" },
      duo_chat_explain_code: { stage: "planned", withdraw: [haiku], no_flag: "no default moves" },
      generate_commit_message: { stage: "planned", from: haiku },
      summarize_review: { stage: "planned", from: [haiku, "claude_haiku_4_5_20251001_vertex"] },
    });
  });

  it.each(["123", "true", "2026-01-01"])("the name %s stays a text", async (name) => {
    const { text, data, found } = await fresh(["upgrade", name, ...KINDS.upgrade]);
    expect(text).toContain(`\nname: "${name}"\n`);
    expect([data.name, found]).toEqual([name, []]);
  });

  it("says what is true of features that do not use the old one", async () => {
    const argv = ["--from", "gemini_2_5_flash_vertex", "--to", "gemini_3_flash_vertex"];
    const { data, err, found } = await fresh([
      "upgrade",
      "x",
      ...argv,
      "--features",
      "code_completions,code_generations",
    ]);
    expect(Object.keys(data.features)).toEqual(["code_generations"]);
    expect(data.summary).toMatch(
      /^Gemini 3 Flash \(gemini_3_flash_vertex\) is offered to users of "code_generations"\.\n/,
    );
    expect(err).toContain(
      'warning: "gemini_2_5_flash_vertex" is not used by "code_generations"; "gemini_3_flash_vertex" is offered',
    );
    expect(err).toContain('warning: left out: "code_completions"; there is no pick list');
    expect(found).toEqual([]);
  });

  it("offers an integration where it can enter a list, and marks the rest", async () => {
    const { path, data, err } = await fresh(["integration", "grok", "--to", "grok_4_vertex"]);
    expect(data.bulk[0].features).toEqual([
      "duo_chat",
      "code_generations",
      "duo_chat_explain_code",
      "duo_chat_write_tests",
    ]);
    expect(err).toContain(
      'left out: "code_completions", "generate_commit_message", "summarize_review"; there is no pick list',
    );
    const known = await written(path, ["integration", "known", "--to", "claude_sonnet_4_5_20250929_bedrock"]);
    expect(known.err).toMatch(/left out: "duo_chat", .*can be picked there already/);
    expect(known.text).toContain("# to fill in: the features that it concerns\n# features:\n");
    expect(known.found).toEqual([]);
  });

  it.each([
    ["integration", "x", "--to", "gpt_5_2"],
    ["upgrade", "x", "--from", "gpt_5_1", "--to", "gpt_5_2"],
    ["deprecation", "x", "--from", "gpt_5_1"],
    ["upgrade", "x", "--from", "gpt_5_1", "--to", "gpt_5_2", "--features", "duo_chat,123"],
  ])("%s is valid without the gateway's files", async (...argv) => {
    const folder = await folderFor();
    await cutover(folder, ["init", "ws", "--project", "acme/ai", "--owner", "@ana"]);
    const { text, found, err } = await written(folder, argv);
    expect(err).toContain("note: without the gateway's files");
    expect(found).toEqual([]);
    expect(text).toMatch(/features:/);
    expect(text).toMatch(argv[0] === "deprecation" ? /replaces:/ : /offerings:/);
  });

  it("its marks are of the form that the schema wants", async () => {
    const { path, text } = await fresh([
      "deprecation",
      "forms",
      "--from",
      SONNET,
      "--to",
      "claude_haiku_4_5_20251001_vertex",
    ]);
    // Whoever fills a mark in takes the `#` away and writes something for each `…`.
    const filled = text
      .replace(/# ?(yaml-language-server|Duo|Code|to fill in)/g, "#! $1")
      .replace(/^( *)# /gm, "$1")
      .replaceAll(/(date|cutoff): …/g, "$1: 2026-11-30")
      .replace("retire: keep", "retire: deprecate")
      .replace('removal_version: "…"', 'removal_version: "19.5"')
      .replaceAll("@…", "@ana");
    const file = join(path, "ws/migrations/forms.yaml");
    writeFileSync(file, filled);
    const found = await lintIn(path, "migrations/forms.yaml");
    expect(filled).not.toMatch(/^ *# /m);
    expect(found.filter((line) => / (schema|syntax)/.test(line))).toEqual([]);
    expect(Object.keys(parse(filled))).toEqual(
      expect.arrayContaining([
        "approach",
        "technical",
        "impact",
        "changes",
        "references",
        "infrastructure",
        "milestone",
      ]),
    );
  });

  it("what is left in a text is found once the migration goes live", async () => {
    const { path, text } = await fresh(["upgrade", "live", ...KINDS.upgrade]);
    writeFileSync(join(path, "ws/migrations/live.yaml"), text.replace("status: draft", "status: active"));
    const marks = (await lintIn(path, "migrations/live.yaml")).filter((line) => line.includes("to-fill-in"));
    expect(marks).toHaveLength(1);
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
    [["integration", "x", "--to", "b", "--cutoff", "2026-11-30"], "--from is missing"],
    [["integration", "x", "--to", "b", "--features", ""], "--features names no feature"],
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
