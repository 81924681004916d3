import { channel } from "node:diagnostics_channel";
import type { Answer, Call } from "./answer.ts";
import type { Fault } from "./faults.ts";

/** A call that was carried out, as subscribers of `cutover:sandbox:request` get it; those under `/_sandbox` are left out. */
export interface WatchedRequest {
  method: string;
  /** Path and query as sent. */
  target: string;
  body: string;
  contentType: string | undefined;
  userAgent: string | undefined;
  /** Null where the connection was dropped. */
  status: number | null;
  /** Body of the JSON answer; absent where there was none, or a fault had its say. */
  answer?: unknown;
}

const requests = channel("cutover:sandbox:request");

/** Tells whoever in this process wants to know of a call. Costs nothing where nobody does. */
export function publish({ method, target, headers, body }: Call, fault: Fault | null, result: Answer | null): void {
  if (!requests.hasSubscribers) return;
  const message: WatchedRequest = {
    method,
    target,
    body: body.toString("utf8"),
    contentType: headers["content-type"],
    userAgent: headers["user-agent"],
    status: fault?.kind === "drop" ? null : (result?.reply.status ?? null),
    ...(fault === null && result?.reply.body !== undefined ? { answer: result.reply.body } : {}),
  };
  requests.publish(message);
}
