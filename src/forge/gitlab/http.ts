import pLimit from "p-limit";
import { reasonOf, sendable, withoutToken } from "../answer.ts";
import { ForgeError } from "../port.ts";
import { readBody } from "./body.ts";
import { type Answer, type Attempt, type Call, type Method, nameOf } from "./call.ts";
import { failureOf } from "./failure.ts";
import { closedFor, neverSent, type Pace, pauseAfter } from "./patience.ts";

/** One request as it was sent, for `--verbose` and tests. */
export interface Sent {
  readonly method: Method;
  readonly url: string;
  readonly write: boolean;
  /** Counts from 1. */
  readonly attempt: number;
  /** Undefined: no answer came. */
  readonly status: number | undefined;
}

export interface Clock {
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface HttpOptions {
  readonly fetch: typeof fetch;
  /** Sent as PRIVATE-TOKEN; absent for anonymous reads of public projects. */
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly onRequest?: ((sent: Sent) => void) | undefined;
  /** Ends all waiting for the server: what is under way is finished, and nothing is sent a second time. */
  readonly signal?: AbortSignal | undefined;
}

export interface Http {
  /** Something that changes nothing: repeated after 502, 503, 504 and broken connections. */
  read(call: Call): Promise<Answer>;
  /** The one way by which anything is changed. Sent once, unless the server says by 429 that it did nothing. */
  write(call: Call): Promise<Answer>;
}

const TIMEOUT = 30_000;
const CONCURRENCY = 6;
/** The windows of GitLab's HTTP layer are of a minute or so. */
const LONGEST_CLOSED = 120_000;

/** Throws ForgeError for every status from 300 on that `accept` does not name. */
export function createHttp(options: HttpOptions): Http {
  const limit = pLimit(CONCURRENCY);
  const door: Door = { opens: 0 };
  return {
    read: (call) => limit(() => exchange(options, door, call, false)),
    write: (call) => exchange(options, door, call, true),
  };
}

/** When the server takes requests again, in milliseconds since 1970: calls that begin before wait, not only the one that was told. */
interface Door {
  opens: number;
}

async function exchange(options: HttpOptions, door: Door, call: Call, write: boolean): Promise<Answer> {
  const pace: Pace = { attempts: 0, waited: 0 };
  const closed = Math.min(door.opens - options.clock.now(), LONGEST_CLOSED);
  if (closed > 0) await options.clock.sleep(closed, options.signal);
  for (;;) {
    const attempt = await send(options, call);
    const now = options.clock.now();
    door.opens = Math.max(door.opens, now + closedFor(attempt, now));
    pace.attempts += 1;
    const status = "answer" in attempt ? attempt.answer.status : undefined;
    options.onRequest?.({ method: call.method, url: call.url.href, write, attempt: pace.attempts, status });
    const pause = pauseAfter(attempt, { write, pace, now: options.clock.now() });
    if (pause !== undefined && !options.signal?.aborted) await options.clock.sleep(pause, options.signal);
    if (pause === undefined || options.signal?.aborted) return settle(call, write, attempt);
    pace.waited += pause;
  }
}

function settle(call: Call, write: boolean, attempt: Attempt): Answer {
  const name = nameOf(call);
  if ("error" in attempt) throw broken(name, call.url, write, attempt.error);
  const { answer } = attempt;
  if (answer.status < 300 || call.accept?.includes(answer.status)) return answer;
  throw failureOf({ call: name, write, ...answer, location: answer.headers["location"] });
}

async function send(options: HttpOptions, call: Call): Promise<Attempt> {
  try {
    const response = await options.fetch(call.url, requestOf(options, call));
    const headers = Object.fromEntries(response.headers);
    const { status } = response;
    if (response.ok)
      return { answer: { status, headers, body: await readBody(response, call.as ?? "json", nameOf(call)) } };
    // Servers may echo what they were sent. What they keep, and hand out again, stays as it is.
    const hide = (text: string) => withoutToken(text, options.token);
    const body = await readBody(response, "json", nameOf(call), hide);
    const location = headers["location"];
    return { answer: { status, headers: { ...headers, ...(location && { location: hide(location) }) }, body } };
  } catch (error) {
    if (error instanceof ForgeError) throw error;
    return { error };
  }
}

function requestOf({ token, userAgent }: HttpOptions, call: Call): RequestInit {
  const headers: Record<string, string> = { "user-agent": userAgent, accept: "application/json, */*;q=0.1" };
  if (token !== undefined) headers["private-token"] = sendable(token);
  if (call.body !== undefined) headers["content-type"] = "application/json";
  return {
    method: call.method,
    headers,
    // A redirect is never followed: fetch would take the token along to wherever it points.
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  };
}

function broken(name: string, url: URL, write: boolean, error: unknown): ForgeError {
  const reason = reasonOf(error);
  if (write && !neverSent(error)) {
    return new ForgeError(
      "ambiguous",
      `${name} got no answer (${reason})`,
      "it may have been done; look with `cutover plan` before doing it again",
    );
  }
  return new ForgeError(
    "unreachable",
    `${url.origin} does not answer (${reason})`,
    "check gitlab.url and the network; a private certificate authority goes into NODE_EXTRA_CA_CERTS",
  );
}
