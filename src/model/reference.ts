/** Key of a resource: `kind/migration[/feature][/part]`. */
export type ResourceKey = string;

// A full stop behind a key ends the sentence, not the key.
const REFERENCE = /cutover:((?:epic|issue|flag|file)(?:\/[A-Za-z0-9_.-]*[A-Za-z0-9_-])+)/g;

/** A place as part of a key: a marker's key ends at a blank. */
export function inKey(place: string): string {
  return place.replace(/[^\w./-]/g, "_");
}

/** Text that stands for a thing which may not exist yet; plan and apply put its link there (design section 4). */
export function reference(key: ResourceKey): string {
  return `cutover:${key}`;
}

/** Keys that a text refers to, in order of appearance, once each. */
export function referencesIn(text: string): ResourceKey[] {
  return [...new Set([...text.matchAll(REFERENCE)].map((match) => match[1] ?? ""))];
}

/** Replaces each reference for which `link` knows an answer; the others stay as they are. */
export function resolveReferences(text: string, link: (key: ResourceKey) => string | undefined): string {
  return text.replace(REFERENCE, (whole, key: string) => link(key) ?? whole);
}
