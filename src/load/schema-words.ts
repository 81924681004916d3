import { distance } from "fastest-levenshtein";
import { quote } from "./problem.ts";
import { formsOf, type SchemaNode, typeOf, typesOf } from "./schema-lookup.ts";

const MOST_KEYS = 5;
const LONGEST_EXAMPLE = 40;

/** `a feature`, `an offering`, `a URL`, `text` */
export function withArticle(noun: string): string {
  if (noun === "text") return noun;
  return `${/^([aeio]|u(?!rl|ser))/i.test(noun) ? "an" : "a"} ${noun}`;
}

/** What stands in the file, in words; numbers as they are written there. */
export function foundWords(value: unknown, written: string): string {
  switch (typeOf(value)) {
    case "null":
      return "nothing";
    case "array":
      return "a list";
    case "object":
      return "a mapping";
    case "string":
      return quote(String(value));
    case "number":
      return `the number ${written}`;
    default:
      return String(value);
  }
}

/** What a schema allows, in words: `a date such as 2026-05-18, or null`. */
export function expectedWords(node: SchemaNode): string {
  const words = [...new Set(formsOf(node).flatMap(formWords))];
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}

function formWords({ schema, home }: SchemaNode): string[] {
  if (schema.enum !== undefined) return schema.enum.map((value) => String(value));
  const { title } = schema;
  return typesOf(schema).map((type) => {
    if (type === "object") return mappingWords({ schema, home });
    if (type === "array") return "a list";
    if (type === "boolean") return "true or false";
    if (type === "null") return "null";
    if (title !== undefined) return `${withArticle(title)}${exampleWords({ schema, home })}`;
    return type === "number" ? "a number" : "text";
  });
}

function mappingWords({ schema }: SchemaNode): string {
  const required = schema.required ?? [];
  const keys = [...required, ...Object.keys(schema.properties ?? {}).filter((key) => !required.includes(key))];
  if (keys.length === 0) return "a mapping";
  const shown = keys.slice(0, MOST_KEYS).join(", ");
  return `a mapping with the ${keys.length === 1 ? "key" : "keys"} ${shown}${keys.length > MOST_KEYS ? ", …" : ""}`;
}

/** ` such as "@ana"`: the first example as it is written in YAML. */
export function exampleWords({ schema }: SchemaNode): string {
  const [example] = schema.examples ?? [];
  if (example === undefined) return "";
  const whole = String(example);
  const text = whole.length > LONGEST_EXAMPLE ? `${whole.slice(0, LONGEST_EXAMPLE)}…` : whole;
  const isPlain = typeof example === "number" || (/^[\w/][\w./:…-]*$/.test(text) && !/^[\d.]+$/.test(text));
  return ` such as ${isPlain ? text : JSON.stringify(text)}`;
}

/** The candidate that was probably meant, if one is close. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  // A third of the letters may be wrong; more is a guess.
  let least = Math.floor(Math.max(word.length, 3) / 3) + 0.5;
  let best: string | undefined;
  for (const candidate of candidates) {
    const apart = difference(simplified(word), simplified(candidate));
    if (apart < least) {
      best = candidate;
      least = apart;
    }
  }
  return best;
}

function difference(word: string, candidate: string): number {
  // Letters that changed places (`form`) and words that were left out (`derisk`) are one slip each.
  const isSlip = sorted(word) === sorted(candidate) || (word.length > 3 && candidate.includes(word));
  return Math.min(distance(word, candidate), isSlip ? 1 : Number.POSITIVE_INFINITY);
}

function sorted(word: string): string {
  return [...word].sort().join("");
}

/** Case, hyphens and underscores are what people mix up first. */
function simplified(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, "");
}
