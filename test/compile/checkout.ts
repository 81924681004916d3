import disk from "node:fs/promises";
import { join } from "node:path";
import { afterEach } from "vitest";
import { type CompileResult, compile } from "../../src/compile/index.ts";
import { neededFiles } from "../../src/compile/needed.ts";
import { readLocalTargets } from "../../src/load/targets.ts";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";
import type { FileResource } from "../../src/model/resource.ts";
import type { MigrationDocument, Workspace } from "../../src/model/workspace.ts";
import { folderWith } from "../cli/harness.ts";

const folders: { remove(): Promise<void> }[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

/** A migration from what is special about it. */
export function migration(name: string, rest: string, status = "active"): MigrationDocument {
  const head = `apiVersion: cutover/v1\nkind: Upgrade\nname: ${name}\nstatus: ${status}\nowner: "@ana"\nsummary: A move.\n`;
  const { document, diagnostics } = loadMigration(head + rest, `migrations/${name}.yaml`);
  if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return document;
}

/** Compiles over a checkout on disk with these files; every target of the catalog has it for its checkout. */
export async function compiledOver(
  files: Readonly<Record<string, string | Uint8Array>>,
  config: string,
  migrations: readonly MigrationDocument[],
): Promise<CompileResult> {
  const loaded = loadConfig(config, "cutover.yaml");
  if (loaded.document === undefined) throw new Error(loaded.diagnostics.map(({ message }) => message).join("; "));
  const workspace: Workspace = { config: loaded.document, migrations };
  const folder = await folderWith(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [join("r", path), text])),
  );
  folders.push(folder);
  const { targets = {} } = loaded.document.data;
  const checkouts = new Map(Object.keys(targets).map((target) => [target, join(folder.path, "r")]));
  const needed = neededFiles(workspace);
  const { snapshots } = await readLocalTargets({ fs: disk, root: folder.path, targets, needed, checkouts });
  return compile({ workspace, targets: snapshots });
}

/** Path and text of what a migration's merge request adds to a target, and whom it waits for. */
export function added(result: CompileResult, name: string, target: string) {
  const found = result.resources.find((one): one is FileResource => one.key === `file/${name}/${target}`);
  return { files: (found?.edits ?? []).map(({ path, after }) => [path, after]), needs: found?.needs };
}
