import type { Merge } from "../port.ts";
import type { Client } from "./client.ts";
import { type Fields, integer, listOf, optionalText, text } from "./shape.ts";

/** What GitLab lists at a time. */
const PAGE = 100;

/** The merge requests that were merged into a branch last, the newest first. */
export async function listMerges(client: Client, home: string, branch: string, most: number): Promise<Merge[]> {
  const answer = await client.api.mergeRequests.all({
    projectId: home,
    state: "merged",
    targetBranch: branch,
    scope: "all",
    // Older servers do not know merged_at here; what was merged lately was changed lately.
    orderBy: "updated_at",
    sort: "desc",
    perPage: PAGE,
    maxPages: Math.ceil(most / PAGE),
  });
  return listOf(answer, "GET /projects/:id/merge_requests")
    .map((row) => mergeFrom(row, home))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

function mergeFrom(row: Fields, home: string): Merge {
  const commits = ["merge_commit_sha", "squash_commit_sha", "sha"].flatMap((key) => optionalText(row, key) ?? []);
  return {
    locator: { kind: "proposal", home, id: String(integer(row, "iid")) },
    url: text(row, "web_url"),
    at: optionalText(row, "merged_at") ?? "",
    commits,
    hasNotes: integer(row, "user_notes_count") !== 0,
  };
}
