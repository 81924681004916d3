import { dirname, join, resolve } from "node:path";
import { findWorkspace } from "../../load/workspace.ts";
import { GATEWAY_FILES } from "../../model/gateway.ts";
import { movesOf } from "../../model/move.ts";
import { missingWorkspace, type Opened, openAt, refuseUnknownTargets, rootOf } from "../context.ts";
import { UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import { isThere, withPrompts } from "./beside-prompts.ts";
import { gatewaySubjects } from "./gateway-subject.ts";
import {
  isAtOrBelow,
  isGatewayFile,
  type Named,
  outside,
  reachedBelow,
  refuseMissing,
  shownFrom,
  type Typed,
  typedPaths,
} from "./named.ts";
import type { LintOptions } from "./options.ts";
import { checkoutFolders, type Subject } from "./subject.ts";

/** Finds out what the paths of the command line stand for. */
export async function openSubjects(io: Io, options: LintOptions): Promise<Subject[]> {
  const typed = typedPaths(io, options.paths);
  const root = await findRoot(io, options, typed);
  await refuseMissing(io, typed, root);
  if (root === undefined) {
    if (options.workspace !== undefined || typed.length === 0 || !typed.every(({ path }) => isGatewayFile(path)))
      throw await noWorkspace(io, options, typed);
    return gatewaySubjects(io, typed, io.cwd);
  }
  const opened = await openAt(io, root, options);
  const subject = subjectOf(io, options, opened);
  if (typed.length === 0) return [subject];
  const sorted = await sortPaths(io, opened, subject, typed);
  if (sorted.named.length === 0 && sorted.loose.length > 0) return gatewaySubjects(io, sorted.loose, io.cwd);
  const ours = await withPrompts(io, { ...subject, named: sorted.named });
  return [ours, ...(await gatewaySubjects(io, sorted.loose, root))];
}

/** A gateway's files need no workspace; where they lie at hand, that is said. */
async function noWorkspace(io: Io, options: LintOptions, typed: readonly Typed[]): Promise<UserError> {
  const error = missingWorkspace(io, options);
  if (options.workspace !== undefined) return error;
  for (const folder of new Set([...typed.flatMap(({ path }) => [path, dirname(path)]), io.cwd])) {
    const there = await Promise.all(GATEWAY_FILES.map((name) => isThere(io, join(folder, name))));
    if (!there.every(Boolean)) continue;
    const files = GATEWAY_FILES.map((name) => shownFrom(io.cwd, join(folder, name))).join(" ");
    return new UserError(error.code, error.message, `a gateway's files need none: cutover lint ${files}`);
  }
  return error;
}

/**
 * The workspace above the current folder; from elsewhere, the one that the first path lies in. Editors are started
 * anywhere, so that what they hand over on stdin is looked for the other way round.
 */
async function findRoot(io: Io, options: LintOptions, [first]: readonly Typed[]): Promise<string | undefined> {
  if (options.workspace !== undefined || first === undefined) return rootOf(io, options);
  const above = (): Promise<string | undefined> => findWorkspace({ fs: io.fs, start: first.path, upwards: true });
  if (options.stdinFilename !== undefined && !isGatewayFile(first.path)) return (await above()) ?? rootOf(io, options);
  return (await rootOf(io, options)) ?? above();
}

function subjectOf(io: Io, { checkout }: LintOptions, { root, ...opened }: Opened): Subject {
  if (opened.workspace !== undefined) refuseUnknownTargets("--checkout", checkout, opened.workspace);
  const checkouts = new Map([...checkout].map(([target, folder]) => [target, resolve(io.cwd, folder)]));
  return { ...opened, root, checkouts, named: undefined, base: root };
}

async function sortPaths(
  io: Io,
  opened: Opened,
  subject: Subject,
  typed: readonly Typed[],
): Promise<{ readonly named: readonly Named[]; readonly loose: readonly Typed[] }> {
  const folders = await checkoutFolders(io, subject);
  const known = knownFiles(opened);
  const named: Named[] = [];
  const loose: Typed[] = [];
  for (const one of typed) {
    const inside = await reachedBelow(io, opened.root, one.path);
    const isOurs = inside !== undefined && known.some((file) => isAtOrBelow(file, inside));
    const inTargets = isOurs ? new Map<string, string>() : await targetsAt(io, folders, one.path, inside !== undefined);
    if (isOurs || inTargets.size > 0) named.push({ ...one, inWorkspace: isOurs ? inside : undefined, inTargets });
    else if (isGatewayFile(one.path)) loose.push(one);
    else if (inside === undefined) throw outside(one, opened.root);
    // Whether anything is found there at all is looked at when all files are known.
    else named.push({ ...one, inWorkspace: inside, inTargets });
  }
  return { named, loose };
}

/** Files of the workspace, also those that could not be read, and the reports that migrations name. */
function knownFiles({ workspace, sources, diagnostics }: Opened): string[] {
  const reports = (workspace?.migrations ?? []).flatMap(({ data }) =>
    movesOf(data).flatMap(({ entry }) => entry.evaluation?.report ?? []),
  );
  return ["cutover.yaml", ...sources.keys(), ...diagnostics.map(({ file }) => file), ...reports];
}

/** Targets whose checkout a path lies in; a folder of the workspace may also hold whole checkouts. */
async function targetsAt(
  io: Io,
  folders: ReadonlyMap<string, string>,
  path: string,
  mayHold: boolean,
): Promise<Map<string, string>> {
  const hits = new Map<string, string>();
  for (const [target, folder] of folders) {
    const inside = await reachedBelow(io, folder, path);
    if (inside !== undefined) hits.set(target, inside);
    else if (mayHold && (await reachedBelow(io, path, folder)) !== undefined) hits.set(target, "");
  }
  return hits;
}
