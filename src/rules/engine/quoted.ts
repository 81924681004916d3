/** Names as a message says them: `"a", "b"`. */
export function quoted(names: Iterable<string>, glue = ", "): string {
  return [...names].map((name) => `"${name}"`).join(glue);
}

/** `"duo_chat"`, or `"duo_chat" and 2 more features`. */
export function quotedFeatures([first, ...more]: readonly string[]): string {
  if (more.length === 0) return `"${first}"`;
  return `"${first}" and ${more.length === 1 ? "1 more feature" : `${more.length} more features`}`;
}
