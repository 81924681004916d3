import { hasTrace } from "../../model/marker.ts";
import type {
  Locator,
  Observation,
  ObservedFlag,
  ObservedItem,
  ObservedProposal,
  Scope,
} from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { listEpics, readEpicType } from "./epics.ts";
import { readFlag, readUserLists } from "./flags.ts";
import type { Identity } from "./identity.ts";
import { listIssues } from "./issues.ts";
import { missing } from "./missing.ts";
import type { Home, Names } from "./names.ts";
import { findProposal } from "./proposals.ts";
import { fieldsOf, text } from "./shape.ts";
import { type Filter, readWorkItem } from "./work-items.ts";

// `&12`, `#3`, or with the path of another group or project before it.
const WRITTEN = /^([\w./-]*)([&#])(\d+)$/;

/** One complete look at everything in the scope; whatever cannot be read completely is an error. */
export async function observe(client: Client, names: Names, identity: Identity, scope: Scope): Promise<Observation> {
  const { group, project } = scope.tracker;
  await checkProject(client, project);
  const epicType = await readEpicType(client, group);
  const [unknown, parents, flags, proposals] = await Promise.all([
    findUnknown(names, scope),
    findParents(client, scope),
    readFlags(client, scope),
    readProposals(client, identity, scope),
  ]);
  const items = unknown.labels.includes(scope.label)
    ? []
    : await readItems(client, identity, scope, epicType !== undefined);
  return {
    items,
    flags: flags.found,
    proposals,
    unknown: {
      ...unknown,
      parents: scope.parents.filter((written) => !Object.hasOwn(parents, written)),
      lists: flags.unknownLists,
    },
    parents,
    epics: epicType !== undefined,
    notes:
      epicType === undefined ? [`"${group}" has no epics on this server: they need GitLab Premium or Ultimate`] : [],
  };
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

/**
 * Everything with the label, and what our own user made with anything of ours in it: an object that somebody took the
 * label off is still there, also with its marker damaged, and must not be made a second time.
 */
async function readItems(client: Client, identity: Identity, scope: Scope, epics: boolean): Promise<ObservedItem[]> {
  const { group, project } = scope.tracker;
  const author = identity.user;
  const lists = (filter: Filter) => [
    epics ? listEpics(client, group, filter) : [],
    listIssues(client, project, filter),
  ];
  const [labelled, own] = await Promise.all([
    Promise.all(lists({ label: scope.label })),
    Promise.all(author === "" ? [] : lists({ author })),
  ]);
  const found = new Map(labelled.flat().map((item) => [item.url, item]));
  for (const item of own.flat()) {
    if (!found.has(item.url) && hasTrace(item.body)) found.set(item.url, item);
  }
  return [...found.values()];
}

/** A label is known if the project has it; what a group lacks of them is said when an epic is written. */
async function findUnknown(
  names: Names,
  scope: Scope,
): Promise<Pick<Observation["unknown"], "labels" | "people" | "milestones">> {
  const home: Home = { kind: "project", path: scope.tracker.project };
  const [labels, people, milestones] = await Promise.all([
    without([scope.label, ...scope.labels], (title) => names.label(home, title)),
    without(scope.people, names.person),
    without(scope.milestones, (title) => names.milestone(home, title)),
  ]);
  return { labels, people, milestones };
}

/** Each once, in the order given, of those that `find` does not. */
async function without(
  wanted: readonly string[],
  find: (name: string) => Promise<number | undefined>,
): Promise<string[]> {
  const once = [...new Set(wanted)];
  const found = await Promise.all(once.map(find));
  return once.filter((_, index) => found[index] === undefined);
}

async function findParents(client: Client, scope: Scope): Promise<Record<string, Locator>> {
  const entries = await Promise.all(
    scope.parents.map(async (written) => {
      const locator = locatorOf(written, scope);
      const item = locator && (await missing(readWorkItem(client, locator)));
      return locator !== undefined && item !== undefined ? [[written, locator] as const] : [];
    }),
  );
  return Object.fromEntries(entries.flat());
}

function locatorOf(written: string, { tracker }: Scope): Locator | undefined {
  const [, path = "", sign, id] = WRITTEN.exec(written) ?? [];
  if (id === undefined) return undefined;
  const epic = sign === "&";
  return { kind: epic ? "epic" : "issue", home: path || (epic ? tracker.group : tracker.project), id };
}

async function readFlags(client: Client, scope: Scope): Promise<{ found: ObservedFlag[]; unknownLists: string[] }> {
  const projects = await Promise.all(
    scope.flags.map(async ({ project, names, lists }) => {
      // The lists are read even where none is asked for: a project that is hidden must not look like one without flags.
      const known = await readUserLists(client, project);
      const flags = await Promise.all(names.map((id) => readFlag(client, { kind: "flag", home: project, id })));
      return { flags: flags.flatMap((flag) => flag ?? []), lists: lists.filter((name) => !known.has(name)) };
    }),
  );
  return {
    found: projects.flatMap(({ flags }) => flags),
    unknownLists: [...new Set(projects.flatMap(({ lists }) => lists))],
  };
}

async function readProposals(client: Client, identity: Identity, scope: Scope): Promise<ObservedProposal[]> {
  const found = await Promise.all(scope.proposals.map((wanted) => findProposal(client, identity, wanted)));
  return found.flatMap((proposal) => proposal ?? []);
}
