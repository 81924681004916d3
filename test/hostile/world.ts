import { type CompileResult, compile } from "../../src/compile/index.ts";
import { neededFiles } from "../../src/compile/needed.ts";
import { REGIONS } from "../../src/compile/pages/regions.ts";
import { type Loaded, loadConfig, loadEvaluation, loadMigration } from "../../src/load/validate.ts";
import { GATEWAY_FILES } from "../../src/model/gateway.ts";
import type { Config, Target } from "../../src/model/schema/config.gen.ts";
import type { Surroundings } from "../../src/model/surroundings.ts";
import { isListed, type TargetNeeds, type TargetSnapshot } from "../../src/model/target.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { type Files, readBase } from "./scenes.ts";

export interface World {
  readonly workspace: Workspace;
  readonly targets: ReadonlyMap<string, TargetSnapshot>;
  readonly result: CompileResult;
}

/**
 * Reads the files as `load` does and compiles them; data that the schema refuses throws. Targets hold what a repository
 * holds at first, or what `held` says.
 */
export function build(files: Files, held: ReadonlyMap<string, string> = new Map()): World {
  const texts = [...files].map(([file, data]) => [file, jsonOf(data)] as const);
  const of = (folder: string) => texts.filter(([file]) => file.startsWith(folder));
  const config = documentOf(loadConfig(texts.find(([file]) => file === "cutover.yaml")?.[1] ?? "", "cutover.yaml"));
  const migrations = of("migrations/").map(([file, text]) => documentOf(loadMigration(text, file)));
  const workspace: Workspace = { config, migrations };
  const needs = neededFiles(workspace);
  const targets = new Map(
    Object.entries(config.data.targets ?? {}).map(([target, settings]) => {
      const there = repositoryOf(config.data, target, settings, held);
      const own = settings.format === "markdown" || settings.format === "codeowners" ? [settings.path] : [];
      return [target, snapshotOf(target, own, needs.get(target), there)] as const;
    }),
  );
  const reports = of("evals/").map(([file, text]) => documentOf(loadEvaluation(text, file)));
  const named = migrations
    .flatMap(({ data }) => [...Object.values(data.features ?? {}), ...(data.bulk ?? [])])
    .flatMap(({ evaluation }) => evaluation?.report ?? []);
  const surroundings: Surroundings = {
    evaluations: new Map(named.map((file, at) => [file, reports[at % reports.length] ?? "missing"])),
    code: new Map([["ai-gateway", new Map([["code/chat.py", readBase("checkout/code/chat.py")]])]]),
    prompts: new Map([["prompts", new Set(["chat/react/base/1.0.0.yml", "chat/react/base/2.0.0.yml"])]]),
  };
  return { workspace, targets, result: compile({ workspace, targets, surroundings }) };
}

/** JSON is YAML, but for characters that YAML wants escaped. */
function jsonOf(data: unknown): string {
  const escaped = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(data, null, 1).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped);
}

function documentOf<T>({ document, diagnostics }: Loaded<T>) {
  if (document === undefined) throw new Error(diagnostics.map(({ file, message }) => `${file}: ${message}`).join("\n"));
  return document;
}

/** Texts by path: what the target's format has, and what was written there. */
function repositoryOf(
  config: Config,
  target: string,
  { format, path }: Target,
  held: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const own = [...held].flatMap(([key, text]): [string, string][] =>
    key.startsWith(`${target}:`) ? [[key.slice(target.length + 1), text]] : [],
  );
  return new Map([...firstFiles(config, format, path), ...own]);
}

function firstFiles(config: Config, format: Target["format"], path: string): [string, string][] {
  switch (format) {
    case "ai-gateway":
      return GATEWAY_FILES.map((file) => [`${path}/${file}`, readBase(`checkout/gateway/${file}`)]);
    case "markdown":
      return [[path, PAGE]];
    case "codeowners":
      return [[path, "# people's own\n* @acme/owners\n\n# cutover:region migrations\n# /cutover:region migrations\n"]];
    case "prompts":
      return Object.values(config.features ?? {}).flatMap(({ prompts = [] }) =>
        prompts.map((prompt): [string, string] => [`${path}/${prompt}/base/1.0.0.yml`, "name: Prompt\n"]),
      );
    case "feature-flags":
      return [];
  }
}

const MARKS = Object.keys(REGIONS).flatMap((name) => [
  "",
  `<!-- cutover:region ${name} -->`,
  "",
  `<!-- /cutover:region ${name} -->`,
]);
const PAGE = ["# Models", "", "Text of people.", ...MARKS, "", "More.", ""].join("\n");

function snapshotOf(
  target: string,
  own: readonly string[],
  needs: TargetNeeds | undefined,
  there: ReadonlyMap<string, string>,
): TargetSnapshot {
  const { paths = [], listing } = needs ?? {};
  const isIn = (path: string) => listing?.folders.some((folder) => path.startsWith(`${folder}/`)) === true;
  const listed = [...there.keys()].filter((path) => isListed(path) && isIn(path));
  const read = [...own, ...paths, ...(listing?.among(listed) ?? [])];
  const files = new Map(read.map((path) => [path, there.get(path)]));
  return { target, commit: "0".repeat(40), files, ...(listing !== undefined && { listed: new Set(listed) }) };
}
