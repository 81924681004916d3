import type { Path } from "../../model/source.ts";
import type { ConfigDocument, MigrationDocument, Workspace } from "../../model/workspace.ts";
import { openMigrations } from "./open.ts";
import { inEntries, textsAt } from "./values.ts";

const IN_MOVE = ["no_flag", "prompt.version", "ramp.criteria.continue", "ramp.criteria.rollback"];

/** What people write in their own words and what ends up in issues, epics and merge requests. */
const IN_MIGRATION = [
  "summary",
  "approach",
  "technical",
  "impact.*",
  "changes.*",
  "model.family",
  "model.*.family",
  "model.version",
  "model.*.version",
  "references.other.*.title",
  "replaces.*.recommended.model",
  "replaces.*.except.*",
  "candidates.criteria",
  "candidates.offerings.*.note",
  "candidates.offerings.*.regions",
  "offerings.*.name",
  "offerings.*.description",
  ...inEntries(IN_MOVE),
];

const IN_CONFIG = [
  "teams.*.channel",
  "features.*.title",
  "features.*.monitoring.*.name",
  "providers.*.title",
  "gates.*.question",
  "ramps.*.criteria.continue",
  "ramps.*.criteria.rollback",
  "policy.freezes.*.reason",
  "policy.hold.reason",
];

/** A text of a person, with the file that it stands in. */
export interface FreeText {
  readonly document: ConfigDocument | MigrationDocument;
  readonly path: Path;
  readonly value: string;
}

/** What people wrote in their own words into one migration. */
export function textsOfMigration(document: MigrationDocument): FreeText[] {
  return textsIn(document, IN_MIGRATION);
}

/** The same for the catalog and every open migration. */
export function textsOfWorkspace(workspace: Workspace): FreeText[] {
  return [...textsIn(workspace.config, IN_CONFIG), ...openMigrations(workspace).flatMap(textsOfMigration)];
}

function textsIn(document: FreeText["document"], patterns: readonly string[]): FreeText[] {
  return patterns.flatMap((pattern) => textsAt(document.data, pattern).map((text) => ({ document, ...text })));
}
