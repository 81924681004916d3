import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import type { FileEdit } from "../model/resource.ts";
import type { TargetSnapshot } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { applyEdits, type Edit } from "./files/edit.ts";
import { editGateway } from "./files/gateway/edit-gateway.ts";
import { readGateway } from "./files/gateway/read-gateway.ts";
import { GATEWAY_FILES } from "./needed.ts";
import type { MigrationEdits, TargetResult } from "./target-result.ts";

interface Texts {
  readonly models: string;
  readonly features: string;
}

interface Paths {
  readonly models: string;
  readonly features: string;
}

interface Attempt {
  readonly document: MigrationDocument;
  readonly models: readonly Edit[];
  readonly features: readonly Edit[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Edits both gateway files with all migrations. Each is tried on the files as they are; one that cannot be made there
 * is tried again on top of the others, and then waits for those that it needs.
 */
export function editGatewayTarget(
  workspace: Workspace,
  snapshot: TargetSnapshot,
  editors: readonly MigrationDocument[],
): TargetResult {
  const paths = pathsOf(workspace, snapshot);
  const texts = textsOf(snapshot, paths);
  if (texts === undefined) return { files: [], byMigration: new Map(), problems: [] };
  const read = readGateway({ file: paths.models, text: texts.models }, { file: paths.features, text: texts.features });
  if (read.gateway === undefined) return { files: [], byMigration: new Map(), problems: read.problems };

  const before = read.gateway;
  const attempts = editors.map((document) => attempt(before, document));
  const alone = attempts.filter((result) => !failed(result));
  const joint = combine(texts, alone);
  const late = retry(workspace, paths, joint.texts, texts, attempts.filter(failed), alone);
  const result = reread(paths, late.texts);
  return {
    files: [
      { target: snapshot.target, path: paths.models, before: texts.models, after: late.texts.models },
      { target: snapshot.target, path: paths.features, before: texts.features, after: late.texts.features },
    ],
    byMigration: new Map([
      ...alone.map((one) => [one.document.data.name, editsOf(one, paths, texts)] as const),
      ...late.needs,
    ]),
    problems: [...read.problems, ...alone.flatMap((one) => one.problems), ...joint.problems, ...late.problems],
    gateways: {
      before: new Map([[snapshot.target, before]]),
      after: new Map(result === undefined ? [] : [[snapshot.target, result]]),
    },
  };
}

function pathsOf(workspace: Workspace, snapshot: TargetSnapshot): Paths {
  const folder = workspace.config.data.targets?.[snapshot.target]?.path ?? "";
  return { models: `${folder}/${GATEWAY_FILES[0]}`, features: `${folder}/${GATEWAY_FILES[1]}` };
}

function textsOf(snapshot: TargetSnapshot, paths: Paths): Texts | undefined {
  const models = snapshot.files.get(paths.models);
  const features = snapshot.files.get(paths.features);
  return models === undefined || features === undefined ? undefined : { models, features };
}

function attempt(gateway: GatewayFiles, document: MigrationDocument): Attempt {
  return { document, ...editGateway({ gateway, migration: document }) };
}

function failed({ problems }: Attempt): boolean {
  return problems.some(({ severity }) => severity === "error");
}

/** All edits in one go against the same text; two that meet are reported at both migrations and left out. */
function combine(texts: Texts, attempts: readonly Attempt[]): { texts: Texts; problems: Diagnostic[] } {
  const problems: Diagnostic[] = [];
  function join(text: string, edits: readonly Edit[]): string {
    const result = applyEdits(text, edits);
    if ("text" in result) return result.text;
    problems.push(overlap(result.overlap, attempts));
    return text;
  }
  const models = join(
    texts.models,
    attempts.flatMap((one) => one.models),
  );
  const features = join(
    texts.features,
    attempts.flatMap((one) => one.features),
  );
  return { texts: { models, features }, problems };
}

function overlap([first, second]: readonly [Edit, Edit], attempts: readonly Attempt[]): Diagnostic {
  const place = (edit: Edit) => {
    const document = attempts.find((one) => one.document.file === edit.cause.file)?.document;
    return {
      file: edit.cause.file,
      range: document ? lineRange(document.source.text, edit.cause.line) : { start: 0, end: 0 },
    };
  };
  return {
    rule: "conflicting-claims",
    severity: "error",
    message: `edits the same lines as ${first.cause.file}:${first.cause.line}; one of the two has to go first`,
    ...place(second),
    related: [{ ...place(first), message: "the other edit" }],
  };
}

function lineRange(text: string, line: number): { start: number; end: number } {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const own = lines[line - 1] ?? "";
  return { start: start + (own.length - own.trimStart().length), end: start + own.trimEnd().length };
}

interface Late {
  readonly texts: Texts;
  readonly needs: readonly (readonly [string, MigrationEdits])[];
  readonly problems: readonly Diagnostic[];
}

function retry(
  workspace: Workspace,
  paths: Paths,
  joint: Texts,
  original: Texts,
  rest: readonly Attempt[],
  alone: readonly Attempt[],
): Late {
  let texts = joint;
  const needs: [string, MigrationEdits][] = [];
  const problems: Diagnostic[] = [];
  for (const one of rest) {
    const again = attemptOn(paths, texts, one.document);
    if (again === undefined || failed(again)) {
      problems.push(...one.problems);
      continue;
    }
    texts = combine(texts, [again]).texts;
    needs.push([one.document.data.name, { edits: [], needs: neededBy(paths, original, one, alone, workspace) }]);
  }
  return { texts, needs, problems };
}

/** The one migration on top of which it can be made, else all that edit this target. */
function neededBy(
  paths: Paths,
  original: Texts,
  one: Attempt,
  alone: readonly Attempt[],
  workspace: Workspace,
): readonly string[] {
  const editing = alone.filter((other) => other.models.length + other.features.length > 0);
  const enough = editing.find((other) => {
    const again = attemptOn(paths, combine(original, [other]).texts, one.document);
    return again !== undefined && !failed(again);
  });
  const names = new Set((enough ? [enough] : editing).map((other) => other.document.data.name));
  return workspace.migrations.map(({ data }) => data.name).filter((name) => names.has(name));
}

function attemptOn(paths: Paths, texts: Texts, document: MigrationDocument): Attempt | undefined {
  const gateway = reread(paths, texts);
  return gateway && attempt(gateway, document);
}

function reread(paths: Paths, texts: Texts): GatewayFiles | undefined {
  return readGateway({ file: paths.models, text: texts.models }, { file: paths.features, text: texts.features })
    .gateway;
}

function editsOf(one: Attempt, paths: Paths, texts: Texts): MigrationEdits {
  const edits = [
    fileEdit(paths.models, texts.models, one.models),
    fileEdit(paths.features, texts.features, one.features),
  ];
  return { edits: edits.filter((edit) => edit !== undefined), needs: [] };
}

function fileEdit(path: string, before: string, edits: readonly Edit[]): FileEdit | undefined {
  const result = applyEdits(before, edits);
  if (!("text" in result) || result.text === before) return undefined;
  const causes = new Map(edits.map(({ cause }) => [`${cause.file}:${cause.line}`, cause]));
  return { path, before, after: result.text, causes: [...causes.values()] };
}
