import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeFrame } from "../../src/diagnostics/code-frame.ts";

/** Frame around the first place of a word. */
function frame(text: string, word: string): string {
  const start = text.indexOf(word);
  return codeFrame(text, { start, end: start + word.length }, { color: false });
}

describe("codeFrame", () => {
  it("shows the line, its neighbours and carets under the range", () => {
    expect(frame("name: x\nstatus: activ\nowner: y\nsummary: z\n", "activ")).toBe(
      ["  1 | name: x", "> 2 | status: activ", "    |         ^^^^^", "  3 | owner: y"].join("\n"),
    );
  });

  it("shows no line before the first one and none behind the last", () => {
    expect(frame("one\n", "one")).toBe("> 1 | one\n    | ^^^");
    expect(codeFrame("", { start: 0, end: 0 }, { color: false })).toBe("> 1 |\n    | ^");
    expect(codeFrame("a\nb\n", { start: 4, end: 4 }, { color: false })).toBe("  2 | b\n> 3 |\n    | ^");
  });

  it("lines numbers up", () => {
    const text = Array.from({ length: 12 }, (_, line) => `line ${line + 1}`).join("\n");
    expect(frame(text, "line 10")).toBe(
      ["   9 | line 9", "> 10 | line 10", "     | ^^^^^^^", "  11 | line 11"].join("\n"),
    );
  });

  it("underlines a range over several lines to the end of its first one", () => {
    const text = "a: [1,\n  2]\n";
    expect(codeFrame(text, { start: 3, end: text.length }, { color: false })).toBe(
      "> 1 | a: [1,\n    |    ^^^\n  2 |   2]",
    );
  });

  it("keeps carets under tabs, wide characters and joined emoji", () => {
    expect(frame("\tkey: val\n", "val")).toBe("> 1 |   key: val\n    |        ^^^");
    expect(frame("模型: val\n", "val")).toBe("> 1 | 模型: val\n    |       ^^^");
    expect(frame("👩‍💻: 模\n", "模")).toBe("> 1 | 👩‍💻: 模\n    |     ^^");
  });

  it("leaves carriage returns out and lets no control character through", () => {
    expect(frame("a: \u001b[31mred\u202e\r\nb\r\n", "red")).toBe(
      "> 1 | a: \ufffd[31mred\ufffd\n    |         ^^^\n  2 | b",
    );
  });

  it("cuts long lines around the range", () => {
    const text = `${"x".repeat(300)}HERE${"y".repeat(300)}\nshort\n`;
    const [line = "", carets = "", next = ""] = frame(text, "HERE").split("\n");
    expect(line.length).toBeLessThan(120);
    expect(line.startsWith("> 1 | …xxx")).toBe(true);
    expect(line.endsWith("y…")).toBe(true);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
    expect(next).toBe("  2 | …");
  });

  it("draws no more carets than there is room for", () => {
    const [line = "", carets = ""] = codeFrame("z".repeat(500), { start: 10, end: 500 }, { color: false }).split("\n");
    expect(carets.length).toBeLessThanOrEqual(line.length);
  });

  it("finds its place in a line of a megabyte", () => {
    const text = `${"x".repeat(500_000)}HERE${"y".repeat(500_000)}`;
    const [line = "", carets = ""] = frame(text, "HERE").split("\n");
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
  });

  it("colours only if asked to", () => {
    const range = { start: 0, end: 1 };
    expect(codeFrame("a", range, { color: true })).toContain("\u001b[31m^");
    expect(codeFrame("a", range, { color: false })).not.toContain("\u001b");
  });

  it("puts the carets under the range in any plain text", () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/);
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ -~]{0,60}$/)),
        fc.stringMatching(/^[ -~]{0,30}$/),
        word,
        (before, lead, marked) => {
          const head = [...before, lead].join("\n");
          const rows = codeFrame(
            `${head}${marked}\n`,
            { start: head.length, end: head.length + marked.length },
            { color: false },
          ).split("\n");
          const at = rows.findIndex((row) => row.startsWith(">"));
          const carets = rows[at + 1] ?? "";
          expect(rows[at]?.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe(marked);
        },
      ),
    );
  });
});
