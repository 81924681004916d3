import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sortDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { LineIndex } from "../../src/diagnostics/line-index.ts";
import { decodeText } from "../../src/load/text.ts";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";

const FOLDER = join(import.meta.dirname, "golden");

// Each folder is one faulty file and what is said of it; those that begin with `config-` are a cutover.yaml.
describe("faulty files", () => {
  const cases = readdirSync(FOLDER);
  it("are many", () => expect(cases.length).toBeGreaterThan(50));

  it.each(cases)("%s", async (name) => {
    const decoded = decodeText(readFileSync(join(FOLDER, name, "input.yaml")));
    const load = name.startsWith("config-") ? loadConfig : loadMigration;
    const { document, diagnostics } = load(decoded.text, "input.yaml");
    const index = new LineIndex(decoded.text);
    const lines = sortDiagnostics(diagnostics).map(({ rule, message, range }) => {
      const { line, column } = index.positionAt(range.start);
      return `${rule} ${line}:${column} ${message}\n`;
    });
    expect(document).toBeUndefined();
    await expect(lines.join("")).toMatchFileSnapshot(join(FOLDER, name, "expected.txt"));
  });
});
