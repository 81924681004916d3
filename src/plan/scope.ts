import { flagHomeOf, managementLabel } from "../model/defaults.ts";
import type { Scope } from "../model/observed.ts";
import type { FileResource, FlagResource, Resource } from "../model/resource.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Status } from "../model/stage.ts";
import { homeOf, type TargetSnapshot } from "../model/target.ts";
import { applyUser } from "../model/users.ts";
import { PlanError } from "./error.ts";
import { placedDigest } from "./file-digest.ts";
import { isItem } from "./world.ts";

export interface MigrationScope {
  readonly name: string;
  readonly status: Status;
  /** Name that it had before: what it opened under that one is still its own. */
  readonly formerly?: string | undefined;
  /** Names of the flags that the file mentions. */
  readonly flags: readonly string[];
  /** References of what it takes over. */
  readonly adopted: readonly string[];
}

/** What has to be looked at on the forge before a plan can be made: one look covers everything that is wanted. */
export function scopeOf(input: {
  readonly resources: readonly Resource[];
  readonly config: Config;
  /** Targets as they were compiled against; merge requests are looked at for all their files. */
  readonly targets: ReadonlyMap<string, TargetSnapshot>;
  /** What resources do not say: flags that migrations name, and merge requests that those that are complete may have left open. */
  readonly migrations?: readonly MigrationScope[];
}): Scope {
  const { resources, config, targets, migrations = [] } = input;
  const tracker = config.gitlab?.tracker;
  if (tracker === undefined) {
    throw new PlanError(
      "no tracker: plan does not know where issues live",
      "set gitlab.tracker.project in cutover.yaml, for example acme/ai",
    );
  }
  const items = resources.filter(isItem);
  const files = resources.filter((one): one is FileResource => one.kind === "file");
  const flags = resources.filter((one): one is FlagResource => one.kind === "flag");
  const formerly = new Map(migrations.flatMap((one) => (one.formerly === undefined ? [] : [[one.name, one.formerly]])));
  const label = managementLabel(config);
  return {
    tracker: { group: tracker.group ?? parentOf(tracker.project), project: tracker.project },
    user: applyUser(config),
    label,
    labels: unique([label, ...items.flatMap((item) => item.labels)]),
    people: unique([...items.flatMap((item) => item.assignees), ...files.flatMap((file) => file.reviewers)]),
    milestones: unique(items.flatMap((item) => (item.milestone === undefined ? [] : [item.milestone]))),
    parents: unique(
      items.flatMap(({ parent }) => (parent !== undefined && "existing" in parent ? [parent.existing] : [])),
    ),
    adopted: unique(migrations.flatMap((one) => one.adopted)),
    flags: flagScopes(flags, flagHomeOf(config), unique(migrations.flatMap((one) => one.flags))),
    targets: unique(Object.keys(config.targets ?? {}).map((target) => homeOf(config, target).project)),
    proposals: [
      ...files.flatMap((file) => {
        const { home: project, base, branch, target, migration } = file;
        const known = targets.get(target)?.files.keys() ?? [];
        const paths = unique([...file.edits.map(({ path }) => path), ...known]);
        const own = { project, base, branch, paths, edits: placedDigest(file) };
        const old = formerly.get(migration);
        return old === undefined ? [own] : [own, { ...own, branch: `cutover/${target}/${old}` }];
      }),
      ...migrations.filter(({ status }) => status === "complete").flatMap(({ name }) => leftProposals(config, name)),
    ],
  };
}

/** Branches of a migration that wants no files any more. */
function leftProposals(config: Config, migration: string): Scope["proposals"] {
  return Object.keys(config.targets ?? {}).map((target) => {
    const { project, branch: base } = homeOf(config, target);
    return { project, base, branch: `cutover/${target}/${migration}`, paths: [] };
  });
}

function flagScopes(
  flags: readonly FlagResource[],
  home: string | undefined,
  named: readonly string[],
): Scope["flags"] {
  const homes = home === undefined || named.length === 0 ? [] : [home];
  return unique([...flags.map((flag) => flag.home), ...homes]).map((project) => {
    const here = flags.filter(({ home }) => home === project);
    const strategies = here.flatMap((flag) => [...flag.strategies, ...flag.steps.flatMap((step) => step.strategies)]);
    return {
      project,
      names: unique([...here.map(({ name }) => name), ...(project === home ? named : [])]),
      lists: unique(strategies.flatMap((strategy) => (strategy.kind === "user_list" ? [strategy.list] : []))),
    };
  });
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
