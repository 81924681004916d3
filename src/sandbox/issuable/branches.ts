import { endsOf, mergeRequestsFrom } from "../entities/merge-request.ts";
import { repositoryOf } from "../git/objects.ts";
import type { MergeRequest, Project, User } from "../state.ts";
import type { Store } from "../store.ts";
import { updateByCommands } from "./update.ts";

/** Deletes a branch, and closes in the user's name what was to be merged from it. */
export function removeBranch(store: Store, user: User, project: Project, branch: string): void {
  for (const request of mergeRequestsFrom(store.state, project, branch)) {
    updateByCommands(store, user, request, { state: "close" });
    request.updatedAt = store.state.now;
    request.updatedById = user.id;
    freeze(store, request);
  }
  delete repositoryOf(store, project).branches[branch];
}

/** A closed one keeps showing the commits that it had, wherever its branch goes. */
export function freeze(store: Store, request: MergeRequest): void {
  if (request.state === "opened") request.frozen = null;
  const { base, head } = endsOf(store, request);
  if (request.state === "closed" && !request.frozen && head && base)
    request.frozen = { head: head.sha, base: base.sha };
}
