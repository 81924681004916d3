import { type Hidden, INSTANCE, type Observation, type ObservedFlag, type Scope } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { type EpicWay, epicWay } from "./epic-way.ts";
import { readFlags, readUserLists } from "./flags.ts";
import type { Identity } from "./identity.ts";
import { readInstanceFlags } from "./instance-flags.ts";
import type { Home, Names } from "./names.ts";
import { findParents, observeItems } from "./observe-items.ts";
import { type Found, observeProposals } from "./observe-proposals.ts";
import { fieldsOf, text } from "./shape.ts";
import { hiddenSecrets } from "./sight.ts";

type Visibility = NonNullable<Observation["visibility"]>[string];

/**
 * One complete look at everything in the scope. What cannot be read completely is an error; only a place that these rights
 * do not show is told as hidden, but for the tracker itself.
 */
export async function observe(client: Client, names: Names, identity: Identity, scope: Scope): Promise<Observation> {
  const { group, project } = scope.tracker;
  await checkProject(client, project);
  const epics = await orHidden("epics", group, () => epicWay(client, group));
  const [unknown, parents, secrets, flags, targets] = await Promise.all([
    findUnknown(names, scope),
    findParents(client, scope),
    hiddenSecrets(client, identity, scope, epics.seen !== undefined && epics.seen.as !== "none"),
    Promise.all(scope.flags.map((one) => orHidden("flags", one.project, () => observeFlags(client, one)))),
    Promise.all(targetsOf(scope).map((home) => observeTarget(client, identity, scope, home))),
  ]);
  const isKnown = !unknown.labels.includes(scope.label);
  const seenFlags = flags.flatMap(({ seen }) => seen ?? []);
  const seen = targets.flatMap((target) => target.seen ?? []);
  return {
    items: isKnown ? await observeItems(client, identity, scope, epics.seen !== undefined) : [],
    flags: seenFlags.flatMap(({ found }) => found),
    proposals: seen.flatMap(({ proposals }) => proposals),
    strays: seen.flatMap(({ strays }) => strays),
    visibility: Object.fromEntries(seen.map(({ home, visibility }) => [home, visibility])),
    unknown: {
      ...unknown,
      parents: scope.parents.filter((written) => !Object.hasOwn(parents, written)),
      lists: [...new Set(seenFlags.flatMap(({ unknownLists }) => unknownLists))],
    },
    parents,
    hidden: [
      ...[epics, ...flags, ...targets].flatMap(({ hidden }) => (hidden && isWanted(hidden, scope) ? [hidden] : [])),
      ...secrets,
    ],
    ...(epics.seen === undefined ? {} : epicNews(epics.seen)),
  };
}

/** What a place holds, or why that cannot be known. */
type Seen<T> =
  | { readonly seen: T; readonly hidden?: undefined }
  | { readonly seen?: undefined; readonly hidden: Hidden };

/** A server that does not answer, and a token that it does not take, are no answer about the place. */
async function orHidden<T>(kind: Hidden["kind"], home: string, read: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { seen: await read() };
  } catch (error) {
    if (!(error instanceof ForgeError) || (error.kind !== "missing" && error.kind !== "forbidden")) throw error;
    const reason =
      kind === "flags" && home !== INSTANCE ? `only Developers see flags (${error.message})` : error.message;
    return { hidden: { kind, home, reason } };
  }
}

/** A target that is only looked into for what may be left there is nobody's trouble. */
function isWanted({ kind, home }: Hidden, { proposals }: Scope): boolean {
  return kind !== "proposals" || proposals.some(({ project }) => project === home);
}

/** What plan has to know of the way in which a group keeps epics. */
function epicNews(way: EpicWay): Pick<Observation, "epics" | "epicsLack"> {
  if (way.as === "rest") return { epics: true, epicsLack: ["assignees", "milestone"] };
  if (way.as === "work-items") return { epics: true, ...(!way.nested && { epicsLack: ["parent"] }) };
  return { epics: false };
}

/** GitLab finds paths in any case; locators that are compared need the one true spelling. */
async function checkProject({ api }: Client, path: string): Promise<void> {
  const project = fieldsOf(await api.projects.show(path), "GET /projects/:id");
  const written = text(project, "path_with_namespace");
  if (written === path) return;
  throw new ForgeError(
    "missing",
    `project "${path}" is written "${written}" on the server`,
    "correct gitlab.tracker in cutover.yaml",
  );
}

/** A label is known if the project has it; what a group lacks of them is said when an epic is written. */
async function findUnknown(
  names: Names,
  scope: Scope,
): Promise<Pick<Observation["unknown"], "labels" | "people" | "milestones">> {
  const home: Home = { kind: "project", path: scope.tracker.project };
  const [labels, people, milestones] = await Promise.all([
    names.unknownLabels(home, [scope.label, ...scope.labels]),
    names.unknownPeople(home, scope.people),
    names.unknownMilestones(home, scope.milestones),
  ]);
  return { labels, people, milestones };
}

async function observeFlags(
  client: Client,
  { project, names, lists }: Scope["flags"][number],
): Promise<{ readonly found: readonly ObservedFlag[]; readonly unknownLists: readonly string[] }> {
  if (project === INSTANCE) return { found: await readInstanceFlags(client, names), unknownLists: [] };
  // The lists are read even where none is asked for: a project that is hidden must not look like one without flags.
  const known = await readUserLists(client, project);
  return { found: await readFlags(client, project, names), unknownLists: lists.filter((name) => !known.has(name)) };
}

/** Projects with merge requests that are wanted, or were once. */
function targetsOf({ proposals, targets = [] }: Scope): string[] {
  return [...new Set([...proposals.map(({ project }) => project), ...targets])];
}

async function observeTarget(
  client: Client,
  identity: Identity,
  { proposals }: Scope,
  home: string,
): Promise<Seen<Found & { readonly home: string; readonly visibility: Visibility }>> {
  const wanted = proposals.filter(({ project }) => project === home);
  return orHidden("proposals", home, async () => {
    const [visibility, found] = await Promise.all([
      readVisibility(client, home),
      observeProposals(client, identity, home, wanted),
    ]);
    return { home, visibility, ...found };
  });
}

/** What the server does not tell is taken for what would do harm. */
async function readVisibility({ api }: Client, home: string): Promise<Visibility> {
  const { values } = fieldsOf(await api.projects.show(home), "GET /projects/:id");
  const { visibility } = values;
  return visibility === "private" || visibility === "internal" ? visibility : "public";
}
