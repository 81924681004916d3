/** The lines of both files that a line of a unified diff is about; neither for its headers. Lines are 1-based. */
export interface Sides {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;
const NEITHER: Sides = { before: undefined, after: undefined };

export function sidesOf(diff: string, line: number): Sides {
  let [before, after] = [0, 0];
  let isInside = false;
  let sides = NEITHER;
  for (const text of diff.split("\n").slice(0, line)) {
    const hunk = HUNK.exec(text);
    if (hunk !== null) {
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      isInside = true;
      sides = NEITHER;
    } else if (!isInside || text.startsWith("\\")) sides = NEITHER;
    else if (text.startsWith("-")) sides = { before: before++, after: undefined };
    else if (text.startsWith("+")) sides = { before: undefined, after: after++ };
    else sides = { before: before++, after: after++ };
  }
  return sides;
}
