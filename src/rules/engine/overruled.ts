import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../model/groups.ts";
import { sameData } from "../../model/plain-data.ts";
import { type Path, pointer, type Range, type SourceDocument } from "../../model/source.ts";
import { lineAt, lineBreakAfter } from "./lines.ts";
import type { Place } from "./place.ts";
import { quoted } from "./quoted.ts";
import type { Finding } from "./rule.ts";

interface Entry {
  /** Position in its list. */
  readonly index: number;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** An entry that the gateway forgets, because a later one has the same name. */
export interface Overruled<E extends Entry> {
  readonly name: string;
  /** Tells it from others of that name, on both sides of the edits. */
  readonly key: string;
  readonly entry: E;
  /** The one that counts. */
  readonly last: E;
  /** Keys whose values differ, in quotes; empty where both say the same. */
  readonly differing: string;
}

/** The gateway loads a list into a map by name, so the last entry of a name wins. */
export function overruledEntries<E extends Entry>(entries: readonly E[], nameOf: (entry: E) => string): Overruled<E>[] {
  return [...groupBy(entries, nameOf)].flatMap(([name, group]) => {
    const last = group.at(-1);
    if (last === undefined) return [];
    return group.slice(0, -1).map((entry, nth) => {
      return { name, key: JSON.stringify([name, nth]), entry, last, differing: difference(entry.entry, last.entry) };
    });
  });
}

/** What the rules about such entries say. */
export const OVERRULED = {
  messages: {
    overruled: 'this entry has no effect: "{name}" is declared again, and the gateway takes the last without a word',
  },
  notes: {
    last: "this is the entry that counts",
    merge: "they differ in {keys}; put what should hold into the last one and remove this one",
    remove: "remove the entry, which says the same as the one that counts",
  },
} as const;

/** The finding about one of the entries of `list`, shown at `at`; `counting` is where the one that counts is shown. */
export function overruledFinding(
  { name, entry, last, differing: keys }: Overruled<Entry>,
  source: SourceDocument,
  list: string,
  { at, counting }: { readonly at: Place; readonly counting: Place },
): Finding<typeof OVERRULED.messages, typeof OVERRULED.notes> {
  const edit = keys === "" ? removeEntry(source, [list], entry.index, last.index) : undefined;
  return {
    message: "overruled",
    at,
    data: { name, keys },
    related: [{ note: "last", at: counting }],
    hint: keys === "" ? undefined : "merge",
    fix: edit && { title: "remove", safety: "safe", edits: [edit] },
  };
}

function difference(a: Entry["entry"], b: Entry["entry"]): string {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return quoted(keys.filter((key) => !sameData(a[key], b[key])));
}

/**
 * Takes an entry with lines of its own out of the list at `list`, with the blank lines behind it. Undefined where
 * something would be lost: a comment that the entry `kept` lacks, or an anchor that others may refer to.
 */
export function removeEntry(source: SourceDocument, list: Path, index: number, kept: number): TextEdit | undefined {
  const item = source.nodes.get(pointer([...list, index]));
  const other = source.nodes.get(pointer([...list, kept]));
  if (item === undefined || other === undefined || item.above.length > 0) return undefined;
  const { text, file } = source;
  const { start } = lineAt(text, item.value.start);
  const end = lineBreakAfter(text, item.value.end);
  const rest = text.slice(item.value.end, end);
  const dash = text.slice(start, item.value.start);
  const hasOwnLines = /^\s*-\s+$/.test(dash) && /^\s*(#.*)?\s*$/.test(rest);
  const [gap = ""] = /^(?:[^\S\n]*\n)*/.exec(text.slice(end)) ?? [];
  const isOver = !/^[^\S\n]*#/.test(text.slice(end + gap.length)) || indentAt(text, end + gap.length) <= indentOf(dash);
  const told = commentsIn(source, { start, end });
  const saidTwice = commentsIn(source, { start: other.value.start, end: lineAt(text, other.value.end).end });
  const losesNothing = told.every((comment) => saidTwice.includes(comment));
  if (!hasOwnLines || !isOver || !losesNothing || /(^|\s)&\S/.test(text.slice(start, end))) return undefined;
  return { file, range: { start, end: end + gap.length }, text: "" };
}

function commentsIn({ text, comments = [] }: SourceDocument, { start, end }: Range): string[] {
  return comments
    .filter(({ range }) => range.start >= start && range.end <= end)
    .map(({ range }) => text.slice(range.start, range.end).trimEnd());
}

function indentAt(text: string, at: number): number {
  return indentOf(text.slice(at, lineAt(text, at).end));
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}
