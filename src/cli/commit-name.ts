import { printable } from "../report/diagnostics/printable.ts";
import { EXIT, UserError } from "./exit.ts";

/** A name that git would take for an option, or for none, is refused before it sees it. */
export function refuseNoRef(option: string, ref: string): void {
  if (ref !== "" && !ref.startsWith("-") && !/\p{Cc}/u.test(ref)) return;
  throw new UserError(EXIT.usage, `${option}: "${printable(ref)}" is no commit`, "name a branch, tag or commit");
}
