import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../../src/compile/index.ts";
import { loadConfig, loadMigration } from "../../../src/load/validate.ts";
import type { FileResource } from "../../../src/model/resource.ts";
import type { TargetSnapshot } from "../../../src/model/target.ts";
import type { MigrationDocument, Workspace } from "../../../src/model/workspace.ts";

/** A workspace and the texts of its targets. */
export interface Scene {
  readonly workspace: Workspace;
  /** By target, by path. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
}

/** Migrations by file name; whatever is wrong with them throws. */
export function sceneOf(config: string, migrations: Readonly<Record<string, string>>, files: Scene["files"]): Scene {
  const loaded = loadConfig(config, "cutover.yaml");
  const documents = Object.entries(migrations).map(([name, text]) => loadMigration(text, `migrations/${name}.yaml`));
  const problems = [loaded, ...documents]
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ severity }) => severity === "error");
  if (loaded.document === undefined || problems.length > 0)
    throw new Error(problems.map(({ file, message }) => `${file}: ${message}`).join("\n"));
  const found = documents.flatMap(({ document }): MigrationDocument[] => (document === undefined ? [] : [document]));
  return { workspace: { config: loaded.document, migrations: found }, files };
}

/** A folder with `cutover.yaml`, `migrations/`, and a folder for each target under `targets/`. */
export function readScene(folder: string): Scene {
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  const migrations = readdirSync(join(folder, "migrations")).sort();
  const texts = Object.fromEntries(migrations.map((name) => [name.replace(/\.yaml$/, ""), read(`migrations/${name}`)]));
  const scene = sceneOf(read("cutover.yaml"), texts, {});
  const targets = Object.entries(scene.workspace.config.data.targets ?? {}).map(([target, { format, path }]) => {
    const paths = format === "ai-gateway" ? [`${path}/models.yml`, `${path}/unit_primitives.yml`] : [path];
    const found = paths.map((one) => {
      const file = join(folder, "targets", target, one);
      return [one, existsSync(file) ? readFileSync(file, "utf8") : undefined] as const;
    });
    return [target, Object.fromEntries(found)] as const;
  });
  return { ...scene, files: Object.fromEntries(targets) };
}

export function compileScene({ workspace, files }: Scene) {
  const targets = Object.entries(files).map(([target, texts]): [string, TargetSnapshot] => [
    target,
    { target, commit: "c0ffee", files: new Map(Object.entries(texts)) },
  ]);
  const result = compile({ workspace, targets: new Map(targets) });
  return {
    ...result,
    /** The file with all migrations in it. */
    together: (target: string) => result.files.find((file) => file.target === target),
    requestOf: (migration: string, target: string): FileResource | undefined =>
      result.resources.find(
        (one): one is FileResource => one.kind === "file" && one.key === `file/${migration}/${target}`,
      ),
  };
}

/** The scene with other files in it: what merging leaves behind. */
export function withFiles(scene: Scene, target: string, texts: Readonly<Record<string, string | undefined>>): Scene {
  return { ...scene, files: { ...scene.files, [target]: { ...scene.files[target], ...texts } } };
}

/** The scene with its migrations in another order, or with fewer. */
export function withMigrations(
  scene: Scene,
  pick: (all: readonly MigrationDocument[]) => readonly MigrationDocument[],
): Scene {
  return { ...scene, workspace: { ...scene.workspace, migrations: pick(scene.workspace.migrations) } };
}
