import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { rolloutManifests } from "../../../src/compile/ramp/manifest.ts";
import { loadEvaluation } from "../../../src/load/validate.ts";
import type { ItemResource } from "../../../src/model/resource.ts";
import type { EvaluationFile } from "../../../src/model/surroundings.ts";
import type { MigrationDocument, Workspace } from "../../../src/model/workspace.ts";
import { loadCase, workspaceOf } from "../load-case.ts";

export const CASES = join(import.meta.dirname, "cases");
export const CASE_NAMES = readdirSync(CASES).sort();

export interface Compiled {
  /** Rollout issues by the last part of their key. */
  readonly issues: ReadonlyMap<string, ItemResource>;
  /** Texts of manifests by flag. */
  readonly manifests: ReadonlyMap<string, string>;
}

export function compiledCase(name: string): Compiled {
  const { workspace, document } = loadCase(join(CASES, name));
  return compiled(workspace, document, reports(name));
}

/** A case with some of its text replaced. */
export function changedCase(name: string, change: (text: string) => string): Compiled {
  const [config, migration] = ["cutover.yaml", "migration.yaml"].map((file) =>
    change(readFileSync(join(CASES, name, file), "utf8")),
  );
  const { workspace, document } = workspaceOf(config ?? "", migration ?? "");
  return compiled(workspace, document, reports(name));
}

export function bodyOf({ blocks }: ItemResource): string {
  return blocks.map(({ text }) => text).join("\n\n");
}

function compiled(
  workspace: Workspace,
  document: MigrationDocument,
  evaluations: ReadonlyMap<string, EvaluationFile>,
): Compiled {
  const items = itemsOf(workspace, document, { evaluations });
  const rollouts = items.filter(({ feature }) => feature !== undefined);
  return {
    issues: new Map(rollouts.map((item) => [item.key.split("/")[2] ?? "", item])),
    manifests: new Map(rolloutManifests(workspace, document).map(({ flag, text }) => [flag, text])),
  };
}

function reports(name: string): ReadonlyMap<string, EvaluationFile> {
  const file = join(CASES, name, "evals.json");
  if (!existsSync(file)) return new Map();
  const { document, diagnostics } = loadEvaluation(readFileSync(file, "utf8"), "evals/duo-chat.json");
  if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return new Map([["evals/duo-chat.json", document]]);
}
