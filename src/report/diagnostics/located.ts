import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { LineIndex, type Position } from "../../diagnostics/line-index.ts";
import type { Range, SourceDocument } from "../../model/source.ts";

/** What every renderer of findings is given. */
export interface Report {
  /** In the order in which they are to be shown. */
  readonly diagnostics: readonly Diagnostic[];
  /** Text of each file that a finding is about. */
  readonly sources: ReadonlyMap<string, string>;
  /** Files whose values have known places: fingerprints name the value, and not its text. */
  readonly documents?: ReadonlyMap<string, SourceDocument>;
  /** Files that were looked at, also those that nothing is wrong with; those of `sources` unless said otherwise. */
  readonly files?: readonly string[];
  /** For formats that list the rules. */
  readonly rules?: readonly ReportedRule[];
  /** What comments in the files silence, for formats that have a place for it. */
  readonly suppressed?: readonly Suppressed[];
  /** How many rules have looked. */
  readonly ran?: number;
  /** Only errors are among the findings. */
  readonly quiet?: boolean;
  /** The commit since which nothing has changed, where only changes were asked about. */
  readonly unchangedSince?: string;
}

/** The part of a rule that formats show. */
export interface ReportedRule {
  readonly id: string;
  readonly summary: string;
  readonly severity: "error" | "warning";
  readonly docs: { readonly why: string };
}

/** A finding that is not to be shown, and why. */
export interface Suppressed {
  readonly diagnostic: Diagnostic;
  /** As the comment gives it. */
  readonly reason: string;
  /** The comment, in the finding's file. */
  readonly comment?: Range;
}

export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Files with a finding. */
  readonly files: number;
}

/** Lines and columns of ranges; each file's lines are looked for once. */
export class Places {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #indexes = new Map<string, LineIndex>();

  constructor(sources: ReadonlyMap<string, string>) {
    this.#sources = sources;
  }

  /** Undefined for a file whose text is not known, such as one that could not be read. */
  indexOf(file: string): LineIndex | undefined {
    const text = this.#sources.get(file);
    if (text === undefined) return undefined;
    const index = this.#indexes.get(file) ?? new LineIndex(text);
    this.#indexes.set(file, index);
    return index;
  }

  /** Start and end, both from 1; the first place of the file where its text is not known. */
  positions(file: string, range: Range): { readonly start: Position; readonly end: Position } {
    const index = this.indexOf(file) ?? new LineIndex("");
    return { start: index.positionAt(range.start), end: index.positionAt(range.end) };
  }
}

export function count(diagnostics: readonly Diagnostic[]): Counts {
  const of = (severity: Diagnostic["severity"]) => diagnostics.filter((one) => one.severity === severity).length;
  return {
    errors: of("error"),
    warnings: of("warning"),
    notes: of("info"),
    files: new Set(diagnostics.map(({ file }) => file)).size,
  };
}
