import { describe, expect, it } from "vitest";
import { cutover } from "../harness.ts";
import { ACME, CONFIG, FEATURES, folder, migration, places, UNSELECTABLE } from "./acme.ts";

const COMMENT = "# cutover-ignore name-matches-file until 2026-12-01: renamed after the merge";
const named = (comment: string) => migration("chatty").replace("name: chatty", `name: chatty ${comment}`);

async function lint(files: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const ran = await cutover(await folder({ ...ACME, ...files }), ["lint", "--format", "json", ...argv]);
  return { ...ran, places: places(ran.out), report: JSON.parse(ran.out) };
}

describe("a comment in a migration", () => {
  it("silences a finding, which is counted and listed with its reason", async () => {
    const { code, report } = await lint({ "migrations/chat.yaml": named(COMMENT) });
    expect(code).toBe(0);
    expect(report.diagnostics).toEqual([]);
    expect(report.summary).toMatchObject({ errors: 0, suppressed: 1 });
    expect(report.suppressed).toEqual([
      expect.objectContaining({
        rule: "name-matches-file",
        file: "migrations/chat.yaml",
        start: { line: 3, column: 7 },
        reason: "renamed after the merge",
      }),
    ]);
    const pretty = await cutover(await folder({ ...ACME, "migrations/chat.yaml": named(COMMENT) }), ["lint"]);
    expect(pretty.out).toMatch(/^no problems found in 4 files \(\d+ rules\), 1 suppressed\n$/);
  });

  it("ends on its day, which --as-of can be", async () => {
    const { code, places } = await lint({ "migrations/chat.yaml": named(COMMENT) }, "--as-of", "2026-12-01");
    expect(code).toBe(1);
    expect(places).toEqual(["migrations/chat.yaml:3:7 name-matches-file", "migrations/chat.yaml:3:55 suppression"]);
  });

  it("that is wrong is an error of its own", async () => {
    const { places } = await lint({ "migrations/chat.yaml": named("# cutover-ignore name-matches-file") });
    expect(places).toEqual(["migrations/chat.yaml:3:7 name-matches-file", "migrations/chat.yaml:3:14 suppression"]);
  });

  it("that has nothing to ignore is a warning, unless the rule did not run", async () => {
    const idle = { "migrations/chat.yaml": migration("chat").replace("name: chat", `name: chat ${COMMENT}`) };
    expect((await lint(idle)).places).toEqual(["migrations/chat.yaml:3:29 suppression"]);
    expect((await lint(idle, "--rule", "name-matches-file=off")).places).toEqual([]);
    expect((await lint(idle, "--rule", "suppression=off")).places).toEqual([]);
    const skipped = "# cutover-ignore default-not-selectable until 2026-12-01: why not";
    const without = { "cutover.yaml": CONFIG.replace(", checkout: gateway", "") };
    expect(
      (await lint({ ...without, "migrations/chat.yaml": `${migration("chat")}${skipped}\npriority: high\n` })).places,
    ).toEqual([]);
  });

  it("cannot silence what reading finds", async () => {
    const text = migration("chat").replace(
      "status: active",
      "status: actve # cutover-ignore schema until 2026-12-01: no",
    );
    const { code, places } = await lint({ "migrations/chat.yaml": text });
    expect([code, places]).toEqual([1, ["migrations/chat.yaml:4:9 schema"]]);
  });

  it("does not touch compile and plan: what compile refuses stays", async () => {
    const text = migration("chat").replace(
      "  duo_chat:",
      "  duo_chatt: # cutover-ignore unknown-reference until 2026-12-01: no",
    );
    const { code, places } = await lint({ "migrations/chat.yaml": text });
    expect(code).toBe(1);
    expect(places).toEqual(["migrations/chat.yaml:9:3 unknown-reference", "migrations/chat.yaml:9:31 suppression"]);
  });
});

it("a policy may forbid to ignore a rule, and the rule to know that is suppression", async () => {
  const policy = "policy: { rules: { name-matches-file: { ignorable: false }, suppression: error } }\n";
  const { places, report } = await lint({
    "cutover.yaml": `${CONFIG}${policy}`,
    "migrations/chat.yaml": named(COMMENT),
  });
  expect(places).toEqual(["migrations/chat.yaml:3:7 name-matches-file", "migrations/chat.yaml:3:31 suppression"]);
  expect(report.diagnostics[1].related).toEqual([
    expect.objectContaining({ file: "cutover.yaml", start: { line: 10, column: 41 } }),
  ]);
});

it("works in cutover.yaml", async () => {
  const directive = "  # cutover-ignore reversed-range until 2026-12-01: to be agreed\n";
  const policy = `policy:\n${directive}  durations: { upgrade: 14d..7d }\n`;
  expect((await lint({ "cutover.yaml": `${CONFIG}${policy}` })).places).toEqual([]);
  expect((await lint({ "cutover.yaml": `${CONFIG}${policy.replace(directive, "")}` })).places).toEqual([
    "cutover.yaml:11:25 reversed-range",
  ]);
});

it("works in a gateway file, whoever lints it; what has ended there is said where the file is named", async () => {
  const file = "gateway/ai_gateway/model_selection/unit_primitives.yml";
  const directive = "# cutover-ignore default-not-selectable until 2026-12-01: pick list follows";
  const wrong = UNSELECTABLE.replace(/("claude_sonnet_4_6")(?![\s\S]*"claude_sonnet_4_6")/, `$1 ${directive}`).replace(
    '- "duo_chat"\n',
    `- "duo_chat" ${directive}\n`,
  );
  expect((await lint({ [file]: wrong })).places).toEqual([]);
  expect((await lint({ [file]: wrong }, file)).places).toEqual([]);
  const ended = FEATURES.replace('- "duo_chat"\n', `- "duo_chat" ${directive.replace("2026-12-01", "2026-01-01")}\n`);
  expect((await lint({ [file]: ended })).places).toEqual([]);
  expect((await lint({ [file]: ended }, file)).places).toEqual([`${file}:4:66 suppression`]);
});

describe("that a comment has nothing to ignore is said only where everything was looked at", () => {
  const idle = migration("chat").replace("name: chat", `name: chat ${COMMENT}`);
  const IDLE = "migrations/chat.yaml:3:29 suppression";

  it("with all files, and no part of them asked for", async () => {
    const files = { "migrations/chat.yaml": idle };
    expect((await lint(files)).places).toEqual([IDLE]);
    expect((await lint(files, ".")).places).toEqual([IDLE]);
    expect((await lint(files, "migrations/chat.yaml")).places).toEqual([]);
    expect((await lint(files, "--rule", "cutoff-buffer=off")).places).toEqual([]);
  });

  it("not while a migration cannot be read", async () => {
    const other = migration("other", "code_review").replace("status: active", "status: actve");
    const { places } = await lint({ "migrations/chat.yaml": idle, "migrations/other.yaml": other });
    expect(places).toEqual(["migrations/other.yaml:4:9 schema"]);
  });

  it("not of a rule that would look at a target that is away", async () => {
    const comment = "# cutover-ignore evaluation-stale, name-matches-file until 2026-12-01: agreed";
    const files = { "migrations/chat.yaml": migration("chat").replace("name: chat", `name: chat ${comment}`) };
    expect((await lint(files)).places).toHaveLength(2);
    const away = await lint({ ...files, "cutover.yaml": CONFIG.replace(", checkout: gateway", "") });
    expect(away.places).toEqual(["migrations/chat.yaml:3:47 suppression"]);
  });
});

it("an unknown name hides no clash of others, and hides nothing at all once it is ignored", async () => {
  const ramp = (name: string, comment = "") =>
    migration(name, "code_review", `    ramp: duo_chat${comment}\n`).replace("status: active", "status: draft");
  const clash = { "migrations/a.yaml": migration("a"), "migrations/chat.yaml": migration("chat") };
  const unknown = await lint({ ...clash, "migrations/c.yaml": ramp("c") });
  expect(unknown.places).toEqual(expect.arrayContaining([expect.stringMatching(/conflicting-claims$/)]));
  expect(unknown.places.filter((place) => place.includes("unknown-reference"))).toHaveLength(1);
  const ignored = ramp("c", " # cutover-ignore unknown-reference until 2026-12-01: comes later");
  const silenced = await lint({ ...clash, "migrations/c.yaml": ignored });
  expect(silenced).toMatchObject({
    code: 1,
    places: expect.arrayContaining([expect.stringMatching(/conflicting-claims/)]),
  });
});
