import { join, relative, resolve } from "node:path";
import { closest } from "fastest-levenshtein";
import { codeOf } from "../load/read-text.ts";
import { bundleSchema, SCHEMAS, type SchemaFile } from "../load/schema-bundle.ts";
import { writeWhole } from "../load/write.ts";
import { missingWorkspace, rootOf } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

export interface SchemaOptions extends CommonOptions {
  readonly name?: string | undefined;
  /** True: the folder `schema` of the workspace. */
  readonly install?: boolean | string;
  readonly force?: boolean;
}

/** The files that each schema is for. */
const FILES: Readonly<Record<SchemaFile, string>> = {
  migration: "migrations/*.yaml, one per migration",
  config: "cutover.yaml, the catalog",
  evaluation: "evals/*.json, evaluation reports",
  deadlines: "deadlines.lock.json, ends of offerings",
  plan: "what plan --out writes",
  rollout: "rollouts/*.yaml, which compile writes",
  status: "what status --format json prints",
};

/** Lists the schemas, prints one, or writes them to a folder for editors. */
export async function schema(io: Io, options: SchemaOptions): Promise<ExitCode> {
  const names = options.name === undefined ? namesOf() : [named(options.name)];
  if (options.install !== undefined) return install(io, options, names);
  if (options.force) throw new UserError(EXIT.usage, "--force goes with --install", "cutover schema --install --force");
  if (options.name === undefined) {
    for (const name of names) io.stdout.write(`${name.padEnd(12)}${FILES[name]}\n`);
    io.stderr.write("print one: cutover schema migration; write them for your editor: cutover schema --install\n");
  } else for (const name of names) io.stdout.write(textOf(name));
  return EXIT.clean;
}

function namesOf(): SchemaFile[] {
  return Object.keys(SCHEMAS) as SchemaFile[];
}

function named(text: string): SchemaFile {
  const name = namesOf().find((one) => one === text);
  if (name !== undefined) return name;
  throw new UserError(
    EXIT.usage,
    `unknown schema "${text}"; did you mean "${closest(text, namesOf())}"?`,
    `schemas: ${namesOf().join(", ")}`,
  );
}

function textOf(name: SchemaFile): string {
  return `${JSON.stringify(bundleSchema(name), null, 2)}\n`;
}

async function install(io: Io, options: SchemaOptions, names: readonly SchemaFile[]): Promise<ExitCode> {
  const root = await rootOf(io, options);
  if (root === undefined && typeof options.install !== "string") throw missingWorkspace(io, options);
  const folder =
    typeof options.install === "string" ? resolve(io.cwd, options.install) : join(root ?? io.cwd, "schema");
  const files = names.map((name) => ({ path: join(folder, `${name}.schema.json`), text: textOf(name) }));
  const states = await Promise.all(files.map(async (file) => ({ ...file, state: await stateOf(io, file) })));
  const changed = states.filter(({ state }) => state === "other").map(({ path }) => `"${relative(io.cwd, path)}"`);
  if (changed.length > 0 && !options.force) {
    throw new UserError(
      EXIT.usage,
      `${changed.join(", ")} would be overwritten with something else; nothing was written`,
      "write over them with --force, or name another folder with --install DIR",
    );
  }
  for (const { path, text, state } of states) {
    if (state !== "same") await writeWhole(io.fs, path, text);
    io.stdout.write(`${state === "same" ? "unchanged" : "wrote"} ${relative(io.cwd, path).replaceAll("\\", "/")}\n`);
  }
  io.stderr.write(settings(relative(root ?? io.cwd, folder).replaceAll("\\", "/"), names));
  return EXIT.clean;
}

/** How a file that is to be written compares with what is there. */
async function stateOf(
  io: Io,
  { path, text }: { readonly path: string; readonly text: string },
): Promise<"absent" | "same" | "other"> {
  try {
    return new TextDecoder().decode(await io.fs.readFile(path)) === text ? "same" : "other";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "absent";
    throw error;
  }
}

/** The files that people write as YAML, from the workspace on. */
const WRITTEN: readonly (readonly [SchemaFile, string])[] = [
  ["config", "cutover.yaml"],
  ["migration", "migrations/*.yaml"],
];

/** How editors find the schemas in a folder, which is given from the workspace on. */
function settings(folder: string, names: readonly SchemaFile[]): string {
  const pairs = WRITTEN.filter(([name]) => names.includes(name)).map(
    ([name, files]) => [`${folder}/${name}.schema.json`, files] as const,
  );
  if (pairs.length === 0) return "";
  return `
Editors with yaml-language-server read from the first line of a file which schema it has:

${pairs.map(([path, files]) => `  ${files.padEnd(18)} # yaml-language-server: $schema=${files.includes("/") ? ".." : "."}/${path}`).join("\n")}

or from their settings. VS Code with the extension redhat.vscode-yaml, in .vscode/settings.json:

  "yaml.schemas": {
${pairs.map(([path, files]) => `    "./${path}": "${files}"`).join(",\n")}
  }

Neovim 0.11 with nvim-lspconfig:

  vim.lsp.config("yamlls", { settings = { yaml = { schemas = {
${pairs.map(([path, files]) => `    ["./${path}"] = "${files}",`).join("\n")}
  } } } })
  vim.lsp.enable("yamlls")
`;
}
