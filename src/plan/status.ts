import type { Uncovered } from "../deadlines/uncovered.ts";
import type { DeadlinesDocument } from "../model/deadline.ts";
import { driOf } from "../model/dri.ts";
import { type Move, movesOf } from "../model/move.ts";
import type { FileResource } from "../model/resource.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Migration } from "../model/schema/migration.gen.ts";
import { pointer } from "../model/source.ts";
import { isOver } from "../model/stage.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import type { Notice, Plan } from "./plan.ts";
import { refuseUnknown } from "./select.ts";
import { cutoffOf, uncoveredStatus } from "./status-ends.ts";
import { fileStatus } from "./status-file.ts";
import { flagStatus } from "./status-flag.ts";
import { type Found, foundOf, groupBy, migrationOf } from "./status-found.ts";
import { nextOf } from "./status-next.ts";
import type {
  FeatureStatus,
  FileStatus,
  HeldStatus,
  MigrationStatus,
  Status,
  StatusCounts,
  StatusNote,
  Unapplied,
} from "./status-shape.ts";
import type { PlanInput } from "./world.ts";

interface StatusInput {
  /** The whole plan, of all migrations. */
  readonly plan: Plan;
  /** What it was made from. */
  readonly input: PlanInput;
  readonly migrations: readonly MigrationDocument[];
  /** The lock file. */
  readonly deadlines?: DeadlinesDocument | undefined;
  /** Offerings in use that end within the horizon, without a migration in time; undefined where there is no lock file. */
  readonly uncovered?: readonly Uncovered[] | undefined;
  readonly config: Config;
  /** Keys or migrations to tell of alone. */
  readonly only?: readonly string[] | undefined;
  /** How changes are applied here, and what is known of the merge requests that they came with. */
  readonly unapplied?: Unapplied | undefined;
}

/**
 * Where every migration stands, told from a plan and the look that it rests on. Pure; holds no text of confidential
 * objects. Throws PlanError for a name in `only` that nothing has.
 */
export function statusOf(asked: StatusInput): Status {
  const { plan, input, migrations, config, deadlines, uncovered, only, unapplied } = asked;
  if (only !== undefined) refuseUnknown("--only", only, input);
  const named = only && new Set(only.map((name) => (name.includes("/") ? migrationOf(name) : name)));
  const found = foundOf(plan, input);
  const shown = migrations
    .filter(({ data }) => named === undefined || named.has(data.name))
    .map((document) => migrationStatus(document, { config, deadlines, found }));
  const known = new Set(migrations.map(({ data }) => data.name));
  const others = plan.notices.filter(
    ({ kind, migration }) => kind === "unmanaged" || migration === undefined || !known.has(migration),
  );
  const told = others.filter(
    ({ migration }) => named === undefined || (migration !== undefined && named.has(migration)),
  );
  const counts = countsOf(shown);
  return {
    formatVersion: 1,
    asOf: new Date(input.instant).toISOString(),
    forge: plan.forge,
    counts,
    migrations: shown,
    ...(uncovered !== undefined && { uncovered: uncovered.map((one) => uncoveredStatus(one, input.instant)) }),
    ...(counts.changes > 0 && unapplied !== undefined && { unapplied }),
    unmanaged: told.filter(({ kind }) => kind === "unmanaged").map(noteOf),
    notices: told.filter(({ kind }) => kind !== "unmanaged").map(noteOf),
  };
}

interface Around {
  readonly config: Config;
  readonly deadlines: DeadlinesDocument | undefined;
  readonly found: Found;
}

function migrationStatus(document: MigrationDocument, { config, deadlines, found }: Around): MigrationStatus {
  const { data: migration } = document;
  const { name, status, owner } = migration;
  const facts = found.facts.get(name);
  const confidential = facts?.confidential ?? false;
  const resources = found.resources.get(name) ?? [];
  const conflicts = found.conflicts.get(name) ?? [];
  const files = resources
    .filter((one): one is FileResource => one.kind === "file")
    .map((file) => fileStatus(file, found));
  const told = new Set(files.filter(({ state }) => TOLD.has(state)).map(({ key }) => key));
  const notices = (found.notices.get(name) ?? []).filter(
    ({ kind, key }) => kind !== "unmanaged" && !(STANDING.has(kind) && key !== undefined && told.has(key)),
  );
  const features = featuresOf(migration, config, found);
  const own = {
    name,
    file: facts?.file ?? "",
    status,
    confidential,
    owner,
    cutoff: confidential ? undefined : cutoffOf(document, deadlines, found.instant),
    objects: (found.objects.get(name) ?? []).filter(({ key }) => key.split("/").length === 2),
    features: isOver(status) || status === "draft" ? [] : features,
    files,
    changes: (found.changes.get(name) ?? []).length,
    held: heldBy(found, name),
    conflicts: conflicts.map(({ key, message, fix, url }) => ({ key, message, fix, url })),
    notices: notices.map(noteOf),
  };
  return { ...own, next: nextOf(own, found.instant) };
}

/** What the row of a file tells already. */
const TOLD: ReadonlySet<FileStatus["state"]> = new Set(["open", "declined", "blocked"]);
const STANDING: ReadonlySet<Notice["kind"]> = new Set(["waiting", "declined"]);

/** One row for each entry that the migration writes. */
function featuresOf(migration: Migration, config: Config, found: Found): FeatureStatus[] {
  const entries = groupBy(movesOf(migration), ({ path }) => pointer(path));
  return [...entries.values()].flatMap((moves) => {
    const [move] = moves;
    if (move === undefined) return [];
    const part = partOf(move);
    const issue = found.objectOf(`issue/${migration.name}/${part}`);
    const flag = found.resourceOf(`flag/${migration.name}/${part}`);
    return {
      name: part,
      features: moves.map(({ feature }) => feature),
      stage: move.stage,
      effective: move.effective,
      dri: driOf(config, move),
      issue,
      flag: flag?.kind === "flag" ? flagStatus(flag, found) : undefined,
    };
  });
}

/** The last part of the keys of what an entry asks for. */
function partOf({ bulk, feature, path, entry }: Move): string {
  return bulk ? `bulk.${entry.flag?.name ?? path.at(-1)}` : feature;
}

function heldBy({ held }: Found, migration: string): HeldStatus[] {
  const byReason = groupBy(held.get(migration) ?? [], (change) => change.held ?? "");
  return [...byReason].map(([reason, changes]) => ({ reason, changes: changes.length }));
}

function noteOf({ kind, key, message, url }: Notice): StatusNote {
  return { kind, key, message, url };
}

function countsOf(migrations: readonly MigrationStatus[]): StatusCounts {
  const sum = (number: (one: MigrationStatus) => number) => migrations.reduce((all, one) => all + number(one), 0);
  const files = (state: FileStatus["state"]) => sum((one) => one.files.filter((file) => file.state === state).length);
  return {
    migrations: migrations.length,
    changes: sum(({ changes }) => changes),
    held: sum(({ held }) => held.reduce((all, one) => all + one.changes, 0)),
    conflicts: sum(({ conflicts }) => conflicts.length),
    open: files("open"),
    declined: files("declined"),
  };
}
