import { isObject } from "../params.ts";
import { FieldError, type Node } from "./execute.ts";

const MAX_PAGE = 100;

/** How the rows of a connection become its nodes; `key` tells them apart. */
export interface Rows<T> {
  key: (row: T, index: number) => string;
  node: (row: T) => Node;
}

/** One page of nodes that are at hand already. */
export function connection(type: string, nodes: readonly Node[], args: Record<string, unknown>): Node {
  return pageOf(type, nodes, args, { key: keyOf, node: (node) => node });
}

/** One page of rows by `first` (at most 100) and `after`. A cursor is a row's key, hidden in base64. */
export function pageOf<T>(
  type: string,
  rows: readonly T[],
  args: Record<string, unknown>,
  { key, node }: Rows<T>,
): Node {
  const first = Math.min(typeof args["first"] === "number" ? args["first"] : MAX_PAGE, MAX_PAGE);
  const after = typeof args["after"] === "string" ? args["after"] : "";
  const last = after === "" ? null : readCursor(after);
  const start = last === null ? 0 : rows.findIndex((row, index) => key(row, index) === last) + 1;
  if (last !== null && start === 0) throw new FieldError("Please provide a valid cursor");
  const chosen = rows.slice(start, start + first);
  const page = chosen.map(node);
  const cursors = chosen.map((row, index) => cursorOf(key(row, start + index)));
  return {
    type: `${type}Connection`,
    fields: {
      nodes: [...page],
      edges: page.map((node, index) => ({ type: `${type}Edge`, fields: { cursor: cursors[index] ?? "", node } })),
      count: rows.length,
      pageInfo: {
        type: "PageInfo",
        fields: {
          hasNextPage: start + first < rows.length,
          hasPreviousPage: start > 0,
          startCursor: cursors[0] ?? null,
          endCursor: cursors.at(-1) ?? null,
        },
      },
    },
  };
}

/** By id where a node has one, so that a new row at the front shifts no page. */
function keyOf(node: Node, index: number): string {
  const { id } = node.fields;
  return typeof id === "string" ? id : String(index);
}

function cursorOf(key: string): string {
  return Buffer.from(JSON.stringify({ id: key })).toString("base64url");
}

/** The key in a cursor; one that no row has where it is none of ours. */
function readCursor(cursor: string): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return isObject(read) ? String(read["id"]) : "";
  } catch {
    return "";
  }
}
