import type { Dated } from "../../plan/drift-issue.ts";
import { groupBy } from "../../plan/status-found.ts";
import { confidentialText, sizeText } from "../plan/text.ts";

/** What differs in one object, or in what has none yet. */
export interface DriftObject {
  /** The same from run to run. */
  readonly id: string;
  readonly key?: string | undefined;
  readonly reference?: string | undefined;
  readonly url?: string | undefined;
  readonly differences: readonly Dated[];
}

interface DriftGroup {
  readonly name: string;
  readonly objects: readonly DriftObject[];
}

/** Differences by migration and object, in the order of their names: what a plan does first says nothing here. */
export function groupsOf(all: readonly Dated[]): DriftGroup[] {
  const groups = groupBy(all, ({ difference }) =>
    difference.confidential ? HIDDEN : (difference.migration ?? OTHERS),
  );
  return [...groups]
    .map(([name, own]) => ({ name, objects: objectsOf(own) }))
    .sort((a, b) => placeOf(a.name) - placeOf(b.name) || compare(a.name, b.name));
}

/** What is said of a text that differs, whose lines stand elsewhere. */
export function textSaid({ difference: { diff } }: Dated): string | undefined {
  if (diff === undefined) return undefined;
  return `${diff.path}: ${diff.hunks === undefined ? confidentialText(diff) : sizeText(diff)}`;
}

/** Lines that are the same, such as those of what may not be named, as one with their number. */
export function counted(lines: readonly string[]): string[] {
  const same = groupBy(lines, (line) => line);
  return [...same].map(([line, all]) => (all.length === 1 ? line : `${all.length} times ${line}`));
}

const HIDDEN = "Confidential";
const OTHERS = "Of no migration";

function placeOf(name: string): number {
  return [HIDDEN, OTHERS].indexOf(name);
}

function objectsOf(all: readonly Dated[]): DriftObject[] {
  const objects = groupBy(all, ({ difference }) => placeName(difference));
  return [...objects]
    .map(([id, differences]) => {
      const { key, reference, url } =
        differences.find(({ difference }) => difference.url)?.difference ?? differences[0]?.difference ?? {};
      return { id, key, reference, url, differences };
    })
    .sort((a, b) => compare(a.reference ?? a.id, b.reference ?? b.id));
}

/** What may not be named and is not there is one object. */
function placeName({ key, url, id, confidential }: Dated["difference"]): string {
  return key ?? url ?? (confidential ? "confidential" : id);
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
