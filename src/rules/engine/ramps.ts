import type { Move } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Path } from "../../model/source.ts";
import type { ConfigDocument, MigrationDocument, Workspace } from "../../model/workspace.ts";
import { entriesOf, featuresOf } from "./entries.ts";
import { openMigrations } from "./open.ts";

/** Steps as they are written somewhere, in the catalog or in a migration. */
export interface WrittenRamp {
  readonly document: ConfigDocument | MigrationDocument;
  /** Route to `steps`. */
  readonly path: Path;
  readonly steps: readonly RampStep[];
  readonly abort: readonly string[];
  /** As a message names it: `ramp "standard"`, `the ramp of "duo_chat"`. */
  readonly title: string;
  /** Name in the catalog; undefined for steps that a migration writes itself. */
  readonly name: string | undefined;
}

/** All steps that are written out; a ramp that is used by name is judged where it is declared. */
export function writtenRamps(workspace: Workspace): WrittenRamp[] {
  const { config } = workspace;
  const declared = Object.entries(config.data.ramps ?? {}).map(([name, { steps, abort = [] }]) => ({
    document: config,
    path: ["ramps", name, "steps"],
    steps,
    abort,
    title: `ramp "${name}"`,
    name,
  }));
  const written = openMigrations(workspace).flatMap((document) =>
    entriesOf(document.data).flatMap((entry): WrittenRamp[] => {
      const { path, entry: move } = entry[0];
      if (typeof move.ramp !== "object" || move.ramp.steps === undefined) return [];
      const { steps, abort = [] } = move.ramp;
      const title = `the ramp of ${featuresOf(entry)}`;
      return [{ document, path: [...path, "ramp", "steps"], steps, abort, title, name: undefined }];
    }),
  );
  return [...declared, ...written];
}

/** Where the steps that an entry uses are written; undefined without a ramp, or for one that is not declared. */
export function stepsAt(
  config: ConfigDocument,
  document: MigrationDocument,
  { path, entry: { ramp } }: Move,
): Pick<WrittenRamp, "document" | "path" | "steps"> | undefined {
  if (typeof ramp === "object" && ramp.steps !== undefined)
    return { document, path: [...path, "ramp", "steps"], steps: ramp.steps };
  const name = typeof ramp === "string" ? ramp : ramp?.use;
  const steps = own(config.data.ramps, name)?.steps;
  return name === undefined || steps === undefined
    ? undefined
    : { document: config, path: ["ramps", name, "steps"], steps };
}

/** Percentage steps on the way, below 100 per cent; none of them has gates. Without such a step there is nothing to watch. */
export function isUngated(steps: readonly RampStep[]): boolean {
  const partial = steps.filter(({ percentage = 100 }) => percentage < 100);
  return partial.length > 0 && partial.every(({ gates = [] }) => gates.length === 0);
}
