import type { Place } from "../access.ts";
import type { Change } from "../issuable/change.ts";
import { canSetMetadata, canUpdate, type Item, type Kind, kindOf, spoken } from "../issuable/kind.ts";
import { availableLabels, findLabel } from "../issuable/labels.ts";
import { availableMilestones } from "../issuable/milestones.ts";
import type { Project, State, User } from "../state.ts";
import { parseDate } from "./dates.ts";
import type { Command } from "./extract.ts";

/** Where commands run: `item` is null while the thing is being made, when it can be neither closed nor reopened. */
export interface Scene {
  state: State;
  user: User;
  place: Place;
  kind: Kind;
  item: Item | null;
}

export interface Interpretation {
  change: Change;
  /** One sentence per command that did something. */
  summary: string[];
}

type Action = (scene: Scene, argument: string) => Interpretation | null;

/** What the commands want, in their order. One that is unknown here or not allowed wants nothing: it was cut out all the same. */
export function interpret(scene: Scene, commands: readonly Command[]): Interpretation {
  const change: Change = {};
  const summary: string[] = [];
  for (const { name, argument } of commands) {
    const action = ACTIONS[name];
    const wish = action && isAllowed(scene, name) ? action(scene, argument) : null;
    if (!wish) continue;
    const { addLabels, removeLabels, ...rest } = wish.change;
    Object.assign(change, rest);
    if (addLabels) change.addLabels = [...(change.addLabels ?? []), ...addLabels];
    if (removeLabels) change.removeLabels = [...(change.removeLabels ?? []), ...removeLabels];
    summary.push(...wish.summary);
  }
  return { change, summary };
}

const FREE_TO_EDITORS = new Set(["close", "reopen", "title", "draft", "ready"]);

function isAllowed(scene: Scene, name: string): boolean {
  const { state, user, place, item } = scene;
  if (FREE_TO_EDITORS.has(name)) return item === null || canUpdate(state, user, item);
  return canSetMetadata(state, user, place, item);
}

function wish(change: Change, ...summary: string[]): Interpretation {
  return { change, summary };
}

const ACTIONS: Record<string, Action> = {
  close: ({ item }) =>
    item?.state === "opened" ? wish({ state: "close" }, `Closed this ${spoken(kindOf(item))}.`) : null,
  reopen: ({ item }) =>
    item?.state === "closed" ? wish({ state: "reopen" }, `Reopened this ${spoken(kindOf(item))}.`) : null,
  title: (_, argument) => (argument ? wish({ title: argument }, `Changed the title to "${argument}".`) : null),
  label: addLabels,
  labels: addLabels,
  unlabel: removeLabels,
  remove_label: removeLabels,
  relabel: (scene, argument) => {
    const ids = labelReferences(scene, argument);
    return ids.length > 0 ? wish({ labels: ids }, "Replaced all labels.") : null;
  },
  assign: (scene, argument) => {
    const named = userReferences(scene, argument);
    if (named.length === 0) return wish({}, "Failed to assign a user because no user was found.");
    return wish({ assignees: [...new Set([...(scene.item?.assignees ?? []), ...named])] }, "Assigned.");
  },
  unassign: (scene, argument) => {
    const named = argument === "" ? (scene.item?.assignees ?? []) : userReferences(scene, argument);
    const left = (scene.item?.assignees ?? []).filter((id) => !named.includes(id));
    return wish({ assignees: left }, "Removed assignees.");
  },
  confidential: ({ kind }) =>
    kind === "MergeRequest" ? null : wish({ confidential: true }, "Made this confidential."),
  due: ({ kind, state }, argument) => {
    const date = parseDate(argument, state.now);
    return kind === "Issue" && date !== null ? wish({ dueDate: date }, `Set the due date to ${date}.`) : null;
  },
  remove_due_date: ({ kind }) => (kind === "Issue" ? wish({ dueDate: null }, "Removed the due date.") : null),
  milestone: (scene, argument) => {
    const id = milestoneReference(scene, argument);
    return id === null ? null : wish({ milestoneId: id }, `Set the milestone to ${argument}.`);
  },
  remove_milestone: () => wish({ milestoneId: null }, "Removed the milestone."),
  move,
  clone,
  lock: () => wish({ discussionLocked: true }, "Locked the discussion."),
  unlock: () => wish({ discussionLocked: false }, "Unlocked the discussion."),
  draft: ({ item, kind }) =>
    kind === "MergeRequest" && item && !/^draft:/i.test(item.title)
      ? wish({ title: `Draft: ${item.title}` }, "Marked this merge request as a draft.")
      : null,
  ready: ({ item, kind }) =>
    kind === "MergeRequest" && item && /^draft:/i.test(item.title)
      ? wish({ title: item.title.replace(/^draft:\s*/i, "") }, "Marked this merge request as ready.")
      : null,
};

function move(scene: Scene, argument: string): Interpretation | null {
  const target = projectReference(scene, argument);
  if (scene.item === null || scene.kind !== "Issue") return null;
  return target
    ? wish({ moveTo: target.id }, `Moved this issue to ${target.path}.`)
    : wish({}, "Failed to move this issue because target project doesn't exist.");
}

/** Without a project the copy is made where the issue is. */
function clone(scene: Scene, argument: string): Interpretation | null {
  const [path = "", ...flags] = argument.split(/\s+/).filter((word) => word !== "" && word !== "--with_notes");
  const target = path === "" ? scene.place.project : projectReference(scene, [path, ...flags].join(" "));
  if (scene.item === null || scene.kind !== "Issue") return null;
  if (!target) return wish({}, "Failed to clone this issue because target project doesn't exist.");
  const withNotes = /(^|\s)--with_notes(\s|$)/.test(argument);
  return wish({ cloneTo: { projectId: target.id, withNotes } }, `Cloned this issue to ${target.path}.`);
}

function projectReference({ state }: Scene, path: string): Project | undefined {
  return state.projects.find((project) => project.path === path.trim());
}

function addLabels(scene: Scene, argument: string): Interpretation | null {
  const ids = labelReferences(scene, argument);
  return ids.length > 0 ? wish({ addLabels: ids }, "Added labels.") : null;
}

function removeLabels(scene: Scene, argument: string): Interpretation | null {
  const ids = labelReferences(scene, argument);
  if (argument === "") return wish({ labels: [] }, "Removed all labels.");
  return ids.length > 0 ? wish({ removeLabels: ids }, "Removed labels.") : null;
}

/** `~name`, `~"two words"`, `~17` or bare names; what is no label of the place is passed over. */
function labelReferences(scene: Scene, argument: string): number[] {
  const words = [...argument.matchAll(/~?"([^"]+)"|~?(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
  return words.flatMap((word) => {
    const byId = /^\d+$/.test(word)
      ? availableLabels(scene.state, scene.place).find((label) => label.id === Number(word))
      : undefined;
    return (byId ?? findLabel(scene.state, scene.place, word))?.id ?? [];
  });
}

function userReferences(scene: Scene, argument: string): number[] {
  const words = argument.split(/[\s,]+/).filter((word) => word !== "" && word !== "and");
  return words.flatMap((word) => {
    const name = word === "me" ? scene.user.username : word.replace(/^@/, "");
    return scene.state.users.find((user) => user.username === name)?.id ?? [];
  });
}

function milestoneReference(scene: Scene, argument: string): number | null {
  const title = argument
    .trim()
    .replace(/^%/, "")
    .replace(/^"(.*)"$/, "$1");
  return availableMilestones(scene.state, scene.place).find((milestone) => milestone.title === title)?.id ?? null;
}
