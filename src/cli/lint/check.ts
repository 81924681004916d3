import { join } from "node:path";
import { compile } from "../../compile/index.ts";
import { neededFiles } from "../../compile/needed.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type LoadedSurroundings, readSurroundings } from "../../load/surroundings.ts";
import type { SourceDocument } from "../../model/source.ts";
import { nameTargetFiles, type TargetView } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import { withoutConsequences } from "../../rules/engine/consequences.ts";
import { mergeProblems } from "../../rules/engine/merge.ts";
import { runRules } from "../../rules/engine/run.ts";
import { SUPPRESSION, type Suppressed, suppress } from "../../rules/engine/suppress.ts";
import { rules } from "../../rules/registry.gen.ts";
import { localTargets, refuseOutsidePaths } from "../context.ts";
import { type Stale, staleTargets } from "../fetch/stale.ts";
import type { Io } from "../io.ts";
import { isJudged } from "./named.ts";
import type { LintOptions } from "./options.ts";
import { checkoutFolders, type Subject } from "./subject.ts";

/** A file that was looked at. */
export interface LookedAt {
  /** Absent for a file of the workspace. */
  readonly target?: string | undefined;
  /** Path inside the workspace or the target's repository, with `/`. */
  readonly inside: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** A target whose files were not found. */
export interface Missing {
  readonly target: string;
  /** The folder that cutover.yaml names for it. */
  readonly checkout: string | undefined;
}

/** What the rules, compile and reading say about a subject; files are named as the rules name them. */
export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  /** What follows from a name that nothing has: it is not shown, and not new either once the name is mended. */
  readonly hidden: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  readonly files: ReadonlyMap<string, LookedAt>;
  readonly documents: ReadonlyMap<string, SourceDocument>;
  /** Ids of the rules that have looked, and of those that had no target files to look at. */
  readonly ran: readonly string[];
  readonly skipped: readonly string[];
  /** Targets without a folder. */
  readonly missing: readonly Missing[];
  /** Files of targets that are there and cannot be read. */
  readonly unread: readonly string[];
  /** Targets whose files were fetched long ago. */
  readonly stale: readonly Stale[];
}

/** Ids that a person may write where a rule is asked for. */
export const RULE_IDS: readonly string[] = [...rules.map(({ id }) => id), SUPPRESSION];

export async function check(io: Io, options: LintOptions, subject: Subject): Promise<Checked> {
  const { root, workspace, sources } = subject;
  const files = new Map(
    [...sources].map(([file, text]): [string, LookedAt] => [file, { inside: file, path: join(root, file), text }]),
  );
  if (workspace !== undefined) return checkWorkspace(io, options, subject, workspace, files);
  const { diagnostics } = subject;
  const none = { hidden: [], suppressed: [], ran: [], skipped: [], missing: [], unread: [], stale: [] };
  return { ...none, diagnostics, files, documents: new Map() };
}

async function checkWorkspace(
  io: Io,
  options: LintOptions,
  subject: Subject,
  workspace: Workspace,
  read: ReadonlyMap<string, LookedAt>,
): Promise<Checked> {
  const { root, checkouts, named = [], beside } = subject;
  const needed = new Map([...neededFiles(workspace)].filter(([target]) => !beside?.has(target)));
  refuseOutsidePaths(needed);
  const { snapshots, missing } = await localTargets(io, root, workspace, needed, checkouts);
  const around = await readSurroundings({ fs: io.fs, root, workspace, checkouts });
  const { surroundings } = around;
  // Rules see the files and not the bodies, which alone would tell of the code.
  const { before, after, problems, unread } = compile({ workspace, targets: snapshots });
  const reports = [...around.sources].map(([file, text]): [string, LookedAt] => [
    file,
    { inside: file, path: join(root, file), text },
  ]);
  const files = new Map([...(await targetFiles(io, subject, before, around)), ...reports, ...read]);
  const judged = new Set([...files].flatMap(([name, file]) => (isJudged(named, file) ? [name] : [])));
  const instant = options.asOf ?? io.clock.now();
  const severities = options.rule;
  const input = { rules, ruleIds: RULE_IDS, workspace, before, after, surroundings, instant, severities, judged };
  const { diagnostics, ran, fullyRan, skipped } = runRules(input);
  const documents = documentsOf(workspace, before, around);
  const merged = mergeProblems(diagnostics, problems);
  const isWhole =
    seesAll(options, subject) && ![...subject.diagnostics, ...problems, ...around.diagnostics].some(isError);
  const said = suppress({
    ...{ ...input, diagnostics: merged, problems, documents, config: workspace.config },
    fullyRan: isWhole ? fullyRan : [],
  });
  const shown = new Set(withoutConsequences(said.diagnostics));
  return {
    diagnostics: [...subject.diagnostics, ...shown, ...around.diagnostics],
    hidden: said.diagnostics.filter((one) => !shown.has(one)),
    suppressed: said.suppressed,
    files,
    documents,
    ran,
    skipped,
    missing: missingIn(workspace, [...missing, ...around.missing]),
    unread,
    stale: await staleTargets(io, root, workspace, checkouts),
  };
}

/** Half a look at a workspace does not tell what a comment is good for. */
function seesAll({ changedSince, rule }: LintOptions, { named }: Subject): boolean {
  const isAll = named === undefined || named.some(({ inWorkspace }) => inWorkspace === "");
  return isAll && changedSince === undefined && ![...rule.values()].includes("off");
}

/** Of what is wrong in one file, other files may be silent. */
function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function missingIn({ config }: Workspace, targets: readonly string[]): Missing[] {
  return [...new Set(targets)].map((target) => ({ target, checkout: config.data.targets?.[target]?.checkout }));
}

/** Files of the targets' checkouts by their names: those that are compiled, and code that is looked through. */
async function targetFiles(
  io: Io,
  subject: Subject,
  { snapshots }: TargetView,
  { surroundings }: LoadedSurroundings,
): Promise<[string, LookedAt][]> {
  const folders = await checkoutFolders(io, subject);
  const nameOf = nameTargetFiles(snapshots, surroundings.code);
  const texts = [
    ...[...(surroundings.code ?? [])].map(([target, files]) => ({ target, files })),
    ...snapshots.map(({ target, files }) => ({ target, files })),
  ];
  return texts.flatMap(({ target, files }) =>
    [...files].flatMap(([inside, text]): [string, LookedAt][] => {
      const path = join(folders.get(target) ?? "", inside);
      return text === undefined ? [] : [[nameOf(target, inside), { target, inside, path, text }]];
    }),
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
