import type { OfferingEntry } from "../../../model/schema/migration.gen.ts";
import { causeAt, type Path } from "../../../model/source.ts";
import { copyValue } from "./copy.ts";
import { placeEntries } from "./place-entries.ts";
import { didYouMean, problem, problemAtKey } from "./problems.ts";
import { isVacuous, map, mergeMaps, scalar, type Wanted, type WantedMap } from "./wanted.ts";
import type { DesiredEntry, Work } from "./work.ts";

/** Keys that say where an entry stands; the others are the entry's own. */
const CONTROLS: ReadonlySet<string> = new Set(["place", "move", "in_place_of"]);

export interface Offerings {
  /** All entries in their order, before any is retired. */
  readonly entries: readonly DesiredEntry[];
  /** New id by old one, for entries that were renamed. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The entries of models.yml with everything that stands under `offerings`: renamed, patched, added, moved. */
export function placeOfferings(work: Work): Offerings {
  const { document, gateway } = work;
  const offerings = Object.entries(document.data.offerings ?? {});
  const start = gateway.models.entries.map(
    ({ id, index }): DesiredEntry => ({ id, origin: index, cause: causeAt(document.source, []) }),
  );
  const { entries: renamedEntries, renamed } = renameEntries(work, start, offerings);
  const entries = [...renamedEntries];
  const entering: DesiredEntry[] = [];
  for (const [id, offering] of offerings) {
    const at = entries.findLastIndex((entry) => entry.id === id);
    const present = entries[at];
    const patch = patchOf(work, id, offering);
    if (present === undefined) entering.push(...newEntry(work, id, offering, patch, entries));
    else entries[at] = patched(present, id, patch);
  }
  return { entries: placeEntries(work, entries, entering), renamed };
}

function renameEntries(
  work: Work,
  entries: readonly DesiredEntry[],
  offerings: readonly (readonly [string, OfferingEntry])[],
): { readonly entries: readonly DesiredEntry[]; readonly renamed: ReadonlyMap<string, string> } {
  const { document } = work;
  const result = [...entries];
  const renamed = new Map<string, string>();
  for (const [id, { in_place_of: old }] of offerings) {
    if (old === undefined) continue;
    const path: Path = ["offerings", id, "in_place_of"];
    const at = result.findLastIndex((entry) => entry.id === old);
    const entry = result[at];
    const isThere = result.some((other) => other.id === id);
    renamed.set(old, id);
    if (entry !== undefined && isThere) {
      work.problems.push(
        problem(
          document,
          path,
          "compile",
          `"${id}" cannot take the place of "${old}": both have an entry in models.yml; retire one of them`,
        ),
      );
    } else if (entry !== undefined) {
      const cause = causeAt(document.source, path);
      result[at] = { ...entry, id, wanted: map([["gitlab_identifier", scalar(id, cause)]], cause), cause };
    } else if (!isThere) {
      const known = result.map((other) => other.id);
      work.problems.push(
        problem(
          document,
          path,
          "unknown-offering",
          `unknown offering "${old}": models.yml has no entry that "${id}" could take the place of${didYouMean(old, known)}`,
        ),
      );
    }
  }
  return { entries: result, renamed };
}

function patchOf({ document: { source } }: Work, id: string, offering: OfferingEntry): WantedMap {
  const path = ["offerings", id];
  const whole = copyValue(source, path, offering);
  if (whole.kind !== "map") throw new Error(`${id} is no mapping`);
  return { ...whole, entries: new Map([...whole.entries].filter(([key]) => !CONTROLS.has(key))) };
}

function patched(entry: DesiredEntry, id: string, patch: WantedMap): DesiredEntry {
  // What a rename asked for comes second: a new key of the patch goes after the key that is written before it.
  const wanted = entry.wanted === undefined ? patch : mergeMaps(patch, entry.wanted);
  if (patch.trailing === undefined) return { ...entry, wanted, cause: patch.cause };
  const entries = new Map([...wanted.entries, identifierOf(id, patch)]);
  return { ...entry, wanted: { ...wanted, entries }, cause: patch.cause };
}

/** What is written behind the id in the migration stands behind the id in the entry. */
function identifierOf(id: string, { trailing, cause }: WantedMap): readonly [string, Wanted] {
  return ["gitlab_identifier", { ...scalar(id, cause), trailing }];
}

/** A new entry, its id behind the provider; none where what is declared is too little to be one. */
function newEntry(
  work: Work,
  id: string,
  offering: OfferingEntry,
  patch: WantedMap,
  known: readonly DesiredEntry[],
): DesiredEntry[] {
  if (typeof offering.name !== "string") {
    if (offering.in_place_of !== undefined) return [];
    const guess = didYouMean(
      id,
      known.map((entry) => entry.id),
    );
    const message = `unknown offering "${id}": models.yml has no such entry, and a new one needs at least a name${guess}`;
    work.problems.push(problemAtKey(work.document, ["offerings", id], "unknown-offering", message));
    return [];
  }
  const keys = [...patch.entries].filter(([, value]) => !isVacuous(value));
  const identifier = identifierOf(id, patch);
  const provider = keys.findIndex(([key]) => key === "provider");
  const at = (provider === -1 ? keys.findIndex(([key]) => key === "name") : provider) + 1;
  return [
    {
      id,
      wanted: { ...patch, entries: new Map([...keys.slice(0, at), identifier, ...keys.slice(at)]) },
      cause: patch.cause,
    },
  ];
}
