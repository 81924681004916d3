import { type Move, movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { type PromptFolders, promptTree } from "../../model/prompt-tree.ts";
import type { Config, Target } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { hasBegun } from "./rollout.ts";

/** One prompt of a feature in the version that its entry asks for. */
export interface PromptWish {
  readonly move: Move;
  /** Id of the prompt, such as `chat/react`, and its place among those of the feature. */
  readonly prompt: string;
  readonly index: number;
  readonly version: string;
}

/** What entries that have left `planned` ask for; a feature of which the catalog names no prompts asks for nothing. */
export function promptWishes(config: Config, migration: Migration): PromptWish[] {
  return movesOf(migration)
    .filter(hasBegun)
    .flatMap((move) => {
      const version = move.entry.prompt?.version.trim();
      if (version === undefined) return [];
      const { prompts = [] } = own(config.features, move.feature) ?? {};
      return prompts.map((prompt, index) => ({ move, prompt, index, version }));
    });
}

/** Targets that hold prompts. */
export function promptTargets(config: Config): [string, Target][] {
  return Object.entries(config.targets ?? {}).filter(([, { format }]) => format === "prompts");
}

/** Versions in each folder of each prompt, from the paths of files; `root` is the folder of the target's definitions. */
export function promptsIn(root: string, paths: Iterable<string>): ReadonlyMap<string, PromptFolders> {
  const inside = [...paths].flatMap((path) => (path.startsWith(`${root}/`) ? [path.slice(root.length + 1)] : []));
  return promptTree(new Map([[root, new Set(inside)]]));
}
