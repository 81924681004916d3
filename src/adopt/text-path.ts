import type { SourceDocument } from "../model/source.ts";

/** Parts of the route to the innermost value whose key or text holds the offset. */
export function pathAt({ nodes }: SourceDocument, offset: number): readonly string[] {
  let best = { pointer: "", length: Number.POSITIVE_INFINITY };
  for (const [pointer, { key, value }] of nodes) {
    const start = key?.start ?? value.start;
    const length = value.end - start;
    const isInner = length < best.length || (length === best.length && pointer.length > best.pointer.length);
    if (start <= offset && offset <= value.end && isInner) best = { pointer, length };
  }
  const parts = best.pointer.split("/").slice(1);
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
