import { ForgeError } from "./port.ts";

/*
 * What every adapter does with the answers of its server, and with their absence.
 */

const LONGEST = 300;

/** All bytes of a body. Throws ForgeError "refused", naming the call, for more than `limit` of them. */
export async function collect(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  call: string,
): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit)
      throw new ForgeError("refused", `${call} is larger than ${limit / 1_000_000} MB, the most that is read`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Throws ForgeError "refused" for what is no UTF-8. The byte order mark stays: edits are offsets into exactly this text. */
export function decodeFile(bytes: Uint8Array, call: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ForgeError("refused", `${call} is no UTF-8 text`);
  }
}

/** Text from elsewhere, made fit for one line of a message. */
export function oneLine(value: string): string {
  const line = value.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** A text of a server as it may be told, before anybody cuts it short. */
export function withoutToken(text: string, token: string | undefined): string {
  return token === undefined ? text : text.replaceAll(token, "[token]");
}

/** The token, if it can stand in a header: fetch would refuse it with an error that quotes it. */
export function sendable(token: string, hint?: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const message = "the token holds a blank, a line break or a character that no token has";
  throw new ForgeError("unauthenticated", message, hint);
}

/** Milliseconds that the header Retry-After asks for: seconds, or an HTTP date. */
export function retryAfter(headers: Readonly<Record<string, unknown>>, now: number): number | undefined {
  const value = headers["retry-after"];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const seconds = Number(value);
  const pause = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isNaN(pause) ? undefined : Math.max(0, pause);
}

/** A few words on why there was no answer. */
export function reasonOf(error: unknown): string {
  if (isTimeout(error)) return "no answer within 30 s";
  const code = codeOf(error);
  return code === "" ? "the connection broke" : code;
}

/** fetch hides the code of the socket's error in `cause`. */
export function codeOf(error: unknown): string {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ("code" in current && typeof current.code === "string") return current.code;
  }
  return "";
}

export function isTimeout(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (current.name === "TimeoutError") return true;
  }
  return false;
}
