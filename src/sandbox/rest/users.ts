import { findGroup, findProject, lineage, type Place, placeOf } from "../access.ts";
import { userBasic, userPublic } from "../entities/user.ts";
import { forbidden, unauthorized } from "../errors.ts";
import { paginate } from "../pagination.ts";
import { text } from "../params.ts";
import { type Context, ok, type Reply, type Route, route } from "../router.ts";
import type { Member, User } from "../state.ts";

function currentUser({ store, user }: Context): Reply {
  if (!user) throw unauthorized();
  return ok(userPublic(store, user));
}

/** What a token says of itself; its name is the user's. */
function currentToken({ user }: Context): Reply {
  if (!user) throw unauthorized();
  return ok({
    id: user.id,
    name: `token of ${user.username}`,
    revoked: false,
    created_at: user.createdAt,
    description: null,
    scopes: user.scopes,
    user_id: user.id,
    last_used_at: null,
    active: true,
    expires_at: null,
  });
}

/** Without a token only a search for one exact username is answered. */
function listUsers(context: Context): Reply {
  const { store, user, params } = context;
  const username = text(params, "username")?.toLowerCase();
  if (!user && username === undefined) throw forbidden("Not authorized to access /api/v4/users");
  const search = text(params, "search")?.toLowerCase();
  const users = store.state.users
    .filter((candidate) => username === undefined || candidate.username.toLowerCase() === username)
    .filter(
      (candidate) => search === undefined || `${candidate.username} ${candidate.name}`.toLowerCase().includes(search),
    );
  return paginate(context, users.reverse(), (candidate) => userBasic(store, candidate));
}

function projectMembers(context: Context): Reply {
  const project = findProject(context.store.state, context.user, context.path["id"] ?? "");
  return listMembers(context, placeOf(context.store.state, { projectId: project.id, groupId: null }));
}

function groupMembers(context: Context): Reply {
  return listMembers(context, {
    project: null,
    group: findGroup(context.store.state, context.user, context.path["id"] ?? ""),
  });
}

/** Direct and inherited members; of several memberships the highest is shown. */
function listMembers(context: Context, place: Place): Reply {
  const { store, user, params } = context;
  if (!user) throw unauthorized();
  const groups = lineage(store.state, place.group).map((group) => group.id);
  const highest = new Map<number, Member>();
  for (const member of store.state.members) {
    const counts =
      member.projectId === null ? groups.includes(member.groupId ?? 0) : member.projectId === place.project?.id;
    const known = highest.get(member.userId);
    if (counts && (!known || known.level < member.level)) highest.set(member.userId, member);
  }
  const query = text(params, "query")?.toLowerCase();
  const rows = store.state.users.flatMap((candidate): [User, Member][] => {
    const member = highest.get(candidate.id);
    const found = query === undefined || `${candidate.username} ${candidate.name}`.toLowerCase().includes(query);
    return member && found ? [[candidate, member]] : [];
  });
  return paginate(context, rows, ([candidate, member]) => ({
    ...userBasic(store, candidate),
    access_level: member.level,
    created_at: member.createdAt,
    expires_at: null,
    membership_state: "active",
  }));
}

export const userRoutes: Route[] = [
  route("GET", "/user", currentUser),
  route("GET", "/personal_access_tokens/self", currentToken),
  route("GET", "/users", listUsers),
  route("GET", "/projects/:id/members/all", projectMembers),
  route("GET", "/groups/:id/members/all", groupMembers),
];
