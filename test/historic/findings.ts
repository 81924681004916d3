import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../src/compile/index.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { LineIndex } from "../../src/diagnostics/line-index.ts";
import { loadConfig } from "../../src/load/validate.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { caseSide } from "../replay.ts";

export const FILES = { models: "models.yml", features: "unit_primitives.yml" } as const;

const CONFIG = `apiVersion: cutover/v1
kind: Config
targets:
  gateway: { project: acme/ai-gateway, format: ai-gateway, path: g }
`;

/** Both files of a case as they were before its change. */
export function textsOf(folder: string): { readonly models: string; readonly features: string } {
  const read = (file: string): string => readFileSync(join(caseSide(folder, "before"), file), "utf8");
  return { models: read(FILES.models), features: read(FILES.features) };
}

/** What all rules say of two files when there is no migration. */
export function findingsIn(
  { models, features }: { readonly models: string; readonly features: string },
  instant: number,
): readonly Diagnostic[] {
  const { document } = loadConfig(CONFIG, "cutover.yaml");
  if (document === undefined) throw new Error("the catalog of the test is wrong");
  const workspace = { config: document, migrations: [] };
  const files = new Map([
    [`g/${FILES.models}`, models],
    [`g/${FILES.features}`, features],
  ]);
  const { before, after, problems } = compile({
    workspace,
    targets: new Map([["gateway", { target: "gateway", files }]]),
  });
  const judged = new Set(files.keys());
  return [...problems, ...runRules({ rules, workspace, before, after, instant, judged }).diagnostics];
}

/** `models.yml:12:5 error duplicate-identifier message` */
export function lineOf(
  { file, range, severity, rule, message }: Diagnostic,
  texts: ReturnType<typeof textsOf>,
): string {
  const text = file.endsWith(FILES.models) ? texts.models : texts.features;
  const { line, column } = new LineIndex(text).positionAt(range.start);
  return `${file.slice(2)}:${line}:${column} ${severity} ${rule} ${message}`;
}
