import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../model/groups.ts";
import type { Range, SourceDocument } from "../../model/source.ts";

/**
 * Findings without those that repeat one of the same rule for what shares its characters by an alias or a merge key: one
 * mistake is written once, however many stand for it. They may differ in the names of those that share alone.
 */
export function withoutCopies(found: readonly Diagnostic[], documents: readonly SourceDocument[]): Diagnostic[] {
  const shared = new Map(documents.map(({ file, nodes }) => [file, keepResult(() => sharedRanges(nodes))]));
  const places = groupBy(found, ({ rule, severity, file, range }) =>
    JSON.stringify([rule, severity, file, range.start, range.end]),
  );
  return [...places.values()].flatMap((group) => {
    const [{ file, range }] = group;
    const names = group.length === 1 ? [] : namesOfSharers(shared.get(file)?.() ?? [], range);
    if (names.length === 0) return group;
    return [...groupBy(group, ({ message }) => without(names, message)).values()].map(([first]) => first);
  });
}

/** Parts of the routes to what stands at a range, by which the routes differ; none where there is one route alone. */
function namesOfSharers(shared: readonly Shared[], range: Range): string[] {
  const around = shared.filter(({ start, end }) => start <= range.start && range.end <= end);
  const [closest] = around.sort((a, b) => a.end - a.start - (b.end - b.start));
  const routes = (closest?.pointers ?? []).map(partsOf);
  return [...new Set(routes.flat())].filter((part) => routes.some((route) => !route.includes(part)));
}

interface Shared extends Range {
  readonly pointers: readonly string[];
}

/** Ranges that are the value, or the key, at more than one pointer: an alias stands for what is written elsewhere. */
function sharedRanges(nodes: SourceDocument["nodes"]): Shared[] {
  const ranges = [...nodes].flatMap(([pointer, { key, value }]) =>
    (key === undefined ? [value] : [key, value]).map((range) => ({ ...range, pointer })),
  );
  return [...groupBy(ranges, ({ start, end }) => `${start}:${end}`).values()].flatMap((group) => {
    const [{ start, end }] = group;
    const pointers = [...new Set(group.map(({ pointer }) => pointer))];
    return pointers.length > 1 ? [{ start, end, pointers }] : [];
  });
}

function keepResult<T>(make: () => T): () => T {
  let made: { readonly result: T } | undefined;
  return () => {
    made ??= { result: make() };
    return made.result;
  };
}

function partsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function without(names: readonly string[], message: string): string {
  return names.reduce((text, name) => text.replaceAll(`"${name}"`, '""'), message);
}
