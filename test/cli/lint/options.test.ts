import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { cutover, filesBelow } from "../harness.ts";
import { ACME, CONFIG, folder, migration, places, textAt } from "./acme.ts";

const TYPO = migration("chat").replace("duo_chat:", "duo_chatt:");
/** A warning: nobody of that name is in a team. */
const STRANGER = {
  ...ACME,
  "cutover.yaml": `${CONFIG}teams:\n  chat: { role: feature_team, members: ["@ana"] }\n`,
  "migrations/chat.yaml": migration("chat", "duo_chat", '    dri: "@annna"\n'),
};

it("says what was looked at where nothing is wrong", async () => {
  const ran = await cutover(await folder(ACME), ["lint"]);
  expect(ran).toMatchObject({ code: 0, err: "" });
  expect(ran.out).toMatch(/^no problems found in 4 files \(\d+ rules\)\n$/);
});

it("ends with what was found and what can be fixed", async () => {
  const ran = await cutover(await folder({ ...ACME, "migrations/chat.yaml": TYPO }), ["lint"]);
  expect(ran.code).toBe(1);
  expect(ran.out).toMatch(/\n {2}unsafe fix: write "duo_chat"\n/);
  expect(ran.out).toMatch(/\n1 error in 1 of 4 files \(\d+ rules\); 1 can be fixed with --fix --unsafe\n$/);
});

it("writes reports to files and prints one", async () => {
  const cwd = await folder({ ...ACME, "migrations/chat.yaml": TYPO });
  const argv = ["lint", "--format", "json", "--output", "codequality=out/quality.json", "--output", "junit=junit.xml"];
  const ran = await cutover(cwd, [...argv, "--output", "sarif=lint.sarif", "--output", "github=github.txt"]);
  expect(ran).toMatchObject({ code: 1, err: "" });
  expect(places(ran.out)).toEqual(["migrations/chat.yaml:9:3 unknown-reference"]);
  const [quality] = JSON.parse(await textAt(cwd, "out/quality.json"));
  expect(quality).toMatchObject({ check_name: "unknown-reference", location: { path: "migrations/chat.yaml" } });
  expect(await textAt(cwd, "junit.xml")).toContain("<testsuites");
  expect(JSON.parse(await textAt(cwd, "lint.sarif")).runs[0].results).toHaveLength(1);
  expect(await textAt(cwd, "github.txt")).toContain("::error file=migrations/chat.yaml,line=9");
  const left = (await filesBelow(cwd)).filter((file) => !(file in ACME));
  expect(left).toEqual(["github.txt", "junit.xml", "lint.sarif", "out/quality.json"]);
});

/** A place in which the system lets nothing be made. */
const NOWHERE: readonly [readonly string[], string] = [["json=/proc/nowhere/report.json"], "nothing can be made"];
const REFUSED: readonly (readonly [readonly string[], string])[] = [
  [["json=out"], '"OUT" is a folder'],
  [["json=pipe"], '"PIPE" is a pipe'],
  [["json=-"], "--output json=-: it writes to files alone\n  hint: --format json prints to stdout"],
  [["json=a.txt", "sarif=./a.txt"], "--output sarif=./a.txt: --output json=a.txt is written to the same file"],
  [["json=a.txt", "sarif=link.txt"], "--output sarif=link.txt: --output json=a.txt is written to the same file"],
  [[`json=${"a".repeat(256)}`], "the system takes no name that is as long as"],
  ...(process.platform === "linux" ? [NOWHERE] : []),
];

it.each(REFUSED)("--output %j is refused in one line, and nothing is written", async (outputs, says) => {
  const text = migration("chat", "duo_chat", "milestone: 19.10\n");
  const cwd = await folder({ ...ACME, "migrations/chat.yaml": text, "out/notes.txt": "mine" });
  execFileSync("mkfifo", [join(cwd, "pipe")]);
  await fs.symlink("a.txt", join(cwd, "link.txt"));
  const before = await filesBelow(cwd);
  const ran = await cutover(cwd, ["lint", ...outputs.flatMap((output) => ["--output", output])]);
  expect([2, 3]).toContain(ran.code);
  expect(ran.out).toBe("");
  expect(ran.err).toMatch(/^cutover: .*\n( {2}hint: .*\n)?$/);
  expect(ran.err).toContain(says.replace("OUT", join(cwd, "out")).replace("PIPE", join(cwd, "pipe")));
  expect(await filesBelow(cwd)).toEqual(before);
});

it("--output is looked at before --fix writes", async () => {
  const text = migration("chat", "duo_chat", "milestone: 19.10\n");
  const cwd = await folder({ ...ACME, "migrations/chat.yaml": text });
  expect(await cutover(cwd, ["lint", "--fix", "--output", "json=migrations"])).toMatchObject({ code: 2 });
  expect(await textAt(cwd, "migrations/chat.yaml")).toBe(text);
});

it("--output writes through a link, and the link stays", async () => {
  const cwd = await folder({ ...ACME, "reports/lint.json": "old" });
  await fs.symlink("reports/lint.json", join(cwd, "lint.json"));
  expect(await cutover(cwd, ["lint", "--output", "json=lint.json"])).toMatchObject({ code: 0 });
  expect((await fs.lstat(join(cwd, "lint.json"))).isSymbolicLink()).toBe(true);
  expect(JSON.parse(await textAt(cwd, "reports/lint.json"))).toMatchObject({ version: 1 });
});

const TERMINAL = { isTTY: true };
const FILE = { isTTY: false };

it.each([
  [TERMINAL, {}, [], true],
  [FILE, {}, [], false],
  [TERMINAL, { TERM: "dumb" }, [], false],
  [TERMINAL, { TERM: "xterm-256color" }, [], true],
  [TERMINAL, { CI: "true" }, [], false],
  [FILE, { FORCE_COLOR: "1", CI: "true", TERM: "dumb" }, [], true],
  [FILE, { FORCE_COLOR: "" }, [], false],
  [TERMINAL, { FORCE_COLOR: "0" }, [], false],
  [TERMINAL, { FORCE_COLOR: "1", NO_COLOR: "1" }, [], false],
  [TERMINAL, { FORCE_COLOR: "1" }, ["--no-color"], false],
  [FILE, { NO_COLOR: "1", TERM: "dumb" }, ["--color"], true],
] as const)("on %j with %j and %j colour is %s", async (sink, env, argv, isColored) => {
  let out = "";
  const stdout = { ...sink, write: (text: string) => (out += text) };
  await cutover(await folder(ACME), ["lint", ...argv], { env, stdout });
  expect(out).toContain("no problems found");
  expect(out.includes("\u001b[")).toBe(isColored);
});

const MAIN = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

it.runIf(process.platform !== "win32")("ends as it would when nobody reads to the end", async () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `  unknown_feature_${index}: { stage: planned }\n`).join("");
  const cwd = await folder({ ...ACME, "migrations/chat.yaml": migration("chat", "duo_chat", lines) });
  const codeOf = (argv: string): number | null =>
    spawnSync("bash", ["-c", `"$0" "$1" lint ${argv} | head -1; exit "\${PIPESTATUS[0]}"`, process.execPath, MAIN], {
      cwd,
      stdio: ["ignore", "ignore", "inherit"],
    }).status;
  expect(codeOf("--format json")).toBe(1);
});

it.each([
  [["--output", "yaml=x"], "formats: pretty, json, sarif, codequality, junit, github"],
  [["--output", "json="], "write FORMAT=FILE"],
  [["--rule", "cutoff-buffer=fatal"], "ID=off, ID=warn or ID=error"],
  [["--rule", "cutof-buffer=off"], 'unknown rule "cutof-buffer"; did you mean "cutoff-buffer"?'],
  [["--rule", "schema=off"], '"schema" cannot be turned off'],
  [["--max-warnings", "few"], "write a whole number"],
  [[""], '"" is no path'],
  [["--unsafe"], "add --fix"],
  [["-"], "name it with --stdin-filename"],
  [["nowhere.yaml"], 'there is no "nowhere.yaml"'],
  [["gateway/README.md"], '"gateway/README.md" holds nothing that lint reads'],
  [[".."], "is outside the workspace"],
])("%j is refused with the remedy", async (argv, says) => {
  const ran = await cutover(await folder({ ...ACME, "gateway/README.md": "hello\n" }), ["lint", ...argv]);
  expect(ran).toMatchObject({ code: 2, out: "" });
  expect(ran.err).toContain(says);
});

it("--rule gives a rule another severity, or turns it off", async () => {
  const cwd = await folder(STRANGER);
  expect((await cutover(cwd, ["lint"])).out).toContain("warning[unknown-reference]");
  const strict = await cutover(cwd, ["lint", "--rule", "unknown-reference=error"]);
  expect(strict).toMatchObject({ code: 1, out: expect.stringContaining("error[unknown-reference]") });
  const off = await cutover(cwd, ["lint", "--rule", "unknown-reference=off"]);
  expect(off).toMatchObject({ code: 0, out: expect.stringContaining("no problems found") });
});

it("--rule does not make right what compile refuses", async () => {
  const cwd = await folder({ ...ACME, "migrations/chat.yaml": TYPO });
  const ran = await cutover(cwd, ["lint", "--rule", "unknown-reference=off"]);
  expect(ran).toMatchObject({ code: 1, out: expect.stringContaining("migrations/chat.yaml:9:3: error") });
});

it("--max-warnings makes too many warnings a failure, --quiet hides them", async () => {
  const cwd = await folder(STRANGER);
  expect(await cutover(cwd, ["lint", "--max-warnings", "1"])).toMatchObject({ code: 0, err: "" });
  const ran = await cutover(cwd, ["lint", "--max-warnings", "0", "--quiet"]);
  expect(ran).toMatchObject({ code: 1, err: "note: 1 warning is more than --max-warnings 0\n" });
  expect(ran.out).toMatch(/^no errors found in 4 files/);
  expect((await cutover(cwd, ["lint"])).out).toContain("warning[unknown-reference]");
});

it("--require-targets fails where rules had nothing to look at, and says which", async () => {
  const cwd = await folder({ "cutover.yaml": CONFIG, "migrations/chat.yaml": migration("chat") });
  const ran = await cutover(cwd, ["lint", "--require-targets"]);
  expect(ran.code).toBe(2);
  expect(ran.err).toMatch(
    /rules were skipped for want of target files .*; give them with cutover fetch, or with --checkout ai-gateway=DIR/,
  );
  expect((await cutover(cwd, ["lint", "--quiet"])).err).toBe("");
});

it("nothing to lint is an error, unless that is expected", async () => {
  const cwd = await folder({ "cutover.yaml": CONFIG });
  expect(await cutover(cwd, ["lint"])).toMatchObject({
    code: 1,
    out: expect.stringContaining("the folder migrations is missing"),
  });
  expect(await cutover(cwd, ["lint", "--allow-empty"])).toMatchObject({ code: 0 });
  const other = await folder({ ...ACME, "notes/todo.txt": "" });
  expect(await cutover(other, ["lint", "notes", "--allow-empty"])).toMatchObject({ code: 0 });
});

it("finds the workspace that a path lies in, from elsewhere", async () => {
  const cwd = await folder(
    Object.fromEntries(
      Object.entries({ ...ACME, "migrations/chat.yaml": TYPO }).map(([file, text]) => [`ai/${file}`, text]),
    ),
  );
  const ran = await cutover(cwd, ["lint", join("ai", "migrations", "chat.yaml"), "--format", "json"]);
  expect(places(ran.out)).toEqual(["migrations/chat.yaml:9:3 unknown-reference"]);
});

it("a policy cannot turn off what reading finds, and is told so", async () => {
  const config = `${CONFIG}policy: { rules: { schema: off } }\n`;
  const ran = await cutover(await folder({ ...ACME, "cutover.yaml": config }), ["lint"]);
  expect(ran.out).toContain('warning[unknown-reference]: "schema" cannot be turned off');
});
