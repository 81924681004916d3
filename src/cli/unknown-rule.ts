import { closestName } from "../rules/engine/allowed.ts";
import { EXIT, UserError } from "./exit.ts";

/** A mistake about a rule's id, with the one that was probably meant. */
export function unknownRule(message: string, id: string, known: readonly string[]): UserError {
  const meant = closestName(id, known);
  const words = meant === undefined ? message : `${message}; did you mean "${meant}"?`;
  return new UserError(EXIT.usage, words, '"cutover explain --list" shows all');
}
