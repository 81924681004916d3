import { closingsIn } from "../model/closing-word.ts";
import { commandsIn } from "../model/quick-action.ts";

/**
 * Name and line of a command that a new text would run and the stored one does not hold: a line that was harmless where
 * it stood can become a command when what is around it changes. Commands of the stored text ran when it was saved.
 */
export function newCommand(
  before: string,
  after: string,
): { readonly name: string; readonly line: number } | undefined {
  const known = commandsIn(before).map(({ name }) => name);
  return commandsIn(after).find(({ name }) => {
    const at = known.indexOf(name);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

/** A closing word with its issue that a new text holds and the stored one does not; people's own are theirs. */
export function newClosing(before: string, after: string): string | undefined {
  const known = new Set(closingsIn(before));
  return closingsIn(after).find((closing) => !known.has(closing));
}
