import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { secretsIn } from "../../model/secret.ts";
import type { Report } from "./located.ts";

/** Stands for a character of a secret. */
const DOT = "•";

/** The text with dots for whatever looks like a secret. Every other character keeps its offset, and lines stay lines. */
export function concealed(text: string): string {
  let shown = text;
  for (const { range } of secretsIn(text)) {
    const dots = text.slice(range.start, range.end).replace(/[^\r\n]/g, DOT);
    shown = shown.slice(0, range.start) + dots + shown.slice(range.end);
  }
  return shown;
}

/**
 * A report whose code frames, messages, fixes and names of values show no secret: it ends up in logs that many can read.
 * Secrets in keys stay in the routes of documents; whoever prints a route conceals it.
 */
export function concealedReport(report: Report): Report {
  const { diagnostics, sources, documents, suppressed } = report;
  const shown = new Map([...sources].map(([file, text]) => [file, concealed(text)]));
  // Most documents are of sources, and to look through a text twice takes as long again.
  const shownText = (file: string, text: string): string =>
    (sources.get(file) === text ? shown.get(file) : undefined) ?? concealed(text);
  return {
    ...report,
    diagnostics: diagnostics.map(concealedDiagnostic),
    sources: shown,
    ...(documents && {
      documents: new Map([...documents].map(([file, one]) => [file, { ...one, text: shownText(file, one.text) }])),
    }),
    ...(suppressed && {
      suppressed: suppressed.map((one) => ({
        ...one,
        reason: concealed(one.reason),
        diagnostic: concealedDiagnostic(one.diagnostic),
      })),
    }),
  };
}

function concealedDiagnostic(diagnostic: Diagnostic): Diagnostic {
  const { message, hint, related, fix } = diagnostic;
  return {
    ...diagnostic,
    message: concealed(message),
    ...(hint !== undefined && { hint: concealed(hint) }),
    ...(related && { related: related.map((one) => ({ ...one, message: concealed(one.message) })) }),
    ...(fix && { fix: concealedFix(fix) }),
  };
}

function concealedFix(fix: Fix): Fix {
  const edits = fix.edits.map((edit) => ({ ...edit, text: concealed(edit.text) }));
  return { ...fix, title: concealed(fix.title), edits };
}
