import { collect, decodeFile } from "../answer.ts";

/** How a successful body is to be read; `file` is text of at most 1 MB. */
export type Body = "json" | "file";

/** Larger files are refused before anybody parses them. */
const LARGEST_FILE = 1_000_000;
// A page of 100 issues with bodies of 1 MiB each.
const LARGEST_ANSWER = 128 * 1024 * 1024;

/**
 * Parsed JSON, else text, after `hide`; undefined for an empty body. Throws ForgeError "refused" for a file that is too
 * large or no text.
 */
export async function readBody(
  response: Response,
  as: Body,
  call: string,
  hide: (text: string) => string = (text) => text,
): Promise<unknown> {
  const bytes = await collect(response.body, as === "file" ? LARGEST_FILE : LARGEST_ANSWER, call);
  if (as === "file") return decodeFile(bytes, call);
  if (bytes.length === 0) return undefined;
  const text = hide(new TextDecoder().decode(bytes));
  return isJson(response) ? parse(text) : text;
}

function isJson(response: Response): boolean {
  return (response.headers.get("content-type") ?? "").split(";")[0]?.trim() === "application/json";
}

// What claims to be JSON and is not stays text: the guards then name the call.
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
