import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceDocument } from "../model/source.ts";
import { toDiagnostics } from "./problem.ts";
import { forbiddenCharacters } from "./text.ts";
import { syntaxProblems } from "./yaml-errors.ts";
import { locate } from "./yaml-locate.ts";
import { parseYaml } from "./yaml-parse.ts";

/** A file's text as plain data with the place of each value. */
export interface ReadDocument {
  readonly source: SourceDocument;
  /** Absent if the text could not be read. Of a key that stands twice it has the first value. */
  readonly data?: unknown;
  /** Rule `syntax`. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one YAML 1.2 document. `file` is its path relative to the workspace, with `/`. */
export function readDocument(text: string, file: string): ReadDocument {
  const unread = { source: { file, text, nodes: new Map() } };
  const forbidden = forbiddenCharacters(text);
  if (forbidden.length > 0) return { ...unread, diagnostics: toDiagnostics("syntax", file, forbidden) };
  const parsed = parseYaml(text);
  const [document] = parsed.documents;
  const errors = syntaxProblems(text, parsed);
  if (errors.length > 0 || document === undefined)
    return { ...unread, diagnostics: toDiagnostics("syntax", file, errors) };
  const { data, isWhole, nodes, problems } = locate(text, document, parsed.comments);
  return {
    source: { file, text, nodes, comments: parsed.comments },
    ...(isWhole ? { data } : {}),
    diagnostics: toDiagnostics("syntax", file, problems),
  };
}
