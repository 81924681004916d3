import { join } from "node:path";
import { compile } from "../../compile/index.ts";
import { neededFiles } from "../../compile/needed.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type LoadedSurroundings, readSurroundings } from "../../load/surroundings.ts";
import type { SourceDocument } from "../../model/source.ts";
import type { TargetView } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import { mergeProblems } from "../../rules/engine/merge.ts";
import { runRules } from "../../rules/engine/run.ts";
import { SUPPRESSION, type Suppressed, suppress } from "../../rules/engine/suppress.ts";
import { rules } from "../../rules/registry.gen.ts";
import { localTargets, refuseOutsidePaths } from "../context.ts";
import type { Io } from "../io.ts";
import { isJudged } from "./named.ts";
import type { LintOptions } from "./options.ts";
import { checkoutFolders, type Subject } from "./subject.ts";

/** A file that was looked at. */
export interface LookedAt {
  /** Absent for a file of the workspace. */
  readonly target?: string | undefined;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** What the rules, compile and reading say about a subject; files are named as the rules name them. */
export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  readonly files: ReadonlyMap<string, LookedAt>;
  readonly documents: ReadonlyMap<string, SourceDocument>;
  /** Ids of the rules that have looked, and of those that had no target files to look at. */
  readonly ran: readonly string[];
  readonly skipped: readonly string[];
  /** Targets without a folder. */
  readonly missing: readonly string[];
}

/** Ids that a person may write where a rule is asked for. */
export const RULE_IDS: readonly string[] = [...rules.map(({ id }) => id), SUPPRESSION];

export async function check(io: Io, options: LintOptions, subject: Subject): Promise<Checked> {
  const { root, workspace, sources } = subject;
  const files = new Map(
    [...sources].map(([file, text]): [string, LookedAt] => [file, { path: join(root, file), text }]),
  );
  if (workspace !== undefined) return checkWorkspace(io, options, subject, workspace, files);
  const { diagnostics } = subject;
  return { diagnostics, suppressed: [], files, documents: new Map(), ran: [], skipped: [], missing: [] };
}

async function checkWorkspace(
  io: Io,
  options: LintOptions,
  subject: Subject,
  workspace: Workspace,
  read: ReadonlyMap<string, LookedAt>,
): Promise<Checked> {
  const { root, checkouts, named = [] } = subject;
  const needed = neededFiles(workspace);
  refuseOutsidePaths(needed);
  const { snapshots, missing } = await localTargets(io, root, workspace, needed, checkouts);
  const { before, after, problems } = compile({ workspace, targets: snapshots });
  const around = await readSurroundings({ fs: io.fs, root, workspace, checkouts });
  const reports = [...around.sources].map(([file, text]): [string, LookedAt] => [
    file,
    { path: join(root, file), text },
  ]);
  const files = new Map([...(await targetFiles(io, subject, before, around)), ...reports, ...read]);
  const judged = new Set([...files].flatMap(([file, { target }]) => (isJudged(named, { file, target }) ? [file] : [])));
  const instant = options.asOf ?? io.clock.now();
  const severities = options.rule;
  const { surroundings } = around;
  const input = { rules, ruleIds: RULE_IDS, workspace, before, after, surroundings, instant, severities, judged };
  const { diagnostics, ran, skipped } = runRules(input);
  const documents = documentsOf(workspace, before, around);
  const merged = mergeProblems(diagnostics, problems);
  const said = suppress({ ...input, diagnostics: merged, problems, documents, config: workspace.config, ran });
  return {
    diagnostics: [...subject.diagnostics, ...said.diagnostics, ...around.diagnostics],
    suppressed: said.suppressed,
    files,
    documents,
    ran,
    skipped,
    missing: [...new Set([...missing, ...around.missing])],
  };
}

/** Files of the targets' checkouts: those that are compiled, and code that is looked through. */
async function targetFiles(
  io: Io,
  subject: Subject,
  { snapshots }: TargetView,
  { surroundings }: LoadedSurroundings,
): Promise<[string, LookedAt][]> {
  const folders = await checkoutFolders(io, subject);
  const texts = [
    ...[...(surroundings.code ?? [])].map(([target, files]) => ({ target, files })),
    ...snapshots.map(({ target, files }) => ({ target, files })),
  ];
  return texts.flatMap(({ target, files }) =>
    [...files].flatMap(([file, text]): [string, LookedAt][] =>
      text === undefined ? [] : [[file, { target, path: join(folders.get(target) ?? "", file), text }]],
    ),
  );
}

function documentsOf(
  { config, migrations }: Workspace,
  before: TargetView,
  { surroundings }: LoadedSurroundings,
): ReadonlyMap<string, SourceDocument> {
  const gateways = [...before.gateways.values()].flatMap(({ models, features }) => [models.source, features.source]);
  const reports = [...surroundings.evaluations.values()].flatMap((one) =>
    typeof one === "string" ? [] : [one.source],
  );
  const own = [config, ...migrations].map(({ source }) => source);
  return new Map([...gateways, ...reports, ...own].map((source) => [source.file, source]));
}
