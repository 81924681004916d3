import { keyRangeAt, type Path, type Range, rangeAt, type SourceDocument } from "../../model/source.ts";

/** Where a finding is shown. */
export interface Place {
  readonly file: string;
  readonly range: Range;
}

type Located = SourceDocument | { readonly source: SourceDocument };

/** The value at `path`; a missing one is shown at the key of its closest parent. */
export function valueAt(located: Located, path: Path): Place {
  const source = sourceOf(located);
  return { file: source.file, range: rangeAt(source, path) };
}

/** The key that names the value at `path`. */
export function keyAt(located: Located, path: Path): Place {
  const source = sourceOf(located);
  return { file: source.file, range: keyRangeAt(source, path) };
}

/** One item of a value that may be written alone or as a list. */
export function itemAt(located: Located, path: Path, value: unknown, index: number): Place {
  return valueAt(located, Array.isArray(value) ? [...path, index] : path);
}

function sourceOf(located: Located): SourceDocument {
  return "source" in located ? located.source : located;
}
