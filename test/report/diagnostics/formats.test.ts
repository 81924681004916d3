import { describe, expect, it } from "vitest";
import { FORMATS, render } from "../../../src/report/diagnostics/formats.ts";
import type { Report } from "../../../src/report/diagnostics/located.ts";
import { REPORT } from "./hostile.ts";

const PLAIN = { color: false };
const EMPTY: Report = { diagnostics: [], sources: new Map() };

describe.each(FORMATS)("%s", (format) => {
  it("prints the report as it is recorded", async () => {
    await expect(await render(format, REPORT, PLAIN)).toMatchFileSnapshot(`formats/${format}.txt`);
  });

  it("prints nothing wrong as it is recorded", async () => {
    const clean = { ...EMPTY, files: ["cutover.yaml", "migrations/clean.yaml"] };
    await expect(await render(format, clean, PLAIN)).toMatchFileSnapshot(`formats/${format}-clean.txt`);
  });

  it("says the same twice", async () => {
    expect(await render(format, REPORT, PLAIN)).toBe(await render(format, REPORT, PLAIN));
  });

  it("copes with files whose text is not known", async () => {
    const text = await render(format, { ...REPORT, sources: new Map(), documents: undefined }, PLAIN);
    expect(text).toContain("two of another kind");
  });
});

describe("what a message quotes", () => {
  const shown = FORMATS.filter((format) => format !== "json");

  it.each(shown)("holds nothing in %s that drives a terminal or turns the writing direction", async (format) => {
    const quoted = { ...REPORT, diagnostics: REPORT.diagnostics.map(({ fix: _, ...one }) => one) };
    const text = await render(format, quoted, PLAIN);
    expect(text).toContain("2J");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not come through
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|\\u00[01]|\\u202e/);
  });

  it.each(["github", "junit"] as const)("is harmless in %s as the name of a file too", async (format) => {
    const file = "migrations/\u001b[2J\u202eodd\n.yaml";
    const one = REPORT.diagnostics.slice(0, 1).map((diagnostic) => ({ ...diagnostic, file, related: [] }));
    const text = await render(format, { diagnostics: one, sources: new Map([[file, ""]]) }, PLAIN);
    expect(text).toContain("\ufffd[2J\ufffdodd\\n.yaml");
    for (const piece of ["\u001b", "\u202e", "&#10;", "%0A.yaml"]) expect(text).not.toContain(piece);
  });

  it("stays one command of a workflow", async () => {
    const lines = (await render("github", REPORT, PLAIN)).trimEnd().split("\n");
    expect(lines).toHaveLength(REPORT.diagnostics.length);
    for (const line of lines) {
      const [, properties = "", message = ""] = /^::(?:error|warning|notice) (.*?)::(.*)$/.exec(line) ?? [];
      expect(properties.split(",").map((one) => one.split("=")[0])).toEqual(
        expect.arrayContaining(["file", "line", "endLine", "title"]),
      );
      expect(message.replace(/%(25|0A)/g, "")).not.toContain("%");
    }
  });

  it("comes back whole out of a workflow command", async () => {
    const [, line = ""] = (await render("github", REPORT, PLAIN)).split("\n");
    const back = line.split("::").slice(2).join("::").replaceAll("%0A", "\n").replaceAll("%25", "%");
    expect(back.split("\n")[0]).toBe(
      'a\\nb%0A::error::c, d: ]]> <b>&amp; "q" \ufffd\ufffd[2J \ufffd \ufffd \ufffd [x](1) {0} 🚀',
    );
  });
});
