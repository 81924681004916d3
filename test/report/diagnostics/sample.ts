import type { Report } from "../../../src/report/diagnostics/located.ts";

const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: claude-sonnet-4-6
status: active
owner: "@ana"
summary: Better at long agentic work.
features:
  duo_chatt: { stage: planned }
`;
const CONFIG = "apiVersion: cutover/v1\nkind: Config\nfeatures:\n  duo_chat: { title: Duo Chat }\n";

export function rangeOf(text: string, piece: string): { start: number; end: number } {
  const start = text.indexOf(piece);
  return { start, end: start + piece.length };
}

/** One finding with all its parts. */
export const SAMPLE: Report = {
  diagnostics: [
    {
      rule: "unknown-reference",
      severity: "error",
      message: 'unknown feature "duo_chatt"; did you mean "duo_chat"?',
      file: "migrations/claude-sonnet-4-6.yaml",
      range: rangeOf(MIGRATION, "duo_chatt"),
      related: [{ file: "cutover.yaml", range: rangeOf(CONFIG, "features"), message: "features are declared here" }],
      hint: "features are listed in cutover.yaml",
    },
  ],
  sources: new Map([
    ["migrations/claude-sonnet-4-6.yaml", MIGRATION],
    ["cutover.yaml", CONFIG],
  ]),
};
