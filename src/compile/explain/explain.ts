import { distance } from "fastest-levenshtein";
import { findBlocks } from "../../model/marker.ts";
import { PROCESS } from "../../model/process.ts";
import { type Cause, causeAt, type Path } from "../../model/source.ts";
import type { Workspace } from "../../model/workspace.ts";
import { artifactPath } from "../artifacts.ts";
import type { CompileResult } from "../index.ts";
import { rolloutsOf } from "../items/rollout.ts";
import type { CompiledFile } from "../target-result.ts";
import { sidesOf } from "./diff-line.ts";
import { lineageOf } from "./lineage.ts";
import { shownValues } from "./values.ts";

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

export interface ExplainInput {
  readonly workspace: Workspace;
  readonly result: CompileResult;
  readonly artifacts: ReadonlyMap<string, string>;
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
  if (file !== undefined) return { ...base, ...explainFile(input, file, path) };
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

function explainFile({ artifacts, line }: ExplainInput, file: CompiledFile, path: string): Answer {
  const lineage = lineageOf(file.before ?? "", file.trail);
  const side = path.endsWith(".diff") ? sidesOf(artifacts.get(path) ?? "", line) : { after: line, before: undefined };
  if (side.after === undefined && side.before !== undefined)
    return { kind: "removed", causes: lineage.removedBy(side.before), origin: side.before };
  if (side.after === undefined) return { kind: "composed", causes: [] };
  const causes = lineage.causesOf(side.after);
  return { kind: causes.length === 0 ? "kept" : "written", causes, origin: lineage.originOf(side.after) };
}

/** Bodies, manifests: the values that the line shows, and what asked for the whole. */
function explainComposed(input: ExplainInput, path: string, text: string): Answer {
  const { workspace, artifacts, line } = input;
  const origin = originOf(input, path);
  if (origin === undefined) return { kind: "composed", causes: [] };
  const migration = workspace.migrations.find(({ data }) => data.name === origin.migration);
  const files = [...(migration ? [migration] : []), workspace.config];
  const near: Path[] = origin.feature === undefined ? [] : [["features", origin.feature]];
  const shown = shownValues(text, files, near).map(({ document, path: at }) => causeAt(document, at));
  const row = /<!-- t:(\S+) -->/.exec(text)?.[1];
  return {
    kind: "composed",
    causes: distinct([...shown, origin.cause]),
    section: sectionAt(artifacts.get(path) ?? "", line),
    row: PROCESS.some(({ key }) => key === row) ? row : undefined,
  };
}

/** What the whole text is about. */
interface Origin {
  readonly migration: string;
  readonly feature?: string | undefined;
  readonly cause: Cause;
}

function originOf(input: ExplainInput, path: string): Origin | undefined {
  const { result, artifacts, line } = input;
  const flag = /^rollouts\/(.*)\.yaml$/.exec(path)?.[1];
  if (flag !== undefined) return originOfFlag(input, flag);
  if (path !== "manifest.json") {
    return result.resources.find(
      (resource) => (resource.kind === "issue" || resource.kind === "epic") && artifactPath(resource) === path,
    );
  }
  const above = linesOf(artifacts.get(path) ?? "").slice(0, line + 1);
  const key = above.flatMap((one) => /^ {6}"key": "(.*)",$/.exec(one)?.[1] ?? []).at(-1);
  return result.resources.find((resource) => resource.key === key);
}

function originOfFlag({ workspace }: ExplainInput, name: string): Origin | undefined {
  for (const { data, source } of workspace.migrations) {
    const rollout = rolloutsOf(data).find(({ flag }) => flag?.name === name);
    if (rollout === undefined) continue;
    const [{ feature, path }] = rollout.moves;
    return { migration: data.name, feature, cause: causeAt(source, [...path, "flag"]) };
  }
  return undefined;
}

function sectionAt(text: string, line: number): string | undefined {
  const at = text
    .split("\n")
    .slice(0, line - 1)
    .join("\n").length;
  return findBlocks(text).find(({ start, end }) => start <= at && at < end)?.name;
}

function distinct(causes: readonly Cause[]): Cause[] {
  return [...new Map(causes.map((cause) => [`${cause.file}:${cause.line}`, cause])).values()];
}
