import type { NewFlag, NewItem, NewProposal } from "../../src/model/effect.ts";
import type { Scope } from "../../src/model/observed.ts";

/** What stands on the server before a test begins. */
export const WORLD = {
  group: "acme",
  tracker: "acme/ai",
  gateway: "acme/gateway",
  monolith: "acme/monolith",
  /** The user whose token the forge has; maintainer everywhere. */
  bot: "cutover-bot",
  /** A person, maintainer too. */
  ana: "ana",
  anaName: "Ana Lopez",
  bo: "bo",
  /** `project` stands in the tracker, the others in its group. */
  labels: { managed: "AI Model Migration", group: "group::ai framework", other: "priority::1" },
  milestone: "19.1",
  list: "team-members",
  /** Path and text of a file on the gateway's main branch; `old.yml` stands beside it. */
  file: ["config/gateway.yml", "# models\ngateway: old\n"],
} as const;

export function emptyScope(): Scope {
  return {
    tracker: { group: WORLD.group, project: WORLD.tracker },
    label: WORLD.labels.managed,
    labels: [],
    people: [],
    milestones: [],
    parents: [],
    adopted: [],
    flags: [],
    proposals: [],
  };
}

export function newIssue(): NewItem {
  return {
    kind: "issue",
    home: WORLD.tracker,
    title: "Move chat to the new model",
    body: "<!-- marker -->\n\n## Überblick\n\n- [ ] first <!-- t:first -->\n",
    state: "open",
    labels: [WORLD.labels.managed, WORLD.labels.group],
    assignees: [WORLD.bo, WORLD.ana],
    dueDate: "2026-07-01",
    milestone: WORLD.milestone,
    confidential: false,
  };
}

export function newEpic(): NewItem {
  return { ...newIssue(), kind: "epic", home: WORLD.group, title: "Replace the old model" };
}

export function newFlag(): NewFlag {
  return {
    kind: "flag",
    home: WORLD.monolith,
    name: "duo_chat_new_model",
    description: "Chat answers with the new model.",
    active: true,
    strategies: [],
  };
}

/** Changes a file, adds one and deletes one. */
export function newProposal(commit: string): NewProposal {
  return {
    kind: "proposal",
    home: WORLD.gateway,
    base: "main",
    commit,
    branch: "cutover/gateway/new-model",
    title: "feat(gateway): move chat to the new model",
    body: "<!-- marker -->\n\nWhy.\n",
    labels: [WORLD.labels.managed],
    reviewers: [WORLD.ana],
    files: [
      { path: WORLD.file[0], text: "gateway: new\n", isNew: false },
      { path: "new.yml", text: "new: true\n", isNew: true },
      { path: "old.yml", text: undefined, isNew: false },
    ],
  };
}
