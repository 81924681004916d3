import { dirname, join } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { realPathOf } from "../../load/real-path.ts";
import { DEADLINES_FILE } from "../../model/deadline.ts";
import { movesOf } from "../../model/move.ts";
import { affectedBy } from "../../rules/engine/affected.ts";
import { rules } from "../../rules/registry.gen.ts";
import type { Io } from "../io.ts";
import type { Checked } from "./check.ts";
import { below, isGatewayFile } from "./named.ts";
import { checkoutFolders, type Subject } from "./subject.ts";

const FOLDER = "migrations";
const MIGRATION = /^migrations\/[^/]+\.ya?ml$/;

/** What a change is to a subject. */
export interface Change {
  /** It touches nothing that lint looks at. */
  readonly isNone: boolean;
  /** Whether a finding has to do with it. */
  readonly concerns: (diagnostic: Diagnostic) => boolean;
}

/** Which findings of a subject have to do with a change; `changed` are absolute real paths. */
export async function changeIn(
  io: Io,
  subject: Subject,
  { files, diagnostics }: Checked,
  changed: ReadonlySet<string>,
): Promise<Change> {
  const { root, workspace } = subject;
  // A lock file that is gone is a change as well: what it knew is known no more.
  const own = new Set([...files.keys(), ...diagnostics.map(({ file }) => file), ...reportsOf(subject), DEADLINES_FILE]);
  for (const [file, { target }] of files) if (target !== undefined) own.delete(file);
  const inWorkspace = new Set([
    ...(await pathsIn(io, root, changed)),
    ...(await touched(io, root, own, changed)),
    ...[...(await pathsIn(io, join(root, FOLDER), changed))].map((path) => join(FOLDER, path)),
  ]);
  const isOwn = [...inWorkspace].some((file) => own.has(file));
  if (workspace === undefined) return { isNone: !isOwn, concerns: ({ file }) => inWorkspace.has(file) };
  const inTargets = new Map<string, ReadonlySet<string>>();
  for (const [target, folder] of await checkoutFolders(io, subject)) {
    const theirs = [...files.values()].flatMap((one) => (one.target === target ? [one.inside] : []));
    const paths = [...(await pathsIn(io, folder, changed)), ...(await touched(io, folder, theirs, changed))];
    inTargets.set(target, new Set(paths));
  }
  // Of a folder of migrations that is a link nobody knows what it led to before.
  const isGone = inWorkspace.has(FOLDER) || [...inWorkspace].some((file) => MIGRATION.test(file) && !files.has(file));
  const ofTargets = [...files].filter(([, { target = "", inside }]) => inTargets.get(target)?.has(inside));
  // A file that is gone counts too: a migration may name the report, and compile miss the gateway's.
  const isTarget = ofTargets.length > 0 || [...inTargets.values()].some((paths) => [...paths].some(isGatewayFile));
  const found = new Set([...inWorkspace, ...ofTargets.map(([file]) => file)]);
  return {
    isNone: !isOwn && !isGone && !isTarget,
    concerns: affectedBy(workspace, { files: found, isTarget, isGone }, rules),
  };
}

/** Reports that migrations name, there or not. */
function reportsOf({ workspace }: Subject): string[] {
  const moves = (workspace?.migrations ?? []).flatMap(({ data }) => movesOf(data));
  return moves.flatMap(({ entry: { evaluation } }) => evaluation?.report ?? []);
}

/** Files of a folder that have changed behind a link, or that a changed link leads to. */
async function touched(
  { fs }: Io,
  folder: string,
  files: Iterable<string>,
  changed: ReadonlySet<string>,
): Promise<string[]> {
  const real = await realPathOf(fs, folder).catch(() => folder);
  const hits: string[] = [];
  for (const file of changed.size === 0 ? [] : files) {
    const there = await realPathOf(fs, join(folder, file)).catch(() => undefined);
    if ((there !== undefined && changed.has(there)) || waysTo(real, file).some((path) => changed.has(path)))
      hits.push(file);
  }
  return hits;
}

/** The file and the folders on the way to it, any of which may be a link. */
function waysTo(folder: string, file: string): string[] {
  return dirname(file) === file ? [] : [join(folder, file), ...waysTo(folder, dirname(file))];
}

/** Changed paths below a folder, from there. */
async function pathsIn(io: Io, folder: string, changed: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const real = await realPathOf(io.fs, folder).catch(() => folder);
  return new Set([...changed].flatMap((path) => below(real, path) ?? []));
}
