import type { SeedToken, SeedUser } from "../seed.ts";
import type { AccessToken, User } from "../state.ts";
import { nextId, type Store } from "../store.ts";

/** The user's own token, which is his first, and the further ones that the seed lists. */
export function plantTokens(store: Store, user: User, seed: SeedUser): void {
  const first = store.state.tokens.find((token) => token.userId === user.id);
  const { token: value = first?.value, scopes } = seed;
  if (value !== undefined) complete(first ?? blank(store, user), { token: value, scopes });
  for (const token of seed.tokens ?? []) {
    const known = store.state.tokens.find((other) => other.value === token.token);
    if (known && known.userId !== user.id)
      throw new Error(`the seed gives one token to two users, one is "${user.username}"`);
    complete(known ?? blank(store, user), token);
  }
}

function blank(store: Store, user: User): AccessToken {
  const token: AccessToken = {
    id: nextId(store, "token"),
    userId: user.id,
    value: "",
    name: `token of ${user.username}`,
    description: null,
    scopes: ["api"],
    job: false,
    revoked: false,
    expiresAt: null,
    createdAt: store.state.now,
  };
  store.state.tokens.push(token);
  return token;
}

function complete(token: AccessToken, seed: SeedToken): void {
  token.value = seed.token;
  token.name = seed.name ?? token.name;
  token.description = seed.description ?? token.description;
  token.scopes = seed.scopes ?? token.scopes;
  token.job = seed.job ?? token.job;
  token.revoked = seed.revoked ?? token.revoked;
  token.expiresAt = seed.expires_at ?? token.expiresAt;
}
