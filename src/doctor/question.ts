import { flagHomeOf, labelsOf } from "../model/defaults.ts";
import { milestoneOf } from "../model/milestone.ts";
import { movesOf } from "../model/move.ts";
import { INSTANCE } from "../model/observed.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Migration } from "../model/schema/migration.gen.ts";
import { isOver } from "../model/stage.ts";
import { homeOf } from "../model/target.ts";
import { applyUser, notesUser } from "../model/users.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import type { LabelHome, Question } from "./facts.ts";
import type { Job } from "./subject.ts";

/** Everything that apply and plan will need there. `home` is the project whose pipelines run Cutover. */
export function questionOf(config: Config, migrations: readonly Migration[], home: string | undefined): Question {
  const { tracker } = config.gitlab ?? {};
  const targets = Object.keys(config.targets ?? {}).map((target) => homeOf(config, target));
  const flags = flagsOf(config);
  const own = home === undefined ? [] : [home];
  const projects = [tracker?.project, ...own, flags?.home, ...targets.map(({ project }) => project)];
  return {
    projects: unique(projects.flatMap((path) => (path === undefined || path === INSTANCE ? [] : [path]))),
    group: tracker && groupOf(tracker),
    initiative: tracker?.initiative,
    labels: labelQuestions(config),
    users: unique([applyUser(config), notesUser(config)].flatMap((name) => name ?? [])),
    milestones: tracker && { project: tracker.project, titles: milestonesOf(migrations) },
    flags,
    branches: [
      ...new Map(targets.map((target) => [`${target.project} ${target.branch}`, target])).values(),
      ...own.map((project) => ({ project })),
    ],
    variables: own.flatMap((project) => [
      { kind: "project" as const, path: project },
      ...above(project).map((path) => ({ kind: "group" as const, path })),
    ]),
  };
}

/** What one token is asked: that of a note has nothing to read, and what apply's showed need not be read again. */
export function questionFor(job: Job, question: Question, isSeen: boolean): Question {
  if (job === "write" || (job === "read" && !isSeen)) return question;
  const less = { ...question, labels: [], users: [], milestones: undefined, variables: [] };
  return job === "read" ? less : { ...less, group: undefined, initiative: undefined, flags: undefined, branches: [] };
}

function groupOf({ group, project }: NonNullable<NonNullable<Config["gitlab"]>["tracker"]>): string {
  return group ?? project.slice(0, Math.max(0, project.lastIndexOf("/")));
}

function flagsOf(config: Config): Question["flags"] {
  const home = flagHomeOf(config);
  if (home === undefined) return undefined;
  const lists = Object.values(config.audiences ?? {}).flatMap(({ user_list }) => user_list ?? []);
  return { home, lists: home === INSTANCE ? [] : unique(lists) };
}

function labelQuestions(config: Config): Question["labels"] {
  const { tracker } = config.gitlab ?? {};
  const teams = Object.keys(config.teams ?? {});
  const ours = unique([...labelsOf(config), ...teams.flatMap((team) => labelsOf(config, team)), HOLD_LABEL]);
  const homes: (readonly [LabelHome, readonly string[]])[] =
    tracker === undefined
      ? []
      : [
          [{ kind: "project", path: tracker.project }, ours],
          [{ kind: "group", path: groupOf(tracker) }, ours],
        ];
  for (const target of Object.keys(config.targets ?? {})) {
    const { project } = homeOf(config, target);
    homes.push([{ kind: "project", path: project }, config.targets?.[target]?.merge_request?.labels ?? []]);
  }
  const byHome = new Map<string, { home: LabelHome; titles: string[] }>();
  for (const [home, titles] of homes) {
    const key = `${home.kind} ${home.path}`;
    byHome.set(key, { home, titles: unique([...(byHome.get(key)?.titles ?? []), ...titles]) });
  }
  return [...byHome.values()].filter(({ titles }) => titles.length > 0);
}

function milestonesOf(migrations: readonly Migration[]): string[] {
  const open = migrations.filter(({ status }) => !isOver(status));
  return unique(
    open.flatMap((migration) =>
      [migration.milestone ?? [], movesOf(migration).flatMap((move) => milestoneOf(migration, move) ?? [])].flat(),
    ),
  );
}

/** Groups that a project inherits from, the nearest first. */
function above(path: string): string[] {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return parent === "" ? [] : [parent, ...above(parent)];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
