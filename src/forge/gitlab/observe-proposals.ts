import { parseMarker } from "../../model/marker.ts";
import type { Observation, ObservedProposal, Scope } from "../../model/observed.ts";
import { readForeignCommits } from "./branches.ts";
import type { Client } from "./client.ts";
import type { Identity } from "./identity.ts";
import { findMergeRequest, listMergeRequests, proposalOf, readAdded } from "./merge-requests.ts";
import { readProposal } from "./proposals.ts";

type Wanted = Scope["proposals"][number];

const BRANCH = /^cutover\/[^/]+\/[^/]+$/;

/** What one project holds of the merge requests in the scope, and ours that are in nobody's. */
export interface Found {
  readonly proposals: readonly ObservedProposal[];
  readonly strays: NonNullable<Observation["strays"]>;
}

/**
 * All merge requests that our user made there come in one list, which shows the commit of each. Only what the list leaves
 * open is read: a branch that somebody else touched, or that carries other edits than the wanted ones.
 */
export async function observeProposals(
  client: Client,
  identity: Identity,
  project: string,
  wanted: readonly Wanted[],
): Promise<Found> {
  const rows = identity.user === "" ? [] : await listMergeRequests(client, project, identity.user);
  const byBranch = new Map<string, ObservedProposal[]>();
  for (const row of rows) {
    const shown = proposalOf(row, project);
    byBranch.set(shown.branch, [...(byBranch.get(shown.branch) ?? []), shown]);
  }
  const found = await Promise.all(
    wanted.map((one) => observeOne(client, identity, one, choose(byBranch.get(one.branch) ?? [], one))),
  );
  const branches = new Set(wanted.map(({ branch }) => branch));
  const strays = [...byBranch.values()].flat().filter((shown) => !branches.has(shown.branch) && isStray(shown));
  return {
    proposals: found.flatMap((proposal) => proposal ?? []),
    strays: strays.map(({ locator, url, branch }) => ({ locator, url, branch })),
  };
}

/** The open one into `base`, else one that goes elsewhere, else the newest one into `base`. */
function choose(newestFirst: readonly ObservedProposal[], { base }: Wanted): ObservedProposal | undefined {
  const open = newestFirst.filter(({ state }) => state === "open");
  const into = (some: readonly ObservedProposal[]) => some.find((shown) => shown.base === base);
  return into(open) ?? open[0] ?? into(newestFirst);
}

async function observeOne(
  client: Client,
  identity: Identity,
  wanted: Wanted,
  shown: ObservedProposal | undefined,
): Promise<ObservedProposal | undefined> {
  if (shown?.state === "open") return observeOpen(client, identity, wanted, shown);
  if (wanted.edits === undefined) return shown;
  const isSame = shown !== undefined && parseMarker(shown.body)?.applied.placed === wanted.edits;
  // A person said no to exactly this, so nothing is made and nothing else is of interest.
  if (shown?.state === "closed" && isSame && shown.closedBy !== identity.user) return shown;
  const other = await findOthers(client, identity, wanted, shown);
  if (other !== undefined) return other;
  if (shown?.state === "merged") return { ...shown, head: await readAdded(client, shown, wanted.paths) };
  if (shown === undefined || shown.closedBy === identity.user) return shown;
  return readProposal(client, identity, shown.locator, wanted.paths);
}

function observeOpen(
  client: Client,
  identity: Identity,
  { edits, paths }: Wanted,
  shown: ObservedProposal,
): ObservedProposal | Promise<ObservedProposal | undefined> {
  const { home, id } = shown.locator;
  if (edits !== undefined) {
    const isSame = shown.intact === true && parseMarker(shown.body)?.applied.placed === edits;
    return isSame ? shown : readProposal(client, identity, shown.locator, paths);
  }
  if (shown.intact === true) return shown;
  const made = parseMarker(shown.body)?.applied.commit;
  return readForeignCommits(client, identity, home, Number(id), made).then((foreignCommits) => ({
    ...shown,
    foreignCommits,
  }));
}

/** Before one is made: an open one of anybody else on the same branch, which would be in its way. */
async function findOthers(
  client: Client,
  identity: Identity,
  { project, branch, base, paths }: Wanted,
  own: ObservedProposal | undefined,
): Promise<ObservedProposal | undefined> {
  const found = await findMergeRequest(client, project, branch, base);
  if (found === undefined || (own !== undefined && !found.open)) return undefined;
  return readProposal(client, identity, { kind: "proposal", home: project, id: String(found.iid) }, paths);
}

function isStray({ state, branch, body }: ObservedProposal): boolean {
  return state === "open" && BRANCH.test(branch) && parseMarker(body) !== undefined;
}
