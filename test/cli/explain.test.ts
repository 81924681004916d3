import { expect, it } from "vitest";
import { rules } from "../../src/rules/registry.gen.ts";
import { cutover } from "./harness.ts";

it("lists every rule in aligned columns", async () => {
  const { code, out } = await cutover("/", ["explain", "--list"]);
  expect(code).toBe(0);
  const [head = "", ...lines] = out.trimEnd().split("\n");
  const summary = head.indexOf("what must hold");
  expect(lines.length).toBeGreaterThan(rules.length);
  for (const line of lines) expect(line.slice(summary - 2, summary + 1)).toMatch(/^ {2}\S$/);
  for (const { id, severity, summary: text } of rules) {
    const line = lines.find((one) => one.startsWith(`${id} `));
    expect(line?.slice(summary)).toBe(text);
    expect(line).toContain(` ${severity} `);
  }
});

it("lists them for machines, with what lint reports beside the rules", async () => {
  const { out } = await cutover("/", ["explain", "--list", "--format", "json"]);
  const list: { id: string; severity: string; needs: string | null; summary: string }[] = JSON.parse(out);
  expect(list.map(({ id }) => id)).toEqual([
    ...rules.map(({ id }) => id),
    ...["syntax", "schema", "workspace", "compile", "suppression"],
  ]);
  expect(list.find(({ id }) => id === "unknown-offering")).toMatchObject({ severity: "error", needs: "targets" });
  expect(list.find(({ id }) => id === "cutoff-buffer")).toMatchObject({ needs: null });
});

it.each(["syntax", "schema", "workspace", "compile", "suppression"])("has a few words about %s", async (id) => {
  const { code, out } = await cutover("/", ["explain", id]);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^${id} \\(error\\)\n\n[a-z][^\n]+\n\n`));
});

it("prints one rule for machines", async () => {
  const { out } = await cutover("/", ["explain", "cutoff-buffer", "--format", "json"]);
  expect(JSON.parse(out)).toEqual([expect.objectContaining({ id: "cutoff-buffer", severity: "error" })]);
});

it.each([
  [[], "which rule is to be explained?"],
  [["cutoff-bufer"], 'unknown rule "cutoff-bufer"; did you mean "cutoff-buffer"?'],
  [["cutoff-bufer", "--format", "json"], 'unknown rule "cutoff-bufer"'],
  [["cutoff-buffer", "--list"], "--list is about all rules"],
])("explain %j is refused", async (argv, says) => {
  const ran = await cutover("/", ["explain", ...argv]);
  expect(ran).toMatchObject({ code: 2, out: "" });
  expect(ran.err).toContain(says);
});
