import { distance } from "fastest-levenshtein";

const SHOWN = 8;

/** The known name that was most likely meant; undefined where none is close. */
export function closestName(name: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.min(3, Math.floor(name.length / 3)));
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const far = distance(name, candidate);
    if (far <= limit && far < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name: candidate, distance: far };
  }
  return best?.name;
}

/** Tail of a message about an unknown name: the one that was meant, or all there are. */
export function allowed(name: string, known: Iterable<string>): string {
  const names = [...new Set(known)];
  const meant = closestName(name, names);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  if (names.length === 0) return "none is declared";
  const shown = names.slice(0, SHOWN).map((one) => `"${one}"`);
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return `known: ${shown.join(", ")}${more}`;
}
