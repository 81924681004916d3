import type { User } from "./state.ts";
import type { Store } from "./store.ts";

/** Requests per minute that the headers speak of. Nothing is refused: 429 comes from faults alone. */
const LIMIT = 2000;

/** Calls per user and minute of the sandbox's clock. */
export type Observed = Map<string, number>;

/** The headers of the HTTP layer's limit, which stand on every answer. */
export function rateLimitHeaders(store: Store, observed: Observed, user: User | null): Record<string, string> {
  const minute = Math.floor(Date.parse(store.state.now) / 60_000);
  const key = `${user?.username ?? ""}/${minute}`;
  const count = (observed.get(key) ?? 0) + 1;
  observed.set(key, count);
  return {
    "RateLimit-Limit": String(LIMIT),
    "RateLimit-Name": user ? "throttle_authenticated_api" : "throttle_unauthenticated_api",
    "RateLimit-Observed": String(count),
    "RateLimit-Remaining": String(Math.max(0, LIMIT - count)),
    "RateLimit-Reset": String((minute + 1) * 60),
  };
}
