import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Evaluation } from "../model/schema/evaluation.gen.ts";
import type { Migration } from "../model/schema/migration.gen.ts";
import type { SourceDocument } from "../model/source.ts";
import type { Document } from "../model/workspace.ts";
import { readDocument } from "./document.ts";
import { jsonProblem } from "./json-text.ts";
import { toDiagnostics } from "./problem.ts";
import { describeSchemaErrors } from "./schema-errors.ts";
import type { SchemaName } from "./schema-lookup.ts";
import { config as validateConfig } from "./validators/config.gen.mjs";
import { evaluation as validateEvaluation } from "./validators/evaluation.gen.mjs";
import { migration as validateMigration } from "./validators/migration.gen.mjs";
import type { Validator } from "./validators/validator.ts";

/** A file that was read; `document` is there only if nothing is wrong with it. */
export interface Loaded<T> {
  readonly document?: Document<T>;
  readonly source: SourceDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the text of one migration. `file` is its path relative to the workspace, with `/`. */
export function loadMigration(text: string, file: string): Loaded<Migration> {
  return load(text, file, "migration", validateMigration);
}

/** Reads the text of cutover.yaml. */
export function loadConfig(text: string, file: string): Loaded<Config> {
  return load(text, file, "config", validateConfig);
}

/** Reads the text of one evaluation report, which is JSON; under another name than `.json` it may be YAML. */
export function loadEvaluation(text: string, file: string): Loaded<Evaluation> {
  const loaded = load(text, file, "evaluation", validateEvaluation);
  if (loaded.document === undefined || !file.toLowerCase().endsWith(".json")) return loaded;
  const problem = jsonProblem(text);
  if (problem === undefined) return loaded;
  return { source: loaded.source, diagnostics: toDiagnostics("syntax", file, [problem]) };
}

/** The files that begin with their kind. */
type Kinded = Exclude<SchemaName, "deadlines">;

function load<T>(text: string, file: string, schema: Kinded, validator: Validator<T>): Loaded<T> {
  const { source, data, diagnostics } = readDocument(text, file);
  if (data === undefined) return { source, diagnostics };
  if (data === null) return { source, diagnostics: [...diagnostics, emptyFile(file, schema)] };
  if (!validator(data)) {
    const problems = describeSchemaErrors(validator.errors ?? [], schema, data, source);
    return { source, diagnostics: [...diagnostics, ...toDiagnostics("schema", file, problems)] };
  }
  return diagnostics.length > 0 ? { source, diagnostics } : { document: { file, data, source }, source, diagnostics };
}

function emptyFile(file: string, schema: Kinded): Diagnostic {
  const hint = `begin with "apiVersion: cutover/v1" and "kind: ${KINDS[schema]}"`;
  return { rule: "schema", severity: "error", message: "the file is empty", file, range: { start: 0, end: 0 }, hint };
}

const KINDS: Readonly<Record<Kinded, string>> = {
  config: "Config",
  evaluation: "Evaluation",
  migration: "Upgrade",
};
