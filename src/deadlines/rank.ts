import { compare } from "./lock-text.ts";
import { sources } from "./sources/index.ts";

const ORDER: readonly string[] = sources.map(({ id }) => id);

/** Order of what sources say: the best first; sources that are no longer read come last, by name. */
export function byRank(a: { readonly source: string }, b: { readonly source: string }): number {
  return rankOf(a.source) - rankOf(b.source) || compare(a.source, b.source);
}

function rankOf(source: string): number {
  const at = ORDER.indexOf(source);
  return at === -1 ? ORDER.length : at;
}
