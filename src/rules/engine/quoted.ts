/** Names as a message says them: `"a", "b"`. */
export function quoted(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(", ");
}
