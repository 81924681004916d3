import type { Diagnostic, Fix, TextEdit } from "../../diagnostics/diagnostic.ts";

/** A finding with a way to make it go away. */
export type Fixable = Diagnostic & { readonly fix: Fix };

export interface Applied {
  /** Files that are changed, with their new text. */
  readonly texts: ReadonlyMap<string, string>;
  /** Findings whose fix was made, in the order in which they were given. */
  readonly fixed: readonly Fixable[];
}

/** Whether a finding can be fixed; what is unsafe only where that is asked for. */
export function isFixable(diagnostic: Diagnostic, unsafe: boolean): diagnostic is Fixable {
  return diagnostic.fix !== undefined && (unsafe || diagnostic.fix.safety === "safe");
}

/**
 * Makes fixes, each wholly or not at all. One that touches what an earlier one has changed waits for the next time, when
 * its place is known anew; so does one with an edit in a file that is not among `texts`.
 */
export function applyFixes(texts: ReadonlyMap<string, string>, fixables: readonly Fixable[]): Applied {
  const taken: TextEdit[] = [];
  const fixed: Fixable[] = [];
  for (const one of [...fixables].sort(byPosition)) {
    const { edits } = one.fix;
    const isPossible = edits.length > 0 && edits.every(({ file }) => texts.has(file));
    if (!isPossible || edits.some((edit) => taken.some((other) => touch(edit, other)))) continue;
    taken.push(...edits);
    fixed.push(one);
  }
  const files = [...new Set(taken.map(({ file }) => file))];
  const changed = files.map((file) => [file, edited(texts.get(file) ?? "", taken, file)] as const);
  return { texts: new Map(changed.filter(([file, text]) => text !== texts.get(file))), fixed };
}

function byPosition(a: Fixable, b: Fixable): number {
  const [one, other] = [first(a), first(b)];
  return one === other ? start(a) - start(b) : one < other ? -1 : 1;
}

function first({ fix }: Fixable): string {
  return fix.edits[0]?.file ?? "";
}

function start({ fix }: Fixable): number {
  return Math.min(...fix.edits.map(({ range }) => range.start));
}

/** Edits that meet at one offset count as touching: two removals side by side may leave nothing between them. */
function touch(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && a.range.start <= b.range.end && b.range.start <= a.range.end;
}

function edited(text: string, edits: readonly TextEdit[], file: string): string {
  const own = edits.filter((edit) => edit.file === file).sort((a, b) => b.range.start - a.range.start);
  return own.reduce((result, { range, text: by }) => result.slice(0, range.start) + by + result.slice(range.end), text);
}
