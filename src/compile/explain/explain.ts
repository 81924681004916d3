import { distance } from "fastest-levenshtein";
import { findBlocks } from "../../model/marker.ts";
import { movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { PROCESS } from "../../model/process.ts";
import { type Cause, causeAt, distinctCauses } from "../../model/source.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import type { CompiledFile } from "../target-result.ts";
import { sidesOf } from "./diff-line.ts";
import { lineageOf } from "./lineage.ts";
import { type Origin, type OriginInput, originOf } from "./origin.ts";
import { featuresIn, shownValues, type Topic } from "./values.ts";

/** What caused one line of what compile writes. */
export interface Explanation {
  /** Path of the artifact, relative to the output folder, and the 1-based line. */
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly kind: Kind;
  /** Lines of migrations or of the catalog, the closest first. None for a line that stands in the target as it is. */
  readonly causes: readonly Cause[];
  /** Line of the target's file that it is, or is made from. */
  readonly origin?: number | undefined;
  /** Section of a body that it stands in. */
  readonly section?: string | undefined;
  /** Key of the row of the process that it is a task of. */
  readonly row?: string | undefined;
}

/** A line of a target's file that nobody asked to change, that was written, or that was taken out; or one of our own texts. */
type Kind = "kept" | "written" | "removed" | "composed";

export interface Unexplained {
  readonly problem: string;
  readonly hint: string;
}

export interface ExplainInput extends OriginInput {
  /** Path of an artifact, or of a file inside a target's repository. */
  readonly path: string;
  readonly line: number;
}

/** Says which line of which file caused a line of an artifact. */
export function explainLine(input: ExplainInput): Explanation | Unexplained {
  const path = resolvePath(input);
  if (typeof path !== "string") return path;
  const lines = linesOf(input.artifacts.get(path) ?? "");
  const text = lines[input.line - 1];
  if (text === undefined) {
    const many = lines.length === 1 ? "1 line" : `${lines.length} lines`;
    return { problem: `"${path}" has no line ${input.line}`, hint: `it has ${many}` };
  }
  const base = { path, line: input.line, text };
  const file = input.result.files.find((one) => isPartOf(path, one));
  if (file !== undefined) return { ...base, ...explainFile(input, file, path, text) };
  return { ...base, ...explainComposed(input, path, text) };
}

function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}

function resolvePath({ artifacts, result, path }: ExplainInput): string | Unexplained {
  if (artifacts.has(path)) return path;
  const wanted = path.replace(/\.diff$/, "");
  const found = result.files.filter((file) => file.path === wanted || file.path.endsWith(`/${wanted}`));
  const paths = found.map(({ target, path: inside }) => `files/${target}/${inside}${path.slice(wanted.length)}`);
  const [only] = paths.filter((one) => artifacts.has(one));
  if (only !== undefined && paths.length === 1) return only;
  if (paths.length > 1) return { problem: `"${path}" stands in several targets`, hint: `write ${paths.join(" or ")}` };
  const [nearest] = [...artifacts.keys()].sort((a, b) => distance(path, a) - distance(path, b));
  const hint = nearest === undefined ? "it writes nothing" : `did you mean "${nearest}"?`;
  return { problem: `compile writes no "${path}"`, hint };
}

function isPartOf(path: string, { target, path: inside }: CompiledFile): boolean {
  return path === `files/${target}/${inside}` || path === `files/${target}/${inside}.diff`;
}

type Answer = Omit<Explanation, "path" | "line" | "text">;

function explainFile(input: ExplainInput, file: CompiledFile, path: string, text: string): Answer {
  const { artifacts, line } = input;
  const lineage = lineageOf(file.before ?? "", file.trail);
  const isDiff = path.endsWith(".diff");
  const side = isDiff ? sidesOf(artifacts.get(path) ?? "", line) : { after: line, before: undefined };
  if (side.after === undefined && side.before !== undefined)
    return { kind: "removed", causes: nearest(lineage.removedBy, side.before), origin: side.before };
  if (side.after === undefined) return { kind: "composed", causes: [] };
  const causes = lineage.causesOf(side.after);
  if (causes.length > 0) {
    const all = distinctCauses([...causes, ...valuesIn(input, file, causes, text)]);
    return { kind: "written", causes: all, origin: lineage.originOf(side.after) };
  }
  const around = isDiff && side.before === undefined ? nearest(lineage.causesOf, side.after) : [];
  if (around.length > 0) return { kind: "written", causes: around };
  return { kind: "kept", causes, origin: lineage.originOf(side.after) };
}

/** Rows of tables and lines of CODEOWNERS are composed: the values that stand in them come behind what asked for them. */
function valuesIn(
  { workspace }: ExplainInput,
  { target }: CompiledFile,
  causes: readonly Cause[],
  text: string,
): Cause[] {
  const format = workspace.config.data.targets?.[target]?.format;
  if (format !== "markdown" && format !== "codeowners") return [];
  const migration = workspace.migrations.find(({ file }) => causes.some((cause) => cause.file === file));
  const files = [...(migration ? [migration] : []), workspace.config];
  const shown = shownValues(text, files, topicOf(workspace, migration, {}, text));
  return shown.map(({ document, path }) => causeAt(document, path));
}

/** Of two equal lines, such as empty ones, a diff may name the other one as added or gone: its neighbour knows why, then. */
function nearest(causesOf: (line: number) => readonly Cause[], line: number): readonly Cause[] {
  return [line, line + 1, line - 1].map(causesOf).find((causes) => causes.length > 0) ?? [];
}

/** Bodies, manifests: the values that the line shows, and what asked for the whole. */
function explainComposed(input: ExplainInput, path: string, text: string): Answer {
  const { workspace, artifacts, line } = input;
  const origin = originOf(input, path, line);
  if (origin === undefined) return { kind: "composed", causes: [] };
  const migration = workspace.migrations.find(({ data }) => data.name === origin.migration);
  const files = [...(migration ? [migration] : []), workspace.config];
  const key = /<!-- t:(\S+) -->/.exec(text)?.[1];
  const row = PROCESS.some((one) => one.key === key) ? key : undefined;
  const words = row === undefined ? text : quotedIn(text);
  const shown = shownValues(words, files, topicOf(workspace, migration, origin, words));
  return {
    kind: "composed",
    causes: distinctCauses([...shown.map(({ document, path: at }) => causeAt(document, at)), origin.cause]),
    section: sectionAt(artifacts.get(path) ?? "", line),
    row,
  };
}

/** The text of a task is our own; what it takes from files stands as code or is linked to. */
function quotedIn(text: string): string {
  return (text.match(/`[^`]*`|\]\([^)]*\)/g) ?? []).join(" ");
}

/** The feature of the whole text, else those that the line names, with all that share their entry, and the ramps that they use. */
function topicOf(
  { config }: Workspace,
  migration: MigrationDocument | undefined,
  origin: Pick<Origin, "feature">,
  text: string,
): Topic {
  const moves = migration === undefined ? [] : movesOf(migration.data);
  const titles = new Map(moves.map(({ feature }) => [feature, own(config.data.features, feature)?.title]));
  const named = new Set(origin.feature === undefined ? featuresIn(text, titles) : [origin.feature]);
  const entries = new Set(moves.filter(({ feature }) => named.has(feature)).map(({ entry }) => entry));
  return {
    features: moves.filter(({ entry }) => entries.has(entry)).map(({ feature }) => feature),
    ramps: [...entries].flatMap(({ ramp }) => (typeof ramp === "string" ? ramp : ramp?.use) ?? []),
  };
}

function sectionAt(text: string, line: number): string | undefined {
  const at = text
    .split("\n")
    .slice(0, line - 1)
    .join("\n").length;
  return findBlocks(text).find(({ start, end }) => start <= at && at < end)?.name;
}
