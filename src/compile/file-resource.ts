import { reference } from "../model/reference.ts";
import type { Block, FileEdit, FileResource } from "../model/resource.ts";
import type { Target } from "../model/schema/config.gen.ts";
import { type Cause, causeAt } from "../model/source.ts";
import { homeOf, type TargetSnapshot } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { bullets, paragraphs, table } from "./bodies/table.ts";
import { trackingKey } from "./items/keys.ts";
import { REGIONS } from "./pages/regions.ts";
import { code, safeLine, safeText } from "./safe-text.ts";
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
    title: titleOf(document, settings),
    blocks: [overview(document, edits, settings)],
    labels: request?.labels ?? [],
    reviewers: (request?.reviewers ?? []).map((person) => person.replace(/^@/, "")),
    requires: request?.requires ?? [],
    needs: needs.map((other) => `file/${other}/${target}`),
    ...(settings?.region !== undefined && REGIONS[settings.region].ofGateway && { derived: true }),
    edits: [...edits].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** A page is right once what it tells of has happened. */
const PAGE_NOTE =
  "The rows tell what holds once the gateway is changed: merge this one after the merge request of this migration there.";

/** Conventional commits: the gateway's and the monolith's own checks ask for them. */
function titleOf({ data }: MigrationDocument, { format, region }: Partial<Target> = {}): string {
  if (format === "feature-flags") return `feat(feature-flags): add the flags of ${data.name}`;
  if (format === "prompts") return `feat(prompts): add the versions of ${data.name}`;
  if (format === "markdown") return `docs(models): ${data.name} in ${region}`;
  if (format === "codeowners") return `chore(codeowners): owners of ${data.name}`;
  return `${data.kind === "Deprecation" ? "chore" : "feat"}(model-selection): ${data.name}`;
}

function overview(document: MigrationDocument, edits: readonly FileEdit[], target: Partial<Target> = {}): Block {
  const requires = target.merge_request?.requires ?? [];
  const rows = edits.map(({ path, causes }) => [code(path), causes.map(place).join(", ")]);
  return {
    name: "overview",
    text: paragraphs(
      safeText(document.data.summary),
      `Asked for by ${code(document.file)} and tracked in ${reference(trackingKey(document.data))}.`,
      target.format === "markdown" ? PAGE_NOTE : undefined,
      table(["File", "Because of"], rows),
      requires.length === 0 ? undefined : paragraphs("To be merged first:", bullets(requires.map(safeLine))),
    ),
  };
}

function place({ file, line }: Cause): string {
  return code(`${file}:${line}`);
}
