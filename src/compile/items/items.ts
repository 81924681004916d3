import { labelsOf, policyOf } from "../../model/defaults.ts";
import { formatDate, parseInstant } from "../../model/duration.ts";
import { renderBlock } from "../../model/marker.ts";
import { milestoneOf } from "../../model/milestone.ts";
import { own } from "../../model/own.ts";
import { commandsIn } from "../../model/quick-action.ts";
import type { ResourceKey } from "../../model/reference.ts";
import type { Anchor, Block, ItemResource } from "../../model/resource.ts";
import type { Config, Tracker } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { type Cause, causeAt, type Path } from "../../model/source.ts";
import { isOver } from "../../model/stage.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { driOf } from "../bodies/details.ts";
import { epicBody } from "../bodies/epic.ts";
import { mainIssueBody } from "../bodies/main-issue.ts";
import { unknownBlocks } from "../bodies/old-ids.ts";
import { showsMetrics } from "../bodies/rollout/metrics.ts";
import { rolloutIssueBody } from "../bodies/rollout-issue.ts";
import { type BodySurroundings, type Subject, subjectOf } from "../bodies/subject.ts";
import { flagsOf } from "./flags.ts";
import { flagKey, rolloutKey, trackingKey } from "./keys.ts";
import type { Rollout } from "./rollout.ts";
import { epicTitle, mainTitle, rolloutTitle } from "./titles.ts";

/**
 * Issues and epic of a migration: rollout issues first, then what names them. A draft asks for nothing, and a workspace
 * that names no tracker has no place for them.
 */
export function itemsOf(
  workspace: Workspace,
  document: MigrationDocument,
  surroundings?: BodySurroundings,
): ItemResource[] {
  const { tracker } = workspace.config.data.gitlab ?? {};
  if (tracker === undefined || document.data.status === "draft") return [];
  const subject = subjectOf(workspace.config.data, document, surroundings, workspace.deadlines);
  const flags = new Set(flagsOf(workspace, document).map(({ key }) => key));
  const rollouts = subject.rollouts.map((rollout) => rolloutIssue(subject, document, tracker, rollout, flags));
  const main =
    document.data.kind === "Deprecation" ? epic(subject, document, tracker) : mainIssue(subject, document, tracker);
  return [...rollouts, main];
}

type Common = Pick<ItemResource, "migration" | "state" | "confidential">;

function common({ name, status, visibility }: Migration): Common {
  return { migration: name, state: isOver(status) ? "closed" : "open", confidential: visibility === "confidential" };
}

/** What is over is closed because of its status. */
function causeOf({ source, data }: MigrationDocument, path: Path): Cause {
  return causeAt(source, isOver(data.status) ? ["status"] : path);
}

function mainIssue(subject: Subject, document: MigrationDocument, tracker: Tracker): ItemResource {
  const { config, migration } = subject;
  return {
    ...common(migration),
    kind: "issue",
    key: trackingKey(migration),
    cause: causeOf(document, ["name"]),
    home: tracker.project,
    title: mainTitle(config, migration),
    labels: labelsOf(config),
    assignees: [userName(migration.owner)],
    dueDate: lastOf(subject.moves.flatMap(({ entry }) => entry.eta ?? [])) ?? dueBeforeCutoff(config, migration),
    milestone: migration.milestone,
    blocks: sealed(mainIssueBody(subject)),
    ...unknownIn(subject),
    parent: initiative(tracker),
    related: [],
  };
}

function epic(subject: Subject, document: MigrationDocument, tracker: Tracker): ItemResource {
  const { config, migration } = subject;
  return {
    ...common(migration),
    kind: "epic",
    key: trackingKey(migration),
    cause: causeOf(document, ["name"]),
    home: tracker.group ?? tracker.project.replace(/\/[^/]+$/, ""),
    title: epicTitle(migration),
    labels: labelsOf(config),
    assignees: [userName(migration.owner)],
    dueDate: dueBeforeCutoff(config, migration),
    // GitLab's epics have no milestone of their own.
    milestone: undefined,
    blocks: sealed(epicBody(subject)),
    ...unknownIn(subject),
    parent: initiative(tracker),
    related: [],
  };
}

function rolloutIssue(
  subject: Subject,
  document: MigrationDocument,
  tracker: Tracker,
  rollout: Rollout,
  flags: ReadonlySet<ResourceKey>,
): ItemResource {
  const { config, migration } = subject;
  const [{ feature, entry, path }] = rollout.moves;
  const isChild = migration.kind === "Deprecation";
  const main: Anchor = { key: trackingKey(migration) };
  const flag = flagKey(migration, rollout);
  return {
    ...common(migration),
    confidential: migration.visibility === "confidential" || showsMetrics(config, rollout),
    kind: "issue",
    key: rolloutKey(migration, rollout),
    feature,
    cause: causeOf(document, path),
    home: tracker.project,
    title: rolloutTitle(config, migration, rollout),
    labels: labelsOf(config, own(config.features, feature)?.team),
    assignees: [userName(driOf(subject, rollout))],
    dueDate: entry.eta,
    milestone: milestoneOf(migration, { entry }),
    blocks: sealed(rolloutIssueBody(subject, rollout)),
    parent: isChild ? main : initiative(tracker),
    related: isChild ? [] : [main],
    flag: flags.has(flag) ? flag : undefined,
  };
}

function unknownIn(subject: Subject): Pick<ItemResource, "unknown"> {
  const names = unknownBlocks(subject);
  return names.length === 0 ? {} : { unknown: names };
}

function initiative(tracker: Tracker): Anchor | undefined {
  return tracker.initiative === undefined ? undefined : { existing: tracker.initiative };
}

/** The day that leaves the policy's buffer before the first cutoff. */
function dueBeforeCutoff(config: Config, { replaces }: Migration): string | undefined {
  const cutoffs = Object.values(replaces ?? {}).flatMap(({ cutoff }) =>
    cutoff === undefined ? [] : (parseInstant(cutoff) ?? []),
  );
  return cutoffs.length === 0 ? undefined : formatDate(Math.min(...cutoffs) - policyOf(config).buffer.warn);
}

function lastOf(dates: readonly string[]): string | undefined {
  return [...dates].sort().at(-1);
}

function userName(user: string): string {
  return user.replace(/^@/, "");
}

/** Nothing leaves here that GitLab would run: every text of a person went through safe-text.ts, and this is the proof. */
function sealed(blocks: readonly Block[]): readonly Block[] {
  const found = commandsIn(blocks.map(renderBlock).join("\n\n"));
  if (found.length > 0)
    throw new Error(`a compiled body holds the quick action /${found[0]?.name}; this is a defect of cutover`);
  return blocks;
}
