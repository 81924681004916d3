import type { Cause } from "../../model/source.ts";
import type { Edit } from "./edit.ts";
import type { TextLine } from "./text-line.ts";

/** A line that says something about one thing; without a key it is a person's and stays. */
export interface KeyedLine extends TextLine {
  readonly key: string | undefined;
}

/** What one line is to be; undefined: it goes. */
interface LineWish {
  readonly key: string;
  readonly text: string | undefined;
  readonly cause: Cause;
}

/**
 * The edits that make of each wished line what it should be, and of no other. A new line goes behind the last line that
 * stands before it in `order` and is there, else in front of the first one behind it, else to `last`.
 */
export function editLines(input: {
  readonly text: string;
  readonly lines: readonly KeyedLine[];
  readonly wishes: readonly LineWish[];
  readonly order: readonly string[];
  readonly last: number;
  readonly newline: string;
}): Edit[] {
  const { text, lines, order, newline } = input;
  const there = new Map(lines.flatMap((line) => (line.key === undefined ? [] : [[line.key, line] as const])));
  const rank = new Map(order.map((key, index) => [key, index]));
  const wishes = [...input.wishes].sort((a, b) => (rank.get(a.key) ?? 0) - (rank.get(b.key) ?? 0));
  return wishes.flatMap(({ key, text: wanted, cause }): Edit[] => {
    const line = there.get(key);
    if (line === undefined) {
      if (wanted === undefined) return [];
      const offset = placeOf(rank.get(key) ?? order.length, order, there) ?? input.last;
      return [{ offset, length: 0, text: wanted + newline, cause }];
    }
    if (wanted === undefined) return [{ offset: line.start, length: line.next - line.start, text: "", cause }];
    if (text.slice(line.start, line.end) === wanted) return [];
    return [{ offset: line.start, length: line.end - line.start, text: wanted, cause }];
  });
}

function placeOf(rank: number, order: readonly string[], there: ReadonlyMap<string, KeyedLine>): number | undefined {
  const before = order.slice(0, rank).findLast((key) => there.has(key));
  const after = order.slice(rank + 1).find((key) => there.has(key));
  return before === undefined ? there.get(after ?? "")?.start : there.get(before)?.next;
}
