import { GATEWAY_FILES } from "../model/gateway.ts";
import type { Target } from "../model/schema/config.gen.ts";
import type { Path } from "../model/source.ts";
import type { ConfigDocument, MigrationDocument } from "../model/workspace.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";
import { inEntries, textsAt } from "./engine/values.ts";

export default defineRule({
  id: "path-outside-target",
  summary: "paths stay inside their repository, and each file there has one writer",
  severity: "error",
  messages: {
    leaves: '"{path}" leads out of its folder; write it relative to {base}, without ".." and without a drive',
    git: '"{path}" leads into "{part}", which is git\'s own and no part of a repository\'s files',
    reserved: '"{path}" is GitLab\'s "{part}", which format {format} does not write; {who}',
    twice: 'target "{other}" writes "{path}" of {project} too, and one of the two would undo the other',
  },
  notes: { other: "the other target" },
  docs: {
    why: `What a path leads to is read by whoever runs lint, and written by a token that may do more than its author. Nothing
outside of the repository is ever read or written; a path that leads there is a slip or worse. Two targets with the same
files would send merge requests that take each other's edits back.`,
    wrong: `
# cutover.yaml
targets:
  monolith:
    project: acme/monolith
    format: feature-flags
    path: config/feature_flags
    scan: ["../secrets/**/*.yml"]
`,
    right: `
# cutover.yaml
targets:
  monolith:
    project: acme/monolith
    format: feature-flags
    path: config/feature_flags
    scan: ["ee/lib/gitlab/llm/**/*.rb"]
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    for (const { document, path, value, base } of pathsOf(config, openMigrations(workspace))) {
      const part = value.split(SEPARATORS).find((one) => GIT.test(one));
      const at = valueAt(document, path);
      if (leaves(value)) report({ message: "leaves", at, data: { path: value, base } });
      else if (part !== undefined) report({ message: "git", at, data: { path: value, part } });
    }
    const targets = Object.entries(config.data.targets ?? {});
    for (const [index, [id, target]] of targets.entries()) {
      const at = valueAt(config, ["targets", id, "path"]);
      const { path, format, project } = target;
      const reserved = reservedIn(target);
      if (reserved !== undefined) report({ message: "reserved", at, data: { path, format, ...reserved } });
      const [other] = targets.slice(0, index).find(([, one]) => isSamePlace(one, target)) ?? [];
      if (other === undefined) continue;
      const related = [{ note: "other" as const, at: valueAt(config, ["targets", other, "path"]) }];
      report({ message: "twice", at, data: { other, path, project }, related });
    }
  },
});

// Globs may hold alternatives in braces.
const SEPARATORS = /[/\\{},]/;
/** Also as disks spell it that fold case or drop dots and blanks at the end. */
const GIT = /^\.git[. ]*$/i;

interface Written {
  readonly document: ConfigDocument | MigrationDocument;
  readonly path: Path;
  readonly value: string;
  /** What it is relative to. */
  readonly base: string;
}

/** Every path of the workspace but for `checkout`, which may stand anywhere. */
function pathsOf(config: ConfigDocument, migrations: readonly MigrationDocument[]): Written[] {
  const find = (document: Written["document"], pattern: string, base: string): Written[] =>
    textsAt(document.data, pattern).map((text) => ({ document, ...text, base }));
  const repository = "the root of the repository";
  return [
    ...find(config, "targets.*.path", repository),
    ...find(config, "targets.*.scan", repository),
    ...find(config, "features.*.prompts", "the folder of the prompts"),
    ...migrations.flatMap((document) => [
      ...inEntries(["flag.code"]).flatMap((pattern) => find(document, pattern, repository)),
      ...inEntries(["evaluation.report"]).flatMap((pattern) => find(document, pattern, "the workspace")),
    ]),
  ];
}

function leaves(path: string): boolean {
  return /^(?:[/\\]|[a-z]:)/i.test(path) || path.split(SEPARATORS).includes("..");
}

/** A file that GitLab itself acts upon, where the format has no business with it. */
function reservedIn({ path, format }: Target): { readonly part: string; readonly who: string } | undefined {
  const part = path.split("/").find((one) => /^(?:\.gitlab-ci\.ya?ml|codeowners)$/i.test(one));
  if (part === undefined || (format === "codeowners" && /^codeowners$/i.test(part))) return undefined;
  return { part, who: /^codeowners$/i.test(part) ? "format codeowners does" : "no format does" };
}

/** Whether two targets write one file; regions of one page are apart. */
function isSamePlace(one: Target, two: Target): boolean {
  if (one.project.toLowerCase() !== two.project.toLowerCase()) return false;
  if ((one.branch ?? "main") !== (two.branch ?? "main")) return false;
  if (one.path !== two.path) return isGatewayFile(one, two) || isGatewayFile(two, one);
  return !(one.format === "markdown" && two.format === "markdown" && one.region !== two.region);
}

function isGatewayFile({ format, path: folder }: Target, { path }: Target): boolean {
  return format === "ai-gateway" && GATEWAY_FILES.some((file) => path === `${folder}/${file}`);
}
