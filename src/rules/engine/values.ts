import type { Path } from "../../model/source.ts";

/** A value of a document with the route to it. */
export interface Found {
  readonly path: Path;
  readonly value: unknown;
}

/** All values at a dotted pattern such as `features.*.dri`; `*` stands for every key of a map or item of a list. */
export function valuesAt(data: unknown, pattern: string): Found[] {
  let found: Found[] = [{ path: [], value: data }];
  for (const part of pattern.split(".")) found = found.flatMap((node) => children(node, part));
  return found;
}

/** Texts at a pattern, and the items of lists of texts there: much may be written alone or as a list. */
export function textsAt(data: unknown, pattern: string): { readonly path: Path; readonly value: string }[] {
  return valuesAt(data, pattern).flatMap((node) => {
    const nodes = Array.isArray(node.value) ? children(node, "*") : [node];
    return nodes.flatMap(({ path, value }) => (typeof value === "string" ? [{ path, value }] : []));
  });
}

/** Routes inside an entry of `features` or `bulk` as patterns of a migration. */
export function inEntries(routes: readonly string[]): string[] {
  return ["features.*", "bulk.*"].flatMap((entry) => routes.map((route) => `${entry}.${route}`));
}

function children({ path, value }: Found, part: string): Found[] {
  if (typeof value !== "object" || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries
    .filter(([key]) => part === "*" || (key === part && !Array.isArray(value)))
    .map(([key, child]) => ({ path: [...path, key], value: child }));
}
