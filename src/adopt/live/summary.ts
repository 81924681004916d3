import { commandsIn } from "../../model/quick-action.ts";

/** Lines that are no prose: headings, lists, tables, quotes, fences, HTML, images, rules. */
const NO_PROSE = /^(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\||>|```|~~~|<|!\[|-{3,}$|={3,}$)/;
/** What the template says where nobody wrote anything, such as `[Brief description of the new model]`. */
const PLACEHOLDER = /^\[[^\]]*\]$/;

/** Who has not said it by then says it elsewhere; and an open comment is looked through for its end again and again. */
const FAR = 10_000;

/** The first paragraph of prose in a body, a line each, without commands and comments; empty where there is none. */
export function firstParagraph(body: string): string[] {
  const text = body
    .slice(0, FAR)
    .replaceAll("\r", "")
    .replace(/<!--[\s\S]*?-->/g, "");
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.split("\n").map((line) => clean(line)));
  for (const lines of paragraphs) {
    // Of a paragraph right below its heading, the heading goes.
    const prose = lines.filter((line) => line !== "" && !/^#{1,6}\s/.test(line));
    const isProse = prose.length > 0 && !prose.some((line) => NO_PROSE.test(line));
    const kept = prose.filter((line) => commandsIn(line).length === 0 && !PLACEHOLDER.test(line));
    if (isProse && kept.length > 0) return kept;
  }
  return [];
}

/** YAML knows no control characters, and a line of a block begins with no blank. */
function clean(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029\ufeff]+/gu, " ").trim();
}
