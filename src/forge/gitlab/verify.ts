import { normalizeBody } from "../../model/marker.ts";
import type { Locator, ObservedItem } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import { nameOf, sameLocator } from "./items.ts";
import { child, type Fields, text } from "./shape.ts";

/** What a write asked for; only what is named is compared. */
export interface Asked {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly state?: "open" | "closed" | undefined;
  readonly confidential?: boolean | undefined;
  /** Labels that have to be there. */
  readonly labels?: readonly string[] | undefined;
  /** Labels that may not be there any more. */
  readonly withoutLabels?: readonly string[] | undefined;
  readonly assignees?: readonly string[] | undefined;
  /** null: none. */
  readonly dueDate?: string | null | undefined;
  readonly milestone?: string | null | undefined;
}

/**
 * GitLab leaves out what the token's user may not set and answers 200. Throws ForgeError "forbidden" that names what
 * is not as asked; texts are never quoted, since the object may be confidential.
 */
export function verifyItem(item: ObservedItem, asked: Asked): void {
  const failed = differences(item, asked);
  if (failed.length === 0) return;
  const group = item.kind === "epic";
  throw new ForgeError(
    "forbidden",
    `the server took ${nameOf(item.locator)} but did not set ${failed.join(", ")} (needs Planner or higher on ${item.locator.home})`,
    group
      ? "some fields of epics need GitLab Premium or Ultimate"
      : "more than one assignee and scoped labels need GitLab Premium; text that holds quick actions is changed on save",
  );
}

/** Throws ForgeError "forbidden" where `found` is not the parent that was asked for: without rights GitLab says nothing. */
export function verifyParent(item: Locator, asked: Locator, found: Locator | undefined): void {
  if (sameLocator(found, asked)) return;
  throw new ForgeError(
    "forbidden",
    `the server took ${nameOf(item)} but did not put it under ${nameOf(asked)} (needs Planner or higher on both)`,
  );
}

/** Throws ForgeError "forbidden" where a link is none of the two issues, whichever of them comes first. */
export function verifyLink(one: Locator, other: Locator, link: Fields): void {
  const found = ["source_issue", "target_issue"].map((end) => text(child(child(link, end), "references"), "full"));
  if (found.sort().join(" ") === [nameOf(one), nameOf(other)].sort().join(" ")) return;
  throw new ForgeError(
    "forbidden",
    `the server linked ${found.join(" and ")} instead of ${nameOf(one)} and ${nameOf(other)}`,
  );
}

/** Throws ForgeError "forbidden" where a comment has another text: what looks like a command was cut out of it. */
export function verifyNote(on: Locator, stored: string, asked: string): void {
  if (normalizeBody(stored) === normalizeBody(asked)) return;
  throw new ForgeError("forbidden", `the server took a comment on ${nameOf(on)} but changed its text`);
}

/** The text that is stored for a title: services strip both ends. */
export function storedTitle(title: string): string {
  return title.trim();
}

function differences(item: ObservedItem, asked: Asked): string[] {
  const missing = (asked.labels ?? []).filter((label) => !item.labels.includes(label));
  const left = (asked.withoutLabels ?? []).filter((label) => item.labels.includes(label));
  const checks: [string, boolean][] = [
    ["title", asked.title === undefined || item.title === storedTitle(asked.title)],
    ["body", asked.body === undefined || normalizeBody(item.body) === normalizeBody(asked.body)],
    ["state", asked.state === undefined || item.state === asked.state],
    ["confidential", asked.confidential === undefined || item.confidential === asked.confidential],
    [`labels ${quoted(missing)}`, missing.length === 0],
    [`the removal of labels ${quoted(left)}`, left.length === 0],
    ["assignees", asked.assignees === undefined || namesOf(asked.assignees) === namesOf(item.assignees)],
    ["due date", asked.dueDate === undefined || (asked.dueDate ?? undefined) === item.dueDate],
    ["milestone", asked.milestone === undefined || (asked.milestone ?? undefined) === item.milestone],
  ];
  return checks.flatMap(([name, fine]) => (fine ? [] : [name]));
}

/** User names are the same in any case. */
function namesOf(users: readonly string[]): string {
  return quoted(users.map((user) => user.toLowerCase()));
}

function quoted(values: readonly string[]): string {
  return [...values]
    .sort()
    .map((value) => `"${value}"`)
    .join(", ");
}
