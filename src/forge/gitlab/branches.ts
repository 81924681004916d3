import type { NewProposal } from "../../model/effect.ts";
import type { ObservedProposal } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { readFiles } from "./files.ts";
import type { Identity } from "./identity.ts";
import { missing } from "./missing.ts";
import { child, children, type Fields, fieldsOf, listOf, optionalText, text } from "./shape.ts";

/** A branch as it should be: one commit with these files on top of `commit`. */
export type WantedBranch = Pick<NewProposal, "commit" | "branch" | "title" | "files">;

export type ForeignCommits = ObservedProposal["foreignCommits"];

// With signing of web commits switched on, GitLab itself commits what the API's user authored.
const SIGNER = { name: "GitLab", email: /^noreply@/i };

/**
 * Makes the branch and returns its head. A branch that stands already is what a killed run left behind if all of its
 * commits are ours: it is taken as it is if it carries exactly these files, else made anew. Throws ForgeError
 * "conflict" for a branch with anybody else's commit.
 */
export async function prepareBranch(
  client: Client,
  identity: Identity,
  home: string,
  wanted: WantedBranch,
): Promise<string> {
  const branch = await missing(client.api.branches.show(home, wanted.branch));
  if (branch === undefined) return commitFiles(client, home, wanted, false);
  const head = text(child(fieldsOf(branch, "GET /projects/:id/repository/branches/:branch"), "commit"), "id");
  const compared = await client.api.repositories.compare(home, wanted.commit, head);
  const difference = fieldsOf(compared, "GET /projects/:id/repository/compare");
  refuseForeign(wanted.branch, foreignAmong(children(difference, "commits"), identity));
  return (await carries(client, home, wanted, head, difference)) ? head : commitFiles(client, home, wanted, true);
}

/** Commit at the head of a branch; undefined where there is none. */
export async function readHead(client: Client, home: string, branch: string): Promise<string | undefined> {
  const found = await missing(client.api.branches.show(home, branch));
  if (found === undefined) return undefined;
  return text(child(fieldsOf(found, "GET /projects/:id/repository/branches/:branch"), "commit"), "id");
}

/** Makes a branch anew whose commits are known to be ours; returns its head. */
export function rebuildBranch(client: Client, home: string, wanted: WantedBranch): Promise<string> {
  return commitFiles(client, home, wanted, true);
}

/** Commits of a merge request by others than us. `made` is the commit that we made its branch of, as its marker says. */
export async function readForeignCommits(
  client: Client,
  identity: Identity,
  home: string,
  iid: number,
  made?: string,
): Promise<ForeignCommits> {
  const answer = await client.api.mergeRequests.allCommits(home, iid, { perPage: 100 });
  const commits = listOf(answer, "GET /projects/:id/merge_requests/:iid/commits");
  const foreign = foreignAmong(commits, identity);
  if (foreign.length === 0 || identity.onlooker === undefined || made === undefined) return foreign;
  const emails = await emailsOf(client, home, commits, made);
  return foreignAmong(commits, { ...identity, emails: new Set([...identity.emails, ...emails]) });
}

/**
 * What addresses another's commits carry is told by the commit that he made. Whoever may edit a description may name any
 * commit in it, so this serves to show: apply, which knows its own addresses, asks no marker before it rebuilds.
 */
async function emailsOf({ api }: Client, home: string, commits: readonly Fields[], made: string): Promise<string[]> {
  const listed = commits.find((commit) => text(commit, "id") === made);
  const commit = listed ?? (await missing(api.commits.show(home, made)));
  if (commit === undefined) return [];
  const author = optionalText(listed ?? fieldsOf(commit, "GET /projects/:id/repository/commits/:sha"), "author_email");
  return author === undefined ? [] : [author.toLowerCase()];
}

/** Throws ForgeError "conflict" that names the first commit of somebody else. */
export function refuseForeign(branch: string, foreign: ForeignCommits): void {
  const [first] = foreign;
  if (first === undefined) return;
  const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : "";
  throw new ForgeError(
    "conflict",
    `branch "${branch}" holds a commit that is not ours: ${first.id.slice(0, 8)} by ${first.author}${more}`,
    "merge it, or delete the branch; a branch with a person's commit is never rebuilt",
  );
}

async function commitFiles(client: Client, home: string, wanted: WantedBranch, force: boolean): Promise<string> {
  const actions = wanted.files.map(({ path, text: content, isNew }) => {
    if (content === undefined) return { action: "delete" as const, filePath: path, lastCommitId: wanted.commit };
    if (isNew) return { action: "create" as const, filePath: path, content };
    return { action: "update" as const, filePath: path, content, lastCommitId: wanted.commit };
  });
  const options = { startSha: wanted.commit, ...(force ? { force } : {}) };
  const answer = await client.api.commits.create(home, wanted.branch, wanted.title, actions, options);
  return text(fieldsOf(answer, "POST /projects/:id/repository/commits"), "id");
}

async function carries(
  client: Client,
  home: string,
  wanted: WantedBranch,
  head: string,
  difference: Fields,
): Promise<boolean> {
  const paths = wanted.files.map(({ path }) => path);
  const touched = children(difference, "diffs").flatMap((diff) => [text(diff, "new_path"), text(diff, "old_path")]);
  if (children(difference, "commits").length !== 1 || touched.some((path) => !paths.includes(path))) return false;
  const texts = await readFiles(client, home, head, paths);
  return wanted.files.every(({ path, text: content }) => texts.get(path) === content);
}

function foreignAmong(commits: readonly Fields[], identity: Identity): ForeignCommits {
  return commits
    .filter((commit) => !isOurs(commit, identity))
    .map((commit) => ({ id: text(commit, "id"), author: doerOf(commit, identity) }));
}

/** Whoever rebased or amended a commit of ours is who touched it; its author is still our name. */
function doerOf(commit: Fields, { emails }: Identity): string {
  const isAuthored = emails.has((optionalText(commit, "author_email") ?? "").toLowerCase());
  return text(commit, isAuthored ? "committer_name" : "author_name");
}

/**
 * A commit is ours if our user is its author and its committer. The author alone is not enough: whoever amends
 * or rebases our commit becomes its committer and leaves the author as it was.
 */
function isOurs(commit: Fields, { emails }: Identity): boolean {
  const mine = (key: string) => emails.has((optionalText(commit, key) ?? "").toLowerCase());
  const signed = commit.values["committer_name"] === SIGNER.name && SIGNER.email.test(text(commit, "committer_email"));
  return mine("author_email") && (mine("committer_email") || signed);
}
