import { parseMarker } from "../../model/marker.ts";
import type { Locator, ObservedProposal } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import { readForeignCommits } from "./branches.ts";
import type { Client } from "./client.ts";
import { readFiles } from "./files.ts";
import type { Identity } from "./identity.ts";
import { nameOf } from "./items.ts";
import { missing } from "./missing.ts";
import {
  child,
  type Fields,
  fieldsOf,
  flag,
  integer,
  listOf,
  optionalChild,
  optionalText,
  text,
  texts,
} from "./shape.ts";

const ONE = "GET /projects/:id/merge_requests/:iid";
const SETTLE_TRIES = 20;
const SETTLE_PAUSE = 500;

/**
 * iid of the open merge request of a branch into `base`, else of one that goes elsewhere, else of the newest one into
 * `base`; those of forks are somebody else's.
 */
export async function findMergeRequest(
  client: Client,
  home: string,
  branch: string,
  base?: string,
): Promise<{ readonly iid: number; readonly open: boolean } | undefined> {
  const answer = await client.api.mergeRequests.all({
    projectId: home,
    sourceBranch: branch,
    scope: "all",
    orderBy: "created_at",
    sort: "desc",
    perPage: 100,
  });
  const rows = listOf(answer, "GET /projects/:id/merge_requests").filter(isNoFork);
  const into = (row: Fields) => base === undefined || text(row, "target_branch") === base;
  const open = rows.filter(isOpen);
  const chosen = open.find(into) ?? open[0] ?? rows.find(into);
  return chosen && { iid: integer(chosen, "iid"), open: isOpen(chosen) };
}

/**
 * All merge requests of one user in a project, newest first. One that is opened meanwhile shows a row twice and hides
 * none.
 */
export async function listMergeRequests(client: Client, home: string, author: string): Promise<Fields[]> {
  const answer = await client.api.mergeRequests.all({
    projectId: home,
    authorUsername: author,
    scope: "all",
    orderBy: "created_at",
    sort: "desc",
    perPage: 100,
  });
  return listOf(answer, "GET /projects/:id/merge_requests").filter(isNoFork);
}

/** One merge request; undefined where it is gone. */
export async function showMergeRequest({ api }: Client, locator: Locator): Promise<Fields | undefined> {
  const answer = await missing(api.mergeRequests.show(locator.home, Number(locator.id)));
  return answer && fieldsOf(answer, ONE);
}

/**
 * The same once GitLab has worked out its diff, which it does after it has answered the request that changed it.
 * `head` is the commit that the branch is known to have. A branch that somebody deleted has no diff to wait for.
 */
export async function settledMergeRequest(client: Client, locator: Locator, head?: string): Promise<Fields> {
  for (let tries = 1; ; tries += 1) {
    const request = await showMergeRequest(client, locator);
    if (request === undefined) throw new ForgeError("missing", `${nameOf(locator)} went away while it was read`);
    const seen = endsOf(request)?.head;
    if (seen !== undefined && (head === undefined || seen === head)) return request;
    if (head === undefined && !(await hasBranch(client, locator.home, request))) return request;
    if (tries === SETTLE_TRIES) throw unsettled(locator);
    await client.clock.sleep(SETTLE_PAUSE);
  }
}

/** In our words, with the texts of `paths` at both ends of its diff. */
export async function proposalFrom(
  client: Client,
  identity: Identity,
  request: Fields,
  home: string,
  paths: readonly string[],
): Promise<ObservedProposal> {
  const ends = endsOf(request);
  const shown = proposalOf(request, home, ends?.head);
  const [head, start, foreignCommits] = await Promise.all([
    ends ? readFiles(client, home, ends.head, paths) : nothing(paths),
    ends ? readFiles(client, home, ends.base, paths) : nothing(paths),
    // Only an open one may still be rebuilt; the branch of a closed one is what a new one would be made from.
    !shown.intact && (shown.state === "open" || (shown.state === "closed" && (await hasBranch(client, home, request))))
      ? readForeignCommits(client, identity, home, integer(request, "iid"), parseMarker(shown.body)?.applied.commit)
      : [],
  ]);
  return { ...shown, head, start, foreignCommits };
}

/** In our words, as a list shows it: without texts and commits. */
export function proposalOf(request: Fields, home: string, commit = optionalText(request, "sha")): ObservedProposal {
  const closer = optionalChild(request, "closed_by");
  const body = optionalText(request, "description") ?? "";
  const isOurs = isOpen(request) && commit !== undefined && parseMarker(body)?.applied.commit === commit;
  return {
    kind: "proposal",
    locator: { kind: "proposal", home, id: String(integer(request, "iid")) },
    url: text(request, "web_url"),
    author: text(child(request, "author"), "username"),
    state: stateOf(request),
    closedBy: closer && text(closer, "username"),
    title: text(request, "title"),
    body,
    branch: text(request, "source_branch"),
    base: text(request, "target_branch"),
    labels: texts(request, "labels").sort(),
    commit,
    ...(isOurs && { intact: true }),
    head: new Map(),
    start: new Map(),
    foreignCommits: [],
  };
}

/** Texts of those of `paths` that a merge request added. */
export async function readAdded(
  client: Client,
  { locator, commit }: ObservedProposal,
  paths: readonly string[],
): Promise<Map<string, string | undefined>> {
  if (commit === undefined) return new Map();
  const diffs = await client.api.mergeRequests.allDiffs(locator.home, Number(locator.id), { perPage: 100 });
  const added = listOf(diffs, "GET /projects/:id/merge_requests/:iid/diffs")
    .filter((diff) => flag(diff, "new_file"))
    .map((diff) => text(diff, "new_path"));
  return readFiles(
    client,
    locator.home,
    commit,
    paths.filter((path) => added.includes(path)),
  );
}

/** `locked` is a merge request whose merge is under way. */
export function stateOf(request: Fields): ObservedProposal["state"] {
  const state = text(request, "state");
  if (state === "merged" || state === "closed") return state;
  return "open";
}

/** The commits that a diff stands between; undefined while GitLab has none. */
function endsOf(request: Fields): { readonly head: string; readonly base: string } | undefined {
  const refs = optionalChild(request, "diff_refs");
  const head = refs && optionalText(refs, "head_sha");
  const base = refs && optionalText(refs, "base_sha");
  return head === undefined || base === undefined ? undefined : { head, base };
}

async function hasBranch({ api }: Client, home: string, request: Fields): Promise<boolean> {
  return (await missing(api.branches.show(home, text(request, "source_branch")))) !== undefined;
}

function nothing(paths: readonly string[]): Map<string, undefined> {
  return new Map(paths.map((path) => [path, undefined]));
}

function unsettled(locator: Locator): ForgeError {
  const message = `GitLab is still working out the diff of ${nameOf(locator)}`;
  return new ForgeError("conflict", message, "run the command again in a minute");
}

/** Those of forks are somebody else's. */
function isNoFork(row: Fields): boolean {
  return integer(row, "source_project_id") === integer(row, "target_project_id");
}

function isOpen(request: Fields): boolean {
  return stateOf(request) === "open";
}
