import { type Instant, toMinute } from "../../model/duration.ts";
import { isTimeout, oneLine, reasonOf, retryAfter, withoutToken } from "../answer.ts";
import { ForgeError } from "../port.ts";

/** As much of an answer as is looked at. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly data: unknown;
}

interface About {
  /** What was asked for, such as `acme/models/list.json`. */
  readonly call: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly now: Instant;
}

const MINUTE = 60_000;
const TRIES = 3;
const FIRST_PAUSE = 500;
/** Longer limits are told, not waited for. */
const LONGEST_LIMIT = MINUTE;
/** What GitHub asks for where it says nothing, https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const UNNAMED_LIMIT = MINUTE;

/**
 * The answer that made Octokit throw. Where there was none it says 500 too, which nobody answered, so its status alone
 * says nothing; its class is not exported.
 */
export function answerOf(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !("response" in error)) return undefined;
  return error.response as Answer | undefined;
}

/** Milliseconds to wait before the file is asked for again; undefined where that would not help. */
export function pauseAfter(error: unknown, attempt: number, now: Instant): number | undefined {
  if (error instanceof ForgeError || isTimeout(error)) return undefined;
  const answer = answerOf(error);
  const opens = answer && limitEnd(answer, now);
  if (opens !== undefined) return attempt === 1 && opens - now <= LONGEST_LIMIT ? Math.max(0, opens - now) : undefined;
  const isPassing = answer === undefined || answer.status >= 500;
  return isPassing && attempt < TRIES ? FIRST_PAUSE * 3 ** (attempt - 1) : undefined;
}

/** When requests are answered again, where they are limited: both kinds of limit come as 403 or 429. */
function limitEnd({ status, headers, data }: Answer, now: Instant): Instant | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const pause = retryAfter(headers, now);
  if (pause !== undefined) return now + pause;
  const reset = Number(headers["x-ratelimit-reset"]) * 1000;
  if (headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset)) return Math.max(now, reset);
  return status === 429 || /rate limit/i.test(sayingOf(data)) ? now + UNNAMED_LIMIT : undefined;
}

/** What became of a read, in our own words; the token is no part of them. */
export function failureOf(error: unknown, about: About): ForgeError {
  if (error instanceof ForgeError) return error;
  const answer = answerOf(error);
  return answer === undefined ? unreachable(error, about) : refused(answer, about);
}

function unreachable(error: unknown, { url }: About): ForgeError {
  return new ForgeError(
    "unreachable",
    `${new URL(url).origin} does not answer (${reasonOf(error)})`,
    "check GITHUB_API_URL and the network; a private certificate authority goes into NODE_EXTRA_CA_CERTS",
  );
}

function refused(answer: Answer, { call, token, now }: About): ForgeError {
  const opens = limitEnd(answer, now);
  if (opens !== undefined) return throttled(opens, token);
  const { status } = answer;
  const said = oneLine(withoutToken(sayingOf(answer.data), token));
  const message = `${call} answered ${status}${said === "" ? "" : `: ${said}`}`;
  if (status === 401) return new ForgeError("unauthenticated", message, TOKEN);
  if (status === 403 || status === 451) return new ForgeError("forbidden", message, TOKEN);
  return new ForgeError("broken", message, "try again later");
}

const TOKEN =
  "public repositories can be read without a token; that of CUTOVER_GITHUB_TOKEN (else GITHUB_TOKEN) must be in force";

function throttled(opens: Instant, token: string | undefined): ForgeError {
  return new ForgeError(
    "throttled",
    `GitHub answers no more requests until ${toMinute(Math.ceil(opens / MINUTE) * MINUTE)}`,
    token === undefined
      ? "without a token it answers 60 an hour to all of one address: set CUTOVER_GITHUB_TOKEN, or try again then"
      : "try again then",
  );
}

function sayingOf(data: unknown): string {
  if (typeof data === "string") return /^\s*</.test(data) ? "a page of HTML" : data;
  if (typeof data !== "object" || data === null || !("message" in data)) return "";
  return typeof data.message === "string" ? data.message : "";
}
