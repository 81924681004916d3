import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import { readGateway } from "../../../src/compile/files/gateway/read-gateway.ts";
import { lockText } from "../../../src/deadlines/lock-text.ts";
import { nextLock } from "../../../src/deadlines/resolver.ts";
import type { Claim, Reading } from "../../../src/deadlines/source.ts";
import type { GatewayFiles } from "../../../src/model/gateway.ts";
import { cutover, folderWith, type Ran } from "../harness.ts";

export const TODAY = "2026-11-23";
const AS_OF = ["--as-of", TODAY];
const MODELS = "ai_gateway/model_selection/models.yml";
const FEATURES = "ai_gateway/model_selection/unit_primitives.yml";

/** Both files of a gateway. */
export interface GatewayText {
  readonly models: string;
  readonly features: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
  readonly message: string;
}

/** A workspace with its gateways beside it and a lock file. */
export interface World {
  readonly path: string;
  run(...argv: string[]): Promise<Ran>;
  propose(...argv: string[]): Promise<Ran>;
  /** What lint says of one migration, or of all. */
  lint(file?: string): Promise<Finding[]>;
  text(file: string): string;
  write(file: string, text: string): Promise<void>;
  drafts(): Promise<string[]>;
}

const opened: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.remove();
});

/** A catalog like that of this repository: teams, milestones and ramps; its targets are the gateways of the world. */
export const OWN_CATALOG = readFileSync(join(import.meta.dirname, "../../../cutover.yaml"), "utf8").replace(
  /^targets:[\s\S]*?(?=^teams:)/m,
  "",
);

export const BARE_CATALOG = "apiVersion: cutover/v1\nkind: Config\ngitlab: { tracker: { project: acme/ai } }\n";

/** `claims` by source, the best first. */
export async function worldWith(
  gateways: Readonly<Record<string, GatewayText>>,
  claims: Readonly<Record<string, readonly Claim[]>>,
  catalog = OWN_CATALOG,
): Promise<World> {
  const readings = Object.entries(claims).map(([id, list]): [string, Reading] => [id, { claims: list, policies: [] }]);
  return worldOf(gateways, new Map(readings), catalog);
}

export async function worldOf(
  gateways: Readonly<Record<string, GatewayText>>,
  readings: ReadonlyMap<string, Reading>,
  catalog = OWN_CATALOG,
): Promise<World> {
  const files: Record<string, string> = {};
  const targets = Object.entries(gateways).map(([target, { models, features }]) => {
    files[`${target}/${MODELS}`] = models;
    files[`${target}/${FEATURES}`] = features;
    return `  ${target}: { project: acme/${target}, format: ai-gateway, path: ai_gateway/model_selection, checkout: ../${target} }\n`;
  });
  files["ws/cutover.yaml"] = `${catalog}targets:\n${targets.join("")}`;
  const read = Object.values(gateways).map(({ models, features }) => readText(models, features));
  const config = { apiVersion: "cutover/v1", kind: "Config" } as const;
  const lock = nextLock({ old: undefined, readings, gateways: read, config, instant: Date.parse(TODAY) });
  files["ws/deadlines.lock.json"] = lockText(lock);
  const folder = await folderWith(files);
  opened.push(folder);
  const path = join(folder.path, "ws");
  const run = (...argv: string[]) => cutover(path, argv);
  return {
    path,
    run,
    propose: (...argv) => run("deadlines", "propose", ...AS_OF, ...argv),
    async lint(file = "migrations") {
      const { out, err } = await run("lint", file, "--format", "json", ...AS_OF);
      if (!out.startsWith("{")) throw new Error(`lint failed: ${err}`);
      return (JSON.parse(out) as { diagnostics: Finding[] }).diagnostics.filter((one) => one.file.startsWith(file));
    },
    text: (file) => readFileSync(join(path, file), "utf8"),
    async write(file, text) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), text);
    },
    drafts: async () => (existsSync(join(path, "migrations")) ? (await readdir(join(path, "migrations"))).sort() : []),
  };
}

export function readText(models: string, features: string): GatewayFiles {
  const { gateway, problems } = readGateway(
    { file: "models.yml", text: models },
    { file: "unit_primitives.yml", text: features },
  );
  if (gateway === undefined) throw new Error(problems.map(({ message }) => message).join("\n"));
  return gateway;
}

/** An entry of models.yml, by what its id says. */
export function model(id: string, wire: string, { context = 200_000, rest = "" } = {}): string {
  const [, host] = /_(vertex|bedrock|fireworks)$/.exec(id) ?? [];
  const routes: Record<string, string> = { vertex: "vertex_ai", bedrock: "bedrock", fireworks: "fireworks_ai" };
  const isOpenai = id.startsWith("gpt");
  const provider =
    host === undefined ? (isOpenai ? "OpenAI" : "Anthropic") : host.replace(/^./, (c) => c.toUpperCase());
  const route = host === undefined ? "" : `, custom_llm_provider: ${routes[host]}`;
  const client = host === undefined ? (isOpenai ? "openai" : "anthropic") : "litellm";
  return `  - name: ${JSON.stringify(id)}
    provider: ${provider}
    gitlab_identifier: ${id}
    description: "A model."
    cost_indicator: "$$"
    max_context_tokens: ${context}
${rest.includes("model_class_provider") ? "" : `    model_class_provider: ${client}\n`}    family: [claude]
    params: { model: "${wire}"${route}, max_tokens: 4096 }
${rest}`;
}

export function modelsFile(...entries: string[]): string {
  return `models:\n${entries.join("")}`;
}

/** An entry of unit_primitives.yml with these further lines. */
export function feature(name: string, lines: readonly string[]): string {
  const body = [`feature_setting: ${name}`, `unit_primitives: [${name}]`, ...lines];
  return `  - ${body.join("\n    ")}\n`;
}

export function featuresFile(...entries: string[]): string {
  return `configurable_unit_primitives:\n${entries.join("")}`;
}

/** The end of a model of Anthropic or of a host that is named. */
export function claim(name: string, cutoff: string, more: Partial<Claim> = {}): Claim {
  const url = "https://docs.example.com/deprecations";
  return { host: "anthropic", model: name, cutoff, precision: "exact", url, ...more };
}
