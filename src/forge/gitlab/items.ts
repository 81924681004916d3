import type { Locator, ObservedItem } from "../../model/observed.ts";
import { child, children, type Fields, flag, integer, optionalChild, optionalText, text, texts } from "./shape.ts";

/** What an item hangs under and is linked to. Links of every type count: GitLab allows one per pair. */
export interface Relations {
  readonly parent: Locator | undefined;
  readonly related: readonly Locator[];
  /** There is a parent that we may not see. */
  readonly hiddenParent?: boolean;
}

export const NO_RELATIONS: Relations = { parent: undefined, related: [] };

/** An issue as REST shows it. */
export function itemFromIssue(issue: Fields, home: string, relations: Relations): ObservedItem {
  return {
    kind: "issue",
    locator: { kind: "issue", home, id: String(integer(issue, "iid")) },
    url: pageOf(text(issue, "web_url"), "issues"),
    author: text(child(issue, "author"), "username"),
    title: text(issue, "title"),
    body: optionalText(issue, "description") ?? "",
    state: text(issue, "state") === "opened" ? "open" : "closed",
    confidential: flag(issue, "confidential"),
    moved: (issue.values["moved_to_id"] ?? null) !== null,
    labels: texts(issue, "labels").sort(),
    assignees: usernames(children(issue, "assignees")),
    dueDate: optionalText(issue, "due_date"),
    milestone: titleOf(optionalChild(issue, "milestone")),
    updatedAt: text(issue, "updated_at"),
    ...relations,
  };
}

/** An epic or issue as GraphQL shows it, with the fields of `WORK_ITEMS`. */
export function itemFromWorkItem(item: Fields): ObservedItem {
  const locator = locatorOf(item);
  const widget = widgetsOf(item);
  const editor = maybe(widget("DESCRIPTION"), "lastEditedBy");
  return {
    kind: locator.kind === "epic" ? "epic" : "issue",
    locator,
    url: pageOf(text(item, "webUrl"), locator.kind === "epic" ? "epics" : "issues"),
    author: text(child(item, "author"), "username"),
    title: text(item, "title"),
    body: optional(widget("DESCRIPTION"), "description") ?? "",
    state: text(item, "state") === "OPEN" ? "open" : "closed",
    confidential: flag(item, "confidential"),
    moved: optionalText(item, "movedToWorkItemUrl") !== undefined,
    labels: nodes(widget("LABELS"), "labels")
      .map((label) => text(label, "title"))
      .sort(),
    assignees: usernames(nodes(widget("ASSIGNEES"), "assignees")),
    dueDate: optional(widget("START_AND_DUE_DATE"), "dueDate"),
    milestone: titleOf(maybe(widget("MILESTONE"), "milestone")),
    editedBy: editor && text(editor, "username"),
    updatedAt: text(item, "updatedAt"),
    ...relationsOf(item),
  };
}

/** Parent and links of a work item that was asked for them. */
export function relationsOf(item: Fields): Relations {
  const widget = widgetsOf(item);
  const hierarchy = widget("HIERARCHY");
  const parent = maybe(hierarchy, "parent");
  return {
    parent: parent && locatorOf(parent),
    // A link to what we may not see may come without its other end.
    related: nodes(widget("LINKED_ITEMS"), "linkedItems").flatMap((link) => {
      const other = optionalChild(link, "workItem");
      return other === undefined ? [] : [locatorOf(other)];
    }),
    ...(parent === undefined && hierarchy?.values["hasParent"] === true && { hiddenParent: true }),
  };
}

function widgetsOf(item: Fields): (type: string) => Fields | undefined {
  const widgets = new Map(children(item, "widgets").map((widget) => [widget.values["type"], widget]));
  return (type) => widgets.get(type);
}

/**
 * The page of an issue or epic as bodies name it. REST and GraphQL do not always show the same one of its two
 * addresses, both of which GitLab answers; links in bodies must not change with who was asked.
 */
function pageOf(url: string, kind: "issues" | "epics"): string {
  return url.replace(/\/-\/work_items\/(\d+)$/, `/-/${kind}/$1`);
}

/** Where a work item of `PLACE` fields is. */
export function locatorOf(item: Fields): Locator {
  const kind = text(child(item, "workItemType"), "name") === "Epic" ? "epic" : "issue";
  return { kind, home: text(child(item, "namespace"), "fullPath"), id: text(item, "iid") };
}

/** As people write it: `acme/ai#3`, `acme&12`, `acme/ai!5`. */
export function nameOf({ kind, home, id }: Locator): string {
  const sign = { issue: "#", epic: "&", proposal: "!", flag: " flag " }[kind];
  return `${home}${sign}${id}`;
}

export function sameLocator(one: Locator | undefined, other: Locator | undefined): boolean {
  return one?.kind === other?.kind && one?.home === other?.home && one?.id === other?.id;
}

function usernames(people: readonly Fields[]): string[] {
  return people.map((person) => text(person, "username")).sort();
}

function titleOf(milestone: Fields | undefined): string | undefined {
  return milestone && text(milestone, "title");
}

/** A widget that a type of work item lacks has no values. */
function optional(widget: Fields | undefined, key: string): string | undefined {
  return widget && optionalText(widget, key);
}

function maybe(widget: Fields | undefined, key: string): Fields | undefined {
  return widget && optionalChild(widget, key);
}

function nodes(widget: Fields | undefined, key: string): Fields[] {
  const connection = maybe(widget, key);
  return connection === undefined ? [] : children(connection, "nodes");
}
