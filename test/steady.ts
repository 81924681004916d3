import { appendFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import type { Io } from "../src/cli/io.ts";

/*
 * Apply has several changes under way at once, and which of them comes first is up to the machine. With these two it is
 * up to the program alone, so that a page says the same each time.
 */

/** The disk, where lines that are added to a file take no time. */
export const steadyFs: Io["fs"] = {
  ...fs,
  writeFile: async (path, data, options) => {
    if (options?.flag !== "a") return fs.writeFile(path, data, options);
    appendFileSync(path, data);
  },
};

/** Sends one request after the other. */
export function oneByOne(): typeof fetch {
  let last: Promise<unknown> = Promise.resolve();
  return (...request) => {
    const answer = last.then(() => whole(request));
    last = answer.catch(() => undefined);
    return answer;
  };
}

async function whole(request: Parameters<typeof fetch>): Promise<Response> {
  const { status, statusText, headers, body } = await fetch(...request);
  const text = body === null ? null : await new Response(body).arrayBuffer();
  return new Response(text, { status, statusText, headers });
}
