import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";
import type { MigrationDocument, Workspace } from "../../src/model/workspace.ts";

/** A workspace of one migration, from a folder with `cutover.yaml` and `migration.yaml`; whatever is wrong with them throws. */
export function loadCase(folder: string): { workspace: Workspace; document: MigrationDocument } {
  return workspaceOf(
    readFileSync(join(folder, "cutover.yaml"), "utf8"),
    readFileSync(join(folder, "migration.yaml"), "utf8"),
  );
}

/** The same from two texts. */
export function workspaceOf(
  configText: string,
  migrationText: string,
): { workspace: Workspace; document: MigrationDocument } {
  const config = loadConfig(configText, "cutover.yaml");
  const migration = loadMigration(migrationText, "migrations/migration.yaml");
  if (config.document === undefined || migration.document === undefined) {
    throw new Error(
      [...config.diagnostics, ...migration.diagnostics].map(({ file, message }) => `${file}: ${message}`).join("\n"),
    );
  }
  return { workspace: { config: config.document, migrations: [migration.document] }, document: migration.document };
}
