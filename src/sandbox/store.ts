import { LateError } from "./errors.ts";
import type { State, Tier } from "./state.ts";

/** The state and what every answer needs beside it: the server's own address, which is the base of all web_urls. */
export interface Store {
  state: State;
  url: string;
}

export const DEFAULT_NOW = "2026-06-01T09:00:00.000Z";
export const DEFAULT_VERSION = "18.9.0-ee";

// Every kind of object counts from a number of its own, so that a client which confuses an iid with an id,
// or an epic id with a work item id, meets nothing instead of the right thing by luck.
const FIRST_ID: Record<string, number> = {
  user: 11,
  token: 51,
  namespace: 101,
  project: 201,
  label: 301,
  milestone: 401,
  flag: 501,
  strategy: 601,
  scope: 701,
  userList: 801,
  protectedBranch: 901,
  workItem: 1001,
  mergeRequest: 2001,
  link: 3001,
  epic: 5001,
  note: 6001,
  parentLink: 7001,
};

/** A state without anything in it. `now` is an ISO instant. */
export function emptyState(now: string, tier: Tier, serverVersion: string): State {
  return {
    version: 3,
    now: new Date(now).toISOString(),
    date: 0,
    tier,
    serverVersion,
    counters: {},
    users: [],
    tokens: [],
    groups: [],
    projects: [],
    members: [],
    labels: [],
    milestones: [],
    workItems: [],
    links: [],
    mergeRequests: [],
    notes: [],
    flags: [],
    userLists: [],
    features: [],
    definitions: [],
    terraform: [],
    repositories: [],
    objects: { blobs: {}, trees: {}, commits: {} },
  };
}

/** The next global id of a kind. Ids of deleted objects never return. */
export function nextId(store: Store, kind: string): number {
  const { counters } = store.state;
  const id = counters[kind] ?? FIRST_ID[kind] ?? 1;
  counters[kind] = id + 1;
  return id;
}

/** The next number inside a project or group, `scope` being such as `issues/201`. */
export function nextIid(store: Store, scope: string): number {
  return nextId(store, `iid/${scope}`);
}

/** Takes note of an iid that the caller chose: the counter goes on after it. */
export function raiseIid(store: Store, scope: string, iid: number): void {
  const { counters } = store.state;
  counters[`iid/${scope}`] = Math.max(counters[`iid/${scope}`] ?? 1, iid + 1);
}

/** Moves the clock by whole or broken seconds. */
export function advance(store: Store, seconds: number): void {
  store.state.now = new Date(Date.parse(store.state.now) + seconds * 1000).toISOString();
}

/** What a failed request is undone to. Blobs, trees and commits only ever grow and are left out. */
function snapshot(state: State): State {
  const { objects, users, tokens, members, labels, milestones, workItems, links, mergeRequests, notes, ...rest } =
    state;
  const flat = { users, tokens, members, labels, milestones, workItems, links, mergeRequests, notes };
  return { ...copy(rest), ...shallow(flat), objects };
}

/** Rows of these lists hold nothing that is changed in place: what a row's list of labels becomes is a new list. */
function shallow<T extends Record<string, object[]>>(lists: T): T {
  return Object.fromEntries(Object.entries(lists).map(([name, rows]) => [name, rows.map((row) => ({ ...row }))])) as T;
}

/** A copy of plain JSON. It shares the texts, which structuredClone would not. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (typeof value !== "object" || value === null) return value;
  const result = { ...value };
  for (const key in result) if (typeof result[key] === "object") result[key] = copy(result[key]);
  return result;
}

/** Runs a change as a transaction: what throws leaves the state as it was, unless GitLab is known to leave the deed done. */
export function attempt<T>(store: Store, change: () => T): T {
  const before = snapshot(store.state);
  try {
    return change();
  } catch (error) {
    if (!(error instanceof LateError)) store.state = before;
    throw error;
  }
}
