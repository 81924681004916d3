import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Resource } from "../model/resource.ts";
import type { Workspace } from "../model/workspace.ts";
import { artifactPath } from "./artifacts.ts";
import type { CompileResult } from "./index.ts";
import { rolloutsOf } from "./items/rollout.ts";

/** Everything that `--only` may name: migrations, and keys of resources. */
export function namesOf({ migrations }: Workspace, { resources }: CompileResult): string[] {
  return [...migrations.map(({ data }) => data.name), ...resources.map(({ key }) => key)];
}

/** The part of what compile writes that was asked for. */
export interface Chosen {
  readonly paths: ReadonlySet<string>;
  /** Keys of the resources. */
  readonly keys: ReadonlySet<string>;
}

/** What belongs to the named migrations and resources. */
export function choose(names: readonly string[], workspace: Workspace, result: CompileResult): Chosen {
  const named = result.resources.filter(({ key, migration }) => names.includes(key) || names.includes(migration));
  const flags = workspace.migrations
    .filter(({ data }) => names.includes(data.name))
    .flatMap(({ data }) => rolloutsOf(data).flatMap(({ flag }) => flag?.name ?? []));
  const paths = named.flatMap(pathsOf);
  return {
    paths: new Set([...paths, ...flags.map(manifestPath)]),
    keys: new Set(named.map(({ key }) => key)),
  };
}

/** Paths of the artifacts that a resource is written to. */
export function pathsOf(resource: Resource): string[] {
  switch (resource.kind) {
    case "file":
      return resource.edits.flatMap(({ path }) => filePaths(resource.target, path));
    case "flag":
      return [manifestPath(resource.name)];
    case "note":
      return [];
    default:
      return [artifactPath(resource)];
  }
}

function filePaths(target: string, path: string): string[] {
  return [`files/${target}/${path}`, `files/${target}/${path}.diff`];
}

function manifestPath(flag: string): string {
  return `rollouts/${flag}.yaml`;
}

/** Problems without those of migrations that were not asked for. */
export function problemsOf(names: readonly string[], workspace: Workspace, { problems }: CompileResult): Diagnostic[] {
  const asked = (migration: string) => names.some((name) => name === migration || name.split("/")[1] === migration);
  const others = new Set(workspace.migrations.filter(({ data }) => !asked(data.name)).map(({ file }) => file));
  return problems.filter(({ file }) => !others.has(file));
}
