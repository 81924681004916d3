import { requireRole } from "../access.ts";
import { notFound, unauthorized } from "../errors.ts";
import { resolve } from "../git/history.ts";
import { filled } from "../params.ts";
import type { Context } from "../router.ts";
import type { Commit, Project, User } from "../state.ts";
import { projectPlace } from "./place.ts";

/** A project whose code the user may read: members of a private one from reporter on. */
export function readable(context: Context): Project {
  const place = projectPlace(context);
  if (place.project.visibility === "private") requireRole(context.store.state, context.user, place, "reporter");
  return place.project;
}

/** A project that the user may push to at all; what a branch allows is asked later. */
export function writable(context: Context): { project: Project; user: User } {
  const place = projectPlace(context);
  return { project: place.project, user: requireRole(context.store.state, context.user, place, "developer") };
}

/** The commit of `?ref=`, by default the head of the default branch. */
export function commitOf(context: Context, project: Project, parameter = "ref"): Commit {
  const commit = resolve(context.store, project, filled(context.params, parameter) ?? "HEAD");
  if (!commit) throw notFound("Commit");
  return commit;
}

export function signedIn({ user }: Context): User {
  if (!user) throw unauthorized();
  return user;
}
