import { createHash } from "node:crypto";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { formatMarker, renderBlock } from "../model/marker.ts";
import type { ItemResource, Resource } from "../model/resource.ts";
import type { TargetSnapshot } from "../model/target.ts";
import type { CompileResult } from "./index.ts";
import type { CompiledFile } from "./target-result.ts";

export const MANIFEST = "manifest.json";

/** Everything that `compile` writes, by path relative to the output folder, in order of path. */
export function artifactsOf(
  result: CompileResult,
  targets: ReadonlyMap<string, TargetSnapshot>,
): ReadonlyMap<string, string> {
  const artifacts = new Map<string, string>();
  for (const file of result.files) addFile(artifacts, file);
  for (const { flag, text } of result.manifests) artifacts.set(`rollouts/${flag}.yaml`, text);
  for (const resource of result.resources) {
    if (resource.kind === "issue" || resource.kind === "epic")
      artifacts.set(artifactPath(resource), itemText(resource));
  }
  const files = [...artifacts.keys(), MANIFEST].sort();
  artifacts.set(MANIFEST, manifest(files, result.resources, targets));
  return new Map([...artifacts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addFile(artifacts: Map<string, string>, { target, path, before, after }: CompiledFile): void {
  const place = `files/${target}/${path}`;
  if (after !== undefined) artifacts.set(place, after);
  if (before !== after) {
    artifacts.set(
      `${place}.diff`,
      createTwoFilesPatch(`a/${path}`, `b/${path}`, before ?? "", after ?? "", undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      }),
    );
  }
}

/** `issue/<migration>/<feature>` becomes `issues/<migration>/<feature>.md`. */
export function artifactPath({ kind, key }: ItemResource): string {
  return `${kind}s/${key.slice(kind.length + 1)}.md`;
}

function itemText(item: ItemResource): string {
  const front: Record<string, unknown> = {
    title: item.title,
    state: item.state,
    labels: item.labels,
    assignees: item.assignees,
    due_date: item.dueDate,
    milestone: item.milestone,
    parent: item.parent && ("key" in item.parent ? item.parent.key : item.parent.existing),
    related: item.related.map((anchor) => ("key" in anchor ? anchor.key : anchor.existing)),
    confidential: item.confidential,
  };
  // JSON is YAML: each value on a line of its own needs no printer.
  const lines = Object.entries(front).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`],
  );
  return `---\n${lines.join("\n")}\n---\n\n${bodyOf(item)}\n`;
}

/** The body as a first apply would write it. */
function bodyOf(item: ItemResource): string {
  const marker = formatMarker({ key: item.key, home: item.home, applied: {} });
  return [marker, ...item.blocks.map(renderBlock)].join("\n\n");
}

function manifest(
  files: readonly string[],
  resources: readonly Resource[],
  targets: ReadonlyMap<string, TargetSnapshot>,
): string {
  const commits = Object.fromEntries(
    [...targets.values()]
      .sort((a, b) => (a.target < b.target ? -1 : 1))
      .map(({ target, commit }) => [target, commit ?? null]),
  );
  const entries = [...resources]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((resource) => ({ key: resource.key, kind: resource.kind, digest: digest(resource), cause: resource.cause }));
  return `${JSON.stringify({ version: 1, targets: commits, files, resources: entries }, null, 2)}\n`;
}

/** A manifest as compile writes it; `files` and `resources` are sorted. */
interface Manifest {
  readonly version: number;
  readonly targets: Readonly<Record<string, string | null>>;
  readonly files: readonly string[];
  readonly resources: readonly { readonly key: string }[];
}

/** The manifest of a folder in which only some paths, and the resources with those keys, were written anew. */
export function mergeManifests(
  earlier: string | undefined,
  fresh: string,
  paths: readonly string[],
  keys: ReadonlySet<string>,
): string {
  const old: Partial<Manifest> = earlier === undefined ? {} : JSON.parse(earlier);
  const now: Manifest = JSON.parse(fresh);
  const files = [...new Set([...(old.files ?? []), ...paths, MANIFEST])].sort();
  const resources = [
    ...(old.resources ?? []).filter(({ key }) => !keys.has(key)),
    ...now.resources.filter(({ key }) => keys.has(key)),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  return `${JSON.stringify({ ...now, files, resources }, null, 2)}\n`;
}

function digest(resource: Resource): string {
  const { cause: _cause, ...content } = resource;
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
