/** Names as a message says them: `"a", "b"`. */
export function quoted(names: Iterable<string>, glue = ", "): string {
  return [...names].map((name) => `"${name}"`).join(glue);
}

/** `"duo_chat"`, or `"duo_chat" and 2 more features`; `shown` of them are named. */
export function quotedFeatures(features: readonly string[], shown = 1): string {
  const names = quoted(features.slice(0, shown));
  const more = features.length - shown;
  if (more <= 0) return names;
  return `${names} and ${more === 1 ? "1 more feature" : `${more} more features`}`;
}
