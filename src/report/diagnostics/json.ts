import type { Fix } from "../../diagnostics/diagnostic.ts";
import { count, Places, type Report } from "./located.ts";

/**
 * Findings as one JSON object, described in docs/lint-json.md:
 * `{ version: 1, diagnostics: [{ rule, severity, message, file, start, end, related, hint?, fix? }], suppressed, summary }`.
 * Lines and columns count from 1, columns in UTF-16 code units; `end` is the place behind the last character.
 */
export function renderJson({ diagnostics, sources, suppressed = [] }: Report): string {
  const places = new Places(sources);
  const found = diagnostics.map(({ rule, severity, message, file, range, related = [], hint, fix }) => ({
    rule,
    severity,
    message,
    file,
    ...places.positions(file, range),
    related: related.map((one) => ({ message: one.message, file: one.file, ...places.positions(one.file, one.range) })),
    ...(hint !== undefined && { hint }),
    ...(fix !== undefined && { fix: fixOf(fix, places) }),
  }));
  const silenced = suppressed.map(({ diagnostic: { rule, severity, message, file, range }, reason }) => ({
    rule,
    severity,
    message,
    file,
    ...places.positions(file, range),
    reason,
  }));
  const summary = { ...count(diagnostics), suppressed: suppressed.length };
  return `${JSON.stringify({ version: 1, diagnostics: found, suppressed: silenced, summary }, null, 2)}\n`;
}

function fixOf({ title, safety, edits }: Fix, places: Places): object {
  return {
    title,
    safety,
    edits: edits.map(({ file, range, text }) => ({ file, ...places.positions(file, range), text })),
  };
}
