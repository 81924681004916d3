import type { Diagnostic, Severity } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../model/groups.ts";
import { SUPPRESSION } from "./suppress.ts";

/** What only a file that can be read is asked. */
const READING: readonly string[] = ["syntax", "schema", "workspace"];

/**
 * Errors and warnings that a change has brought about: those of a rule in a file of which there are more than before, or
 * more errors. Their words and places do not matter, as a change next to a finding may change both. What rules say about
 * a file that can be read at last was there before; so was all they say where none could look, since cutover.yaml was not
 * readable. Comments that ignore a rule are not counted: whether they are needed is nothing that a fix breaks.
 */
export function newFindings(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
  haveLooked = true,
): Diagnostic[] {
  const unread = unreadIn(before);
  for (const file of unreadIn(after)) unread.delete(file);
  const wasHidden = ({ rule, file, related = [] }: Diagnostic): boolean =>
    !READING.includes(rule) &&
    (!haveLooked || [file, ...related.map((place) => place.file)].some((one) => unread.has(one)));
  const counted = after.filter((one) => one.rule !== SUPPRESSION && !wasHidden(one));
  return [...new Set([...added(before, counted, ["error", "warning"]), ...added(before, counted, ["error"])])];
}

/** Those of the severities of which a rule has more in a file than before; where words are known already, the others. */
function added(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
  severities: readonly Severity[],
): Diagnostic[] {
  const counts = ({ severity }: Diagnostic): boolean => severities.includes(severity);
  const groups = groupBy(after.filter(counts), placeless);
  return [...groups].flatMap(([group, found]) => {
    const known = before.filter((one) => counts(one) && placeless(one) === group);
    const words = known.map(({ message }) => message);
    const others = found.filter(({ message }) => {
      const at = words.indexOf(message);
      if (at !== -1) words.splice(at, 1);
      return at === -1;
    });
    return others.slice(0, Math.max(0, found.length - known.length));
  });
}

function unreadIn(diagnostics: readonly Diagnostic[]): Set<string> {
  return new Set(diagnostics.filter(({ rule }) => READING.includes(rule)).map(({ file }) => file));
}

function placeless({ rule, file }: Diagnostic): string {
  return JSON.stringify([rule, file]);
}
