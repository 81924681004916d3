import { type Diagnostic, dedupeDiagnostics } from "../../diagnostics/diagnostic.ts";
import { rampOf } from "../../model/defaults.ts";
import { type Move, movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { type Path, rangeAt, type SourceDocument } from "../../model/source.ts";
import { isLive } from "../../model/stage.ts";
import type { ConfigDocument, MigrationDocument, Workspace } from "../../model/workspace.ts";
import { featureGroup } from "./chatops.ts";

/** What no flag can follow: a step that its ramp lacks, a percentage or an audience that the backend does not know. */
export function rampProblems({ config }: Workspace, document: MigrationDocument): Diagnostic[] {
  if (!isLive(document.data.status)) return [];
  const problems = movesOf(document.data).flatMap((move) => [
    ...stepProblems(config, document, move),
    ...percentageProblems(config, document, move),
    ...audienceProblems(config, document, move),
  ]);
  // The features of one entry share its ramp, and entries share the ramps of the catalog.
  return dedupeDiagnostics(problems);
}

/** Without this, a step that is not there would be nobody's, and the flag would go off without a word. */
function stepProblems(config: ConfigDocument, document: MigrationDocument, move: Move): Diagnostic[] {
  const { ramp, step = 0 } = move.entry;
  if (step === 0) return [];
  const resolved = rampOf(config.data, move);
  if (resolved !== undefined && step <= resolved.steps.length) return [];
  const path = [...move.path, "step"];
  if (resolved !== undefined) {
    const name = resolved.name === undefined ? "the ramp" : `ramp "${resolved.name}"`;
    return [problem(document.source, path, `step ${step} is beyond ${name}; allowed: 0 to ${resolved.steps.length}`)];
  }
  if (ramp === undefined) return [problem(document.source, path, `step ${step} has no "ramp" beside it; allowed: 0`)];
  const [name, at] = typeof ramp === "string" ? [ramp, ["ramp"]] : [ramp.use, ["ramp", "use"]];
  const message = `step ${step} belongs to ramp "${name}", which ${config.file} does not declare under "ramps"`;
  // The rule of that name speaks of the same place, so that lint says it once.
  return [{ ...problem(document.source, [...move.path, ...at], message), rule: "unknown-reference" }];
}

/** GitLab takes the percentage of a project's flag as digits alone. */
function percentageProblems(config: ConfigDocument, document: MigrationDocument, move: Move): Diagnostic[] {
  if (config.data.gitlab?.flags?.backend !== "project" || move.entry.flag === undefined) return [];
  const { source, path } = writtenSteps(config, document, move);
  return (rampOf(config.data, move)?.steps ?? []).flatMap(({ percentage }, index) => {
    if (percentage === undefined || Number.isInteger(percentage)) return [];
    const message = `percentage ${percentage} is not whole; the flags of a project (gitlab.flags in ${config.file}) take whole numbers from 1 to 100`;
    return [problem(source, [...path, index, "percentage"], message)];
  });
}

/** The flags of the whole server know feature groups alone: an audience without one reaches nobody, though its step is released. */
function audienceProblems(config: ConfigDocument, document: MigrationDocument, move: Move): Diagnostic[] {
  if (config.data.gitlab?.flags?.backend !== "instance" || move.entry.flag === undefined) return [];
  const { source, path } = writtenSteps(config, document, move);
  return (rampOf(config.data, move)?.steps ?? []).flatMap(({ audience }, index) => {
    const known = own(config.data.audiences, audience);
    // One that the catalog does not declare is told by the rule that knows them all.
    if (audience === undefined || known === undefined || featureGroup(config.data, audience) !== undefined) return [];
    const group = known.feature_group;
    const reason =
      group === undefined ? "has no feature_group" : `has "${group}" as its feature_group, which is no plain word`;
    const message = `audience "${audience}" ${reason}, so that step ${index + 1} reaches nobody by it: flags of the instance (gitlab.flags in ${config.file}) know feature groups and percentages, and no user lists`;
    return [{ ...problem(source, [...path, index, "audience"], message), severity: "warning" }];
  });
}

/** Where the steps of an entry are written: in it, or in the catalog. */
function writtenSteps(
  config: ConfigDocument,
  { source }: MigrationDocument,
  { path, entry: { ramp } }: Move,
): { source: SourceDocument; path: Path } {
  const name = typeof ramp === "string" ? ramp : ramp?.use;
  const isOwn = typeof ramp === "object" && ramp.steps !== undefined;
  if (isOwn || name === undefined || own(config.data.ramps, name) === undefined)
    return { source, path: [...path, "ramp", "steps"] };
  return { source: config.source, path: ["ramps", name, "steps"] };
}

function problem(source: SourceDocument, path: Path, message: string): Diagnostic {
  return { rule: "compile", severity: "error", message, file: source.file, range: rangeAt(source, path) };
}
