import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with one folder per rule. */
export const CASES = dirname(fileURLToPath(import.meta.url));

/** Folders below a path of this folder, sorted; none where the path does not exist. */
export function foldersIn(...path: readonly string[]): string[] {
  const folder = join(CASES, ...path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Every case of a kind, as `[rule, case]`. */
export function casesOf(kind: "valid" | "invalid"): [rule: string, name: string][] {
  return foldersIn().flatMap((rule) => foldersIn(rule, kind).map((name): [string, string] => [rule, name]));
}
