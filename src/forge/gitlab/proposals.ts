import type { NewProposal, ProposalPatch } from "../../model/effect.ts";
import { besideMarker, formatMarker, normalizeBody, parseMarker } from "../../model/marker.ts";
import type { Locator, ObservedProposal } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import { prepareBranch, readForeignCommits, rebuildBranch, refuseForeign } from "./branches.ts";
import type { Client } from "./client.ts";
import type { Identity } from "./identity.ts";
import { nameOf } from "./items.ts";
import { findMergeRequest, proposalFrom, settledMergeRequest, showMergeRequest, stateOf } from "./merge-requests.ts";
import { missing } from "./missing.ts";
import { labelIds, type Names, personIds } from "./names.ts";
import { children, type Fields, fieldsOf, integer, optionalText, text } from "./shape.ts";
import { storedTitle } from "./verify.ts";

export async function readProposal(
  client: Client,
  identity: Identity,
  locator: Locator,
  paths: readonly string[],
): Promise<ObservedProposal | undefined> {
  const request = await missing(settledMergeRequest(client, locator));
  return request && proposalFrom(client, identity, request, locator.home, paths);
}

/** Branch, one commit, merge request. Throws ForgeError "conflict" where one is open already. */
export async function createProposal(
  client: Client,
  names: Names,
  identity: Identity,
  wanted: NewProposal,
): Promise<ObservedProposal> {
  const [reviewerIds] = await Promise.all([
    personIds(names, wanted.reviewers),
    labelIds(names, { kind: "project", path: wanted.home }, wanted.labels),
  ]);
  await refuseSecond(client, wanted);
  const head = await prepareBranch(client, identity, wanted.home, wanted);
  const body = stamped(wanted.body, head);
  const request = await post(client, { ...wanted, body }, reviewerIds);
  const locator = locatorOf(wanted.home, integer(request, "iid"));
  const settled = await settledMergeRequest(client, locator, head);
  verify(settled, locator, {
    title: wanted.title,
    body,
    labels: wanted.labels,
    reviewers: wanted.reviewers,
  });
  return proposalFrom(client, identity, settled, wanted.home, pathsOf(wanted.files));
}

/** Throws ForgeError "conflict" where the merge request is not open any more or holds a commit of somebody else. */
export async function updateProposal(
  client: Client,
  identity: Identity,
  locator: Locator,
  patch: ProposalPatch,
): Promise<ObservedProposal> {
  const live = await showMergeRequest(client, locator);
  if (live === undefined) throw new ForgeError("missing", `${nameOf(locator)} does not exist any more`);
  if (stateOf(live) !== "open") throw new ForgeError("conflict", `${nameOf(locator)} is ${stateOf(live)} already`);
  if (text(live, "state") === "locked")
    throw new ForgeError("conflict", `${nameOf(locator)} is being merged at this moment`, "look again in a minute");
  const head = patch.rebuild && (await rebuild(client, identity, locator, patch.rebuild));
  const body = head === undefined ? patch.body : stamped(patch.body ?? textOf(live), head);
  if (body !== undefined || patch.state !== undefined || patch.title !== undefined) {
    await client.api.mergeRequests.edit(locator.home, Number(locator.id), {
      title: patch.title,
      description: body,
      stateEvent: patch.state && "close",
    });
  }
  const settled = await settledMergeRequest(client, locator, head);
  verify(settled, locator, { title: patch.title, body, state: patch.state });
  return proposalFrom(client, identity, settled, locator.home, pathsOf(patch.rebuild?.files ?? []));
}

/**
 * A body whose marker names the commit that its branch holds from now on: as long as the branch is at that commit, nobody
 * else has touched it, and no look has to read what it holds.
 */
export function stamped(body: string, commit: string): string {
  const marker = parseMarker(body);
  if (marker === undefined) return body;
  return `${formatMarker({ ...marker, applied: { ...marker.applied, commit } })}${besideMarker(body)}`;
}

async function rebuild(
  client: Client,
  identity: Identity,
  locator: Locator,
  wanted: NonNullable<ProposalPatch["rebuild"]>,
): Promise<string> {
  refuseForeign(wanted.branch, await readForeignCommits(client, identity, locator.home, Number(locator.id)));
  return rebuildBranch(client, locator.home, wanted);
}

async function post(client: Client, wanted: NewProposal, reviewerIds: number[]): Promise<Fields> {
  try {
    const answer = await client.api.mergeRequests.create(wanted.home, wanted.branch, wanted.base, wanted.title, {
      description: wanted.body,
      labels: wanted.labels.join(","),
      removeSourceBranch: true,
      ...(reviewerIds.length === 0 ? {} : { reviewerIds }),
    });
    return fieldsOf(answer, "POST /projects/:id/merge_requests");
  } catch (error) {
    if (error instanceof ForgeError && error.kind === "conflict") await refuseSecond(client, wanted);
    throw error;
  }
}

/** To any branch: two open merge requests of one branch would carry the same commit. */
async function refuseSecond(client: Client, { home, branch }: NewProposal): Promise<void> {
  const found = await findMergeRequest(client, home, branch);
  if (found === undefined || !found.open) return;
  const name = nameOf(locatorOf(home, found.iid));
  throw new ForgeError("conflict", `${name} is open already for branch "${branch}"`, "look with `cutover plan`");
}

interface Asked {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly state?: "closed" | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly reviewers?: readonly string[] | undefined;
}

function verify(request: Fields, locator: Locator, asked: Asked): void {
  const labels = request.values["labels"];
  const reviewers = asked.reviewers?.length
    ? children(request, "reviewers").map((person) => text(person, "username").toLowerCase())
    : [];
  const checks: [string, boolean][] = [
    ["title", asked.title === undefined || text(request, "title") === storedTitle(asked.title)],
    ["body", asked.body === undefined || normalizeBody(textOf(request)) === normalizeBody(asked.body)],
    ["state", asked.state === undefined || stateOf(request) === asked.state],
    ["labels", (asked.labels ?? []).every((label) => Array.isArray(labels) && labels.includes(label))],
    ["reviewers", (asked.reviewers ?? []).every((name) => reviewers.includes(name.toLowerCase()))],
  ];
  const failed = checks.flatMap(([name, fine]) => (fine ? [] : [name]));
  if (failed.length === 0) return;
  throw new ForgeError(
    "forbidden",
    `the server took ${nameOf(locator)} but did not set ${failed.join(", ")} (needs Developer or higher on ${locator.home})`,
    "more than one reviewer needs GitLab Premium",
  );
}

function textOf(request: Fields): string {
  return optionalText(request, "description") ?? "";
}

function locatorOf(home: string, iid: number): Locator {
  return { kind: "proposal", home, id: String(iid) };
}

function pathsOf(files: NewProposal["files"]): string[] {
  return files.map(({ path }) => path);
}
