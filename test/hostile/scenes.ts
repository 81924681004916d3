import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REGIONS } from "../../src/compile/pages/regions.ts";
import { loadConfig, loadEvaluation, loadMigration } from "../../src/load/validate.ts";

/** Plain data of the files of a workspace, by their path in it. */
export type Files = ReadonlyMap<string, unknown>;

export type Kind = "Upgrade" | "Integration" | "Deprecation";

// biome-ignore lint/suspicious/noExplicitAny: files of the base, changed at places that they are known to have
type Data = Record<string, any>;

// The workspace of the mutation test has every property that the schemas know, and its own test sees to that.
const BASE = join(import.meta.dirname, "../mutation/base");
const MIGRATIONS = ["migrations/claude-sonnet-4-6.yaml", "migrations/sonnet-for-agents.yaml"];
const EVALUATIONS = ["evals/agents.json", "evals/duo-chat.json"];

export function readBase(file: string): string {
  return readFileSync(join(BASE, file), "utf8");
}

/** A workspace of one kind in which everything has begun, with targets of every format. */
export function sceneOf(kind: Kind): Files {
  const names = ["cutover.yaml", ...MIGRATIONS, ...EVALUATIONS];
  const files = new Map<string, Data>(names.map((name) => [name, structuredClone(dataOf(name)) as Data]));
  const config = files.get("cutover.yaml") ?? {};
  config["targets"] = {
    ...config["targets"],
    ...Object.fromEntries(
      Object.keys(REGIONS).map((region) => [region, { ...config["targets"].docs, region, path: `doc/${region}.md` }]),
    ),
    monolith: { project: "acme/monolith", branch: "master", format: "feature-flags", path: "config/feature_flags" },
    prompts: { project: "acme/ai-gateway", format: "prompts", path: "gateway/prompts" },
    owners: { project: "acme/ai", format: "codeowners", path: ".gitlab/CODEOWNERS" },
  };
  // With flags that are not the project's own there are other commands and no flag resources.
  if (kind === "Integration") config["gitlab"].flags.backend = "chatops";
  delete config["targets"].docs;
  for (const name of MIGRATIONS) {
    const migration = files.get(name) ?? {};
    migration["kind"] = kind;
    migration["status"] = "active";
    migration["visibility"] = "public";
    for (const move of [...Object.values<Data>(migration["features"] ?? {}), ...(migration["bulk"] ?? [])])
      if (move["stage"] === "planned") move["stage"] = move["flag"] === undefined ? "internal" : "rollout";
  }
  return files;
}

function dataOf(file: string): unknown {
  const load = file.startsWith("evals/") ? loadEvaluation : file === "cutover.yaml" ? loadConfig : loadMigration;
  const { document, diagnostics } = load(readBase(file), file);
  if (document === undefined) throw new Error(diagnostics.map(({ message }) => `${file}: ${message}`).join("\n"));
  return document.data;
}
