import { type ResourceKey, reference, referencesIn } from "../model/reference.ts";
import type { FileResource, Resource } from "../model/resource.ts";

/** Text that no line holds, in the place of a reference. */
const HOLE = "\0";
/** What a link of ours leads to. */
const ADDRESS = String.raw`(https?:\/\/[^\s"'<>()[\]|]+)`;

/**
 * Addresses of things as the targets' files name them already: where a line of a file differs from the wanted one by
 * nothing but its links, those are known. A thing for which two addresses are found has none.
 */
export function linksIn(resources: readonly Resource[]): ReadonlyMap<ResourceKey, string> {
  const found = new Map<ResourceKey, Set<string>>();
  for (const file of resources.filter((one): one is FileResource => one.kind === "file")) {
    for (const { before = "", after = "" } of file.edits) {
      const lines = new Set(before.split("\n"));
      for (const wanted of after.split("\n")) for (const [key, url] of linksOf(wanted, lines)) add(found, key, url);
    }
  }
  return new Map(
    [...found].flatMap(([key, urls]) => {
      const [url] = urls;
      return url === undefined || urls.size > 1 ? [] : [[key, url] as const];
    }),
  );
}

function linksOf(wanted: string, lines: ReadonlySet<string>): [ResourceKey, string][] {
  const keys = referencesIn(wanted);
  if (keys.length === 0) return [];
  const holes = keys.reduce((text, key) => text.replaceAll(reference(key), `${HOLE}${key}${HOLE}`), wanted);
  const parts = holes.split(HOLE);
  const pattern = new RegExp(`^${parts.map((part, index) => (index % 2 === 1 ? ADDRESS : literal(part))).join("")}$`);
  const order = parts.filter((_part, index) => index % 2 === 1);
  return [...lines].flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : order.map((key, index): [ResourceKey, string] => [key, match[index + 1] ?? ""]);
  });
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function add(found: Map<ResourceKey, Set<string>>, key: ResourceKey, url: string): void {
  const urls = found.get(key) ?? new Set();
  found.set(key, urls.add(url));
}
