import { join } from "node:path";
import { glob } from "glob";
import type { Config } from "../model/schema/config.gen.ts";
import type { PromptsView } from "../model/surroundings.ts";

/**
 * Prompt definitions of the targets that hold some. `folders` are absolute, by target. Without a view, a target of
 * format prompts has no folder here.
 */
export async function listPrompts(
  targets: NonNullable<Config["targets"]>,
  folders: ReadonlyMap<string, string>,
): Promise<{ readonly view: PromptsView | undefined; readonly missing: readonly string[] }> {
  const view = new Map<string, ReadonlySet<string>>();
  const missing: string[] = [];
  for (const [target, { format, path }] of Object.entries(targets)) {
    if (format !== "prompts") continue;
    const folder = folders.get(target);
    if (folder === undefined) missing.push(target);
    else
      view.set(target, new Set(await glob("**/*.{yml,yaml}", { cwd: join(folder, path), posix: true, nodir: true })));
  }
  return { view: missing.length > 0 ? undefined : view, missing };
}
