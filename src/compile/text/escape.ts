import { type Node, Parser } from "commonmark";

// In order: what is escaped already, a code span, backticks that close nothing, a link in angle brackets, a bare link.
// Two brackets open a link of a wiki, which GitLab finds before it finds code.
const INLINE =
  /\\[!-/:-@[-`{-~]|(`+)(?!`)(?:[^\n]*?[^`\n])\1(?!`)|`+|<https?:\/\/[^\s<>]+>|https?:\/\/[^\s<>`"\\]+|[<@$|]|\[(?=\[)|&(?=#?\w+;)/g;
const BLOCK_START =
  /^(?:[-+*](?=\s|$)|[-=]{2,}\s*$|#{1,6}(?=\s|$)|[>/|]|~{3}|[:~](?=\s)|\[(?=[ xX~]\])|\[(?=[^\]]*\]:))/;
const TASK_BOX = /((?:[-*+]|\d+[.)])\s+)\[(?=[ xX~]\])|^(\s*)\[(?=[ xX~]\])/g;
const FENCE = /^ *(`{3,}|~{3,})/;

/** How much is escaped: with care, formulas and tables are text as well. */
type Care = "usual" | "much";

/** Lines of Markdown with all that could mean something to GitLab escaped, but for code in fences. */
export function escapeLines(lines: readonly string[], care: Care): string {
  const { code, open } = fencesIn(lines);
  const result = lines.map((line, at) => (code.has(at) ? line : escapeLine(line, care)));
  return [...result, ...open].join("\n");
}

/** One line, to stand anywhere in a line of ours. */
export function escapeInline(line: string): string {
  return escapeStart(line.replace(INLINE, (piece) => escapePiece(piece, piece === "|" ? "usual" : "much")));
}

/** What would begin a block at the start of a line. */
export function escapeStart(line: string): string {
  return line.replace(/^(\d{1,9})(?=[.)](\s|$))/, "$1\\").replace(BLOCK_START, "\\$&");
}

/** A fence that is longer than anything in the lines that looks like its end. */
export function wrapped(lines: readonly string[], language = ""): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * Formulas, and the cells of tables, are found by GitLab before code is: whether names in code are code is then not
 * certain.
 */
export function isAmbiguous(lines: readonly string[]): boolean {
  const { code } = fencesIn(lines);
  const outside = lines.filter((_line, at) => !code.has(at)).join("\n");
  const named = [...outside.matchAll(INLINE)].some(([piece]) => piece.startsWith("`") && piece.includes("@"));
  return named && /[$|]|^[\s>]*:?-+:?\s*$/m.test(outside);
}

/** Lines that stand in fences, with the fences, and the end of one that is left open. */
function fencesIn(lines: readonly string[]): { readonly code: ReadonlySet<number>; readonly open: readonly string[] } {
  const code = new Set<number>();
  const open: string[] = [];
  // Outside of code no `<` opens HTML any more once it is escaped.
  const root = new Parser().parse(lines.join("\n").replaceAll("<", "."));
  const walker = root.walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { node } = step;
    const fence = node.type === "code_block" ? fenceOf(node, lines) : undefined;
    if (fence === undefined) continue;
    const [[first], [last]] = node.sourcepos;
    for (let at = first - 1; at < last; at += 1) code.add(at);
    const isClosed = last > first && new RegExp(`^[\\s>]*${fence}${fence[0]}*\\s*$`).test(lines[last - 1] ?? "");
    if (node.parent === root && node.next === null && !isClosed) open.push(fence);
  }
  return { code, open };
}

function fenceOf({ sourcepos: [[first, column]] }: Node, lines: readonly string[]): string | undefined {
  return FENCE.exec((lines[first - 1] ?? "").slice(column - 1))?.[1];
}

function escapeLine(line: string, care: Care): string {
  const escaped = line
    .replace(INLINE, (piece) => escapePiece(piece, care))
    .replace(TASK_BOX, "$1$2\\[")
    .replace(/^(?=\/)/, "\\")
    // To GitLab `>>>` opens a quote that reaches to the next `>>>`, past our own text.
    .replace(/^(\s*)(?=>>>)/, "$1\\")
    // And a colon opens a description, which ends a fence that stands in it.
    .replace(/^([\s>]*)(?=[:~]\s)/, "$1\\");
  return care === "usual" ? escaped : escaped.replace(/^([\s>]*)(?=:?-+:?\s*$)/, "$1\\");
}

function escapePiece(piece: string, care: Care): string {
  if ("<@&[".includes(piece)) return `\\${piece}`;
  if (piece === "$" || piece === "|") return care === "much" ? `\\${piece}` : piece;
  // Also where GitLab makes no link of the address, the name behind `@` is not mentioned.
  if (/^<?https?:/.test(piece)) {
    const address = piece.replaceAll("@", "%40");
    return care === "much" ? address.replaceAll("$", "%24") : address;
  }
  return /^`+$/.test(piece) ? piece.replaceAll("`", "\\`") : piece;
}
