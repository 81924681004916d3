import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { affectedBy } from "../../rules/engine/affected.ts";
import { rules } from "../../rules/registry.gen.ts";
import type { Io } from "../io.ts";
import type { Checked } from "./check.ts";
import { below, isGatewayFile } from "./named.ts";
import { checkoutFolders, type Subject } from "./subject.ts";

const MIGRATION = /^migrations\/[^/]+\.ya?ml$/;

/** Which findings of a subject have to do with a change; `changed` are absolute real paths. */
export async function changeIn(
  io: Io,
  subject: Subject,
  { files }: Checked,
  changed: ReadonlySet<string>,
): Promise<(diagnostic: Diagnostic) => boolean> {
  const { root, workspace } = subject;
  const inWorkspace = await pathsIn(io, root, changed);
  if (workspace === undefined) return ({ file }) => inWorkspace.has(file);
  const inTargets = new Set<string>();
  for (const folder of (await checkoutFolders(io, subject)).values())
    for (const path of await pathsIn(io, folder, changed)) inTargets.add(path);
  const isGone = [...inWorkspace].some((file) => MIGRATION.test(file) && !files.has(file));
  const ofTargets = [...files].filter(([file, { target }]) => target !== undefined && inTargets.has(file));
  const ofWorkspace = [...files].filter(([file, { target }]) => target === undefined && inWorkspace.has(file));
  // A file that is gone counts too: a migration may name the report, and compile miss the gateway's.
  const isTarget = ofTargets.length > 0 || [...inTargets].some(isGatewayFile);
  const found = new Set([...ofTargets, ...ofWorkspace].map(([file]) => file).concat([...inWorkspace]));
  return affectedBy(workspace, { files: found, isTarget, isGone }, rules);
}

/** Changed paths below a folder, from there. */
async function pathsIn(io: Io, folder: string, changed: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const real = await io.fs.realpath(folder);
  return new Set([...changed].flatMap((path) => below(real, path) ?? []));
}
