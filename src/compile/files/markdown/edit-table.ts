import type { Cause, Range } from "../../../model/source.ts";
import { table } from "../../bodies/table.ts";
import { cell, code } from "../../safe-text.ts";
import type { Edit } from "../edit.ts";
import { editLines } from "../edit-lines.ts";
import type { FileFault, Region } from "../region.ts";
import { linesIn, newlineOf } from "../text-line.ts";
import { keyOf, rowText, tablesIn, textsOf } from "./page-table.ts";

/** Names of the columns, and the line below them. */
const HEAD_LINES = 2;

/** One row that a migration has something to say about. */
export interface RowWish {
  readonly id: string;
  /** Markdown of one line each, the first with the id in a code span; undefined: the row goes. */
  readonly cells: readonly string[] | undefined;
  readonly cause: Cause;
  /** For what holds only for some rows that are there; rows that are not there are then left out. */
  readonly onlyIf?: ((cells: readonly string[]) => boolean) | undefined;
}

/** What a region is to say. */
export interface TableContent {
  readonly heads: readonly string[];
  /** All rows, in order: for the places of new ones, and those with cells to fill an empty region. */
  readonly rows: readonly { readonly id: string; readonly cells: readonly string[] | undefined }[];
  readonly wishes: readonly RowWish[];
  /** What asks for the rows of an empty region that no wish is about. */
  readonly cause: Cause;
}

/** What is wrong with a region that is neither empty nor one table with these heads. */
export function tableFault(
  text: string,
  { begin, inner }: Region,
  name: string,
  heads: readonly string[],
): FileFault | undefined {
  const [table, second] = tablesIn(text, inner);
  const hint = "empty the region, and the table is written anew";
  if (table === undefined) {
    if (text.slice(inner.start, inner.end).trim() === "") return undefined;
    return { message: `region "${name}" holds text and no table`, range: begin, hint };
  }
  if (second !== undefined)
    return { message: `region "${name}" holds two tables, and there is no telling which is meant`, range: begin, hint };
  if (table.heads.join("\n") !== heads.join("\n")) {
    const [is, should] = [table.heads, heads].map((one) => one.join(" | "));
    return { message: `the table of region "${name}" has the columns "${is}", not "${should}"`, range: begin, hint };
  }
  const keys = table.rows.map(({ key }) => key);
  const again = table.rows.find(({ key }, index) => key !== undefined && keys.indexOf(key) !== index);
  if (again === undefined) return undefined;
  const first = table.rows.find(({ key }) => key === again.key) ?? again;
  const message = `the table of region "${name}" has two rows of "${again.key}", and there is no telling which is meant`;
  const rangeOf = ({ start, end }: Range): Range => ({ start, end });
  return {
    message,
    range: rangeOf(again),
    hint: "take one of them out",
    other: { range: rangeOf(first), message: "the first" },
  };
}

/** The edits that make the wished rows true; the region has no fault. */
export function editTable(text: string, region: Region, content: TableContent): Edit[] {
  const [table] = tablesIn(text, region.inner);
  const newline = newlineOf(
    text,
    linesIn(text).find(({ next }) => next === region.inner.start),
  );
  if (table === undefined) return fillRegion(text, region, content, newline);
  const there = new Map(table.rows.map((row) => [row.key, row]));
  const wishes = content.wishes.flatMap(({ id, cells, cause, onlyIf }) => {
    const key = keyOfId(id);
    const old = there.get(key);
    if (onlyIf !== undefined && (old === undefined || !onlyIf(textsOf(old)))) return [];
    return [{ key, cause, text: cells && rowText(table, cells.map(cell), old) }];
  });
  const order = content.rows.map(({ id }) => keyOfId(id));
  return editLines({ text, lines: table.rows, wishes, order, last: table.end, newline });
}

/** How an id stands in the first cell of its row. */
function keyOfId(id: string): string {
  return keyOf(cell(code(id))) ?? id;
}

/** The whole table, with a blank line before and behind it; nothing where nothing is asked for. */
function fillRegion(text: string, { inner }: Region, content: TableContent, newline: string): Edit[] {
  const { heads, cause } = content;
  const rows = content.rows.flatMap(({ id, cells }) => (cells === undefined ? [] : [{ id, cells }]));
  const wishes = content.wishes.filter(({ onlyIf }) => onlyIf === undefined);
  if (wishes.length === 0 || rows.length === 0) return [];
  const causes = new Map(wishes.map((wish) => [wish.id, wish.cause]));
  const [first, second] = linesIn(text.slice(inner.start, inner.end));
  const offset = inner.start + (first?.next ?? 0);
  const lines = table(
    heads,
    rows.map(({ cells }) => cells),
  ).split("\n");
  const add = (line: string, index: number): Edit => {
    const id = rows[index - HEAD_LINES]?.id;
    return {
      offset,
      length: 0,
      text: `${line}${newline}`,
      cause: (id === undefined ? undefined : causes.get(id)) ?? cause,
    };
  };
  const blank: Edit = { offset, length: 0, text: newline, cause };
  return [...(first === undefined ? [blank] : []), ...lines.map(add), ...(second === undefined ? [blank] : [])];
}
