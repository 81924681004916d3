import { allowed } from "../../rules/engine/allowed.ts";
import { EXIT, UserError } from "../exit.ts";

/** More than these are no help. */
const SHOWN = 3;

/** What is told of an offering that nobody has: a model's name without its date, or as hosts write it, is a beginning of some. */
export function unknownOffering(id: string, ids: Iterable<string>): UserError {
  const known = [...new Set(ids)].sort();
  const begun = known.filter((one) => wordOf(one).startsWith(`${wordOf(id)}_`) || wordOf(one) === wordOf(id));
  const meant = begun.slice(0, SHOWN).map((one) => `"${one}"`);
  const tail = meant.length === 0 ? allowed(id, known) : `did you mean ${meant.join(" or ")}?`;
  return new UserError(EXIT.usage, `no offering "${id}"; ${tail}`);
}

function wordOf(id: string): string {
  return id.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
}
