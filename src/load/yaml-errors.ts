import { isCollection, isScalar, type ParsedNode, Scalar, visit, type YAMLError } from "yaml";
import type { Problem } from "./problem.ts";
import { lineEnd, skipBlanks } from "./text-ranges.ts";
import { describeSyntaxError, type Unclosed } from "./yaml-messages.ts";
import { MAX_DEPTH, type ParsedYaml } from "./yaml-parse.ts";

// Each is looked into on its own, so their number must not grow with the file.
const MOST = 100;

/** What keeps a text from being read as one YAML document: one problem for each mistake. */
export function syntaxProblems(text: string, parsed: ParsedYaml): Problem[] {
  const conflict = /^<{7}(?= |\r?$)/m.exec(text);
  if (conflict !== null) {
    const range = { start: conflict.index, end: conflict.index + 7 };
    return [{ range, message: "an unresolved merge conflict begins here" }];
  }
  if (parsed.tooDeepAt !== undefined) {
    const range = { start: parsed.tooDeepAt, end: parsed.tooDeepAt + 1 };
    return [{ range, message: `values are nested too deep here; ${MAX_DEPTH} levels are the most` }];
  }
  if (parsed.errors.length === 0) return secondDocument(text, parsed);
  const unclosed = findUnclosed(text, parsed);
  const problems = withoutEchoes(text, parsed.errors, unclosed).map(({ code, message, pos: [start, end] }) =>
    describeSyntaxError(code, { text, start, end, said: message, unclosed }),
  );
  return [...problems, ...secondDocument(text, parsed)];
}

/** One mistake makes the parser stumble several times. What it says of a line that it complained about is left out. */
function withoutEchoes(text: string, errors: readonly YAMLError[], unclosed: Unclosed): YAMLError[] {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0] || Number(isLate(a)) - Number(isLate(b)));
  const kept: YAMLError[] = [];
  let heardUntil = -1;
  for (const error of sorted) {
    if (error.pos[0] <= heardUntil || isInsideUnclosed(error, unclosed)) continue;
    if (isAboutIndentation(error) && kept.some(({ code }) => code === "TAB_AS_INDENT")) continue;
    kept.push(error);
    heardUntil = lineEnd(text, skipBlanks(text, Math.max(error.pos[0], error.pos[1] - 1)));
    if (kept.length === MOST || hasLostItsPlace(text, error)) break;
  }
  return kept;
}

/** At one place the parser says first what is wrong, then what follows from it; only here is it the other way around. */
function isLate({ code }: YAMLError): boolean {
  return code === "MULTILINE_IMPLICIT_KEY";
}

/** Where a bracket is not closed, the lines behind it look like items without commas. */
function isInsideUnclosed({ code, pos }: YAMLError, { brackets }: Unclosed): boolean {
  const isEcho = code === "BLOCK_IN_FLOW" || code === "MULTILINE_IMPLICIT_KEY";
  return isEcho && [...brackets].some(([end, start]) => start < pos[0] && pos[0] < end);
}

/** What the parser says of indentation is of no use once there are tabs in it. */
function isAboutIndentation({ code, message }: YAMLError): boolean {
  if (code === "BAD_INDENT") return !message.startsWith("Flow");
  return (
    code === "TAB_AS_INDENT" ||
    code === "BLOCK_AS_IMPLICIT_KEY" ||
    code === "MULTILINE_IMPLICIT_KEY" ||
    message.startsWith("Implicit map keys")
  );
}

/** What was read as the whole document is over, or the parser says so: from here on it finds fault with everything. */
function hasLostItsPlace(text: string, { message, pos }: YAMLError): boolean {
  if (/in YAML (stream|document)/.test(message)) return true;
  return message.endsWith("at node end") && (pos[0] === 0 || text[pos[0] - 1] === "\n");
}

/** The parser complains where it misses an end; people look for what has none. */
function findUnclosed(text: string, { documents, errors }: ParsedYaml): Unclosed {
  const missed = new Set(
    errors.filter(({ message }) => /^Flow|must end with|closing/.test(message)).map(({ pos }) => pos[0]),
  );
  const brackets = new Map<number, number>();
  const quotes = new Map<number, number>();
  for (const document of documents) {
    visit(document, {
      Value: (_, node) => {
        const [start, end] = (node as ParsedNode).range;
        if (!missed.has(end)) return;
        if (isScalar(node) && (node.type === Scalar.QUOTE_SINGLE || node.type === Scalar.QUOTE_DOUBLE))
          quotes.set(end, start);
        const closer = text[start] === "{" ? "}" : "]";
        // Several may miss their end at one place: the innermost that has none is what the eye should go to.
        if (isCollection(node) && node.flow && (text[end - 1] !== closer || !brackets.has(end)))
          brackets.set(end, start);
      },
    });
  }
  return { brackets, quotes };
}

/** A file is one document; `---` on top of it is fine. */
function secondDocument(text: string, { documents }: ParsedYaml): Problem[] {
  if (documents.length < 2) return [];
  const after = documents[0]?.contents === null ? 0 : (documents[0]?.range[1] ?? 0);
  const marks = [...text.matchAll(/^(---|\.\.\.)(?=\s|$)/gm)];
  const mark = marks.find(({ index }, position) => index >= after && position > (after === 0 ? 0 : -1));
  const start = mark?.index ?? documents[1]?.range[0] ?? 0;
  return [{ range: { start, end: start + 3 }, message: "a second document begins here; a file holds one" }];
}
