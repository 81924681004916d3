import { isBare } from "../model/bare.ts";
import type { Range, SourceDocument } from "../model/source.ts";
import type { Problem } from "./problem.ts";
import { formsOf, type Schema, typeOf, typesOf } from "./schema-lookup.ts";
import type { Misfit } from "./schema-misfit.ts";

type Fix = Problem["fix"];

/** Writes the name that was probably meant, between the quotes that stand there. Nothing for a name from elsewhere, as behind an alias. */
export function writeMeant({ text }: SourceDocument, { start, end }: Range, was: string, meant: string): Fix {
  const written = text.slice(start, end);
  const [quote = ""] = /^["']/.exec(written) ?? [];
  if (written !== `${quote}${was}${quote}` || !isBare(text, start)) return undefined;
  return { title: `write "${meant}"`, safety: "unsafe", text: `${quote}${meant}${quote}` };
}

/** A number, or a word such as true, becomes text as it is written, where that is text of the right form. */
export function quoteWritten({ node, value, source }: Misfit, { start, end }: Range): Fix {
  if (!["number", "boolean"].includes(typeOf(value)) || !isBare(source.text, start)) return undefined;
  const written = source.text.slice(start, end);
  if (!formsOf(node).some(({ schema }) => typesOf(schema).includes("string") && accepts(schema, written)))
    return undefined;
  return { title: `write "${written}"`, safety: "safe", text: `"${written}"` };
}

function accepts({ enum: values, pattern }: Schema, text: string): boolean {
  return (values?.includes(text) ?? true) && (pattern === undefined || new RegExp(pattern, "u").test(text));
}
