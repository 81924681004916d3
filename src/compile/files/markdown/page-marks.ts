import { type Node, Parser } from "commonmark";
import type { RegionMark } from "../region.ts";
import { linesIn, type TextLine } from "../text-line.ts";

const MARK = /^\s*<!--\s*(\/?)\s*cutover:region\s+([^\s>]+)\s*-->\s*$/;

/** What a line is a part of, where that is not the page itself. */
type Surrounding = "code" | "list" | "quote";

/** The comments of a page that begin and end regions; those in code and in front matter are text. */
export function pageMarks(text: string): RegionMark[] {
  const lines = linesIn(text);
  const marks = lines.flatMap((line, index) => {
    const [, slash, name = ""] = MARK.exec(text.slice(line.start, line.end)) ?? [];
    return slash === undefined ? [] : [{ line, index, name, isEnd: slash === "/" }];
  });
  if (marks.length === 0) return [];
  const around = surroundingsOf(text, lines);
  return marks.flatMap(({ line: { start, end, next }, index, name, isEnd }) => {
    const inside = around.get(index);
    if (inside === "code") return [];
    const fault =
      inside && `the comment of region "${name}" stands in a ${inside}; a region is a part of the page itself`;
    return [{ name, isEnd, range: { start, end }, next, fault }];
  });
}

/** The comment that begins or ends a region, as it is to be written. */
export function pageMark(name: string, isEnd: boolean): string {
  return `<!-- ${isEnd ? "/" : ""}cutover:region ${name} -->`;
}

/** By index of the line. */
function surroundingsOf(text: string, lines: readonly TextLine[]): ReadonlyMap<number, Surrounding> {
  const around = new Map<number, Surrounding>();
  const front = frontMatter(text, lines);
  for (let index = 0; index < front; index += 1) around.set(index, "code");
  const body = lines.map(({ start, end }, index) => (index < front ? "" : text.slice(start, end))).join("\n");
  const walker = new Parser().parse(body).walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const kind = step.entering ? surroundingOf(step.node) : undefined;
    if (kind === undefined) continue;
    const [[first], [last]] = step.node.sourcepos;
    for (let line = first; line <= last; line += 1) {
      // What is code in a list is code.
      if (around.get(line - 1) !== "code") around.set(line - 1, kind);
    }
  }
  return around;
}

function surroundingOf({ type, literal }: Node): Surrounding | undefined {
  if (type === "code_block") return "code";
  if (type === "item") return "list";
  if (type === "block_quote") return "quote";
  // Text that is shown as it stands, and comments of several lines.
  const isRaw = /^\s*(?:<(?:pre|script|style|textarea)\b|<!--(?!.*-->))/i.test(literal ?? "");
  return type === "html_block" && isRaw ? "code" : undefined;
}

/** Number of lines that front matter takes, YAML or TOML, at the very beginning of a page. */
function frontMatter(text: string, lines: readonly TextLine[]): number {
  const textOf = ({ start, end }: TextLine): string =>
    text
      .slice(start, end)
      .replace(/^\ufeff/, "")
      .trimEnd();
  const [first] = lines;
  const fence = first === undefined ? "" : textOf(first);
  if (fence !== "---" && fence !== "+++") return 0;
  return lines.findIndex((line, index) => index > 0 && textOf(line) === fence) + 1;
}
