/** Whether a value is a mapping, and neither a list nor null. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A mapping of plain data; empty for anything else. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

/** Whether two values mean the same, whatever the order of their keys. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameData(item, b[index]));
  }
  // Two NaN are the same, and so are the two zeros, which `Object.is` alone tells apart.
  if (!isMap(a) || !isMap(b)) return a === b || Object.is(a, b);
  const keys = Object.keys(a);
  const isSame = keys.every((key) => Object.hasOwn(b, key) && sameData(a[key], b[key]));
  return isSame && keys.length === Object.keys(b).length;
}
