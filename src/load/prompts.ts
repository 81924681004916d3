import { join } from "node:path";
import { glob } from "glob";
import type { Config } from "../model/schema/config.gen.ts";
import type { PromptsView } from "../model/surroundings.ts";
import { type Fetched, isBelow } from "./fetched.ts";

/**
 * Prompt definitions of the targets that hold some. `folders` are absolute, by target. Without a view, a target of
 * format prompts has no folder here.
 */
export async function listPrompts(
  targets: NonNullable<Config["targets"]>,
  folders: ReadonlyMap<string, string>,
  fetched: ReadonlyMap<string, Fetched> = new Map(),
): Promise<{ readonly view: PromptsView | undefined; readonly missing: readonly string[] }> {
  const view = new Map<string, ReadonlySet<string>>();
  const missing: string[] = [];
  for (const [target, { format, path }] of Object.entries(targets)) {
    if (format !== "prompts") continue;
    const folder = folders.get(target);
    const kept = fetched.get(target);
    if (folder === undefined || (kept !== undefined && !kept.folders.some((one) => isBelow(path, one))))
      missing.push(target);
    else if (kept !== undefined) view.set(target, namesIn(kept, path));
    else
      view.set(target, new Set(await glob("**/*.{yml,yaml}", { cwd: join(folder, path), posix: true, nodir: true })));
  }
  return { view: missing.length > 0 ? undefined : view, missing };
}

/** Names of definitions, all of which are known although not all texts were fetched. */
function namesIn({ names }: Fetched, path: string): ReadonlySet<string> {
  return new Set(
    names.filter((name) => /\.ya?ml$/.test(name) && isBelow(name, path)).map((name) => name.slice(path.length + 1)),
  );
}
