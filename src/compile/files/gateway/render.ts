import { quote, renderKey, renderScalar, safeInFlow } from "./scalar-text.ts";
import {
  isVacuous,
  type Wanted,
  type WantedItem,
  type WantedList,
  type WantedMap,
  type WantedScalar,
} from "./wanted.ts";

/** How a file indents: columns from a key to the keys below it, and from a key to the dashes below it. */
export interface Indent {
  readonly map: number;
  readonly list: number;
}

/** The lines of a key with all that is below it, in block style; none for a removal. */
export function renderPair(key: string, wanted: Wanted, column: number, indent: Indent): string[] {
  if (wanted.kind === "removal" || isVacuous(wanted)) return [];
  const pad = " ".repeat(column);
  const head = `${pad}${renderKey(key)}:`;
  return [...wanted.above.map((comment) => pad + comment), ...behind(head, wanted, column, indent)];
}

/** The value behind `head`: on the same line where it fits there, else on the lines below it. */
export function behind(
  head: string,
  wanted: Exclude<Wanted, { kind: "removal" }>,
  column: number,
  indent: Indent,
): string[] {
  const comment = wanted.trailing === undefined ? "" : ` ${wanted.trailing}`;
  if (wanted.kind === "scalar") return [`${head} ${scalarText(wanted)}${comment}`];
  if (isEmpty(wanted)) return [`${head} ${wanted.kind === "list" ? "[]" : "{}"}${comment}`];
  return [head + comment, ...renderBelow(wanted, column, indent)];
}

/** The lines of a collection's content, below a key at `column`. */
export function renderBelow(wanted: WantedList | WantedMap, column: number, indent: Indent): string[] {
  if (wanted.kind === "list") return wanted.items.flatMap((item) => renderItem(item, column + indent.list, indent));
  return [...wanted.entries].flatMap(([key, value]) => renderPair(key, value, column + indent.map, indent));
}

/** The lines of one list item, its dash at `column`. A list in a list is written in brackets. */
export function renderItem({ wanted }: WantedItem, column: number, indent: Indent): string[] {
  const pad = " ".repeat(column);
  const comments = wanted.above.map((comment) => pad + comment);
  if (wanted.kind !== "map" || isEmpty(wanted)) {
    const comment = wanted.trailing === undefined ? "" : ` ${wanted.trailing}`;
    return [...comments, `${pad}- ${wanted.kind === "scalar" ? scalarText(wanted) : renderFlow(wanted)}${comment}`];
  }
  const lines = [...wanted.entries].flatMap(([key, value]) => renderPair(key, value, column + 2, indent));
  const first = lines.findIndex((line) => !line.trimStart().startsWith("#"));
  return [
    ...comments,
    ...lines.slice(0, first).map((line) => line.slice(2)),
    `${pad}- ${lines[first]?.trimStart()}`,
    ...lines.slice(first + 1),
  ];
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
