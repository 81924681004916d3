import { claimsFiles, isLive } from "../../model/stage.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";

/** Migrations that are still being written or carried out; what is complete or cancelled may name what is gone. */
export function openMigrations(workspace: Workspace): MigrationDocument[] {
  return workspace.migrations.filter(({ data }) => data.status !== "complete" && data.status !== "cancelled");
}

/** Migrations whose claims stand: active, paused or rolled back. */
export function liveMigrations(workspace: Workspace): MigrationDocument[] {
  return workspace.migrations.filter(({ data }) => isLive(data.status));
}

/** Migrations whose edits stand in the gateway's files as compile makes them. */
export function editingMigrations(workspace: Workspace): MigrationDocument[] {
  return workspace.migrations.filter(({ data }) => claimsFiles(data.status));
}
