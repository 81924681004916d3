import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileEdit } from "../model/resource.ts";
import type { TargetView } from "../model/target.ts";

/** A file of a target with the edits of all migrations in it. */
export interface CompiledFile {
  readonly target: string;
  readonly path: string;
  /** Undefined: the file does not exist yet. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What one migration does to one target. */
export interface MigrationEdits {
  readonly edits: readonly FileEdit[];
  /** Names of the migrations without whose edits these cannot be made. */
  readonly needs: readonly string[];
}

/** The edits of one target: the part that a format knows how to make. */
export interface TargetResult {
  readonly files: readonly CompiledFile[];
  readonly byMigration: ReadonlyMap<string, MigrationEdits>;
  readonly problems: readonly Diagnostic[];
  /** Files that are there and cannot be read, as `problems` say. */
  readonly unread?: readonly string[];
  readonly gateways?: { readonly before: TargetView["gateways"]; readonly after: TargetView["gateways"] };
}
