import * as fs from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cutover } from "../harness.ts";
import { ACME, CONFIG, FEATURES, folder, GATEWAY, migration, textAt } from "./acme.ts";

const FILE = "migrations/chat.yaml";
const DIRECTIVE = "# cutover-ignore cutoff-buffer until 2026-12-01: agreed";
/** A comment that has nothing to ignore, and a typo: a person should look at both. */
const BOTH = `${migration("chat").replace("duo_chat:", "duo_chatt:")}${DIRECTIVE}\nvisibility: public\n`;

it("makes what is safe, says so, and leaves the rest", async () => {
  const text = `${BOTH}technical: |\n  Later.\n  /close\n`;
  const cwd = await folder({ ...ACME, [FILE]: text });
  const ran = await cutover(cwd, ["lint", "--fix"]);
  expect(ran.code).toBe(1);
  expect(ran.err).toMatch(new RegExp(`^fixed ${FILE}:17:3: error\\[command-in-text\\]: .*\n$`));
  expect(ran.out).toContain("error[unknown-reference]");
  expect(await textAt(cwd, FILE)).toBe(text.replace("/close", "`/close`"));
});

it("--unsafe makes the rest too, and twice is once", async () => {
  const cwd = await folder({ ...ACME, [FILE]: BOTH });
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/^no problems found/) });
  const text = await textAt(cwd, FILE);
  expect(text).toBe(`${migration("chat")}visibility: public\n`);
  expect(await cutover(cwd, ["lint", "--fix", "--unsafe"])).toMatchObject({ code: 0, err: "" });
  expect(await textAt(cwd, FILE)).toBe(text);
});

it("--diff prints what --fix would write, and writes nothing", async () => {
  const cwd = await folder({ ...ACME, [FILE]: BOTH });
  const ran = await cutover(cwd, ["lint", "--diff", "--unsafe"]);
  expect(ran.code).toBe(1);
  expect(ran.out).toBe(
    [
      `--- a/${FILE}`,
      `+++ b/${FILE}`,
      "@@ -6,9 +6,8 @@",
      " summary: Moves to a newer model.",
      " references: { announcement: https://models.example.com/news, documentation: https://models.example.com/docs }",
      " features:",
      "-  duo_chatt:",
      "+  duo_chat:",
      "     stage: planned",
      "     from: claude_sonnet_4_5_20250929",
      "     to: claude_sonnet_4_6",
      `-${DIRECTIVE}`,
      " visibility: public",
      "",
    ].join("\n"),
  );
  expect(ran.err).toMatch(/^would fix migrations\/chat\.yaml:9:3: error\[unknown-reference\]/);
  expect(await textAt(cwd, FILE)).toBe(BOTH);
  expect(await cutover(await folder(ACME), ["lint", "--diff", "--unsafe"])).toMatchObject({ code: 0, out: "" });
});

it("keeps a byte order mark, CRLF and every byte that nobody edits", async () => {
  const text = `\uFEFF${BOTH.replaceAll("\n", "\r\n").replace("newer model.", "newer model.  \t")}`;
  const cwd = await folder({ ...ACME, [FILE]: text });
  expect((await cutover(cwd, ["lint", "--fix", "--unsafe"])).code).toBe(0);
  expect(await fs.readFile(join(cwd, FILE), "utf8")).toBe(
    text.replace("duo_chatt", "duo_chat").replace(`${DIRECTIVE}\r\n`, ""),
  );
});

it("writes through a link, and leaves nothing beside", async () => {
  const cwd = await folder({ ...ACME, "shared/chat.yaml": BOTH });
  await fs.rm(join(cwd, FILE));
  await fs.symlink("../shared/chat.yaml", join(cwd, FILE));
  await cutover(cwd, ["lint", "--fix", "--unsafe"]);
  expect((await fs.lstat(join(cwd, FILE))).isSymbolicLink()).toBe(true);
  expect(await textAt(cwd, "shared/chat.yaml")).not.toContain("duo_chatt");
  expect(await fs.readdir(join(cwd, "shared"))).toEqual(["chat.yaml"]);
});

it("fixes only what was named", async () => {
  const other = BOTH.replace("name: chat", "name: other").replace("status: active", "status: draft");
  const cwd = await folder({ ...ACME, [FILE]: BOTH, "migrations/other.yaml": other });
  await cutover(cwd, ["lint", "--fix", "--unsafe", "migrations/other.yaml"]);
  expect(await textAt(cwd, FILE)).toBe(BOTH);
  expect(await textAt(cwd, "migrations/other.yaml")).not.toContain("duo_chatt");
});

it("mends the schema's findings: typos are unsafe, missing quotes are safe", async () => {
  const text = migration("chat", "duo_chat", "    dri: 7\nmilestone: 19.10\n")
    .replace("status: active", "status: actve")
    .replace("owner:", "ownr:");
  const cwd = await folder({ ...ACME, [FILE]: text });
  const safe = await cutover(cwd, ["lint", "--fix"]);
  expect(safe.err).toContain('(write "19.10")');
  expect(await textAt(cwd, FILE)).toBe(text.replace("19.10", '"19.10"'));
  await cutover(cwd, ["lint", "--fix", "--unsafe"]);
  expect(await textAt(cwd, FILE)).toBe(
    text.replace("19.10", '"19.10"').replace("actve", "active").replace("ownr:", "owner:"),
  );
});

it("takes a fix back that brings something new about, and says what", async () => {
  const other = migration("other", "duo_chatt");
  const cwd = await folder({ ...ACME, "migrations/other.yaml": other });
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"]);
  expect(ran.code).toBe(1);
  expect(ran.err).toMatch(
    /^left to you migrations\/other\.yaml:9:3: error\[unknown-reference\]: .* \(write "duo_chat"\); then: migrations\/.*error\[conflicting-claims\]/,
  );
  expect(await textAt(cwd, "migrations/other.yaml")).toBe(other);
});

it("makes a fix that changes the words of another finding", async () => {
  const gateway = {
    "models.yml": `models:
  - { gitlab_identifier: a, name: A, deprecation: { deprecation_date: "2027-10-01", removal_version: 19.10 } }
`,
    "unit_primitives.yml": `configurable_unit_primitives:
  - { feature_setting: f, unit_primitives: [b], default_models: [a] }
`,
  };
  const cwd = await folder(gateway);
  const before = await cutover(cwd, ["lint", "models.yml", "unit_primitives.yml"]);
  expect(before.out).toMatch(/\[default-deprecated\].*19\.1\b/);
  const ran = await cutover(cwd, ["lint", "--fix", "models.yml", "unit_primitives.yml"]);
  expect(ran.err).toMatch(/^fixed models\.yml.*\[removal-version-unquoted\].*\n$/);
  expect(ran.out).toMatch(/\[default-deprecated\].*19\.10\b/);
});

it.each([
  ["an alias", "milestone: &m 19.10\ntechnical: *m\n"],
  ["a tag", "milestone: !!float 19.10\n"],
  ["an anchor on a line of its own", "milestone: &m\n  19.10\ntechnical: *m\n"],
  ["an anchor before a text", 'milestone: &m "19.1"\ntechnical: &t |\n  /close\n'],
])("does not write over %s", async (_, more) => {
  const text = migration("chat", "duo_chat", more);
  const cwd = await folder({ ...ACME, [FILE]: text });
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"]);
  expect(ran).toMatchObject({ code: 1, err: "" });
  expect(await textAt(cwd, FILE)).toBe(text);
});

it("takes no item out of a list that has an anchor", async () => {
  const file = "unit_primitives.yml";
  const text = `configurable_unit_primitives:
  - { feature_setting: f, unit_primitives: [b], default_models: [a], selectable_models: [a, &s a] }
  - { feature_setting: g, unit_primitives: [b], default_models: [a], selectable_models: [*s, a] }
`;
  const cwd = await folder({ [file]: text, "models.yml": "models:\n  - { gitlab_identifier: a, name: A }\n" });
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe", file]);
  expect(ran.out).toContain("[duplicate-list-item]");
  expect(await textAt(cwd, file)).toContain("[a, &s a]");
});

it("--diff fails for what no fix mends, and says so", async () => {
  const text = migration("chat", "duo_chat").replace("stage: planned", "stage: anywhere");
  const cwd = await folder({ ...ACME, [FILE]: text });
  const ran = await cutover(cwd, ["lint", "--diff"]);
  expect(ran).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("1 error stays that this does not mend"),
  });
  const strict = ["lint", "--diff", "--require-targets"];
  const away = { ...ACME, "cutover.yaml": CONFIG.replace(", checkout: gateway", "") };
  expect((await cutover(await folder(away), strict)).code).toBe(2);
});

it("offers no fix that would make two keys one", async () => {
  const other = "  duo_chatt: { stage: planned, from: claude_sonnet_4_5_20250929, to: claude_sonnet_4_6 }\n";
  const ran = await cutover(await folder({ ...ACME, [FILE]: migration("chat", "duo_chat", other) }), ["lint"]);
  expect(ran.out).toContain('unknown feature "duo_chatt"; did you mean "duo_chat"?');
  expect(ran.out).not.toContain("fix:");
});

it("a typo is mended although rules then have something to say about the file", async () => {
  const text = migration("chatter").replace("status: active", "status: actve");
  const cwd = await folder({ ...ACME, [FILE]: text });
  await cutover(cwd, ["lint", "--fix", "--unsafe", "--rule", "name-matches-file=warn"]);
  expect(await textAt(cwd, FILE)).toBe(migration("chat"));
});

it("mends cutover.yaml, after which rules look for the first time", async () => {
  const config = CONFIG.replace("features:", "featurs:");
  const cwd = await folder({ ...ACME, "cutover.yaml": config, [FILE]: migration("chat", "duo_chats") });
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"]);
  expect(ran.code).toBe(0);
  expect(await textAt(cwd, "cutover.yaml")).toBe(CONFIG);
  expect(await textAt(cwd, FILE)).toBe(migration("chat"));
});

it("swaps the ends of a range, and writes the file's name", async () => {
  const policy =
    "policy:\n  freezes: [{ from: 2027-01-04, to: 2026-12-18, reason: year end }]\n  durations: { upgrade: 14d..7d }\n";
  const cwd = await folder({ ...ACME, "cutover.yaml": `${CONFIG}${policy}`, [FILE]: migration("chatter") });
  expect(await cutover(cwd, ["lint", "--fix", "--unsafe"])).toMatchObject({ code: 0 });
  expect(await textAt(cwd, "cutover.yaml")).toContain("{ from: 2026-12-18, to: 2027-01-04, reason: year end }");
  expect(await textAt(cwd, "cutover.yaml")).toContain("upgrade: 7d..14d }");
  expect(await textAt(cwd, FILE)).toContain("name: chat\n");
});

it("writes a gateway file that was named, outside any workspace", async () => {
  const file = "gateway/ai_gateway/model_selection/unit_primitives.yml";
  const [, last = ""] = /(\n {4}selectable_models:\n.*\n)$/.exec(FEATURES) ?? [];
  const wrong = `${FEATURES.slice(0, -last.length)}${last}      - "claude_sonnet_4_5_20250929"\n`;
  const cwd = await folder({ ...GATEWAY, [file]: wrong });
  const ran = await cutover(cwd, ["lint", "--fix", file]);
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining(`fixed ${file}:17:9`) });
  expect(await textAt(cwd, file)).toBe(FEATURES);
});
