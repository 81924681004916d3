import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkoutOf } from "../../load/targets.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Io } from "../io.ts";
import type { Named } from "./named.ts";

/** What the rules are run over at once: a workspace, or a pair of gateway files that belongs to none. */
export interface Subject {
  /** Absolute folder that the workspace's paths start from. */
  readonly root: string;
  /** Absent when cutover.yaml itself could not be used. */
  readonly workspace: Workspace | undefined;
  /** What reading has found. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  /** Absolute folders by target, before those of the catalog. */
  readonly checkouts: ReadonlyMap<string, string>;
  /** Targets that the catalog does not know: what lies beside files that were named is read, and never written. */
  readonly beside?: ReadonlySet<string>;
  /** Undefined: nothing was named, so all of it counts. */
  readonly named: readonly Named[] | undefined;
  /** Absolute folder that paths of named target files are shown from. */
  readonly base: string;
}

/** Absolute folder of each target that has one. */
export async function checkoutFolders(io: Io, subject: Subject): Promise<ReadonlyMap<string, string>> {
  const { root, checkouts, workspace } = subject;
  const { targets = {} } = workspace?.config.data ?? {};
  const folders = new Map<string, string>();
  for (const target of Object.keys(targets)) {
    const folder = await checkoutOf(target, { fs: io.fs, root, targets, checkouts });
    if (folder !== undefined) folders.set(target, folder);
  }
  return folders;
}
