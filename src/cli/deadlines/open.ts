import { executePlan } from "../../apply/execute.ts";
import type { Outcome } from "../../apply/outcome.ts";
import { managementLabel } from "../../model/defaults.ts";
import type { Instant } from "../../model/duration.ts";
import type { Observation, ObservedProposal, Scope } from "../../model/observed.ts";
import type { FileResource } from "../../model/resource.ts";
import type { Workspace } from "../../model/workspace.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Change, Plan } from "../../plan/plan.ts";
import {
  type Proposed,
  type ProposingPlace,
  proposedFacts,
  proposedFile,
  proposingLook,
  standingOf,
  withdrawn,
} from "../../plan/proposing.ts";
import { scopeOf } from "../../plan/scope.ts";
import type { Opened } from "../../report/deadlines/opened.ts";
import { openAudit } from "../apply/audit.ts";
import { refuseOtherBranch, whyOutdated } from "../apply/pipeline.ts";
import { refuseOtherUser } from "../apply/user.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { holdOf } from "../forge.ts";
import type { Io } from "../io.ts";
import { type Live, liveIn, workspaceDigest } from "../live-plan.ts";
import { openedAs, openedBy, openedNeedless } from "./opened.ts";
import { repositoryPlace } from "./place.ts";

/** A workspace that is open already. */
export interface OpenedWorkspace {
  /** Absolute path of its folder. */
  readonly root: string;
  readonly workspace: Workspace;
}

export interface OpenOptions {
  /** Full path of the project of the workspace's repository. */
  readonly project?: string;
  readonly asOf?: Instant;
}

interface Wanted {
  /** As the command line says it, such as `deadlines propose`. */
  readonly command: string;
  /** Paths are those inside the workspace. */
  readonly files: readonly Proposed[];
  /** True where these are all that are wanted: of our other open merge requests, those that nobody touched are closed. */
  readonly isWhole: boolean;
}

/** The lock file's own name among the proposals. */
export const LOCK = "lock";

/**
 * One merge request for each file, into the default branch of the workspace's repository: made once, kept up to date, and
 * left to people once they have closed it or committed to it. Nothing is done in a pipeline whose commit is not the newest.
 */
export async function openProposals(
  io: Io,
  opened: OpenedWorkspace,
  options: OpenOptions,
  wanted: Wanted,
): Promise<readonly Opened[]> {
  refuseOtherBranch(io, wanted.command);
  const live = await liveIn(io, opened, options, "write");
  refuseOtherUser(live);
  const { project, base, part, prefix } = await repositoryPlace(io, opened.root, live.access.forge, options.project);
  const outdated = await whyOutdated(io, live);
  if (outdated !== undefined) {
    // The next run on the schedule is of the newest commit.
    io.stderr.write(`cutover: ${outdated}\n  no merge request was opened or changed\n`);
    return [];
  }
  const files = wanted.files.map((one) => ({ ...one, path: prefix + one.path, branch: `cutover/${part}/${one.name}` }));
  const paths = files.map(({ path }) => path);
  const { commit, files: head } = await live.access.forge.files(part, project, base, paths);
  return settle(io, live, { project, base, part, commit, files: head }, { ...wanted, files });
}

/** As a shell is told: what failed goes before what people have to decide. */
export function exitOfOpened(opened: readonly Opened[]): ExitCode {
  if (opened.some(({ done }) => done === "failed")) return EXIT.failed;
  return opened.some(({ done }) => done === "stopped") ? EXIT.problems : EXIT.clean;
}

type Named = Proposed & { readonly branch: string };

async function settle(
  io: Io,
  live: Live,
  place: ProposingPlace,
  { files, isWhole }: { readonly files: readonly Named[]; readonly isWhole: boolean },
): Promise<readonly Opened[]> {
  const { user } = live;
  const label = managementLabel(live.workspace.config.data);
  const scope = scopeFor(
    live,
    place,
    files.map((one) => proposedFile(one, place, [])),
  );
  const look = await live.access.forge.observe(scope);
  // A label that the project does not have is never made.
  const labels = look.unknown.labels.includes(label) ? [] : [label];
  const standing = new Map(
    files.map((one) => [one.name, standingOf(one, place, liveOf(look, one.branch), user)] as const),
  );
  const left = files.filter(({ name }) => standing.get(name) === undefined);
  const needless = isWhole ? await unwantedIn(live, place, look, files) : [];
  const [unwanted, taken] = [needless.filter(isUntouched), needless.filter((one) => !isUntouched(one))];
  const resources = [
    ...left.map((one) => proposedFile(one, place, labels)),
    ...unwanted.map((proposal) => withdrawn(proposal, place)),
  ];
  const whole = { ...look, proposals: [...look.proposals, ...unwanted] };
  const observation = proposingLook(whole, files);
  const plan = planOf(io, live, { resources, observation, scope, left });
  const outcomes = await carryOut(io, live, plan, observation);
  await tellWithdrawn(live, plan.changes, outcomes);
  return [
    ...files.flatMap((one) => {
      const found = standing.get(one.name);
      return found === undefined ? [] : [openedAs(one, place, found)];
    }),
    ...taken.map(openedNeedless),
    ...resources.map((resource) => openedBy(resource, plan, outcomes, liveOf(whole, resource.branch))),
  ];
}

/** Nothing but the project is looked at, as if it were the tracker; also where nothing is wanted in it. */
function scopeFor({ workspace }: Live, { project }: ProposingPlace, resources: readonly FileResource[]): Scope {
  const { gitlab, ...config } = workspace.config.data;
  const scope = scopeOf({
    resources,
    config: { ...config, gitlab: { ...gitlab, tracker: { project } }, targets: {} },
    targets: new Map(),
  });
  return { ...scope, targets: [project] };
}

function liveOf({ proposals }: Observation, branch: string): ObservedProposal | undefined {
  return proposals.find((live) => live.branch === branch);
}

function isUntouched({ foreignCommits }: ObservedProposal): boolean {
  return foreignCommits.length === 0;
}

/** Our open merge requests of this workspace that nobody wants any more, as they are now; that of the lock file is none. */
async function unwantedIn(
  { access: { forge } }: Live,
  { part }: ProposingPlace,
  { strays = [] }: Observation,
  files: readonly Named[],
): Promise<ObservedProposal[]> {
  const wanted = new Set([...files.map(({ branch }) => branch), `cutover/${part}/${LOCK}`]);
  const own = strays.filter(({ branch }) => branch.startsWith(`cutover/${part}/`) && !wanted.has(branch));
  const read = await Promise.all(own.map(({ locator }) => forge.read(locator, [])));
  return read.flatMap((live) => (live?.kind === "proposal" && live.state === "open" ? [live] : []));
}

function planOf(
  io: Io,
  { access, user, instant, workspace }: Live,
  about: Pick<Plan, "scope"> & {
    readonly resources: readonly FileResource[];
    readonly observation: Observation;
    readonly left: readonly Named[];
  },
): Plan {
  const { resources, observation, scope, left } = about;
  const { policy } = workspace.config.data;
  return makePlan({
    resources,
    observation,
    scope,
    url: access.url,
    user,
    instant,
    workspace: workspaceDigest(workspace),
    migrations: left.map(proposedFacts),
    // All that can be closed are drafts of ours that nobody touched.
    policy: { ...policy, blast_radius: 1 },
    hold: holdOf(io),
  });
}

async function carryOut(
  io: Io,
  live: Live,
  plan: Plan,
  observation: Observation,
): Promise<ReadonlyMap<string, Outcome>> {
  if (plan.changes.length === 0) return new Map();
  const { access, instant, workspace } = live;
  const audit = await openAudit(io, live, io.unique(), undefined);
  const outcomes = await executePlan({
    plan,
    forge: access.forge,
    url: access.url,
    now: instant,
    observation,
    workspace: workspaceDigest(workspace),
    signal: io.signal,
    audit,
  });
  return new Map(outcomes.map((outcome) => [outcome.id, outcome]));
}

/** GitLab says that it was closed, and not why. */
async function tellWithdrawn(
  { access: { forge } }: Live,
  changes: readonly Change[],
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  for (const { id, at, action } of changes) {
    if (action !== "close" || at === undefined || outcomes.get(id)?.status !== "applied") continue;
    await forge.writeNote(at, { body: WITHDRAWN });
  }
}

const WITHDRAWN =
  "Closed, since it is not needed any more: the file is there, or no end of an offering asks for it (`cutover deadlines check`). It is opened again when one does.";
