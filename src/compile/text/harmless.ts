import { Parser } from "commonmark";
import { closingsIn } from "../../model/closing-word.ts";
import { commandsIn } from "../../model/quick-action.ts";

/** Stands in for an escaped `@` while the result is examined. */
const ESCAPED_AT = "\ue000";

/** Reads the result as Markdown and looks for what must not be there. */
export function isHarmless(markdown: string): boolean {
  if (commandsIn(markdown).length + closingsIn(markdown).length > 0) return false;
  const hidden = markdown.replace(/\\([\s\S])/g, (pair, character: string) => (character === "@" ? ESCAPED_AT : pair));
  const root = new Parser().parse(`${hidden}\n\nafterwards`);
  const walker = root.walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { type, literal } = step.node;
    if (type === "html_block" || type === "html_inline") return false;
    if (type === "text" && literal?.includes("@")) return false;
  }
  const last = root.lastChild;
  return last?.type === "paragraph" && last.firstChild?.literal === "afterwards" && last.firstChild.next === null;
}
