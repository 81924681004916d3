import { commaList, instant, isObject, oneOf, type Params, text } from "../params.ts";
import type { Issuable, State } from "../state.ts";

/** Narrows a list by the parameters that issues and merge requests share. */
export function filterItems<T extends Issuable>(state: State, items: readonly T[], params: Params): T[] {
  const wantedState = oneOf(params, "state", ["opened", "closed", "merged", "locked", "all"]) ?? "all";
  const given = commaList(params, "iids");
  const iids = given && new Set(given.map(Number));
  const author = text(params, "author_username");
  const assignee = commaList(params, "assignee_username");
  const authors = userIds(state, author === undefined ? [] : [author]);
  const assignees = userIds(state, assignee ?? []);
  const others = userIds(
    state,
    (isObject(params["not"]) ? commaList(params["not"], "author_username") : undefined) ?? [],
  );
  const milestone = text(params, "milestone");
  return items
    .filter(
      (item) => (iids === undefined || iids.has(item.iid)) && (wantedState === "all" || item.state === wantedState),
    )
    .filter(labelFilter(state, commaList(params, "labels")))
    .filter(excludedLabels(state, isObject(params["not"]) ? commaList(params["not"], "labels") : undefined))
    .filter((item) => !others.includes(item.authorId))
    .filter((item) => author === undefined || authors.includes(item.authorId))
    .filter((item) => assignee === undefined || item.assignees.some((id) => assignees.includes(id)))
    .filter((item) => milestone === undefined || milestoneTitle(state, item) === milestone)
    .filter(timeFilter(params))
    .filter(searchFilter(params));
}

/** All of the labels; one that does not exist makes the whole list empty. */
function labelFilter(state: State, titles: string[] | undefined): (item: Issuable) => boolean {
  if (titles === undefined || titles.length === 0) return () => true;
  const special = titles.length === 1 ? titles[0]?.toLowerCase() : undefined;
  if (special === "none") return (item) => item.labels.length === 0;
  if (special === "any") return (item) => item.labels.length > 0;
  const ids = titles.map((title) => sameTitle(state, title));
  return (item) => ids.every((candidates) => candidates.some((id) => item.labels.includes(id)));
}

function excludedLabels(state: State, titles: string[] | undefined): (item: Issuable) => boolean {
  const ids = (titles ?? []).flatMap((title) => sameTitle(state, title));
  return (item) => !ids.some((id) => item.labels.includes(id));
}

/** Labels of a project and of the groups above may share a title; a filter means them all, and one that is unknown matches nothing. */
function sameTitle(state: State, title: string): number[] {
  return state.labels.filter((label) => label.title === title).map((label) => label.id);
}

function userIds(state: State, usernames: string[]): number[] {
  return state.users.filter((user) => usernames.includes(user.username)).map((user) => user.id);
}

function milestoneTitle(state: State, item: Issuable): string | undefined {
  return state.milestones.find((milestone) => milestone.id === item.milestoneId)?.title;
}

/** Both ends of a range belong to it. */
function timeFilter(params: Params): (item: Issuable) => boolean {
  const limits = (["created", "updated"] as const).map((what) => ({
    what,
    after: instant(params, `${what}_after`) ?? Number.NEGATIVE_INFINITY,
    before: instant(params, `${what}_before`) ?? Number.POSITIVE_INFINITY,
  }));
  if (limits.every(({ after, before }) => after === Number.NEGATIVE_INFINITY && before === Number.POSITIVE_INFINITY)) {
    return () => true;
  }
  return (item) =>
    limits.every(({ what, after, before }) => {
      const time = Date.parse(what === "created" ? item.createdAt : item.updatedAt);
      return time >= after && time <= before;
    });
}

/** Whole-word prefixes, as full-text search has it: `-` and `:` separate, so an identifier is found in pieces or not at all. */
function searchFilter(params: Params): (item: Issuable) => boolean {
  const terms = words(text(params, "search") ?? "");
  if (terms.length === 0) return () => true;
  const fields = commaList(params, "in") ?? ["title", "description"];
  return (item) => {
    const known = words(
      [fields.includes("title") ? item.title : "", fields.includes("description") ? (item.description ?? "") : ""].join(
        " ",
      ),
    );
    return terms.every((term) => known.some((word) => word.startsWith(term)));
  };
}

function words(value: string): string[] {
  // Words over 50 characters have no place in the index.
  return (value.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => word.length <= 50);
}
