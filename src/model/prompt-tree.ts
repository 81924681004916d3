import type { PromptsView } from "./surroundings.ts";

/** Versions in each family folder of one prompt. */
export type PromptFolders = ReadonlyMap<string, readonly string[]>;

const FILE = /^(.+)\/([^/]+)\/([^/]+)\.ya?ml$/;

/** Prompts of all targets by their ids: `chat/react/base/1.0.0.yml` is version 1.0.0 in folder `base` of `chat/react`. */
export function promptTree(prompts: PromptsView): ReadonlyMap<string, PromptFolders> {
  const tree = new Map<string, Map<string, string[]>>();
  for (const path of [...prompts.values()].flatMap((paths) => [...paths]).sort()) {
    const [, id, folder, version] = FILE.exec(path) ?? [];
    if (id === undefined || folder === undefined || version === undefined) continue;
    const folders = tree.get(id) ?? new Map<string, string[]>();
    tree.set(id, folders.set(folder, [...(folders.get(folder) ?? []), version]));
  }
  return tree;
}

/** Folder of a prompt that a model gets: the first of its family that is there, else `base`. Versions play no part in it. */
export function folderFor(folders: PromptFolders, family: readonly string[]): string | undefined {
  return [...family, "base"].find((name) => folders.has(name));
}

/** An entry's `family`, a list or in files of August 2025 one name. */
export function familyOf(entry: Readonly<Record<string, unknown>>): readonly string[] {
  const { family } = entry;
  return (Array.isArray(family) ? family : [family]).filter((name) => typeof name === "string");
}
