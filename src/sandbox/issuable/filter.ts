import { commaList, instant, isObject, oneOf, type Params, text } from "../params.ts";
import type { Issuable, State } from "../state.ts";

/** Narrows a list by the parameters that issues and merge requests share. */
export function filterItems<T extends Issuable>(state: State, items: readonly T[], params: Params): T[] {
  const wantedState = oneOf(params, "state", ["opened", "closed", "merged", "locked", "all"]) ?? "all";
  const iids = commaList(params, "iids");
  const author = text(params, "author_username");
  const assignee = commaList(params, "assignee_username");
  const milestone = text(params, "milestone");
  return items
    .filter((item) => wantedState === "all" || item.state === wantedState)
    .filter((item) => iids === undefined || iids.includes(String(item.iid)))
    .filter(labelFilter(state, commaList(params, "labels")))
    .filter(excludedLabels(state, isObject(params["not"]) ? commaList(params["not"], "labels") : undefined))
    .filter((item) => author === undefined || usernames(state, [item.authorId]).includes(author))
    .filter(
      (item) => assignee === undefined || usernames(state, item.assignees).some((name) => assignee.includes(name)),
    )
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

function usernames(state: State, ids: number[]): string[] {
  return state.users.filter((user) => ids.includes(user.id)).map((user) => user.username);
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
  return (item) =>
    limits.every(({ what, after, before }) => {
      const time = Date.parse(what === "created" ? item.createdAt : item.updatedAt);
      return time >= after && time <= before;
    });
}

/** Whole-word prefixes, as full-text search has it: `-` and `:` separate, so an identifier is found in pieces or not at all. */
function searchFilter(params: Params): (item: Issuable) => boolean {
  const terms = words(text(params, "search") ?? "");
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
