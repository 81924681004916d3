import type { YAMLError } from "yaml";
import { type Problem, quote } from "./problem.ts";
import { clip, lineEnd, skipBlanks, trimmedLineEnd, word } from "./text-ranges.ts";

/** Something that the parser stumbled over. */
export interface Finding {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The parser's own words: one code stands for several mistakes, and this tells them apart. */
  readonly said: string;
  readonly unclosed: Unclosed;
}

/** Where what is missing its end begins, by the offset at which the parser missed the end. */
export interface Unclosed {
  readonly brackets: ReadonlyMap<number, number>;
  readonly quotes: ReadonlyMap<number, number>;
}

type Describe = (finding: Finding) => Problem;

/** A finding of the parser in our words, at the place where a person would look for it. */
export function describeSyntaxError(code: YAMLError["code"], finding: Finding): Problem {
  return MESSAGES[code](finding);
}

const MESSAGES: Readonly<Record<YAMLError["code"], Describe>> = {
  ALIAS_PROPS: at("an alias such as *name stands alone, without an anchor or tag before it"),
  BAD_ALIAS: at("an anchor (&) or alias (*) needs a name behind it; put the value in quotes if it is meant as text"),
  BAD_COLLECTION_TYPE: at("this tag does not fit the value behind it"),
  BAD_DIRECTIVE: at("only the directive %YAML 1.2 is known"),
  BAD_DQ_ESCAPE: badEscape,
  BAD_INDENT: badIndent,
  BAD_PROP_ORDER: at('an anchor or tag stands behind the "-", "?" or ":" and not before it'),
  BAD_SCALAR_START: badStart,
  BLOCK_AS_IMPLICIT_KEY: blockAsKey,
  BLOCK_IN_FLOW: blockInFlow,
  DUPLICATE_KEY: at("this key stands twice"),
  IMPOSSIBLE: impossible,
  KEY_OVER_1024_CHARS: at("this key has more than 1024 characters"),
  MISSING_CHAR: missingCharacter,
  MULTILINE_IMPLICIT_KEY: missingColon,
  MULTIPLE_ANCHORS: at("a value has one anchor at most"),
  MULTIPLE_DOCS: at("a second document begins here; a file holds one"),
  MULTIPLE_TAGS: at("a value has one tag at most"),
  NON_STRING_KEY: at("a key must be text"),
  RESOURCE_EXHAUSTION: at("this is too large to be read"),
  TAB_AS_INDENT: at("a tab stands in the indentation; YAML takes spaces alone"),
  TAG_RESOLVE_FAILED: unknownTag,
  UNEXPECTED_TOKEN: unexpected,
};

function at(message: string): Describe {
  return ({ start, end, text }) => ({ range: clip(text, start, end), message });
}

/** The parser's last resort; it comes to it over a key in brackets that is not the first of its mapping. */
function impossible(finding: Finding): Problem {
  const isBracket = /[[{]/.test(finding.text[finding.start] ?? "");
  return at(isBracket ? "a key is plain text, no list or mapping" : "this cannot be read as YAML")(finding);
}

function badEscape({ text, start }: Finding): Problem {
  const range = { start, end: start + 2 };
  const sequence = text.slice(range.start, range.end);
  return {
    range,
    message: `"${sequence}" is no escape in double quotes; write \\\\ for a backslash, or use single quotes`,
  };
}

function badIndent(finding: Finding): Problem {
  const { text, start, said } = finding;
  if (said.startsWith("Flow")) return unclosedBracket(finding);
  const range = word(text, skipBlanks(text, start));
  if (said.startsWith("Block scalar"))
    return { range, message: "the text behind | or > must be indented deeper than its key" };
  return {
    range,
    message: `${quote(text.slice(range.start, range.end))} is not in line with what stands above it`,
    hint: "keys of one mapping, and items of one list, begin in the same column",
  };
}

function unclosedBracket({ text, start: offset, unclosed }: Finding): Problem {
  const start = unclosed.brackets.get(offset) ?? offset;
  const bracket = text[start] === "{" ? "{" : "[";
  return {
    range: { start, end: start + 1 },
    message: `this "${bracket}" is not closed with "${bracket === "{" ? "}" : "]"}"`,
    hint: "all lines up to the closing bracket are indented deeper than the key",
  };
}

function badStart({ text, start }: Finding): Problem {
  const value =
    /^[^\n\r,\]}#]*[^\s,\]}#]/.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? text.slice(start, start + 1);
  const example = /["\\]/.test(value) ? "" : `, as in ${quote(value)}`;
  return {
    range: { start, end: start + value.length },
    message: `a plain value cannot begin with "${text[start]}"; put it in quotes${example}`,
  };
}

function blockAsKey({ text, start, said }: Finding): Problem {
  if (said.includes("block sequence")) {
    const range = word(text, skipBlanks(text, start));
    return {
      range,
      message: "this list item is not in line with what stands above it",
      hint: "items of one list begin in the same column",
    };
  }
  const rest = { start, end: trimmedLineEnd(text, start) };
  const value = text.slice(rest.start, rest.end);
  if (/:(\s|$)/.test(value))
    return { range: rest, message: `a second ":" stands in this line; put the text in quotes` };
  const next = word(text, skipBlanks(text, rest.end));
  if (value.startsWith("?")) return { range: rest, message: 'a mapping with "?" cannot begin on the line of its key' };
  return {
    range: next,
    message: `${quote(text.slice(next.start, next.end))} is indented under a key that has a value already`,
    hint: "begin it in the same column as that key, or leave the key's own value out",
  };
}

function blockInFlow({ text, start, end }: Finding): Problem {
  const range = clip(text, start, end);
  const value = text.slice(range.start, range.end).trimEnd();
  if (/^-(\s|$)/.test(value))
    return { range, message: "inside brackets a list is written with brackets too, as in [a, b]" };
  if (end > range.end) return { range, message: `a comma is missing behind ${quote(value)}` };
  return { range, message: `${quote(value)} holds two entries; a comma is missing between them` };
}

function missingColon({ text, start }: Finding): Problem {
  const range = { start, end: trimmedLineEnd(text, start) };
  const line = text.slice(range.start, range.end);
  const tight = /^[\w-]+:(?=\S)/.exec(line);
  if (tight !== null) {
    const end = start + tight[0].length;
    return { range: { start, end }, message: `a space is missing behind ${quote(tight[0])}` };
  }
  return { range, message: `a ":" is missing behind ${quote(line)}` };
}

function missingCharacter(finding: Finding): Problem {
  const { text, start, end, said } = finding;
  if (said.includes("quote")) return unclosedQuote(finding);
  if (said.includes("must end with")) return unclosedBracket(finding);
  if (said.startsWith("Implicit map keys")) return missingColon(finding);
  if (said.startsWith("Comments"))
    return { range: clip(text, start, end), message: 'a space is missing before the "#" of this comment' };
  if (said.startsWith("Missing ,")) return { range: word(text, start), message: "a comma is missing before this item" };
  if (said.startsWith("Missing space"))
    return { range: word(text, start), message: 'a space is missing behind the ":"' };
  if (said.startsWith("Tags and anchors"))
    return { range: word(text, start), message: "a space is missing behind the tag or anchor" };
  if (said.includes("directives-end"))
    return { range: word(text, start), message: "a line with --- must follow the lines that begin with %" };
  if (said.startsWith("Block scalars with")) {
    return { range: clip(text, start, end), message: "a blank line before this text is indented deeper than the text" };
  }
  return { range: word(text, start), message: 'this list item lacks its "-"' };
}

function unclosedQuote({ text, start: offset, unclosed }: Finding): Problem {
  const start = unclosed.quotes.get(offset) ?? offset - 1;
  const kind = text[start] === "'" ? "single" : "double";
  return { range: { start, end: start + 1 }, message: `this ${kind} quote is never closed` };
}

function unknownTag({ text, start, end }: Finding): Problem {
  const range = clip(text, start, end);
  return {
    range,
    message: `the tag ${quote(text.slice(range.start, range.end))} says nothing here; write the value without it`,
  };
}

function unexpected({ text, start, end, said }: Finding): Problem {
  const character = text.slice(start, end);
  if (said.includes("block-seq-ind on same line")) {
    return {
      range: clip(text, start, end),
      message: "a list cannot begin on the line of its key; begin it on the next line",
    };
  }
  if (/^[\]}]$/.test(character)) return { range: { start, end }, message: `this "${character}" closes nothing` };
  if (character === ",") return { range: { start, end }, message: "no item stands before this comma" };
  const range = { start, end: trimmedLineEnd(text, start) };
  const before = text.slice(0, start).trimEnd().at(-1);
  const rest = quote(text.slice(range.start, range.end));
  if (before === '"' || before === "'")
    return { range, message: `${rest} stands behind a closing quote`, hint: "put the whole value in quotes" };
  if (before === "|" || before === ">")
    return { range, message: `${rest} stands behind "${before}"`, hint: "begin the text on the next line" };
  return { range, message: `${rest} is not expected here` };
}
