import type { Cause, Range } from "../../../model/source.ts";
import { type Draft, replaceText } from "./draft.ts";

/** One part of a collection in brackets or braces, in its place: an item, or a key with its value. */
export interface FlowItem {
  /** Position among the parts as they are; undefined for a new one. */
  readonly origin?: number | undefined;
  /** Text of a new part. A part that moves takes its text along. */
  readonly text: () => string;
  /** Edits inside a part that stays where it is. */
  readonly edit: () => void;
  readonly cause: Cause;
}

/** Makes the parts between two brackets, of which there is at least one, the given ones. `kept` are positions in `items`. */
export function editFlowParts(
  draft: Draft,
  parts: readonly Range[],
  items: readonly FlowItem[],
  kept: ReadonlySet<number>,
  cause: Cause,
): void {
  const first = parts[0] ?? { start: 0, end: 0 };
  const last = parts.at(-1) ?? first;
  if (kept.size === 0) {
    replaceText(draft, first.start, last.end, items.map(({ text }) => text()).join(", "), items[0]?.cause ?? cause);
    return;
  }
  for (const index of kept) items[index]?.edit();
  const comma = separator(draft.layout.text, parts);
  let previous: Range | undefined;
  for (const [index, item] of items.entries()) {
    if (kept.has(index)) previous = parts[item.origin ?? -1];
    else if (previous !== undefined) replaceText(draft, previous.end, previous.end, comma + item.text(), item.cause);
    else
      replaceText(draft, nextStart(parts, items, kept), nextStart(parts, items, kept), item.text() + comma, item.cause);
  }
  removeParts(draft, parts, new Set([...kept].map((index) => items[index]?.origin)), cause);
}

/** What parts two items: a comma, and the line break where each stands on a line of its own. */
function separator(text: string, [first, second]: readonly Range[]): string {
  const between = first && second ? text.slice(first.end, second.start) : "";
  return /^,\s+$/.test(between) ? between : ", ";
}

function nextStart(parts: readonly Range[], items: readonly FlowItem[], kept: ReadonlySet<number>): number {
  const next = items.find((_item, index) => kept.has(index));
  return parts[next?.origin ?? -1]?.start ?? 0;
}

/** Each part goes with the comma behind it, those at the end with the comma before them. */
function removeParts(
  draft: Draft,
  parts: readonly Range[],
  staying: ReadonlySet<number | undefined>,
  cause: Cause,
): void {
  const lastStaying = parts.findLastIndex((_part, index) => staying.has(index));
  for (const [index, part] of parts.entries()) {
    if (staying.has(index) || index > lastStaying) continue;
    const next = parts[index + 1] ?? part;
    replaceText(draft, part.start, next.start, "", cause);
  }
  const stay = parts[lastStaying];
  const last = parts.at(-1);
  if (stay !== undefined && last !== undefined && last !== stay) replaceText(draft, stay.end, last.end, "", cause);
}
