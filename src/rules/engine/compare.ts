import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

/** What only a file that can be read is asked. */
const READING: readonly string[] = ["syntax", "schema", "workspace"];

/**
 * Findings, errors or warnings, that a change has brought about: those of `after` that are not, or not as often, among
 * those of `before`. The same words in another place of the file are the same finding. What rules say of a file that can
 * be read at last was there before; so was all they say where none could look, since cutover.yaml was not readable.
 */
export function newFindings(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
  haveLooked = true,
): Diagnostic[] {
  const left = new Map<string, number>();
  for (const one of before) left.set(identity(one), (left.get(identity(one)) ?? 0) + 1);
  const unread = unreadIn(before);
  for (const file of unreadIn(after)) unread.delete(file);
  return after.filter((one) => {
    const number = left.get(identity(one)) ?? 0;
    left.set(identity(one), number - 1);
    const wasHidden = unread.has(one.file) || !(haveLooked || READING.includes(one.rule));
    return number <= 0 && one.severity !== "info" && !wasHidden;
  });
}

function unreadIn(diagnostics: readonly Diagnostic[]): Set<string> {
  return new Set(diagnostics.filter(({ rule }) => READING.includes(rule)).map(({ file }) => file));
}

function identity({ rule, file, message }: Diagnostic): string {
  return JSON.stringify([rule, file, message]);
}
