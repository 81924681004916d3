import { oneLine } from "../answer.ts";
import { ForgeError, type ForgeErrorKind } from "../port.ts";

/** One exchange that did not succeed. */
export interface Failure {
  /** Such as `POST /projects/acme/ai/issues`. */
  readonly call: string;
  readonly write: boolean;
  readonly status: number;
  readonly body: unknown;
  /** Where a redirect points to. */
  readonly location?: string | undefined;
}

const KINDS: Readonly<Record<number, ForgeErrorKind>> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "missing",
  409: "conflict",
  412: "conflict",
  429: "throttled",
};
const HINTS: Partial<Record<ForgeErrorKind, string>> = {
  unauthenticated: "the token of CUTOVER_TOKEN (else GITLAB_TOKEN) is missing, wrong, expired or revoked",
  forbidden: "the token's user needs a higher role there",
  missing: "check the path; GitLab also answers 404 for what the token's user may not see",
  ambiguous: "it may have been done; look with `cutover plan` before doing it again",
  throttled: "wait a minute and try again",
};
const CAPTCHA =
  "GitLab takes it for spam and wants a person to solve a captcha; an administrator can make the token's user a trusted one";
// GitLab has no code of its own for "somebody was faster": files, branches and flags answer 400 with these words.
const MOVED = /has changed since|already exists|already been taken|already assigned|refresh and try again/i;

/** What a status that means failure says to the user. */
export function failureOf(failure: Failure): ForgeError {
  if (failure.status >= 300 && failure.status < 400) return moved(failure);
  const said = sayingOf(failure.body);
  const kind = kindOf(failure, said);
  const plain = `${failure.call} answered ${failure.status}`;
  const hint = wantsCaptcha(failure) ? CAPTCHA : hintOf(kind, failure.body);
  return new ForgeError(kind, said === "" ? plain : `${plain}: ${said}`, hint, plain);
}

/**
 * One line out of the bodies that GitLab answers with: `error` or `message`, the latter a text, a list of sentences or
 * an object of lists by attribute; or plain text, as Rack answers a 429.
 */
function sayingOf(body: unknown): string {
  if (typeof body === "string") return oneLine(/^\s*</.test(body) ? "a page of HTML" : body);
  if (typeof body !== "object" || body === null) return "";
  const { error, error_description: description, message } = body as Record<string, unknown>;
  if (typeof error === "string") return oneLine(typeof description === "string" ? `${error}: ${description}` : error);
  return oneLine(flatten(message));
}

function flatten(message: unknown): string {
  if (typeof message === "string") return message;
  if (Array.isArray(message)) return message.map(flatten).join("; ");
  if (typeof message !== "object" || message === null) return "";
  return Object.entries(message)
    .map(([key, value]) => (key === "error" || key === "base" ? flatten(value) : `${key} ${flatten(value)}`))
    .join("; ");
}

/** A 409 that asks for a captcha wants a human, no second look. */
function wantsCaptcha({ status, body }: Failure): boolean {
  return status === 409 && typeof body === "object" && body !== null && "needs_captcha_response" in body;
}

function kindOf(failure: Failure, said: string): ForgeErrorKind {
  const { status, write } = failure;
  if (status >= 500) return write ? "ambiguous" : "broken";
  if (wantsCaptcha(failure)) return "refused";
  return KINDS[status] ?? (MOVED.test(said) ? "conflict" : "refused");
}

function hintOf(kind: ForgeErrorKind, body: unknown): string | undefined {
  const scope = typeof body === "object" && body !== null ? (body as Record<string, unknown>)["scope"] : undefined;
  if (kind === "forbidden" && typeof scope === "string") return `the token needs the scope "${oneLine(scope)}"`;
  return HINTS[kind];
}

function moved({ call, status, location }: Failure): ForgeError {
  const where = location === undefined ? "elsewhere" : `to "${oneLine(location)}"`;
  return new ForgeError(
    // Not "missing": what was moved must never count as absent and be made anew.
    "refused",
    `${call} answered ${status}: moved ${where}`,
    "write the new address or path in cutover.yaml; redirects are not followed, since the token would go along",
  );
}
