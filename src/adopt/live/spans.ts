/** A name that was found in a text. */
export interface Span<T> {
  readonly start: number;
  readonly end: number;
  readonly what: T;
}

/** Those that lie in no longer one, in the order of the text: `Duo Chat` says nothing inside of `Duo Chat Review`. */
export function outermost<T>(spans: readonly Span<T>[]): Span<T>[] {
  const kept: Span<T>[] = [];
  let widest: Span<T> | undefined;
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const isSame = widest?.start === span.start && widest.end === span.end;
    if (widest === undefined || widest.end < span.end || isSame) kept.push(span);
    if (widest === undefined || widest.end < span.end) widest = span;
  }
  return kept;
}

/** Places where words stand one after the other, with anything of `between` in the gaps, in any case and not inside of a word. */
export function placesOfWords<T>(text: string, words: readonly string[], between: string, what: T): Span<T>[] {
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(between);
  const found = text.matchAll(new RegExp(`(?<![\\w])${pattern}(?![a-z]|\\d|[._-]?\\d{1,2}(?!\\d))`, "gi"));
  return [...found].map(({ 0: match, index }) => ({ start: index, end: index + match.length, what }));
}
