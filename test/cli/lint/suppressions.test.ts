import { describe, expect, it } from "vitest";
import { cutover } from "../harness.ts";
import { ACME, CONFIG, folder, migration, places, UNSELECTABLE } from "./acme.ts";

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

it("works in a gateway file, whoever lints it; what is idle there is said where the file is named", async () => {
  const file = "gateway/ai_gateway/model_selection/unit_primitives.yml";
  const directive = "# cutover-ignore default-not-selectable until 2026-12-01: pick list follows";
  const wrong = UNSELECTABLE.replace(/("claude_sonnet_4_6")(?![\s\S]*"claude_sonnet_4_6")/, `$1 ${directive}`).replace(
    '- "duo_chat"\n',
    `- "duo_chat" ${directive}\n`,
  );
  expect((await lint({ [file]: wrong })).places).toEqual([]);
  expect((await lint({ [file]: wrong }, file)).places).toEqual([`${file}:4:37 suppression`]);
});
