import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import type { FileEdit } from "../model/resource.ts";
import type { TargetSnapshot } from "../model/target.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import type { Edit } from "./files/edit.ts";

/** A file of a target with the edits of all migrations in it. */
export interface CompiledFile {
  readonly target: string;
  readonly path: string;
  /** Undefined: the file does not exist yet. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The edits that led from one to the other: one list for each migration, each against the result of those before it. */
  readonly trail: readonly (readonly Edit[])[];
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
  readonly gateways?: GatewayStates;
}

/** One gateway as it is, and what becomes of it. */
export interface GatewayStates {
  readonly before: GatewayFiles;
  /** With all migrations; undefined where the result cannot be read. */
  readonly after: GatewayFiles | undefined;
  /** With one migration alone, by its name; without those that cannot be made alone. */
  readonly alone: ReadonlyMap<string, GatewayFiles>;
}

/** What there is to do for one target that is no gateway. */
export interface TargetTask {
  readonly snapshot: TargetSnapshot;
  /** What was read of all targets. */
  readonly all: ReadonlyMap<string, TargetSnapshot>;
  /** The migrations that claim files, in order. */
  readonly editors: readonly MigrationDocument[];
  /** The gateways of the workspace and what becomes of them. */
  readonly gateways: readonly GatewayStates[];
  /** What findings call a file of the target. */
  readonly nameOf: (path: string) => string;
}
