import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import { isBare } from "../../model/bare.ts";
import { nodeAt, type Path, pointer, type Range, type SourceDocument } from "../../model/source.ts";
import { lineAt, lineBreakAfter } from "./lines.ts";
import type { Place } from "./place.ts";
import type { RuleFix } from "./rule.ts";

/** Writes `text` where something stands. A whole value must be one that `isBare`. */
export function replace({ file, range }: Place, text: string): TextEdit {
  return { file, range, text };
}

/** Words that YAML 1.2 or 1.1 reads as something else than text. */
const WORDS = /^(true|false|null|yes|no|on|off|y|n)$/i;

/**
 * Writes one name for another, between the quotes that stand there; a name that needs some gets them. Undefined where
 * something else stands, as an alias does, and behind an anchor or a tag.
 */
export function writeName(
  { text }: SourceDocument,
  { file, range }: Place,
  was: string,
  name: string,
): TextEdit | undefined {
  const written = text.slice(range.start, range.end);
  const [quote = ""] = /^["']/.exec(written) ?? [];
  if (written !== `${quote}${was}${quote}` || !isBare(text, range.start)) return undefined;
  const isPlain =
    /^[a-z0-9][\w./-]*$/i.test(name) && /[a-z]/i.test(name) && Number.isNaN(Number(name)) && !WORDS.test(name);
  const marks = quote === "" && !isPlain ? '"' : quote;
  return { file, range, text: `${marks}${name}${marks}` };
}

/**
 * Proposes another name for the one at a place, which a person decides about. Not where the name is a key and the other
 * one stands beside it already.
 */
export function writeOther(
  source: SourceDocument,
  { name, path, isKey }: { readonly name: string; readonly path: Path; readonly isKey?: boolean | undefined },
  at: Place,
  other: string,
): RuleFix<{ write: string }> | undefined {
  if (isKey && source.nodes.has(pointer([...path.slice(0, -1), other]))) return undefined;
  const edit = writeName(source, at, name, other);
  return edit && { title: "write", safety: "unsafe", edits: [edit] };
}

/** Puts a value in double quotes as it is written; undefined for an alias, and behind an anchor or a tag. */
export function quoteValue(source: SourceDocument, path: Path): TextEdit | undefined {
  const { value } = nodeAt(source, path);
  if (!isBare(source.text, value.start)) return undefined;
  return { file: source.file, range: value, text: JSON.stringify(source.text.slice(value.start, value.end)) };
}

/**
 * Takes one item out of a list of plain values, in brackets or on a line of its own. Undefined where it is the only one,
 * where it is an alias or has an anchor or a tag, or where more than the item stands on its line: then a person has to
 * look.
 */
export function removeItem(source: SourceDocument, list: Path, index: number): TextEdit | undefined {
  const item = source.nodes.get(pointer([...list, index]));
  if (item === undefined || !source.nodes.has(pointer([...list, index === 0 ? 1 : index - 1]))) return undefined;
  const { text, file } = source;
  if (!isBare(text, item.value.start)) return undefined;
  if (isInBrackets(source, list)) return { file, range: withComma(text, item.value), text: "" };
  const { start } = lineAt(text, item.value.start);
  const end = lineBreakAfter(text, item.value.end);
  const isAlone = /^\s*-\s+$/.test(text.slice(start, item.value.start));
  const endsLine = /^\s*$/.test(text.slice(item.value.end, end));
  return isAlone && endsLine ? { file, range: { start, end }, text: "" } : undefined;
}

function isInBrackets({ text, nodes }: SourceDocument, list: Path): boolean {
  const start = nodes.get(pointer(list))?.value.start ?? 0;
  return text[start] === "[";
}

/** The item with the comma and blanks that part it from its neighbour. */
function withComma(text: string, { start, end }: Range): Range {
  const after = /^\s*,\s*/.exec(text.slice(end));
  if (after !== null) return { start, end: end + after[0].length };
  const before = /,\s*$/.exec(text.slice(0, start));
  return { start: start - (before?.[0].length ?? 0), end };
}
