import { Octokit } from "@octokit/core";
import { collect, decodeFile, oneLine, sendable } from "../answer.ts";
import { ForgeError } from "../port.ts";
import { answerOf, failureOf, pauseAfter } from "./failure.ts";

interface Clock {
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface GithubOptions {
  readonly fetch: typeof fetch;
  /** Address of the API, without a slash at its end. */
  readonly url: string;
  /** Absent for anonymous reads, of which GitHub answers fewer. */
  readonly token: string | undefined;
  readonly clock: Clock;
  /** Ends what is under way, and all waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that one request may take. */
  readonly timeout?: number;
}

/** A file on the default branch of a repository. */
interface FileRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly path: string;
  /** Of the text that is known: if it is still the same, it is not sent again. */
  readonly etag?: string | undefined;
}

/** What there is. `movedTo` is the address (no query) that the server led to, where the repository has another name by now. */
export type Contents =
  | { readonly state: "read"; readonly text: string; readonly etag?: string; readonly movedTo?: string }
  | { readonly state: "unchanged"; readonly movedTo?: string }
  | { readonly state: "missing" };

/** Reads one file. Throws ForgeError: unreachable, throttled, unauthenticated, forbidden, refused or broken. */
export type ReadContents = (file: FileRequest) => Promise<Contents>;

const TIMEOUT_MS = 30_000;
/** Far above every file that is read; GitHub itself stops at 100 MB. */
const LARGEST_BYTES = 5_000_000;
const ROUTE = "GET /repos/{owner}/{repo}/contents/{+path}";
const HEADERS = { accept: "application/vnd.github.raw+json", "x-github-api-version": "2022-11-28" };

/** A reader of files of public repositories, https://docs.github.com/rest/repos/contents. */
export function contentsReader(options: GithubOptions): ReadContents {
  const octokit = createOctokit(options);
  return async (file) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await readOnce(octokit, options, file);
      } catch (error) {
        const pause = options.signal?.aborted ? undefined : pauseAfter(error, attempt, options.clock.now());
        if (pause === undefined) throw failureOf(error, { ...options, call: callOf(file), now: options.clock.now() });
        await options.clock.sleep(pause, options.signal);
      }
    }
  };
}

function createOctokit({ fetch, url, token }: GithubOptions): Octokit {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return new Octokit({
    baseUrl: url,
    ...(token !== undefined && { auth: sendable(token, "look at CUTOVER_GITHUB_TOKEN (else GITHUB_TOKEN)") }),
    userAgent: "cutover",
    log: silent,
    // Octokit's own reading of bodies takes one that breaks off for an empty one, and any bytes for text.
    request: { fetch, log: silent, parseSuccessResponseBody: false },
  });
}

async function readOnce(octokit: Octokit, options: GithubOptions, file: FileRequest): Promise<Contents> {
  const [owner = "", repo = ""] = file.repository.split("/");
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const end = endOf(AbortSignal.timeout(options.timeout ?? TIMEOUT_MS), options.signal);
  const parameters = {
    owner,
    repo,
    path,
    headers: { ...HEADERS, ...(file.etag !== undefined && { "if-none-match": file.etag }) },
    request: { signal: end.signal },
  };
  const asked = octokit.request.endpoint(ROUTE, parameters).url;
  try {
    const { data, headers, url } = await octokit.request(ROUTE, parameters);
    const text = await textOf(data, headers["content-type"] ?? "no content type", file);
    const { etag } = headers;
    return { state: "read", text, ...(etag !== undefined && { etag }), ...moved(asked, url) };
  } catch (error) {
    const answer = answerOf(error);
    if (answer?.status === 404) return { state: "missing" };
    if (answer?.status === 304 && file.etag !== undefined) return { state: "unchanged", ...moved(asked, answer.url) };
    throw error;
  } finally {
    end.abort();
  }
}

/** Folders have no raw form, and are listed as JSON; networks that want a login answer with pages. */
async function textOf(body: unknown, type: string, file: FileRequest): Promise<string> {
  const stream = body instanceof ReadableStream ? body : null;
  if (/^application\/vnd\.github\.(?:v3\.)?raw/.test(type)) {
    return decodeFile(await collect(stream, LARGEST_BYTES, callOf(file)), callOf(file));
  }
  await stream?.cancel();
  throw new ForgeError("broken", `${callOf(file)} is answered by ${oneLine(type)}, which is no file`, NO_FILE);
}

const NO_FILE = "a folder is there by now, or GITHUB_API_URL is not the address of the API";

function callOf({ repository, path }: FileRequest): string {
  return `${repository}/${path}`;
}

function moved(asked: string, answered: string | undefined): { readonly movedTo?: string } {
  // A fetch that was made up from another one knows no address.
  if (answered === undefined || answered === "" || answered === new URL(asked).href) return {};
  // Mirrors lead to addresses that are signed: what is behind the path lets anybody read there.
  const { origin, pathname } = new URL(answered);
  return { movedTo: origin + pathname };
}

/**
 * Aborts with the first of the two: AbortSignal.any is not in every Node.js 20. To be aborted in any case, so that it
 * listens to neither any longer.
 */
function endOf(limit: AbortSignal, interrupt: AbortSignal | undefined): AbortController {
  const end = new AbortController();
  for (const one of [limit, interrupt]) {
    if (one?.aborted) end.abort(one.reason);
    one?.addEventListener("abort", () => end.abort(one.reason), { signal: end.signal });
  }
  return end;
}
