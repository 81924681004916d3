import { withoutClosings } from "../../model/closing-word.ts";

/** One kind of newline, no control characters, no marks that turn the direction of writing, no half characters. */
export function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\u2028\u2029\u0085\v\f]/g, " ")
    .replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff\ue000]/gu, "")
    .replace(/\p{Cs}/gu, "\ufffd");
}

export function oneLine(text: string): string {
  return cleaned(text).replace(/\s+/g, " ").trim();
}

/**
 * Text that cannot be read as a marker, a task key or a reference of ours and closes no issue; in code too, where nothing
 * can be escaped.
 */
export function unforged(text: string): string {
  const plain = text.replaceAll("<!--", "<! --").replace(/cutover:(?=(?:epic|issue|flag|file)\/)/g, "cutover: ");
  return withoutClosings(plain);
}
