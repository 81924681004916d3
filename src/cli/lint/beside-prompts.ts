import { join, posix } from "node:path";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Io } from "../io.ts";
import { checkoutFolders, type Subject } from "./subject.ts";

/** Where the gateway's repository has its prompts, seen from beside the folder of its models. */
const PROMPTS = "prompts/definitions";

/**
 * A subject whose gateway files were named, with the prompts that lie beside them in the checkout, where the catalog
 * names none itself.
 */
export async function withPrompts(io: Io, subject: Subject): Promise<Subject> {
  const { workspace, named = [], checkouts } = subject;
  const { targets = {} } = workspace?.config.data ?? {};
  const isKnown = Object.values(targets).some(({ format }) => format === "prompts");
  if (workspace === undefined || isKnown) return subject;
  const added: NonNullable<Config["targets"]> = {};
  const folders = new Map(checkouts);
  for (const [target, folder] of await checkoutFolders(io, subject)) {
    const { format, path = "" } = targets[target] ?? {};
    if (format !== "ai-gateway" || !named.some(({ inTargets }) => inTargets.has(target))) continue;
    const beside = posix.join(posix.dirname(path), PROMPTS);
    if (!(await isThere(io, join(folder, beside)))) continue;
    added[`${target}-prompts`] = { project: target, format: "prompts", path: beside };
    folders.set(`${target}-prompts`, folder);
  }
  const { config } = workspace;
  const data = { ...config.data, targets: { ...targets, ...added } };
  const beside = new Set(Object.keys(added));
  return { ...subject, workspace: { ...workspace, config: { ...config, data } }, checkouts: folders, beside };
}

export async function isThere({ fs }: Io, path: string): Promise<boolean> {
  return fs.stat(path).then(
    () => true,
    () => false,
  );
}
