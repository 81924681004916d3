import { flagsOf } from "../compile/items/flags.ts";
import { idleRolloutsOf, type Rollout, rolloutsOf } from "../compile/items/rollout.ts";
import { chatopsRollback } from "../compile/ramp/chatops.ts";
import { flagHomeOf } from "../model/defaults.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { FlagResource } from "../model/resource.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";

/** One rollout of a migration, as it is named on the command line: `MIGRATION/FEATURE`. */
export interface Subject {
  readonly migration: string;
  /** The feature, or `bulk.<flag>`. */
  readonly part: string;
  readonly features: readonly string[];
  /** Its rollout issue. */
  readonly issue: ResourceKey;
  readonly flag: SubjectFlag | undefined;
  readonly confidential: boolean;
}

export interface SubjectFlag {
  readonly name: string;
  readonly key: ResourceKey;
  /** Project that holds it, or `INSTANCE`; undefined where people set it by ChatOps. */
  readonly home: string | undefined;
  /** ChatOps commands that turn it off. */
  readonly commands: readonly string[];
  /** As the migration wants it; undefined where it wants nothing of it, or cannot be read. */
  readonly desired: FlagResource | undefined;
}

/** All rollouts of a migration, each flag once: entries that share one have the issue of the first that names it. */
export function subjectsOf(config: Config, document: MigrationDocument, workspace: Workspace): Subject[] {
  const { data } = document;
  const resources = flagsOf(workspace, document);
  const begun = rolloutsOf(data);
  const all = [...begun, ...idleRolloutsOf(data)].filter(
    ({ flag, moves: [{ entry }] }) => flag !== undefined || entry.flag === undefined,
  );
  const sharing = (rollout: Rollout) => begun.filter(({ moves }) => nameIn(moves[0]) === nameIn(rollout.moves[0]));
  return all.map((rollout) => {
    const { part, moves, flag } = rollout;
    const together = flag === undefined ? moves : [...moves, ...sharing(rollout).flatMap((one) => one.moves)];
    return {
      migration: data.name,
      part,
      features: [...new Set(together.map(({ feature }) => feature))],
      issue: `issue/${data.name}/${part}`,
      flag: flag && {
        name: flag.name,
        key: `flag/${data.name}/${part}`,
        home: flagHomeOf(config),
        commands: chatopsRollback(flag),
        desired: resources.find(({ name }) => name === flag.name),
      },
      confidential: data.visibility === "confidential",
    };
  });
}

function nameIn({ entry }: Rollout["moves"][0]): string | undefined {
  return entry.flag?.name;
}

/** A flag of which no more is known than its name. */
export function subjectFlag(config: Config, key: ResourceKey, name: string): SubjectFlag {
  return { name, key, home: flagHomeOf(config), commands: chatopsRollback({ name }), desired: undefined };
}

/** Name of a subject on the command line. */
export function nameOf({ migration, part }: Pick<Subject, "migration" | "part">): string {
  return `${migration}/${part}`;
}

/** Whom else turning a flag off concerns, in words: features of this migration, and other migrations that name it. */
export function sharedWith({ migration, part, features, flag }: Subject, all: readonly Subject[]): string[] {
  const here = features.filter((feature) => feature !== part).map((feature) => `${migration}/${feature}`);
  const others = all.filter((one) => one.migration !== migration && one.flag?.name === flag?.name);
  return flag === undefined ? [] : [...here, ...others.map(nameOf)];
}
