import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Report } from "./located.ts";

/** A report that calls its files by other names; each name has to stay that of one file. */
export function renamedReport(report: Report, name: (file: string) => string): Report {
  const { diagnostics, sources, documents, files, suppressed } = report;
  const keyed = <T>(map: ReadonlyMap<string, T>) => new Map([...map].map(([file, value]) => [name(file), value]));
  const rename = (diagnostic: Diagnostic) => renamedDiagnostic(diagnostic, name);
  return {
    ...report,
    diagnostics: diagnostics.map(rename),
    sources: keyed(sources),
    ...(documents && { documents: keyed(documents) }),
    ...(files && { files: files.map(name) }),
    ...(suppressed && { suppressed: suppressed.map((one) => ({ ...one, diagnostic: rename(one.diagnostic) })) }),
  };
}

/** The same of one finding, with the other places and the edits that it names. */
export function renamedDiagnostic(diagnostic: Diagnostic, name: (file: string) => string): Diagnostic {
  const { file, related, fix } = diagnostic;
  const renamed = <T extends { readonly file: string }>(one: T): T => ({ ...one, file: name(one.file) });
  return {
    ...diagnostic,
    file: name(file),
    ...(related && { related: related.map(renamed) }),
    ...(fix && { fix: { ...fix, edits: fix.edits.map(renamed) } }),
  };
}
