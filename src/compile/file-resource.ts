import { reference } from "../model/reference.ts";
import type { Block, FileEdit, FileResource } from "../model/resource.ts";
import { type Cause, causeAt } from "../model/source.ts";
import { homeOf, type TargetSnapshot } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { trackingKey } from "./items/keys.ts";
import { safeText } from "./safe-text.ts";
import type { TargetEdits } from "./targets.ts";

/** The merge request by which one migration changes one target; without edits it wants nothing there. */
export function fileResource(
  workspace: Workspace,
  document: MigrationDocument,
  snapshot: TargetSnapshot,
  targets: TargetEdits,
): FileResource {
  const { name } = document.data;
  const { target } = snapshot;
  const { edits, needs } = targets.of(name, target);
  const { project, branch } = homeOf(workspace.config.data, target);
  const settings = workspace.config.data.targets?.[target];
  const request = settings?.merge_request;
  return {
    kind: "file",
    key: `file/${name}/${target}`,
    migration: name,
    cause: causeAt(document.source, ["name"]),
    target,
    home: project,
    base: branch,
    commit: snapshot.commit,
    branch: `cutover/${target}/${name}`,
    title: titleOf(document, settings?.format),
    blocks: [overview(document, edits, request?.requires ?? [])],
    labels: request?.labels ?? [],
    reviewers: (request?.reviewers ?? []).map((person) => person.replace(/^@/, "")),
    requires: request?.requires ?? [],
    needs: needs.map((other) => `file/${other}/${target}`),
    edits: [...edits].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Conventional commits: the gateway's and the monolith's own checks ask for them. */
function titleOf({ data }: MigrationDocument, format: string | undefined): string {
  if (format === "feature-flags") return `feat(feature-flags): add the flags of ${data.name}`;
  return `${data.kind === "Deprecation" ? "chore" : "feat"}(model-selection): ${data.name}`;
}

function overview(document: MigrationDocument, edits: readonly FileEdit[], requires: readonly string[]): Block {
  const lines = [
    safeText(document.data.summary),
    "",
    `Asked for by \`${document.file}\` and tracked in ${reference(trackingKey(document.data))}.`,
    "",
    "| File | Because of |",
    "|---|---|",
    ...edits.map(({ path, causes }) => `| \`${path}\` | ${causes.map(place).join(", ")} |`),
    ...(requires.length === 0 ? [] : ["", "To be merged first:", "", ...requires.map((url) => `- ${url}`)]),
  ];
  return { name: "overview", text: lines.join("\n") };
}

function place({ file, line }: Cause): string {
  return `\`${file}:${line}\``;
}
