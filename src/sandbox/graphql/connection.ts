import { FieldError, type Node } from "./execute.ts";

const MAX_PAGE = 100;

/** One page of nodes by `first` (at most 100) and `after`. A cursor is a row's place, hidden in base64. */
export function connection(type: string, nodes: readonly Node[], args: Record<string, unknown>): Node {
  const first = Math.min(typeof args["first"] === "number" ? args["first"] : MAX_PAGE, MAX_PAGE);
  const keys = nodes.map((node, index) => cursorOf(node, index));
  const after = args["after"];
  const start = typeof after === "string" && after !== "" ? keys.indexOf(after) + 1 : 0;
  if (typeof after === "string" && after !== "" && start === 0) throw new FieldError("Please provide a valid cursor");
  const page = nodes.slice(start, start + first);
  const cursors = keys.slice(start, start + first);
  return {
    type: `${type}Connection`,
    fields: {
      nodes: [...page],
      edges: page.map((node, index) => ({ type: `${type}Edge`, fields: { cursor: cursors[index] ?? "", node } })),
      count: nodes.length,
      pageInfo: {
        type: "PageInfo",
        fields: {
          hasNextPage: start + first < nodes.length,
          hasPreviousPage: start > 0,
          startCursor: cursors[0] ?? null,
          endCursor: cursors.at(-1) ?? null,
        },
      },
    },
  };
}

/** By id where a node has one, so that a new row at the front shifts no page. */
function cursorOf(node: Node, index: number): string {
  const { id } = node.fields;
  return Buffer.from(JSON.stringify({ id: typeof id === "string" ? id : String(index) })).toString("base64url");
}
