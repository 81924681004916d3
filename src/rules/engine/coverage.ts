import type { Range, SourceComment, SourceDocument } from "../../model/source.ts";
import { lineAt } from "./lines.ts";

/** What a comment is about: its line for a trailing one, else the entry that begins on the line below. */
export function coverageOf(source: SourceDocument, comment: SourceComment): Range | undefined {
  const line = lineAt(source.text, comment.range.start);
  return comment.ownLine ? entryBelow(source, line) : line;
}

/** Other comments may stand between; an empty line parts a comment from what follows. */
function entryBelow(source: SourceDocument, line: Range): Range | undefined {
  const own = new Set((source.comments ?? []).filter(({ ownLine }) => ownLine).map((one) => one.range.start));
  let below = nextLine(source.text, line);
  while (below !== undefined && own.has(below.start + indentOf(source.text, below)))
    below = nextLine(source.text, below);
  return below === undefined ? undefined : entryOn(source, below);
}

/** The outermost key with its value, or list item, that begins on a line; with the whole of its last line. */
function entryOn({ text, nodes }: SourceDocument, line: Range): Range | undefined {
  const first = line.start + indentOf(text, line);
  const dash = /^(?:-\s+)*/.exec(text.slice(first, line.end))?.[0].length ?? 0;
  let found: { readonly depth: number; readonly end: number } | undefined;
  for (const [at, { key, value }] of nodes) {
    const start = (key ?? value).start;
    const depth = at.split("/").length;
    const begins = start >= first && start <= first + dash;
    if (at !== "" && begins && depth < (found?.depth ?? Number.POSITIVE_INFINITY))
      found = { depth, end: Math.max(value.end, key?.end ?? 0) };
  }
  return found === undefined ? undefined : { start: line.start, end: lineAt(text, found.end).end };
}

function nextLine(text: string, { end }: Range): Range | undefined {
  return end >= text.length ? undefined : lineAt(text, end + 1);
}

function indentOf(text: string, { start, end }: Range): number {
  return text.slice(start, end).search(/\S|$/);
}
