import type { Commit, Project } from "../state.ts";
import type { Store } from "../store.ts";

export function commitEntity(store: Store, project: Project, commit: Commit) {
  return {
    id: commit.sha,
    short_id: commit.sha.slice(0, 8),
    created_at: commit.date,
    parent_ids: commit.parents,
    title: commit.message.split("\n", 1)[0] ?? "",
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    authored_date: commit.date,
    committer_name: commit.committerName,
    committer_email: commit.committerEmail,
    committed_date: commit.date,
    trailers: {},
    extended_trailers: {},
    web_url: `${store.url}/${project.path}/-/commit/${commit.sha}`,
  };
}
