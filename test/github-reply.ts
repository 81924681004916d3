import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Texts by path of one repository, on its default branch. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Requests of this hour. */
export interface Counter {
  used: number;
}

export const DOCS = "https://docs.github.com/rest";
export const CONTENTS = `${DOCS}/repos/contents#get-repository-content`;
export const RAW = "application/vnd.github.raw+json; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";
/** What is written; nothing else is, where there is no body. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export function contents(
  counter: Counter,
  request: IncomingMessage,
  { repository, files, path }: { readonly repository: string; readonly files: Files; readonly path: string },
): Reply {
  const content = files[path];
  if (content === undefined) return folder(counter, request, { repository, files, path });
  if (!/application\/vnd\.github(?:\.v3)?\.raw/.test(request.headers.accept ?? "")) {
    const encoded = { encoding: "base64", content: Buffer.from(content).toString("base64") };
    return json(counter, request, 200, { body: { ...entry(repository, path, content), ...encoded } });
  }
  return found(counter, request, { type: RAW, media: "github.v3; param=raw; format=json", body: Buffer.from(content) });
}

/** A folder has no raw form: GitHub lists it as JSON whatever is asked for. */
function folder(
  counter: Counter,
  request: IncomingMessage,
  { repository, files, path }: { readonly repository: string; readonly files: Files; readonly path: string },
): Reply {
  const inside = Object.keys(files).filter((one) => path === "" || one.startsWith(`${path}/`));
  if (inside.length === 0) return notFound(counter, request);
  const depth = path === "" ? 1 : path.split("/").length + 1;
  const names = [...new Set(inside.map((one) => one.split("/").slice(0, depth).join("/")))];
  return json(counter, request, 200, { body: names.map((name) => entry(repository, name, files[name])) });
}

function entry(repository: string, path: string, content: string | Uint8Array | undefined): Record<string, unknown> {
  const type = content === undefined ? "dir" : "file";
  const sha = createHash("sha1").update(path).digest("hex");
  const self = `https://api.github.com/repos/${repository}/contents/${path}?ref=main`;
  const git = `https://api.github.com/repos/${repository}/git/${type === "dir" ? "trees" : "blobs"}/${sha}`;
  const html = `https://github.com/${repository}/${type === "dir" ? "tree" : "blob"}/main/${path}`;
  return {
    name: path.split("/").at(-1),
    path,
    sha,
    size: content === undefined ? 0 : Buffer.from(content).length,
    url: self,
    html_url: html,
    git_url: git,
    download_url: type === "dir" ? null : `https://raw.githubusercontent.com/${repository}/main/${path}`,
    type,
    _links: { self, git, html },
  };
}

export function redirect(
  counter: Counter,
  request: IncomingMessage,
  { to, url, below }: { readonly to: string; readonly url: string | undefined; readonly below: string },
): Reply {
  const location = `${url ?? `http://${request.headers.host}`}/repositories/${idOf(to)}/contents/${below.split("/").map(encodeURIComponent).join("/")}`;
  const guide = `${DOCS}/guides/best-practices-for-using-the-rest-api#follow-redirects`;
  const body = { message: "Moved Permanently", url: location, documentation_url: guide };
  return json(counter, request, 301, { headers: { location }, body });
}

/** A number for each repository, always the same. */
export function idOf(repository: string): string {
  return String(createHash("sha1").update(repository).digest().readUInt32BE());
}

export function notFound(counter: Counter, request: IncomingMessage): Reply {
  return json(counter, request, 404, { body: { ...said("Not Found", CONTENTS), status: "404" } });
}

export function said(message: string, url: string): Record<string, string> {
  return { message, documentation_url: url };
}

export function html(status: number, body: string): Reply {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

export function json(
  counter: Counter,
  request: IncomingMessage,
  status: number,
  { body, headers = {} }: { readonly body: unknown; readonly headers?: Record<string, string> },
): Reply {
  const about = { type: JSON_TYPE, media: "github.v3; format=json", body: Buffer.from(JSON.stringify(body)) };
  if (status === 200) return found(counter, request, about);
  const shared = { "content-type": about.type, "x-github-media-type": about.media, ...limits(counter, request) };
  return { status, headers: { ...shared, ...headers }, body: about.body };
}

/** What was found, with an ETag; nothing at all if the client has it. */
function found(
  counter: Counter,
  request: IncomingMessage,
  { type, media, body }: { readonly type: string; readonly media: string; readonly body: Buffer },
): Reply {
  const etag = `W/"${createHash("sha256").update(type).update(body).digest("hex")}"`;
  const shared = {
    etag,
    "cache-control": "public, max-age=60, s-maxage=60",
    vary: "Accept,Accept-Encoding, Accept, X-Requested-With",
    "x-github-api-version-selected": String(request.headers["x-github-api-version"] ?? "2022-11-28"),
  };
  if (request.headers["if-none-match"] === etag) {
    return { status: 304, headers: { ...shared, ...limits(counter, request) } };
  }
  counter.used += 1;
  const headers = { ...shared, ...limits(counter, request), "content-type": type, "x-github-media-type": media };
  return { status: 200, headers, body };
}

export function limits(counter: Counter, request: IncomingMessage): Record<string, string> {
  const limit = limitOf(request);
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(Math.max(0, limit - counter.used)),
    "x-ratelimit-used": String(counter.used),
    "x-ratelimit-resource": "core",
    "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 3600),
  };
}

export function limitOf({ headers }: IncomingMessage): number {
  return headers.authorization === undefined ? 60 : 5000;
}
