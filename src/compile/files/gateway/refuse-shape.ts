import { mapOf, sameData } from "../../../model/plain-data.ts";
import type { Path } from "../../../model/source.ts";
import { isAliasAt, isFlow, mustFind } from "./block.ts";
import type { EntryFile } from "./edit-entries.ts";
import { layoutOf, lineAt } from "./layout.ts";
import { problem } from "./problems.ts";
import { dataAfter, isCollection, type Wanted } from "./wanted.ts";
import type { DesiredEntry, Work } from "./work.ts";

/** Notes what cannot be edited in the way in which it is written: entries are edited as lines, each value in its place. */
export function refuseShape(work: Work, file: EntryFile, desired: readonly DesiredEntry[]): void {
  const { source, key, current } = file;
  if (current.length === 0) return;
  if (isFlow({ source }, [key])) {
    report(
      work,
      `${source.file} has its entries in brackets; only entries with a line each for their keys can be edited`,
    );
  } else if (isAliasAt({ source }, [key])) {
    report(
      work,
      `${source.file} has its entries behind ${aliasAt(file, [key])}; only entries that stand there can be edited`,
    );
  } else {
    for (const { id, origin, wanted } of desired) {
      const path =
        origin === undefined || wanted === undefined
          ? undefined
          : aliasIn(file, [key, origin], current[origin], wanted);
      if (path !== undefined) refuseAlias(work, file, id, path);
    }
  }
}

/** Where a change would have to be made inside what an alias stands for. */
function aliasIn(file: EntryFile, path: Path, current: unknown, wanted: Wanted): Path | undefined {
  if (wanted.kind !== "map" && wanted.kind !== "list") return undefined;
  if (!isCollection(current) || sameData(current, dataAfter(current, wanted))) return undefined;
  if (isAliasAt(file, path)) return path;
  if (wanted.kind === "list") return undefined;
  for (const [key, value] of wanted.entries) {
    const found = aliasIn(file, [...path, key], mapOf(current)[key], value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function refuseAlias(work: Work, file: EntryFile, id: string, path: Path): void {
  const keys = path.slice(2).join(".");
  const what = keys === "" ? `the entry of "${id}"` : `"${keys}" of "${id}"`;
  report(
    work,
    `${what} in ${file.source.file} is ${aliasAt(file, path)}; write the value out there, so that it can be edited`,
  );
}

/** `the alias "*name" in line 7`. */
function aliasAt({ source }: EntryFile, path: Path): string {
  const { start, end } = mustFind({ source }, path).value;
  return `the alias "${source.text.slice(start, end)}" in line ${lineAt(layoutOf(source.text), start) + 1}`;
}

function report({ document, problems }: Work, message: string): void {
  problems.push(problem(document, ["name"], "compile", message));
}
