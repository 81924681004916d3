import { compile } from "../compile/index.ts";
import { neededFiles } from "../compile/needed.ts";
import type { Session } from "../forge/port.ts";
import { adoptedFlags, adoptedItems, adoptedNow } from "../model/adopted.ts";
import { allLeftToLock, asWritten, placeInLock } from "../model/deadline.ts";
import type { Instant } from "../model/duration.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import { movesOf } from "../model/move.ts";
import type { Observation } from "../model/observed.ts";
import type { Migration } from "../model/schema/migration.gen.ts";
import { homeOf, type TargetSnapshot } from "../model/target.ts";
import { applyUser } from "../model/users.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { digestOf } from "../plan/digest.ts";
import { freezeNow, wholeHold } from "../plan/hold.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { Plan, Take } from "../plan/plan.ts";
import { type MigrationScope, scopeOf } from "../plan/scope.ts";
import type { MigrationFacts, PlanInput } from "../plan/world.ts";
import { localSurroundings, openSoundWorkspace, printProblems, refuseOutsidePaths } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import { type ForgeAccess, holdOf, instantOf, openForge, type Role, requireToken } from "./forge.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

export interface PlanOptions extends CommonOptions {
  readonly only?: readonly string[];
  /** What the user chose for keys that are in conflict. */
  readonly take: ReadonlyMap<string, Take>;
  readonly asOf?: Instant;
}

/** The forge, who we are there, and what the migrations are now. */
export interface Live {
  readonly access: ForgeAccess;
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly workspace: Workspace;
  readonly session: Session;
  /** User whose objects are ours: the one that apply writes as, whoever looks. */
  readonly user: string;
  readonly instant: Instant;
}

export interface LivePlan extends Live {
  readonly plan: Plan;
  readonly observation: Observation;
  /** The gateways' files at their heads, by target. */
  readonly gateways: ReadonlyMap<string, GatewayFiles>;
  /** What the plan was made from. */
  readonly input: PlanInput;
}

/** Opens the workspace and the forge that it names; an exit code when the workspace has problems, which are printed. */
export async function openLive(io: Io, options: PlanOptions, role: Role = "read"): Promise<Live | ExitCode> {
  // With its last migration deleted, a workspace still has objects on the server to tell of.
  const opened = await openSoundWorkspace(io, options, { allowEmpty: true });
  if (typeof opened === "number") return opened;
  refuseOutsidePaths(neededFiles(opened.workspace));
  return liveIn(io, opened, options, role);
}

/** The forge of a workspace that is open already. */
export async function liveIn(
  io: Io,
  { root, workspace }: Pick<Live, "root" | "workspace">,
  { asOf }: Pick<PlanOptions, "asOf">,
  role: Role,
): Promise<Live> {
  const access = await openForge(io, workspace, role);
  requireToken(access);
  const session = await access.forge.session();
  const user = await writerOf(access, session, workspace);
  return { access, root, workspace, session, user, instant: instantOf(io, asOf, session) };
}

/** The account that apply writes as, with the server's spelling: user names are the same in any case. */
async function writerOf({ forge, url }: ForgeAccess, session: Session, { config }: Workspace): Promise<string> {
  const named = applyUser(config.data);
  if (named === undefined || named.toLowerCase() === session.user.toLowerCase()) return session.user;
  const user = await forge.account(named);
  if (user !== undefined) return user;
  const message = `gitlab.users.apply in cutover.yaml is "@${named}", and nobody has that user name on ${url}`;
  throw new UserError(EXIT.usage, message, "write it as its profile page does; what another account made is not ours");
}

/** Reads the targets at their heads, compiles, looks at everything that is wanted, and compares. */
export async function livePlan(io: Io, options: PlanOptions): Promise<LivePlan | ExitCode> {
  const live = await openLive(io, options);
  return typeof live === "number" ? live : planFrom(io, options, live);
}

/** The same in a workspace that is open already. */
export async function planFrom(io: Io, options: PlanOptions, live: Live): Promise<LivePlan | ExitCode> {
  const { access, root, workspace, user, instant } = live;
  const targets = await readHeads(live);
  const surroundings = await localSurroundings(io, root, workspace, new Map());
  const { resources, problems, before } = compile({ workspace, targets, surroundings });
  if (problems.some(({ severity }) => severity === "error")) {
    await printProblems(io, options, problems, workspace, before.snapshots);
    return EXIT.problems;
  }
  const asked = askedOf(io, options, { workspace, resources, targets, url: access.url, user, instant });
  const observation = await access.forge.observe(asked.scope);
  const input: PlanInput = { ...asked, observation };
  return { ...live, plan: makePlan(input), observation, gateways: before.gateways, input };
}

/** What a plan is made from besides what the forge shows. */
export function askedOf(
  io: Io,
  { only, take }: PlanOptions,
  about: Pick<PlanInput, "resources" | "url" | "user" | "instant"> & {
    readonly workspace: Workspace;
    readonly targets: ReadonlyMap<string, TargetSnapshot>;
  },
): Omit<PlanInput, "observation"> {
  const { workspace, targets, resources, ...rest } = about;
  const { data: config } = workspace.config;
  const migrations = workspace.migrations.map(scopeOfMigration);
  return {
    ...rest,
    resources,
    scope: scopeOf({ resources, config, targets, migrations }),
    workspace: workspaceDigest(workspace),
    migrations: factsOf(workspace),
    policy: config.policy,
    hold: holdOf(io),
    only,
    take,
  };
}

/** What plan has to know of each migration besides its resources. */
export function factsOf(workspace: Workspace): MigrationFacts[] {
  return workspace.migrations.map((document) => factsOfMigration(workspace, document));
}

/** Why nothing may be written now, whatever a plan says that was saved before; undefined where nothing stands. */
export function holdNow(io: Io, { workspace, instant }: Live): string | undefined {
  return wholeHold({ hold: holdOf(io), policy: workspace.config.data.policy, instant });
}

/** Why no flag may be raised now, whatever a plan says that was saved before. */
export function frozenNow({ workspace, instant }: Live): string | undefined {
  return freezeNow({ policy: workspace.config.data.policy, instant });
}

/** Digest of everything that people wrote, and of what the lock file says for it. */
export function workspaceDigest({ config, migrations, deadlines }: Workspace): string {
  const left = migrations.flatMap((document) => [...allLeftToLock(deadlines, document)]);
  return digestOf([config.data, ...migrations.map(({ data }) => data), ...left]);
}

/** Digest of each migration as it is now, by name: a saved plan of another one is not applied. */
export function migrationDigests(workspace: Workspace): ReadonlyMap<string, string> {
  return new Map(factsOf(workspace).map(({ name, digest }) => [name, digest]));
}

/** Flags that the file names at any stage and status: one of them may be on although nothing asks for it. */
function scopeOfMigration({ data }: MigrationDocument): MigrationScope {
  const flags = movesOf(data).flatMap(({ entry }) => (entry.flag === undefined ? [] : [entry.flag.name]));
  const named = [...flags, ...adoptedFlags(data)];
  const { name, status, formerly } = data;
  return { name, status, formerly, flags: named, adopted: adoptedItems(data) };
}

function factsOfMigration(workspace: Workspace, document: MigrationDocument): MigrationFacts {
  const { data, file } = document;
  const { deadlines } = workspace;
  return {
    name: data.name,
    file,
    digest: digestOf(asWritten(deadlines, document)),
    inLock: placeInLock(deadlines, document),
    status: data.status,
    confidential: data.visibility === "confidential",
    adopted: adoptedNow(data),
    formerly: data.formerly,
    renamed: renamedFeatures(workspace, data),
  };
}

/** Whichever migration renames a feature, all that name it by its new name go on with the issues of the old one. */
function renamedFeatures({ migrations }: Workspace, { features = {} }: Migration): Readonly<Record<string, string>> {
  const renames = migrations.flatMap(({ data }) => Object.entries(data.features ?? {}));
  return Object.fromEntries(
    renames.flatMap(([feature, { formerly }]) => {
      const isMeant = formerly !== undefined && Object.hasOwn(features, feature) && !Object.hasOwn(features, formerly);
      return isMeant ? [[formerly, feature] as const] : [];
    }),
  );
}

async function readHeads({ access, workspace }: Live): Promise<ReadonlyMap<string, TargetSnapshot>> {
  const snapshots = await Promise.all(
    [...neededFiles(workspace)].map(([target, { paths, listing }]) => {
      const { project, branch } = homeOf(workspace.config.data, target);
      return access.forge.files(target, project, branch, paths, listing);
    }),
  );
  return new Map(snapshots.map((snapshot) => [snapshot.target, snapshot]));
}
