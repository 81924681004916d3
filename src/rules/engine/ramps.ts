import { movesOf } from "../../model/move.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Path } from "../../model/source.ts";
import type { ConfigDocument, MigrationDocument, Workspace } from "../../model/workspace.ts";
import { openMigrations } from "./open.ts";

/** Steps as they are written somewhere, in the catalog or in a migration. */
export interface WrittenRamp {
  readonly document: ConfigDocument | MigrationDocument;
  /** Route to `steps`. */
  readonly path: Path;
  readonly steps: readonly RampStep[];
}

/** All steps that are written out; a ramp that is used by name is judged where it is declared. */
export function writtenRamps(workspace: Workspace): WrittenRamp[] {
  const { config } = workspace;
  const declared = Object.entries(config.data.ramps ?? {}).map(([name, { steps }]) => ({
    document: config,
    path: ["ramps", name, "steps"],
    steps,
  }));
  const own = openMigrations(workspace).flatMap((document) =>
    movesOf(document.data).flatMap(({ path, entry: { ramp } }) =>
      typeof ramp === "object" && ramp.steps !== undefined
        ? [{ document, path: [...path, "ramp", "steps"], steps: ramp.steps }]
        : [],
    ),
  );
  return [...declared, ...own];
}
