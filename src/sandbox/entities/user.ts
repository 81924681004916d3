import type { User } from "../state.ts";
import type { Store } from "../store.ts";

/** The few fields that stand inside other objects. */
export function userBasic(store: Store, user: User) {
  return {
    id: user.id,
    username: user.username,
    public_email: "",
    name: user.name,
    state: "active",
    locked: false,
    avatar_url: `${store.url}/uploads/-/system/user/avatar/${user.id}/avatar.png`,
    web_url: `${store.url}/${user.username}`,
  };
}

export function findUser(store: Store, id: number): User {
  const user = store.state.users.find((candidate) => candidate.id === id);
  if (!user) throw new Error(`no user ${id} in the state`);
  return user;
}

export function userBasicById(store: Store, id: number) {
  return userBasic(store, findUser(store, id));
}

/** What `GET /user` says of the one who asks. */
export function userPublic(store: Store, user: User) {
  return {
    ...userBasic(store, user),
    email: emailOf(user),
    commit_email: emailOf(user),
    created_at: user.createdAt,
    bio: "",
    location: "",
    pronouns: null,
    linkedin: "",
    twitter: "",
    website_url: "",
    organization: "",
    job_title: "",
    bot: user.bot,
    last_sign_in_at: null,
    confirmed_at: user.createdAt,
    color_scheme_id: 1,
    projects_limit: 100_000,
    current_sign_in_at: null,
    identities: [],
    can_create_group: true,
    can_create_project: true,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    ...(user.admin ? { is_admin: true } : {}),
  };
}

export function emailOf(user: User): string {
  return `${user.username}@example.com`;
}
