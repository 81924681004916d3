/** Marks what only people can know. */
export const OPEN = "# to fill in:";
/** The same inside an entry of models.yml: comments that begin with `~` are not copied into that file. */
export const OPEN_ENTRY = "# ~ to fill in:";

/** Words that YAML 1.1 or 1.2 reads as something else than text. */
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|~)$/i;
/** Begins like a number or a date, and is neither a plain word nor an id. */
const LIKE_A_NUMBER = /^([-+]?[\d.][\d_.:e+-]*|[-+]?0[xob][\da-f_]+|[-+]?\.(inf|nan))$/i;
const PLAIN = /^[A-Za-z0-9_./$^(][A-Za-z0-9_ ./()+@$^&'!?;%=~-]*$/;

/** A text as a YAML scalar on one line, in quotes only where it needs them. Safe in brackets too. */
export function scalar(text: string): string {
  const isPlain = PLAIN.test(text) && !RESERVED.test(text) && !LIKE_A_NUMBER.test(text) && !/\s$| #/.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** Plain data on one line: maps and lists in brackets, whole numbers from ten thousand on with `_`. */
export function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([key, child]) => `${scalar(key)}: ${inline(child)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  return typeof value === "string" ? scalar(value) : numeral(value);
}

function numeral(value: unknown): string {
  const text = String(value);
  return /^\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, "_") : text;
}

/** Lines under a key, two columns deeper. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

/** A comment ends where its line does, whatever text stands in it. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ");
}
