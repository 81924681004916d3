import { codeOf, retryAfter } from "../answer.ts";
import type { Attempt } from "./call.ts";

/** How often and how long one call has waited so far. */
export interface Pace {
  attempts: number;
  /** Milliseconds. */
  waited: number;
}

interface Situation {
  readonly write: boolean;
  readonly pace: Pace;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const TRIES = 3;
const FIRST_PAUSE = 500;
/** Together, for all the waits of one call. */
const LONGEST_WAIT = 120_000;
const SHORTEST_THROTTLE = 1000;
const TRANSIENT = new Set([502, 503, 504]);

// Failures before the first byte went out: the server cannot have done anything.
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Milliseconds to wait before the same call is sent again; undefined when it must not or need not be. */
export function pauseAfter(attempt: Attempt, { write, pace, now }: Situation): number | undefined {
  const pause =
    "answer" in attempt && attempt.answer.status === 429
      ? throttle(attempt, pace, now)
      : retry(attempt, write, pace, now);
  return pause !== undefined && pace.waited + pause <= LONGEST_WAIT ? pause : undefined;
}

/**
 * Milliseconds for which no request of anybody with this token is answered: the HTTP layer counts all of them together,
 * and says on each answer how many are left.
 */
export function closedFor(attempt: Attempt, now: number): number {
  if (!("answer" in attempt)) return 0;
  const { status, headers } = attempt.answer;
  const isThrottled = status === 429 && "ratelimit-limit" in headers;
  return (isThrottled ? retryAfter(headers, now) : undefined) ?? resetAfter(headers, now) ?? 0;
}

/** Whether the request of this error cannot have reached the server. */
export function neverSent(error: unknown): boolean {
  return NEVER_SENT.has(codeOf(error));
}

// A throttled request was not carried out, so any method may be sent again. Creating issues answers 429 without any header.
function throttle({ answer }: Extract<Attempt, { answer: unknown }>, pace: Pace, now: number): number {
  const asked =
    retryAfter(answer.headers, now) ?? resetAfter(answer.headers, now) ?? SHORTEST_THROTTLE * 2 ** (pace.attempts - 1);
  return Math.max(SHORTEST_THROTTLE, asked);
}

function retry(attempt: Attempt, write: boolean, pace: Pace, now: number): number | undefined {
  if (write || pace.attempts >= TRIES) return undefined;
  const backoff = FIRST_PAUSE * 3 ** (pace.attempts - 1);
  if ("error" in attempt) return backoff;
  if (!TRANSIENT.has(attempt.answer.status)) return undefined;
  return retryAfter(attempt.answer.headers, now) ?? backoff;
}

/**
 * `RateLimit-Reset` is the second since 1970 at which the HTTP layer's window ends. It stands on every answer, also where
 * another limit struck that has nothing to do with it: then there are requests remaining.
 */
function resetAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const reset = Number(headers["ratelimit-reset"]);
  if (headers["ratelimit-remaining"] !== "0" || !Number.isFinite(reset)) return undefined;
  return Math.max(0, reset * 1000 - now);
}
