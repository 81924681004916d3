import { findGroup, findProject, lineage, type Place, placeOf } from "../access.ts";
import { isExpired } from "../auth.ts";
import { userBasic, userPublic } from "../entities/user.ts";
import { forbidden, recordNotFound, unauthorized } from "../errors.ts";
import { paginate } from "../pagination.ts";
import { text } from "../params.ts";
import { type Context, ok, type Reply, type Route, route } from "../router.ts";
import type { Member, User } from "../state.ts";
import type { Store } from "../store.ts";

function currentUser({ store, user }: Context): Reply {
  if (!user) throw unauthorized();
  return ok(userPublic(store, user));
}

/** What a token says of itself; when it was used is not kept. */
function currentToken({ store, token }: Context): Reply {
  if (!token) throw unauthorized();
  return ok({
    id: token.id,
    name: token.name,
    revoked: token.revoked,
    created_at: token.createdAt,
    description: token.description,
    scopes: token.scopes,
    user_id: token.userId,
    last_used_at: null,
    active: !token.revoked && !isExpired(store.state, token),
    expires_at: token.expiresAt,
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

function inProject({ store, user, path }: Context): Place {
  return placeOf(store.state, { projectId: findProject(store.state, user, path["id"] ?? "").id, groupId: null });
}

function inGroup({ store, user, path }: Context): Place {
  return { project: null, group: findGroup(store.state, user, path["id"] ?? "") };
}

function oneMember({ store, user, path }: Context, place: Place): Reply {
  if (!user) throw unauthorized();
  const member = store.state.users.find(({ id }) => String(id) === path["user"]);
  const groups = lineage(store.state, place.group).map((group) => group.id);
  const levels = store.state.members
    .filter(({ userId }) => userId === member?.id)
    .filter(({ projectId, groupId }) =>
      projectId === null ? groups.includes(groupId ?? 0) : projectId === place.project?.id,
    );
  const [highest] = levels.sort((a, b) => b.level - a.level);
  if (!member || !highest) throw recordNotFound();
  return ok(memberOf(store, member, highest));
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
  return paginate(context, rows, ([candidate, member]) => memberOf(store, candidate, member));
}

function memberOf(store: Store, user: User, { level, createdAt }: Member) {
  return {
    ...userBasic(store, user),
    access_level: level,
    created_at: createdAt,
    expires_at: null,
    membership_state: "active",
  };
}

export const userRoutes: Route[] = [
  route("GET", "/user", currentUser),
  route("GET", "/personal_access_tokens/self", currentToken),
  route("GET", "/users", listUsers),
  route("GET", "/projects/:id/members/all", (context) => listMembers(context, inProject(context))),
  route("GET", "/projects/:id/members/all/:user", (context) => oneMember(context, inProject(context))),
  route("GET", "/groups/:id/members/all", (context) => listMembers(context, inGroup(context))),
  route("GET", "/groups/:id/members/all/:user", (context) => oneMember(context, inGroup(context))),
];
