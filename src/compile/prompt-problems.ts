import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { PromptFolders } from "../model/prompt-tree.ts";
import type { NewVersion } from "../model/prompt-version.ts";
import { type Path, rangeAt } from "../model/source.ts";
import type { ConfigDocument, MigrationDocument, Workspace } from "../model/workspace.ts";
import type { PromptWish } from "./items/prompt-versions.ts";

/** A folder of a prompt, with a model that gets it. */
export interface PromptPlace {
  readonly model: string;
  readonly folder: string;
  readonly versions: readonly string[];
}

/** At the catalog's own words: the migration asks for what the catalog names. */
export function noPrompt({ config }: Workspace, { move, prompt, index }: PromptWish, root: string): Diagnostic {
  const path = ["features", move.feature, "prompts", index];
  return problem(config, path, `no target has a prompt "${prompt}": there is no definition below "${root}/${prompt}"`);
}

export function noGateway(document: MigrationDocument, { move, prompt }: PromptWish): Diagnostic {
  const message = `which folder of prompt "${prompt}" its model gets is for the gateway to say, and no target has format "ai-gateway"`;
  return problem(document, [...move.path, "prompt", "version"], message);
}

export function noFolder(
  document: MigrationDocument,
  { move: { feature, path, to, entry }, prompt }: PromptWish,
  model: string,
  folders: PromptFolders,
): Diagnostic {
  const index = to?.indexOf(model) ?? -1;
  const at = index < 0 ? [...path, "prompt", "version"] : [...path, "to", ...(Array.isArray(entry.to) ? [index] : [])];
  const there = quoted([...folders.keys()]);
  const message = `prompt "${prompt}" of "${feature}" has no folder for "${model}", neither "base" nor one of its family; there: ${there}`;
  return problem(document, at, message);
}

export function notMade(
  document: MigrationDocument,
  { move, prompt, version }: PromptWish,
  { model, folder, versions }: PromptPlace,
  made: Exclude<NewVersion, { readonly from: string }>,
): Diagnostic {
  const where = `folder "${folder}" of prompt "${prompt}", which "${model}" gets,`;
  return problem(document, [...move.path, "prompt", "version"], `${where} ${reasonOf(made, version, versions)}`);
}

function reasonOf(made: Exclude<NewVersion, { readonly from: string }>, version: string, versions: readonly string[]) {
  const there = quoted(versions);
  switch (made.refused) {
    case "shape":
      return `has no version for "${version}", and none can be made of that name; write three numbers, such as "2.0.0" or "2.0.0-dev"; there: ${there}`;
    case "nothing":
      return `has no version that "${version}" could be copied from; there: ${there}`;
    case "order":
      return `has "${made.highest}" already, and "${version}" is not above it; write a higher one`;
  }
}

function problem({ file, source }: MigrationDocument | ConfigDocument, path: Path, message: string): Diagnostic {
  // The rule of this id says it at the same place; there its words are taken.
  return { rule: "prompt-version-missing", severity: "error", message, file, range: rangeAt(source, path) };
}

/** The highest ones. */
function quoted(names: readonly string[]): string {
  const sorted = [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true })).slice(-SHOWN);
  return `${names.length > SHOWN ? "…, " : ""}${sorted.map((name) => `"${name}"`).join(", ")}`;
}

const SHOWN = 6;
