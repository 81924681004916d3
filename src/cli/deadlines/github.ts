import type { ReadContents } from "../../forge/github/contents.ts";
import { EXIT, UserError } from "../exit.ts";
import { GITHUB_TOKENS } from "../forge.ts";
import type { Io } from "../io.ts";
import { loudClock } from "../loud-clock.ts";

/** Public repositories, as the environment says that they are reached. */
export interface Github {
  /** Address of the API, without a slash at its end. */
  readonly url: string;
  readonly read: ReadContents;
}

const ADDRESS = "https://api.github.com";

/** Loads the client and hands it address and token; both come from the environment. */
export async function openGithub(io: Io): Promise<Github> {
  const { fetch, signal, env } = io;
  const url = addressOf(env.GITHUB_API_URL?.trim() || ADDRESS);
  // CI hands out a variable that is not set as an empty one.
  const token = GITHUB_TOKENS.map((name) => env[name]?.trim()).find((one) => one !== undefined && one !== "");
  const { contentsReader } = await import("../../forge/github/contents.ts");
  return { url, read: contentsReader({ url, token, fetch, signal, clock: loudClock(io) }) };
}

function addressOf(url: string): string {
  if (/\/\/[^/?#]*@/.test(url)) {
    throw new UserError(
      EXIT.usage,
      `GITHUB_API_URL "${url.replace(/\/\/[^/?#]*@/, "//…@")}" holds a user name or a password`,
      "take everything before the @ out of it; a token goes into CUTOVER_GITHUB_TOKEN",
    );
  }
  // What follows a "?" may be a secret.
  const shown = url.replace(/[?#].*$/, "…");
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UserError(
      EXIT.usage,
      `GITHUB_API_URL "${shown}" is not an http or https address`,
      `the default: ${ADDRESS}`,
    );
  }
  // Paths are appended to it, and Octokit fills in what stands in braces.
  if (/[?#{}\s]/.test(url)) {
    throw new UserError(
      EXIT.usage,
      `GITHUB_API_URL "${shown}" goes on behind its path, or holds a blank or braces`,
      "an address such as https://github.example.com/api/v3 is expected",
    );
  }
  return url.replace(/\/+$/, "");
}
