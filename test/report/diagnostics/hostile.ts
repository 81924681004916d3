import { readDocument } from "../../../src/load/document.ts";
import type { Report } from "../../../src/report/diagnostics/located.ts";
import { rangeOf, SAMPLE } from "./sample.ts";

/** What a key, a value or a file name may hold to break out of a format. */
const HOSTILE = 'a\nb%0A::error::c, d: ]]> <b>&amp; "q" \u0000\u001b[2J \u202e \ud800 \ufffe [x](1) {0} 🚀';

const FILE = "migrations/50% off, [x](1) ü:1.yaml";
const TEXT = `name: claude-haiku-4-5
offerings:
  claude_haiku_4_5: { name: "🚀 Haiku", description: Fast }
bulk:
  - features:
      - duo_chat
      - code_completions
    stage: planned
`;
const CODE = "model = 'claude_2'\nother = 'claude_2'\n";

function documentsOf(sources: Report["sources"]): Report["documents"] {
  return new Map([...sources].map(([file, text]) => [file, readDocument(text, file).source]));
}

const SOURCES = new Map([...SAMPLE.sources, [FILE, TEXT]]);
const [TYPO] = SAMPLE.diagnostics;

/** Each severity, ranges over several lines, behind an emoji and in a file without values, and text that is not harmless. */
export const REPORT: Report = {
  diagnostics: [
    ...(TYPO === undefined
      ? []
      : [
          {
            ...TYPO,
            fix: {
              title: 'write "duo_chat"',
              safety: "safe" as const,
              edits: [{ file: TYPO.file, range: TYPO.range, text: "duo_chat" }],
            },
          },
        ]),
    {
      rule: "bulk-drift",
      severity: "warning",
      message: HOSTILE,
      file: FILE,
      range: rangeOf(TEXT, "- duo_chat\n      - code_completions"),
      related: [{ file: FILE, range: rangeOf(TEXT, "claude_haiku_4_5"), message: HOSTILE }],
      hint: HOSTILE,
      fix: {
        title: HOSTILE,
        safety: "unsafe",
        edits: [{ file: FILE, range: { start: TEXT.length, end: TEXT.length }, text: HOSTILE }],
      },
    },
    {
      rule: "description-too-long",
      severity: "error",
      message: "two of a kind",
      file: FILE,
      range: rangeOf(TEXT, "Fast"),
    },
    {
      rule: "description-too-long",
      severity: "error",
      message: "two of another kind",
      file: FILE,
      range: rangeOf(TEXT, "Fast"),
    },
    {
      rule: "stale-reference",
      severity: "info",
      message: '"claude_2" is gone',
      file: "lib/model.rb",
      range: rangeOf(CODE, "claude_2"),
    },
  ],
  sources: new Map([...SOURCES, ["lib/model.rb", CODE], ["migrations/clean.yaml", "name: clean\n"]]),
  documents: documentsOf(SOURCES),
  rules: [
    {
      id: "unknown-reference",
      summary: "what is named is declared",
      severity: "error",
      docs: { why: "A name that nobody declared is a typo, as a rule.\n" },
    },
    {
      id: "bulk-drift",
      summary: "a bulk entry lists what its `select` finds",
      severity: "warning",
      docs: { why: "What is found *later* was not decided by anybody." },
    },
  ],
  suppressed: [
    {
      diagnostic: {
        rule: "stale-reference",
        severity: "warning",
        message: '"claude_2" is gone',
        file: "lib/model.rb",
        range: { start: CODE.lastIndexOf("claude_2"), end: CODE.lastIndexOf("claude_2") + "claude_2".length },
      },
      reason: `kept for the archive ${HOSTILE}`,
      comment: rangeOf(CODE, "other"),
    },
  ],
};
