import { type Node, Parser } from "commonmark";

/** A line of Markdown that GitLab would cut out of the text and run. */
export interface QuickAction {
  /** Lower case, without the slash. */
  readonly name: string;
  /** Offset of the slash in the text that was given. */
  readonly offset: number;
  /** 1-based line of the slash; lines end at `\n`. */
  readonly line: number;
}

// The set of names grows with every release of GitLab, so what is matched is the shape of a command, not a list.
const COMMAND = /^\/(\w+)(?=\s|$)/;
const ANY_COMMAND = /^\/\w/m;

/**
 * Commands (quick actions) in a description or note, found as GitLab finds them: `\r` is dropped first, then a source
 * line of a top-level paragraph that begins with `/name` is a command if any line of that paragraph shows a slash first.
 * Code blocks, lists, quotes and HTML blocks are safe, as is a leading blank or backslash. Where GitLab's own guards are
 * hard to foresee (code spans over several lines, `>>>` quotes) a line counts: rather one too many than one that runs.
 * https://docs.gitlab.com/user/project/quick_actions/
 */
export function commandsIn(markdown: string): QuickAction[] {
  const text = markdown.replaceAll("\r", "");
  if (!ANY_COMMAND.test(text)) return [];
  const lines = lineStarts(text);
  return topParagraphs(text)
    .filter(showsSlash)
    .flatMap((paragraph) => commandsOf(paragraph, text, lines))
    .map(({ name, offset }) => {
      const original = withReturns(markdown, offset);
      return { name, offset: original, line: lineOf(markdown, original) };
    });
}

/** Paragraphs in either reading, once for each line that begins one. */
function topParagraphs(text: string): Node[] {
  // To GitLab `[^1]:` opens a footnote that ends with its line; the reference parser would take the next line for a link.
  const plain = text.replace(/^( {0,3})\[\^/gm, "$1x[^");
  // A colon opens a description, which ends a fence that stands in it, as an item of a list does.
  const described = plain.replace(/^( {0,3})[:~](?=[ \t])/gm, "$1-");
  const found = new Map<number, Node>();
  for (const reading of new Set([described, plain])) {
    for (let node = new Parser().parse(reading).firstChild; node !== null; node = node.next) {
      if (node.type === "paragraph") found.set(node.sourcepos[0][0], node);
    }
  }
  return [...found].sort(([a], [b]) => a - b).map(([, node]) => node);
}

/** Whether a line that readers see begins with a slash; comments are not seen, code and entities are. */
function showsSlash(paragraph: Node): boolean {
  let seen = "";
  const walker = paragraph.walker();
  for (let event = walker.next(); event !== null; event = walker.next()) {
    if (!event.entering) continue;
    const { type, literal } = event.node;
    if (type === "softbreak" || type === "linebreak") seen += "\n";
    else if (type !== "html_inline") seen += literal ?? "";
  }
  return /^\s*\//m.test(seen);
}

function commandsOf(paragraph: Node, text: string, lines: readonly number[]): { name: string; offset: number }[] {
  const [[first], [last]] = paragraph.sourcepos;
  return lines.slice(first - 1, last).flatMap((offset, index) => {
    const end = lines[first + index] ?? text.length + 1;
    const name = COMMAND.exec(text.slice(offset, end - 1))?.[1];
    return name === undefined ? [] : [{ name: name.toLowerCase(), offset }];
  });
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
}

/** Offset in the text with its `\r` of what stands at `offset` without them. */
function withReturns(original: string, offset: number): number {
  let left = offset;
  for (let at = 0; at < original.length; at += 1) {
    if (original[at] === "\r") continue;
    if (left === 0) return at;
    left -= 1;
  }
  return original.length;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
