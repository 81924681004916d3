import type { FileResource } from "../model/resource.ts";
import { shortName } from "./file.ts";
import type { Found } from "./status-found.ts";
import type { FileStatus } from "./status-shape.ts";

/** How far the merge request of one migration in one target has come. */
export function fileStatus(file: FileResource, found: Found): FileStatus {
  const { key, target, home, branch, reviewers, requires } = file;
  const live = found.proposalAt(home, branch);
  const common = { key, target, project: home, people: [], needs: [] };
  const own = live === undefined ? {} : { reference: `${home}${shortName(live)}`, url: live.url };
  if (found.hidden("proposals", home) !== undefined) return { ...common, state: "unknown" };
  const notices = found.noticesOf(key);
  if (file.needs.length > 0) {
    const { reference, url } = notices.find(({ kind }) => kind === "waiting") ?? {};
    return { ...common, state: "blocked", reference, url };
  }
  if (found.conflictsOf(key).length > 0) return { ...common, ...own, state: "conflict" };
  if (notices.some(({ kind }) => kind === "declined")) {
    return { ...common, ...own, state: "declined", people: live?.closedBy === undefined ? [] : [live.closedBy] };
  }
  if (live?.state === "open") return { ...common, ...own, state: "open", people: reviewers, needs: requires };
  const isWanted = found.changesOf(key).length > 0 || notices.some(({ kind }) => kind === "waiting");
  if (isWanted) return { ...common, state: "unproposed", needs: requires };
  return live?.state === "merged" ? { ...common, ...own, state: "merged" } : { ...common, state: "merged" };
}
