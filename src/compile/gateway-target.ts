import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { GATEWAY_FILES, type GatewayFiles } from "../model/gateway.ts";
import { sameData } from "../model/plain-data.ts";
import { rangeAt } from "../model/source.ts";
import type { TargetSnapshot } from "../model/target.ts";
import { type ConfigDocument, isInUnread, type MigrationDocument, type Workspace } from "../model/workspace.ts";
import { fileEdit, textAfter } from "./file-edit.ts";
import type { Edit } from "./files/edit.ts";
import { editGateway } from "./files/gateway/edit-gateway.ts";
import { readGateway } from "./files/gateway/read-gateway.ts";
import { readGatewayInParts } from "./files/gateway/read-parts.ts";
import { overlapsOf } from "./overlap.ts";
import type { MigrationEdits, TargetResult } from "./target-result.ts";

/** Text of the two files, or their paths. */
interface Pair {
  readonly models: string;
  readonly features: string;
}

/** What stays the same while migrations are tried one by one. */
interface Bench {
  readonly paths: Pair;
  /** What findings call them. */
  readonly names: Pair;
  /** At the target's head. */
  readonly texts: Pair;
  readonly config: ConfigDocument;
  /** How edited files are read. */
  readonly read: typeof readGateway;
}

/** What one migration does to one state of the files. */
export interface Attempt {
  readonly document: MigrationDocument;
  readonly models: readonly Edit[];
  readonly features: readonly Edit[];
  readonly problems: readonly Diagnostic[];
  readonly result?: GatewayFiles | undefined;
}

/**
 * Edits both gateway files with all migrations. Each is tried on the files as they are, which gives its own merge
 * request; then all are made one after another, as their merge requests would be. One that cannot be made alone, but
 * can be on top of others, waits for those. `nameOf` says what findings call a file.
 */
export function editGatewayTarget(
  workspace: Workspace,
  snapshot: TargetSnapshot,
  editors: readonly MigrationDocument[],
  nameOf: (path: string) => string,
): TargetResult {
  const paths = pathsOf(workspace, snapshot);
  const [models, features] = [snapshot.files.get(paths.models), snapshot.files.get(paths.features)];
  if (models === undefined || features === undefined) {
    const problems = editors.length === 0 ? [] : [missingFiles(workspace, snapshot, paths)];
    return { files: [], byMigration: new Map(), problems };
  }
  // To remember what entries say is worth while where it is asked more than once.
  const reader = editors.length > 1 ? readGatewayInParts : readGateway;
  const names = { models: nameOf(paths.models), features: nameOf(paths.features) };
  const bench: Bench = { paths, names, texts: { models, features }, config: workspace.config, read: reader };
  const read = readPair({ ...bench, read: readGateway }, bench.texts);
  if (read.gateway === undefined) {
    const unread = [...new Set(read.problems.map(({ file }) => file))];
    return { files: [], byMigration: new Map(), problems: read.problems, unread };
  }
  const { gateway } = read;
  const attempts = editors.map((document) => attempt(bench, gateway, document));
  const alone = attempts.filter((one) => !failed(one));
  const line = inOrder(bench, [...alone, ...attempts.filter(failed)]);
  const after = readPair({ ...bench, read: readGateway }, line.texts).gateway;
  refuseDifference(after, readPair(bench, line.texts).gateway);
  const { target } = snapshot;
  return {
    files: [
      {
        target,
        path: bench.paths.models,
        before: bench.texts.models,
        after: line.texts.models,
        trail: line.trails.models,
      },
      {
        target,
        path: bench.paths.features,
        before: bench.texts.features,
        after: line.texts.features,
        trail: line.trails.features,
      },
    ],
    byMigration: new Map([
      ...alone.map((one) => [one.document.data.name, editsOf(bench, one)] as const),
      ...line.late.map((one) => [one.document.data.name, { edits: [], needs: neededBy(bench, one, alone) }] as const),
    ]),
    problems: [
      ...read.problems,
      ...overlapsOf(bench.texts, alone),
      ...line.problems.filter((one) => !mayBeDeclared(workspace, one)),
    ],
    gateways: {
      before: gateway,
      after,
      alone: new Map(
        alone.flatMap(({ document, result }) => (result === undefined ? [] : [[document.data.name, result]])),
      ),
    },
  };
}

function pathsOf({ config }: Workspace, { target }: TargetSnapshot): Pair {
  const folder = config.data.targets?.[target]?.path ?? "";
  return { models: `${folder}/${GATEWAY_FILES[0]}`, features: `${folder}/${GATEWAY_FILES[1]}` };
}

/** A path that leads nowhere, or an empty folder for a checkout: nothing to edit is not nothing to do. */
function missingFiles({ config }: Workspace, { target, files }: TargetSnapshot, paths: Pair): Diagnostic {
  const missing = Object.values(paths).filter((path) => files.get(path) === undefined);
  return {
    rule: "compile",
    severity: "error",
    message: `${target} has no ${missing.map((path) => `"${path}"`).join(" and no ")}`,
    file: config.file,
    range: rangeAt(config.source, ["targets", target, "path"]),
    hint: "name the folder that holds both files, and look whether the checkout is the repository",
  };
}

/** One broken migration is no reason to find fault with those that count on what it declares. */
function mayBeDeclared(workspace: Workspace, { rule, file, range }: Diagnostic): boolean {
  const text = workspace.migrations.find((document) => document.file === file)?.source.text;
  const name = text?.slice(range.start, range.end).replace(/^["']|["']$/g, "");
  return (
    (rule === "unknown-offering" || rule === "unknown-reference") && name !== undefined && isInUnread(workspace, name)
  );
}

function readPair({ names, read }: Bench, texts: Pair): ReturnType<typeof readGateway> {
  return read({ file: names.models, text: texts.models }, { file: names.features, text: texts.features });
}

/** What was read entry by entry has been checked as that; here it shows that a reader of the whole sees the same. */
function refuseDifference(whole: GatewayFiles | undefined, parts: GatewayFiles | undefined): void {
  const entries = (gateway: GatewayFiles | undefined): unknown[] =>
    [...(gateway?.models.entries ?? []), ...(gateway?.features.entries ?? [])].map(({ entry }) => entry);
  if (!sameData(entries(whole), entries(parts)))
    throw new Error("the edited files of the gateway say something else as a whole than entry by entry");
}

function attempt({ config, read }: Bench, gateway: GatewayFiles, migration: MigrationDocument): Attempt {
  return { document: migration, ...editGateway({ gateway, migration, config, read }) };
}

function failed({ problems }: Attempt): boolean {
  return problems.some(({ severity }) => severity === "error");
}

interface Line {
  readonly texts: Pair;
  readonly trails: { readonly models: readonly (readonly Edit[])[]; readonly features: readonly (readonly Edit[])[] };
  /** Those that could not be made alone, and could be here. */
  readonly late: readonly Attempt[];
  readonly problems: readonly Diagnostic[];
}

/** Makes one migration after another, each on the result of those before it. */
function inOrder(bench: Bench, attempts: readonly Attempt[]): Line {
  let { texts } = bench;
  const made: Attempt[] = [];
  const late: Attempt[] = [];
  const problems: Diagnostic[] = [];
  for (const one of attempts) {
    const here = attemptOn(bench, texts, one);
    problems.push(...(failed(here) && failed(one) ? one.problems : here.problems));
    if (failed(here)) continue;
    texts = edited(texts, here);
    made.push(here);
    if (failed(one)) late.push(one);
  }
  const trails = { models: made.map(({ models }) => models), features: made.map(({ features }) => features) };
  return { texts, trails, late, problems };
}

function attemptOn(bench: Bench, texts: Pair, { document, ...rest }: Attempt): Attempt {
  if (texts === bench.texts) return { document, ...rest };
  const { gateway, problems } = readPair(bench, texts);
  return gateway === undefined ? { document, models: [], features: [], problems } : attempt(bench, gateway, document);
}

function edited(texts: Pair, { models, features }: Attempt): Pair {
  return { models: textAfter(texts.models, models), features: textAfter(texts.features, features) };
}

/** The one migration on top of which it can be made, else all that edit this target. */
function neededBy(bench: Bench, one: Attempt, alone: readonly Attempt[]): readonly string[] {
  const editing = alone.filter(({ models, features }) => models.length + features.length > 0);
  const enough = editing.find((other) => !failed(attemptOn(bench, edited(bench.texts, other), one)));
  return (enough ? [enough] : editing).map(({ document }) => document.data.name);
}

function editsOf({ paths, texts }: Bench, { models, features }: Attempt): MigrationEdits {
  const edits = [fileEdit(paths.models, texts.models, models), fileEdit(paths.features, texts.features, features)];
  return { edits: edits.filter((edit) => edit !== undefined), needs: [] };
}
