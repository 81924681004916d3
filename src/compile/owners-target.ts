import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Cause, causeAt } from "../model/source.ts";
import { isLive } from "../model/stage.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { editOwners, type OwnersContent, type OwnersWish, ownersFault } from "./files/codeowners/edit-owners.ts";
import { ownersAmong, patternFor } from "./files/codeowners/owners-line.ts";
import { ownersMark, ownersMarks } from "./files/codeowners/owners-marks.ts";
import { findRegion } from "./files/region.ts";
import { ownersOf, ownersOfAll } from "./owners/owners.ts";
import { catalogProblem, faultProblem, isShown, leftAlone, writeByMigration } from "./region-target.ts";
import type { TargetResult, TargetTask } from "./target-result.ts";

const REGION = "migrations";
const BEGIN = ownersMark(REGION, false);
const END = ownersMark(REGION, true);

/** Edits the lines of a CODEOWNERS file that say who owns the workspace: each migration its own, the first what is shared. */
export function writeOwners(workspace: Workspace, task: TargetTask): TargetResult {
  const { path = "" } = workspace.config.data.targets?.[task.snapshot.target] ?? {};
  const editors = task.editors.filter(isShown);
  if (editors.length === 0) return leftAlone(task, path, []);
  const before = task.snapshot.files.get(path);
  const problem = nobody(workspace) ?? (before === undefined ? undefined : problemIn(workspace, task, path, before));
  if (problem !== undefined) return leftAlone(task, path, [problem]);
  return writeByMigration(task, editors, {
    path,
    before,
    start: `${BEGIN}\n${END}\n`,
    edit: (text, document) => {
      const found = findRegion(ownersMarks(text), REGION);
      return "region" in found ? editOwners(text, found.region, contentOf(workspace, editors, document)) : [];
    },
  });
}

function nobody({ config }: Workspace): Diagnostic | undefined {
  if (ownersAmong(ownersOfAll(config.data)).length > 0) return undefined;
  const message = `nobody would own "/${config.file}": no team that does the configuration of models or answers for it has members`;
  return catalogProblem(
    config,
    ["teams"],
    message,
    "give the team of role ai_framework its members, or say otherwise under raci",
  );
}

function problemIn({ config }: Workspace, task: TargetTask, path: string, text: string): Diagnostic | undefined {
  const found = findRegion(ownersMarks(text), REGION);
  if ("absent" in found) {
    const hint = `put it at the end of the file, and a line "${END}" below it`;
    return catalogProblem(config, ["targets", task.snapshot.target, "path"], `"${path}" has no line "${BEGIN}"`, hint);
  }
  const fault = "fault" in found ? found.fault : ownersFault(text, found.region, REGION);
  return fault && faultProblem(task.nameOf(path), fault);
}

/** The first migration that sends merge requests at all carries what is nobody's own, and what those that are over left. */
function contentOf(
  workspace: Workspace,
  editors: readonly MigrationDocument[],
  document: MigrationDocument,
): OwnersContent {
  const { config, migrations } = workspace;
  const lineOf = (one: MigrationDocument, owners: readonly string[] | undefined, cause: Cause): OwnersWish[] => {
    const pattern = patternFor(one.file);
    return pattern === undefined ? [] : [{ pattern, owners: owners && ownersAmong(owners), cause }];
  };
  const ownLine = (one: MigrationDocument): OwnersWish[] =>
    lineOf(one, ownersOf(config.data, one.data), causeAt(one.source, ["owner"]));
  const shared = sharedLines(workspace);
  const over = migrations
    .filter(({ data: { status } }) => !isLive(status))
    .flatMap((one) => lineOf(one, undefined, causeAt(one.source, ["status"])));
  const waiting = migrations.filter((one) => isLive(one.data.status) && isShown(one) && !editors.includes(one));
  return {
    wishes: [...ownLine(document), ...(document === editors[0] ? [...shared, ...over] : [])],
    lines: [...shared, ...[document, ...waiting].flatMap(ownLine)],
  };
}

function sharedLines({ config }: Workspace): OwnersWish[] {
  const owners = ownersAmong(ownersOfAll(config.data));
  const cause = causeAt(config.source, [config.data.raci === undefined ? "teams" : "raci"]);
  return [config.file, "migrations/"].map((path) => ({ pattern: patternFor(path) ?? "", owners, cause }));
}
