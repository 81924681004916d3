/** What can happen to a thing that is reconciled. */
export const OPERATIONS = ["create", "change", "close", "reopen", "remove", "move"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Every resource with what it lacks, and why: all else has a scenario. */
export const LACKS: Readonly<Record<string, Partial<Record<Operation, string>>>> = {
  epic: { move: "GitLab moves no epic to another group" },
  "epic by REST": {
    move: "GitLab moves no epic to another group",
  },
  issue: {},
  "parent link": {
    close: "a link has no state",
    reopen: "a link has no state",
  },
  "related link": {
    change: "its type cannot be changed in place",
    close: "a link has no state",
    reopen: "a link has no state",
    move: "it goes with its issue",
  },
  label: {
    close: "a label has no state",
    reopen: "a label has no state",
  },
  milestone: { move: "GitLab moves no milestone between projects" },
  flag: {},
  "instance flag": { move: "there is one instance" },
  "user list": {
    change: "who is in it is for people to say",
    close: "a list has no state",
    reopen: "a list has no state",
    move: "it belongs to its project",
  },
  "merge request": {},
  comment: {
    change: "it is written once",
    close: "a comment has no state",
    reopen: "a comment has no state",
    move: "it stays where it is",
  },
};
