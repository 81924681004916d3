import { pointer, type Range, type SourceDocument } from "../model/source.ts";
import { formsOf, type SchemaNode, typeOf } from "./schema-lookup.ts";
import { withArticle } from "./schema-words.ts";

/** A value that does not fit its schema, with all that is known about it. */
export interface Misfit {
  readonly source: SourceDocument;
  /** JSON pointer. */
  readonly at: string;
  readonly value: unknown;
  /** Last key or index on the way; absent at the root. */
  readonly key: string | undefined;
  /** What the key names: a key of the schema says what the value is, one of an open mapping or a list does not. */
  readonly role: "root" | "property" | "entry" | "item";
  /** Key of the mapping or list around it. */
  readonly parentKey: string | undefined;
  /** What the value should be; where several forms are allowed, the one that its type suggests. */
  readonly node: SchemaNode;
  /** Keys that are not known here, each with the missing key that it was probably meant to be. */
  readonly unknown: ReadonlyMap<string, string | undefined>;
}

/** `in feature "duo_chat"`, `under "flag"` */
export function place(misfit: Misfit): string {
  return misfit.role === "property" ? `under "${misfit.key}"` : `in ${subject(misfit)}`;
}

/** `a migration`, `feature "duo_chat"`, `"flag"`, `a ramp step`, `an item of "members"` */
export function subject({ key, role, parentKey, node, value }: Misfit): string {
  if (role === "property") return `"${key}"`;
  const [form] = formsOf(node);
  const title = form?.schema.title;
  if (role === "item")
    return title !== undefined && typeOf(value) === "object" ? withArticle(title) : `an item of "${parentKey}"`;
  if (title === undefined || title === "text") return `"${key}"`;
  return role === "root" ? withArticle(title) : `${title} "${key}"`;
}

/** The value, or its key where there is nothing written. */
export function valueRange({ source, at }: Misfit): Range {
  const node = source.nodes.get(at);
  if (node === undefined) return { start: 0, end: 0 };
  return node.value.end > node.value.start ? node.value : (node.key ?? node.value);
}

export function keyRange(misfit: Misfit, key: string): Range {
  return misfit.source.nodes.get(misfit.at + pointer([key]))?.key ?? nameRange(misfit);
}

/** What stands for the whole of a value: its key, else its first key, else its beginning. */
export function nameRange({ source, at, value }: Misfit): Range {
  const node = source.nodes.get(at);
  if (node?.key !== undefined) return node.key;
  const [first] = typeOf(value) === "object" ? Object.keys(value as object) : [];
  const firstKey = first === undefined ? undefined : source.nodes.get(at + pointer([first]))?.key;
  const start = node?.value.start ?? 0;
  return firstKey ?? { start, end: Math.min(start + 1, source.text.length) };
}
