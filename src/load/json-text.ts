import { type Problem, quote } from "./problem.ts";

/** What may come next; `end` is the end of the text. */
type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or ]" | "comma or }" | "end";

const CHARACTER = '(?:[^"\\\\\\u0000-\\u001f]|\\\\(?:["\\\\/bfnrt]|u[\\da-fA-F]{4}))';
const TEXT = new RegExp(`^"${CHARACTER}*"$`);
/** A text that is not closed, or holds what it may not, goes to the end of its line. */
const TOKEN = new RegExp(`[{}[\\],:]|"${CHARACTER}*"|"[^\\n]*|[^\\s{}[\\],:"]+`, "y");
const BLANKS = /[ \t\r\n]*/y;
const PLAIN = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** What keeps a text from being JSON, at its place; undefined where it is JSON. Every JSON text is YAML, but no more. */
export function jsonProblem(text: string): Problem | undefined {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0] ?? text.slice(at, at + 1);
    const next = step(expected, token, open);
    if (next === undefined) return refusal(token, at, expected);
    expected = next;
    at += token.length;
  }
  return expected === "end" ? undefined : refusal("", text.length, expected);
}

function skipBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  return at + (BLANKS.exec(text)?.[0].length ?? 0);
}

/** What comes after a token; undefined where it may not stand. `open` is kept up. */
function step(expected: Expected, token: string, open: ("[" | "{")[]): Expected | undefined {
  if ((token === "]" || token === "}") && expected.endsWith(token)) {
    open.pop();
    return afterValue(open);
  }
  if (expected.startsWith("comma")) return token === "," ? (open.at(-1) === "{" ? "key" : "value") : undefined;
  if (expected === "colon") return token === ":" ? "value" : undefined;
  if (expected.startsWith("key")) return isText(token) ? "colon" : undefined;
  if (!expected.startsWith("value")) return undefined;
  if (token === "{" || token === "[") {
    open.push(token);
    return token === "{" ? "key or }" : "value or ]";
  }
  return isText(token) || PLAIN.test(token) ? afterValue(open) : undefined;
}

function afterValue(open: readonly ("[" | "{")[]): Expected {
  const inside = open.at(-1);
  return inside === undefined ? "end" : inside === "{" ? "comma or }" : "comma or ]";
}

/** Whether a token is a whole text; one without its end, or with a line break inside, is not. */
function isText(token: string): boolean {
  return TEXT.test(token);
}

const WORDS: Readonly<Record<Expected, string>> = {
  value: "a value",
  "value or ]": 'a value or "]"',
  key: "a key in double quotes",
  "key or }": 'a key in double quotes or "}"',
  colon: '":"',
  "comma or ]": '"," or "]"',
  "comma or }": '"," or "}"',
  end: "the end of the file",
};

function refusal(token: string, at: number, expected: Expected): Problem {
  const what = token === "" ? "the end of the file" : quote(token);
  return {
    range: { start: at, end: at + token.length },
    message: `a file that ends in .json is JSON, and this is not: expected ${WORDS[expected]}, found ${what}`,
  };
}
