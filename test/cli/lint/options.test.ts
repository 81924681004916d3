import { join } from "node:path";
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
  expect((await filesBelow(cwd)).filter((file) => file.endsWith(".new"))).toEqual([]);
});

it.each([
  [["--output", "yaml=x"], "formats: pretty, json, sarif, codequality, junit, github"],
  [["--output", "json="], "write FORMAT=FILE"],
  [["--rule", "cutoff-buffer=fatal"], "ID=off, ID=warn or ID=error"],
  [["--rule", "cutof-buffer=off"], 'unknown rule "cutof-buffer"; did you mean "cutoff-buffer"?'],
  [["--max-warnings", "few"], "write a whole number"],
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
  expect(ran.err).toMatch(/rules were skipped for want of target files .*--checkout ai-gateway=DIR/);
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
