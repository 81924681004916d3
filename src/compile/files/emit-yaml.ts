import { stringify } from "yaml";

/** What no reader of YAML takes unless it is escaped, and what ends a line for readers of YAML 1.1 alone. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\p{Cs}]/gu;

/** YAML of plain data for a file that is wholly ours: keys as they come, every text in double quotes, no folded lines. */
export function emitYaml(value: unknown): string {
  const text = stringify(value, {
    aliasDuplicateObjects: false,
    defaultKeyType: "PLAIN",
    defaultStringType: "QUOTE_DOUBLE",
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return escapeUnprintable(text);
}

/** YAML in which texts with such a character stand in double quotes. */
export function escapeUnprintable(yaml: string): string {
  return yaml.replace(UNPRINTABLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Whether a text has to stand in double quotes for the sake of one of its characters. */
export function isUnprintable(text: string): boolean {
  return text.search(UNPRINTABLE) >= 0;
}
