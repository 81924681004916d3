import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { findModel, type GatewayFiles } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";
import { familyOf, folderFor, type PromptFolders } from "../model/prompt-tree.ts";
import { highestVersion, isKnownConstraint, newVersion } from "../model/prompt-version.ts";
import { causeAt } from "../model/source.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { type PromptWish, promptsIn, promptTargets, promptWishes } from "./items/prompt-versions.ts";
import { addFiles, type NewFile } from "./new-files.ts";
import { noFolder, noGateway, noPrompt, notMade, type PromptPlace } from "./prompt-problems.ts";
import type { TargetResult, TargetTask } from "./target-result.ts";

/** What stays the same for all wishes of one target. */
interface Bench {
  readonly workspace: Workspace;
  readonly task: TargetTask;
  /** Folder of the definitions. */
  readonly root: string;
  readonly prompts: ReadonlyMap<string, PromptFolders>;
  /** Whether a prompt may be in another target: it is there, or that target was not read. */
  readonly mayBeElsewhere: (prompt: string) => boolean;
}

/** What one wish comes to: files, or why there are none. */
interface Outcome {
  readonly files: readonly NewFile[];
  readonly problems: readonly Diagnostic[];
}

const NOTHING: Outcome = { files: [], problems: [] };

/**
 * Adds prompt versions that migrations ask for and nobody has published: each a copy, byte for byte, of the highest
 * version in the folder that the new model gets. People change the copy; a published version is never touched.
 */
export function addPromptVersions(workspace: Workspace, task: TargetTask): TargetResult {
  const { target, listed = new Set() } = task.snapshot;
  const root = workspace.config.data.targets?.[target]?.path ?? "";
  const bench: Bench = {
    workspace,
    task,
    root,
    prompts: promptsIn(root, listed),
    mayBeElsewhere: elsewhere(workspace, task),
  };
  const wanted = new Map<string, readonly NewFile[]>();
  const problems: Diagnostic[] = [];
  for (const document of task.editors) {
    const outcomes = promptWishes(workspace.config.data, document.data).map((wish) => outcomeOf(bench, document, wish));
    wanted.set(document.data.name, once(outcomes.flatMap(({ files }) => files)));
    // On the way back nothing may stand in the way, least of all a prompt of what is being left.
    if (document.data.status !== "rolled_back") problems.push(...outcomes.flatMap((outcome) => outcome.problems));
  }
  return addFiles({ target, wanted, problems });
}

function elsewhere({ config }: Workspace, { snapshot, all }: TargetTask): Bench["mayBeElsewhere"] {
  const others = promptTargets(config.data).filter(([target]) => target !== snapshot.target);
  const seen = others.map(([target, { path }]) => {
    const listed = all.get(target)?.listed;
    return listed && promptsIn(path, listed);
  });
  return (prompt) => seen.some((prompts) => prompts === undefined || prompts.has(prompt));
}

function outcomeOf(bench: Bench, document: MigrationDocument, wish: PromptWish): Outcome {
  const folders = bench.prompts.get(wish.prompt);
  if (folders === undefined) {
    if (bench.mayBeElsewhere(wish.prompt)) return NOTHING;
    return { files: [], problems: [noPrompt(bench.workspace, wish, bench.root)] };
  }
  const { targets = {} } = bench.workspace.config.data;
  if (!Object.values(targets).some(({ format }) => format === "ai-gateway"))
    return { files: [], problems: [noGateway(document, wish)] };
  const uses = modelsOf(bench.task, document, wish).map((use) => ({ ...use, folder: folderFor(folders, use.family) }));
  const outcomes = [...groupBy(uses, ({ folder = "" }) => folder).values()].map(([{ model, folder }]): Outcome => {
    if (folder === undefined) return { files: [], problems: [noFolder(document, wish, model, folders)] };
    return inFolder(bench, document, wish, { model, folder, versions: folders.get(folder) ?? [] });
  });
  return { files: outcomes.flatMap(({ files }) => files), problems: outcomes.flatMap(({ problems }) => problems) };
}

function inFolder({ root, task }: Bench, document: MigrationDocument, wish: PromptWish, place: PromptPlace): Outcome {
  const { version, prompt, move } = wish;
  // Poetry knows more kinds of constraints than can be told here, and the gateway reads those too.
  if (!isKnownConstraint(version) || highestVersion(version, place.versions) !== undefined) return NOTHING;
  const made = newVersion(version, place.versions);
  if (!("from" in made)) return { files: [], problems: [notMade(document, wish, place, made)] };
  const folder = `${root}/${prompt}/${place.folder}`;
  const text = task.snapshot.files.get(`${folder}/${made.from}.yml`);
  if (text === undefined)
    throw new Error(`${folder}/${made.from}.yml was listed and not read; this is a defect of cutover`);
  const causes = [causeAt(document.source, [...move.path, "prompt", "version"])];
  return { files: [{ path: `${folder}/${version}.yml`, text, causes }], problems: [] };
}

/**
 * The models that will ask for the prompt, with their families: what the entry moves to and offers, else the defaults
 * that stay. One that no gateway has is left out, as the gateway's own editing says so.
 */
function modelsOf({ gateways }: TargetTask, { data }: MigrationDocument, { move }: PromptWish) {
  const states = gateways.flatMap(({ alone, after, before }) => alone.get(data.name) ?? after ?? before);
  const named = [...(move.to ?? []), ...move.offer.map(({ id }) => id)];
  const ids = named.length > 0 ? named : states.flatMap((state) => defaultsOf(state, move.feature));
  return [...new Set(ids)].flatMap((model) => {
    const [found] = states.flatMap((state) => findModel(state, model) ?? []);
    return found === undefined ? [] : [{ model, family: familyOf(found.entry) }];
  });
}

function defaultsOf({ features }: GatewayFiles, feature: string): readonly string[] {
  return features.entries.findLast(({ name }) => name === feature)?.defaults ?? [];
}

/** Entries of one migration that want the same file are its causes together. */
function once(files: readonly NewFile[]): NewFile[] {
  return [...groupBy(files, ({ path }) => path).values()].map(([first, ...rest]) => ({
    ...first,
    causes: [...first.causes, ...rest.flatMap(({ causes }) => causes)],
  }));
}
