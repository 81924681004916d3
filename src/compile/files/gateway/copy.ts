import { isMap } from "../../../model/plain-data.ts";
import { causeAt, type Path, pointer, type SourceDocument, type SourceNode } from "../../../model/source.ts";
import { readsAs, renderScalar } from "./scalar-text.ts";
import type { Dress, Plain, Wanted, WantedItem, WantedScalar } from "./wanted.ts";

/**
 * A value of a migration as it is to stand in a gateway file, with its text and its comments. In mappings, null asks for
 * the key to go.
 */
export function copyValue(source: SourceDocument, path: Path, value: unknown): Wanted {
  const dress = dressOf(source, path, value);
  if (Array.isArray(value)) {
    const items = value.map((item, index): WantedItem => ({ wanted: copyItem(source, [...path, index], item) }));
    return { kind: "list", items, matched: false, ...dress };
  }
  if (isMap(value)) {
    const entries = Object.entries(value).map(
      ([key, child]) => [key, copyValue(source, [...path, key], child)] as const,
    );
    return { kind: "map", entries: new Map(entries), ...dress };
  }
  if (value === null || value === undefined) return { kind: "removal", withComments: false, ...dress };
  return copyScalar(source, path, value as Plain, dress);
}

function copyItem(source: SourceDocument, path: Path, item: unknown): Wanted {
  return item === null ? copyScalar(source, path, null, dressOf(source, path, item)) : copyValue(source, path, item);
}

function copyScalar(source: SourceDocument, path: Path, value: Plain, dress: Dress): WantedScalar {
  const node = source.nodes.get(pointer(path));
  const written = node === undefined ? "" : source.text.slice(node.value.start, node.value.end);
  // Editors that know no `1_000` hand it over as a string; without quotes it is meant as a number.
  const plain = value === written && /^[0-9][0-9_]*$/.test(written) ? Number(written.replaceAll("_", "")) : value;
  const text = readsAs(written, plain) ? written : renderScalar(plain);
  return { kind: "scalar", value: plain, text, ...dress };
}

/** Comments that travel with the value at `path`. */
function dressOf(source: SourceDocument, path: Path, value: unknown): Dress {
  const node = source.nodes.get(pointer(path));
  const cause = causeAt(source, path);
  if (node === undefined) return { above: [], cause };
  const trailing = trailingOf(source, node, value);
  return {
    above: node.above.map((comment) => comment.trimEnd()).filter(travels),
    ...(trailing !== undefined && travels(trailing) && { trailing: trailing.trimEnd() }),
    cause,
  };
}

/** The comment of a block collection stands behind its key; what follows its last value belongs to that. */
function trailingOf({ text }: SourceDocument, node: SourceNode, value: unknown): string | undefined {
  const block = typeof value === "object" && value !== null && !"[{".includes(text[node.value.start] ?? "");
  if (!block) return node.trailing;
  if (node.key === undefined) return undefined;
  const line = text.slice(node.key.end).split(/\r?\n/, 1)[0] ?? "";
  return /^\s*:\s*(#.*)$/.exec(line)?.[1];
}

/** Comments for the reader of the migration alone, and those that steer this program, stay behind. */
function travels(comment: string): boolean {
  return !/^#+\s*(cutover-|~)/.test(comment);
}
