import { decode, type Reply } from "./router.ts";

/**
 * What goes wrong with a call.
 * - `status`: answers `status`, `body` (text is sent as text/plain) and `headers`; with `before` the call is not carried out.
 * - `drop`: carries the call out, then closes the connection; `drop-before` closes it at once.
 * - `delay`: carries the call out and answers after `ms` milliseconds.
 * - `throttle`: 429 of the HTTP layer, not carried out: text/plain, Retry-After.
 * - `rate-limit`: 429 of the application, not carried out: JSON; Retry-After unless an issue or epic was to be made, as on GitLab.
 * - `captcha`: 409 of the spam check, which wants a person, not carried out.
 */
export interface Fault {
  match?: {
    method?: string /** A regular expression for the path, with or without its query, as sent or decoded. */;
    path?: string;
  };
  /** Strikes first at the n-th matching call (from 1, the default) after it was injected. */
  at?: number;
  /** How many matching calls in a row it strikes, default 1. */
  times?: number;
  kind: "status" | "drop" | "drop-before" | "delay" | "throttle" | "rate-limit" | "captcha";
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  before?: boolean;
  ms?: number;
}

export interface Armed {
  fault: Fault;
  seen: number;
}

const KINDS = ["status", "drop", "drop-before", "delay", "throttle", "rate-limit", "captcha"];

/** A fault as it came over HTTP. Throws a sentence on what is none. */
export function readFault(value: unknown): Fault {
  const fault = value as Fault;
  if (typeof value !== "object" || value === null || !KINDS.includes(fault.kind)) {
    throw new Error(`a fault has a kind: ${KINDS.join(", ")}`);
  }
  if (fault.kind === "status" && !Number.isInteger(fault.status))
    throw new Error('a fault of kind "status" has a status');
  if (fault.match?.path !== undefined) new RegExp(fault.match.path);
  return fault;
}

/** Counts the call against all faults that match it and hands out the first that strikes. */
export function strike(armed: Armed[], method: string, target: string): Fault | null {
  const matching = armed.filter(({ fault }) => matches(fault, method, target));
  for (const item of matching) item.seen += 1;
  const striking = matching.find(({ fault, seen }) => {
    const first = fault.at ?? 1;
    return seen >= first && seen < first + (fault.times ?? 1);
  });
  return striking?.fault ?? null;
}

function matches({ match }: Fault, method: string, target: string): boolean {
  if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match?.path === undefined) return true;
  const pattern = new RegExp(match.path);
  const [path = target] = target.split("?", 1);
  return [target, path].some((text) => pattern.test(text) || pattern.test(decode(text) ?? text));
}

/** Whether the call is left undone. */
export function prevents(fault: Fault): boolean {
  if (fault.kind === "status") return fault.before ?? false;
  return ["drop-before", "throttle", "rate-limit", "captcha"].includes(fault.kind);
}

/** Making issues and epics is counted elsewhere, and that place has no headers to say when it is over. */
const CREATION = /\/(?:issues|epics)$/;

/** The answer that a fault puts in place of the true one to a call; null leaves that. `now` is the sandbox's clock. */
export function replacement(fault: Fault, now: string, method: string, target: string): Reply | null {
  if (fault.kind === "status") {
    const content = typeof fault.body === "string" ? { text: fault.body, type: "text/plain" } : { body: fault.body };
    return { status: fault.status ?? 500, ...content, headers: fault.headers };
  }
  if (fault.kind === "throttle") {
    const reset = new Date(Date.parse(now) + 60_000);
    const headers = { "Retry-After": "60", "RateLimit-Remaining": "0", "RateLimit-ResetTime": reset.toUTCString() };
    return { status: 429, text: "Retry later\n", type: "text/plain", headers: { ...headers, ...fault.headers } };
  }
  if (fault.kind === "rate-limit") {
    const error = "This endpoint has been requested too many times. Try again later.";
    const creates = method === "POST" && CREATION.test(target.split("?", 1)[0] ?? "");
    const headers = { ...(creates ? {} : { "Retry-After": "60" }), ...fault.headers };
    return { status: 429, body: { message: { error } }, headers };
  }
  if (fault.kind === "captcha") return { status: 409, body: CAPTCHA, headers: fault.headers };
  return null;
}

const CAPTCHA = {
  needs_captcha_response: true,
  spam_log_id: 42,
  captcha_site_key: "sandbox",
  message: {
    error: "Your issue has been recognized as spam. Please, change the content or solve the reCAPTCHA to proceed.",
  },
};
