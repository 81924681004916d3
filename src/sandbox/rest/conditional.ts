import { ApiError } from "../errors.ts";
import type { Context } from "../router.ts";

/** Refuses with 412 to delete what has changed since the instant of `If-Unmodified-Since`, which counts whole seconds. */
export function requireUnmodified({ headers }: Context, updatedAt: string): void {
  const since = Date.parse(String(headers["if-unmodified-since"] ?? ""));
  if (Math.floor(Date.parse(updatedAt) / 1000) * 1000 > since) {
    throw new ApiError(412, { message: "412 Precondition Failed" });
  }
}
