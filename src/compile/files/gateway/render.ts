import type { Cause } from "../../../model/source.ts";
import { quote, renderKey, renderScalar, safeInFlow } from "./scalar-text.ts";
import {
  type Dress,
  isVacuous,
  type Wanted,
  type WantedItem,
  type WantedList,
  type WantedMap,
  type WantedScalar,
} from "./wanted.ts";

/** A line without newline, and what asked for it. */
export interface RenderedLine {
  readonly text: string;
  readonly cause: Cause;
}

/** How a file indents: columns from a key to the keys below it, and from a key to the dashes below it. */
export interface Indent {
  readonly map: number;
  readonly list: number;
}

/** The lines of a key with all that is below it, in block style; none for a removal. */
export function renderPair(key: string, wanted: Wanted, column: number, indent: Indent): RenderedLine[] {
  if (wanted.kind === "removal" || isVacuous(wanted)) return [];
  const pad = " ".repeat(column);
  const head = `${pad}${renderKey(key)}:`;
  return [...commentLines(wanted, pad), ...behind(head, wanted, column, indent)];
}

/** The value behind `head`: on the same line where it fits there, else on the lines below it. */
export function behind(
  head: string,
  wanted: Exclude<Wanted, { kind: "removal" }>,
  column: number,
  indent: Indent,
): RenderedLine[] {
  const { cause } = wanted;
  const comment = wanted.trailing === undefined ? "" : ` ${wanted.trailing}`;
  if (wanted.kind === "scalar") return [{ text: `${head} ${scalarText(wanted)}${comment}`, cause }];
  if (isEmpty(wanted)) return [{ text: `${head} ${wanted.kind === "list" ? "[]" : "{}"}${comment}`, cause }];
  return [{ text: head + comment, cause }, ...renderBelow(wanted, column, indent)];
}

/** The lines of a collection's content, below a key at `column`. */
export function renderBelow(wanted: WantedList | WantedMap, column: number, indent: Indent): RenderedLine[] {
  if (wanted.kind === "list") return wanted.items.flatMap((item) => renderItem(item, column + indent.list, indent));
  return [...wanted.entries].flatMap(([key, value]) => renderPair(key, value, column + indent.map, indent));
}

/** The lines of one list item, its dash at `column`. A list in a list is written in brackets. */
export function renderItem({ wanted }: WantedItem, column: number, indent: Indent): RenderedLine[] {
  const pad = " ".repeat(column);
  const comments = commentLines(wanted, pad);
  if (wanted.kind !== "map" || isEmpty(wanted)) {
    const comment = wanted.trailing === undefined ? "" : ` ${wanted.trailing}`;
    const value = wanted.kind === "scalar" ? scalarText(wanted) : renderFlow(wanted);
    return [...comments, { text: `${pad}- ${value}${comment}`, cause: wanted.cause }];
  }
  const lines = [...wanted.entries].flatMap(([key, value]) => renderPair(key, value, column + 2, indent));
  const first = lines.findIndex(({ text }) => !text.trimStart().startsWith("#"));
  return [
    ...comments,
    ...lines.slice(0, first).map((line) => ({ ...line, text: line.text.slice(2) })),
    ...lines.slice(first, first + 1).map((line) => ({ ...line, text: `${pad}- ${line.text.trimStart()}` })),
    ...lines.slice(first + 1),
  ];
}

function commentLines({ above, cause }: Dress, pad: string): RenderedLine[] {
  return above.map((comment) => ({ text: pad + comment, cause }));
}

/** The value on one line, as it may stand between brackets or braces. */
export function renderFlow(wanted: Wanted): string {
  switch (wanted.kind) {
    case "scalar": {
      const text = scalarText(wanted);
      return safeInFlow(text) ? text : quote(String(wanted.value));
    }
    case "list":
      return `[${wanted.items.map(({ wanted: item }) => renderFlow(item)).join(", ")}]`;
    case "map": {
      const pairs = [...wanted.entries].filter(([, value]) => !isVacuous(value));
      const parts = pairs.map(([key, value]) => renderFlowPair(key, value));
      return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
    }
    case "removal":
      return "null";
  }
}

export function renderFlowPair(key: string, wanted: Wanted): string {
  return `${renderKey(key)}: ${renderFlow(wanted)}`;
}

/** True for a collection of which nothing is to be written. */
export function isEmpty(wanted: WantedList | WantedMap): boolean {
  return wanted.kind === "list" ? wanted.items.length === 0 : [...wanted.entries.values()].every(isVacuous);
}

function scalarText({ text, value }: WantedScalar): string {
  return text ?? renderScalar(value);
}
