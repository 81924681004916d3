import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Workspace } from "../model/workspace.ts";
import { editTable, tableFault } from "./files/markdown/edit-table.ts";
import { pageMark, pageMarks } from "./files/markdown/page-marks.ts";
import { findRegion } from "./files/region.ts";
import { pageWork } from "./pages/page-work.ts";
import { REGIONS, type RegionKind } from "./pages/regions.ts";
import { catalogProblem, faultProblem, isShown, leftAlone, writeByMigration } from "./region-target.ts";
import type { TargetResult, TargetTask } from "./target-result.ts";

/** Edits one region of a page that people also edit, row by row: each migration the rows that its own claims change. */
export function writeRegion(workspace: Workspace, task: TargetTask): TargetResult {
  const { path = "", region } = workspace.config.data.targets?.[task.snapshot.target] ?? {};
  const editors = task.editors.filter(isShown);
  const before = task.snapshot.files.get(path);
  if (region === undefined || editors.length === 0) return leftAlone(task, path, []);
  const problem = problemOf(workspace, task, path, region);
  if (before === undefined || problem !== undefined)
    return leftAlone(task, path, problem === undefined ? [] : [problem]);
  const work = pageWork(workspace, task, editors);
  return writeByMigration(task, editors, {
    path,
    before,
    edit: (text, document, together) => {
      const content = REGIONS[region].content(work, document, together);
      const found = findRegion(pageMarks(text), region);
      return content === undefined || !("region" in found) ? [] : editTable(text, found.region, content);
    },
  });
}

/** What keeps a region from being written; never mended by a guess in a page that people edit. */
function problemOf({ config }: Workspace, task: TargetTask, path: string, region: RegionKind): Diagnostic | undefined {
  const { target, files } = task.snapshot;
  const at = ["targets", target];
  const text = files.get(path);
  if (text === undefined) {
    const hint = "name a page that is there: pages are edited, and not made";
    return catalogProblem(config, [...at, "path"], `${target} has no "${path}"`, hint);
  }
  const { heads, ofGateway } = REGIONS[region];
  const formats = Object.values(config.data.targets ?? {}).map(({ format }) => format);
  if (ofGateway && !formats.includes("ai-gateway")) {
    const message = `region "${region}" tells of a gateway, and no target has the format ai-gateway`;
    return catalogProblem(config, [...at, "region"], message, "declare the gateway under targets");
  }
  const found = findRegion(pageMarks(text), region);
  if ("absent" in found) {
    const [begin, end] = [pageMark(region, false), pageMark(region, true)];
    const message = `"${path}" has no line "${begin}"`;
    const hint = `put it where the table is to stand, and a line "${end}" below it`;
    return catalogProblem(config, [...at, "region"], message, hint);
  }
  const fault = "fault" in found ? found.fault : tableFault(text, found.region, region, heads);
  return fault && faultProblem(task.nameOf(path), fault);
}
