/** An anchor or a tag, or both, at the end of a line. */
const PROPERTIES = /(?:^|[:?-]\s+|[,[{]\s*)(?:[&!]\S+\s+)*[&!]\S*$/;

/**
 * Whether the value that begins at an offset of a YAML text is written out there: no alias, and neither anchor nor tag
 * before it. An anchor hands the value on to other places, and a tag says how it is read: to change one is to change more
 * than what is seen.
 */
export function isBare(text: string, start: number): boolean {
  if (text[start] === "*") return false;
  let end = start;
  while (end > 0 && /\s/.test(text[end - 1] ?? "")) end -= 1;
  return end === start || !PROPERTIES.test(text.slice(text.lastIndexOf("\n", end - 1) + 1, end).trimStart());
}
