import type { Found } from "./finding.ts";
import { ok, unknown, wrong } from "./finding.ts";
import { roleName } from "./roles.ts";
import type { Examined } from "./subject.ts";

/** Whether a token's user has at least some role, for `what`. */
export function roleFinding(
  { variable, facts }: Examined,
  place: { readonly path: string; readonly level: number | undefined; readonly word?: "group" },
  wanted: {
    readonly least: number;
    readonly what: string;
    readonly harm?: string;
    readonly severity?: "error" | "warn";
  },
): Found {
  const { path, level, word } = place;
  const where = `${path} (${variable})`;
  const account = facts.user?.value === undefined ? "its account" : `@${facts.user.value.name}`;
  const { least, what, harm, severity = "error" } = wanted;
  const needed = roleName(least);
  const remedy = { fix: `make ${account} a ${needed} of ${word ?? "project"} ${path}`, who: `an Owner of ${path}` };
  if (level === undefined) return unknown(where, `the role of ${account}`, { value: undefined }, remedy);
  if (level >= least) return ok(where, `${roleName(level)}, enough for ${what}`);
  const message = `${account} is ${level === 0 ? "no member" : roleName(level)}; ${needed} is needed for ${what}${harm === undefined ? "" : `: ${harm}`}`;
  return { ...wrong(severity, where, message, remedy), lacks: least };
}
