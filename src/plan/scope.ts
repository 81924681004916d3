import type { Scope } from "../model/observed.ts";
import type { FileResource, FlagResource, Resource } from "../model/resource.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { TargetSnapshot } from "../model/target.ts";
import { PlanError } from "./error.ts";
import { isItem } from "./world.ts";

/** Label of the published process, for catalogs that name none. */
const DEFAULT_LABEL = "AI Model Migration";

/** What has to be looked at on the forge before a plan can be made: one look covers everything that is wanted. */
export function scopeOf(input: {
  readonly resources: readonly Resource[];
  readonly config: Config;
  /** Targets as they were compiled against; merge requests are looked at for all their files. */
  readonly targets: ReadonlyMap<string, TargetSnapshot>;
}): Scope {
  const { resources, config, targets } = input;
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
  // The first label of the catalog is the one that every object carries: a team's label may take the place of others.
  const label = config.gitlab?.labels?.[0] ?? DEFAULT_LABEL;
  return {
    tracker: { group: tracker.group ?? parentOf(tracker.project), project: tracker.project },
    label,
    labels: unique([label, ...items.flatMap((item) => item.labels)]),
    people: unique([...items.flatMap((item) => item.assignees), ...files.flatMap((file) => file.reviewers)]),
    milestones: unique(items.flatMap((item) => (item.milestone === undefined ? [] : [item.milestone]))),
    parents: unique(
      items.flatMap(({ parent }) => (parent !== undefined && "existing" in parent ? [parent.existing] : [])),
    ),
    flags: flagScopes(flags),
    proposals: files.map((file) => ({
      project: file.home,
      base: file.base,
      branch: file.branch,
      paths: unique([...file.edits.map(({ path }) => path), ...(targets.get(file.target)?.files.keys() ?? [])]),
    })),
  };
}

function flagScopes(flags: readonly FlagResource[]): Scope["flags"] {
  return unique(flags.map(({ home }) => home)).map((project) => {
    const here = flags.filter(({ home }) => home === project);
    const strategies = here.flatMap((flag) => [...flag.strategies, ...flag.steps.flatMap((step) => step.strategies)]);
    return {
      project,
      names: unique(here.map(({ name }) => name)),
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
