import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { cutover, type Ran } from "../harness.ts";
import { ACME, CONFIG, folder, migration, places, textAt, UNSELECTABLE } from "./acme.ts";

const TYPO = migration("chat").replace("duo_chat:", "duo_chatt:");

function piped(cwd: string, text: string, argv: readonly string[]): Promise<Ran> {
  return cutover(cwd, ["lint", "--format", "json", ...argv], { stdin: Readable.from([Buffer.from(text)]) });
}

it("reads a migration's unsaved text, and reports on it alone", async () => {
  const cwd = await folder({ ...ACME, "migrations/other.yaml": migration("othr", "code_review") });
  const ran = await piped(cwd, TYPO, ["--stdin-filename", "migrations/chat.yaml"]);
  expect(places(ran.out)).toEqual(["migrations/chat.yaml:9:3 unknown-reference"]);
  expect(ran.code).toBe(1);
  expect(await textAt(cwd, "migrations/chat.yaml")).toBe(migration("chat"));
});

it("reads a file that is not saved yet, with - for stdin", async () => {
  const text = migration("new", "code_review").replace("stage: planned", "stage: plnned");
  const ran = await piped(await folder(ACME), text, ["-", "--stdin-filename", "migrations/new.yaml"]);
  expect(places(ran.out)).toEqual(["migrations/new.yaml:10:12 schema"]);
});

it("finds the workspace of the file from any folder, also from another workspace", async () => {
  const nested = Object.entries(ACME).map(([file, text]) => [`examples/acme/${file}`, text] as const);
  const cwd = await folder({ "cutover.yaml": CONFIG, ...Object.fromEntries(nested) });
  const ran = await piped(cwd, TYPO, ["--stdin-filename", "examples/acme/migrations/chat.yaml"]);
  expect(places(ran.out)).toEqual(["migrations/chat.yaml:9:3 unknown-reference"]);
});

it("reads cutover.yaml", async () => {
  const ran = await piped(await folder(ACME), `${CONFIG}polcy: {}\n`, ["--stdin-filename", "cutover.yaml"]);
  expect(places(ran.out)).toEqual(["cutover.yaml:10:1 schema"]);
});

it("reads a gateway file, in a workspace and outside", async () => {
  const named = "gateway/ai_gateway/model_selection/unit_primitives.yml";
  const cwd = await folder(ACME);
  const inside = await piped(cwd, UNSELECTABLE, ["--stdin-filename", named]);
  expect(places(inside.out)).toEqual([`${named}:14:9 default-not-selectable`]);
  const files = Object.entries(ACME).filter(([file]) => file.startsWith("gateway/"));
  const outside = await piped(await folder(Object.fromEntries(files)), UNSELECTABLE, ["--stdin-filename", named]);
  expect(outside.out).toBe(inside.out);
});

it("keeps byte order marks and CRLF out of the columns", async () => {
  const text = `\uFEFF${TYPO.replaceAll("\n", "\r\n")}`;
  const ran = await piped(await folder(ACME), text, ["--stdin-filename", "migrations/chat.yaml"]);
  expect(places(ran.out)).toEqual(["migrations/chat.yaml:9:3 unknown-reference"]);
});

it("shows what --fix would do, and does not write", async () => {
  const cwd = await folder(ACME);
  const ran = await piped(cwd, TYPO, ["--stdin-filename", "migrations/chat.yaml", "--diff", "--unsafe"]);
  expect(ran.code).toBe(1);
  expect(ran.out).toContain("-  duo_chatt:\n+  duo_chat:\n");
  const refused = await piped(cwd, TYPO, ["--stdin-filename", "migrations/chat.yaml", "--fix"]);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("--fix cannot write to stdin") });
  expect(await textAt(cwd, "migrations/chat.yaml")).toBe(migration("chat"));
});

it("takes no other paths", async () => {
  const ran = await piped(await folder(ACME), TYPO, ["--stdin-filename", "migrations/chat.yaml", "cutover.yaml"]);
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("that one file") });
});
