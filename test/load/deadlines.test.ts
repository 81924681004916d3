import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { LineIndex } from "../../src/diagnostics/line-index.ts";
import { parseDeadlines, readDeadlines } from "../../src/load/deadlines.ts";
import { loadWorkspace } from "../../src/load/workspace.ts";
import { leftToLock, precisionOf } from "../../src/model/deadline.ts";

const LOCK = `{
  "version": 1,
  "offerings": {
    "claude_old": {"host":"anthropic","model":"claude-old","cutoff":"2026-11-30","precision":"exact","source":"anthropic-sdk","url":"https://example.com/a"},
    "gemini_old": {"host":"google","model":"gemini-old","cutoff":"2026-10-16","precision":"earliest","source":"model-eol","url":"https://example.com/g"}
  },
  "policies": [],
  "facts": [
    {"host":"anthropic","model":"claude-old","source":"anthropic-sdk","cutoff":"2026-11-30","precision":"exact","url":"https://example.com/a","seen":"2026-11-01"}
  ]
}
`;

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await fs.rm(folder, { recursive: true, force: true });
});

async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await fs.mkdtemp(join(tmpdir(), "cutover-lock-"));
  folders.push(folder);
  await fs.mkdir(join(folder, "migrations"));
  for (const [name, text] of Object.entries(files)) await fs.writeFile(join(folder, name), text);
  return folder;
}

/** Every finding with its place, as people see it. */
function found(text: string): string[] {
  const lines = new LineIndex(text);
  return parseDeadlines(text).diagnostics.map(({ rule, message, range }) => {
    const { line, column } = lines.positionAt(range.start);
    return `${line}:${column} ${rule} ${message}`;
  });
}

describe("the text of a lock file", () => {
  it("is taken as it is", () => {
    const { document, diagnostics } = parseDeadlines(LOCK);
    expect(diagnostics).toEqual([]);
    expect(document?.data.offerings["claude_old"]?.cutoff).toBe("2026-11-30");
  });

  it("is refused where it is no JSON, at the place, with what to do about a merge", () => {
    const conflict = LOCK.replace('  "facts"', '<<<<<<< ours\n  "facts"');
    expect(found(conflict)).toMatchInlineSnapshot(`
      [
        "8:1 syntax a file that ends in .json is JSON, and this is not: expected a key in double quotes, found "<<<<<<<"",
      ]
    `);
    expect(parseDeadlines(conflict).diagnostics[0]?.hint).toContain("one side of a merge");
    expect(found("")).toMatchInlineSnapshot(`
      [
        "1:1 syntax a file that ends in .json is JSON, and this is not: expected a value, found the end of the file",
      ]
    `);
    expect(found(LOCK.slice(0, -3))).toMatchInlineSnapshot(`
      [
        "10:4 syntax a file that ends in .json is JSON, and this is not: expected "," or "}", found the end of the file",
      ]
    `);
    expect(parseDeadlines("").document).toBeUndefined();
  });

  it("is refused where it has another shape, at the value", () => {
    expect(
      found(
        LOCK.replace(
          '"precision":"exact","source":"anthropic-sdk","url"',
          '"precision":"sure","source":"anthropic-sdk","url"',
        ),
      ),
    ).toMatchInlineSnapshot(`
      [
        "4:94 schema unknown precision "sure" (allowed: exact, earliest, floor)",
      ]
    `);
    expect(found(LOCK.replace('"seen":"2026-11-01"', '"seen":"2026-11-31"'))).toMatchInlineSnapshot(`
      [
        "9:150 schema "2026-11-31" is not a date such as 2026-05-18",
      ]
    `);
    expect(found(LOCK.replace('"version": 1', '"version": 2'))).toMatchInlineSnapshot(`
      [
        "2:14 schema unknown version 2; expected 1",
      ]
    `);
    expect(found(LOCK.replace('  "policies": [],\n', ""))).toMatchInlineSnapshot(`
      [
        "2:3 schema missing key "policies" in a lock file",
      ]
    `);
    expect(found(LOCK.replace('"policies"', '"polices"'))).toMatchInlineSnapshot(`
      [
        "7:3 schema unknown key "polices" in a lock file; did you mean "policies"?",
      ]
    `);
    expect(found("[]")).toMatchInlineSnapshot(`
      [
        "1:1 schema a lock file takes a mapping with the keys version, offerings, policies, facts, $schema, not a list",
      ]
    `);
    expect(found("null")).toMatchInlineSnapshot(`
      [
        "1:1 schema a lock file has no value; expected a mapping with the keys version, offerings, policies, facts, $schema",
      ]
    `);
    expect(found(LOCK.replace("https://example.com/g", "javascript:alert(1)"))).toMatchInlineSnapshot(`
      [
        "5:129 schema "javascript:alert(1)" is not a URL such as https://docs.example.com/models",
      ]
    `);
  });

  it("says that it was written by a newer version, where it was", () => {
    const { diagnostics } = parseDeadlines(LOCK.replace('"version": 1', '"version": 2, "more": []'));
    expect(new Set(diagnostics.map(({ hint }) => hint))).toEqual(
      new Set(["a newer version of cutover wrote this file: take that version"]),
    );
  });

  it("says nothing twice, as where both sides of a merge were kept", () => {
    const lines = LOCK.split("\n");
    const other = (line: string | undefined) => line?.replace("2026-11-30", "2026-12-30") ?? "";
    const both = (index: number, comma: string) =>
      lines.toSpliced(index, 0, `${other(lines[index])}${comma}`).join("\n");
    expect(found(both(3, ""))).toMatchInlineSnapshot(`
      [
        "5:5 syntax key "claude_old" stands twice in one mapping; it stands in line 4 already",
      ]
    `);
    expect(found(both(8, ","))).toMatchInlineSnapshot(`
      [
        "9:5 syntax anthropic-sdk says of "claude-old" at anthropic twice when it ends",
      ]
    `);
    expect(parseDeadlines(both(3, "")).document).toBeUndefined();
    expect(parseDeadlines(both(3, "")).diagnostics[0]?.hint).toContain("one side of a merge");
  });

  it("may not be nested without end", () => {
    const { document, diagnostics } = parseDeadlines(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    expect(document).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
  });
});

describe("the lock file of a workspace", () => {
  const read = async (files: Readonly<Record<string, string | Uint8Array>>) => readDeadlines(fs, await folderOf(files));

  it("may be absent", async () => expect(await read({})).toEqual({ diagnostics: [] }));

  it("is UTF-8", async () => {
    const { document, diagnostics } = await read({ "deadlines.lock.json": Buffer.from(LOCK, "utf16le") });
    expect(document).toBeUndefined();
    expect(diagnostics).toMatchObject([{ file: "deadlines.lock.json", severity: "error" }]);
  });

  it("is no link that leads out of it", async () => {
    const outside = await folderOf({ "secret.json": LOCK });
    const root = await folderOf({});
    await fs.symlink(join(outside, "secret.json"), join(root, "deadlines.lock.json"));
    const { document, text, diagnostics } = await readDeadlines(fs, root);
    expect([document, text]).toEqual([undefined, undefined]);
    expect(diagnostics[0]?.message).toBe(
      "deadlines.lock.json leads out of the workspace, and what stands there is not read",
    );
  });

  it("is no folder", async () => {
    const root = await folderOf({});
    await fs.mkdir(join(root, "deadlines.lock.json"));
    const { diagnostics } = await readDeadlines(fs, root);
    expect(diagnostics[0]?.message).toBe("deadlines.lock.json is a folder; expected a file");
  });
});

describe("a migration that leaves a cutoff to the lock file", () => {
  const CONFIG = "apiVersion: cutover/v1\nkind: Config\n";
  const migration = (replaces: string) =>
    `apiVersion: cutover/v1\nkind: Deprecation\nname: away\nstatus: active\nowner: "@ana"\nsummary: Away.\nreplaces:\n${replaces}`;

  async function loaded(lock: string | undefined, replaces: string) {
    const files = { "cutover.yaml": CONFIG, "migrations/away.yaml": migration(replaces) };
    const root = await folderOf(lock === undefined ? files : { ...files, "deadlines.lock.json": lock });
    const { workspace, diagnostics } = await loadWorkspace({ fs, root });
    const [document] = workspace?.migrations ?? [];
    if (workspace === undefined || document === undefined) throw new Error(JSON.stringify(diagnostics));
    return { workspace, document, diagnostics };
  }

  it("has the day of the lock file, and how sure it is", async () => {
    const { workspace, document } = await loaded(LOCK, "  claude_old: {}\n  gemini_old: {}\n  unknown: {}\n");
    const { replaces = {} } = document.data;
    expect(Object.values(replaces).map(({ cutoff }) => cutoff)).toEqual(["2026-11-30", "2026-10-16", undefined]);
    const sure = Object.keys(replaces).map((id) => precisionOf(workspace.deadlines, document, id));
    expect(sure).toEqual(["exact", "earliest", "exact"]);
    expect(leftToLock(workspace.deadlines, document, "gemini_old")?.source).toBe("model-eol");
  });

  it("keeps the day that it writes itself, which needs no evidence", async () => {
    const { workspace, document } = await loaded(LOCK, "  gemini_old: { cutoff: 2027-01-01 }\n");
    expect(document.data.replaces?.["gemini_old"]?.cutoff).toBe("2027-01-01");
    expect(precisionOf(workspace.deadlines, document, "gemini_old")).toBe("exact");
    expect(leftToLock(workspace.deadlines, document, "gemini_old")).toBeUndefined();
  });

  it("has none where there is no lock file, or none that can be used, which is an error of its own", async () => {
    const without = await loaded(undefined, "  claude_old: {}\n");
    expect(without.document.data.replaces?.["claude_old"]).toEqual({});
    expect(without.diagnostics).toEqual([]);
    const broken = await loaded("{", "  claude_old: {}\n");
    expect(broken.document.data.replaces?.["claude_old"]).toEqual({});
    expect(broken.diagnostics).toMatchObject([{ rule: "syntax", file: "deadlines.lock.json" }]);
  });

  it.each(["toString", "__proto__", "constructor"])("is not misled by the name %s", async (id) => {
    const { document } = await loaded(LOCK, `  "${id}": {}\n`).catch(() => ({ document: undefined }));
    expect(Object.values(document?.data.replaces ?? {}).every(({ cutoff }) => cutoff === undefined)).toBe(true);
  });
});
