import { cellsOf } from "../../diagnostics/display-width.ts";

/** Line ends that no terminal shows as one, a mark of direction, and what is no character: not every reader takes it. */
const ODD = /[\u061c\u2028\u2029\p{Surrogate}\ufffe\uffff]/gu;

/**
 * A name or value that a message quotes may hold anything; where people read it, it stays one harmless line: no line
 * break, no control character, nothing that turns the writing direction around.
 */
export function printable(text: string): string {
  return cellsOf(text.replaceAll("\n", "\\n").replace(ODD, "\ufffd"))
    .map((cell) => cell.text)
    .join("");
}
