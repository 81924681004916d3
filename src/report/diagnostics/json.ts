import { count, Places, type Report } from "./located.ts";

/**
 * Findings as one JSON object, described in docs/lint-json.md:
 * `{ version: 1, diagnostics: [{ rule, severity, message, file, start, end, related, hint? }], summary }`.
 * Lines and columns count from 1, columns in UTF-16 code units; `end` is the place behind the last character.
 */
export function renderJson({ diagnostics, sources }: Report): string {
  const places = new Places(sources);
  const found = diagnostics.map(({ rule, severity, message, file, range, related = [], hint }) => ({
    rule,
    severity,
    message,
    file,
    ...places.positions(file, range),
    related: related.map((one) => ({ message: one.message, file: one.file, ...places.positions(one.file, one.range) })),
    ...(hint !== undefined && { hint }),
  }));
  return `${JSON.stringify({ version: 1, diagnostics: found, summary: count(diagnostics) }, null, 2)}\n`;
}
