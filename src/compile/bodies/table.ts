import { cell } from "../safe-text.ts";

/** A Markdown table; cells are Markdown of one line each. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** A table of two columns; a row that has nothing to say is left out, and the first that is left is the head. */
export function facts(rows: readonly (readonly [string, string | undefined])[]): string {
  const [head, ...rest] = rows.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value]]));
  return head === undefined ? "" : table(head, rest);
}

/** Paragraphs, lists and headings with a blank line between them; what is absent leaves no gap. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}
