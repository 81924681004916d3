import { type OpenPrerequisite, openPrerequisites } from "../../model/process/prerequisites.ts";
import { pointer } from "../../model/source.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { keyAt, type Place, valueAt } from "./place.ts";

/** What is open of the rows that a rule speaks of; of those that no rule has to itself where `rule` is undefined. */
export function openFor(document: MigrationDocument, rule: string | undefined): OpenPrerequisite[] {
  return openPrerequisites(document).filter(
    ({ row: { evidence } }) => evidence.kind === "field" && evidence.rule === rule,
  );
}

/** Where evidence that is missing would stand. */
export interface MissingPlace {
  readonly at: Place;
  /** The stage that needs it, unless that is what `at` shows. */
  readonly stage: Place | undefined;
}

/**
 * What belongs to the top of the file, or into an entry of bulk, has no key to show until its section is there; then the
 * stage that needs it is shown instead.
 */
export function missingPlace(document: MigrationDocument, { path, stagePath }: OpenPrerequisite): MissingPlace {
  const stage = valueAt(document, stagePath);
  const isThere = document.source.nodes.has(pointer(path.slice(0, path[0] === "bulk" ? 3 : 1)));
  return isThere ? { at: keyAt(document, path), stage } : { at: stage, stage: undefined };
}
