import type { ItemFields, Strategy } from "./resource.ts";

/** Home of flags that the whole server shares. No project has a path without a slash. */
export const INSTANCE = "instance";

/** Where an object is, for the forge that gave it out. Plain data: it travels through saved plans. */
export interface Locator {
  readonly kind: "epic" | "issue" | "flag" | "proposal";
  /** Full path of the project or group; `INSTANCE` for a flag of the whole server. */
  readonly home: string;
  /** iid of an epic, issue or merge request; name of a flag. */
  readonly id: string;
}

/** An epic or issue as found. Labels and assignees are sorted; the body is as stored. */
export interface ObservedItem extends ItemFields {
  readonly kind: "epic" | "issue";
  readonly locator: Locator;
  readonly url: string;
  /** User name of who made it. */
  readonly author: string;
  readonly body: string;
  readonly confidential: boolean;
  /** The closed original of something that was moved elsewhere. */
  readonly moved: boolean;
  readonly parent?: Locator | undefined;
  /** It hangs under something that we may not see: whoever put it elsewhere would take it away from there. */
  readonly hiddenParent?: boolean | undefined;
  /** User name of who wrote the body last, where the forge says so. */
  readonly editedBy?: string | undefined;
  readonly related: readonly Locator[];
  /** ISO instant of the last change of any kind, and who made it where the forge says so. */
  readonly updatedAt: string;
}

/** A feature flag as found. `foreign` counts strategies that our words cannot say: they are kept. */
export interface ObservedFlag {
  readonly kind: "flag";
  readonly locator: Locator;
  readonly url: string;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
  readonly strategies: readonly Strategy[];
  readonly foreign: number;
  /** Another after every change of whom it reaches, also one that puts it back; undefined for one that nobody ever changed. */
  readonly stamp?: string | undefined;
  /** Its strategies by their ids, which change with every write of ours; undefined where there are none. */
  readonly ids?: string | undefined;
  /** On a flag of the whole server, those in words: turning it off, or on for everybody, takes them away. */
  readonly foreignGates?: readonly string[] | undefined;
}

/** The newest merge request of one branch, and the files it carries. */
export interface ObservedProposal {
  readonly kind: "proposal";
  readonly locator: Locator;
  readonly url: string;
  readonly author: string;
  readonly state: "open" | "closed" | "merged";
  /** Who closed it unmerged. */
  readonly closedBy?: string | undefined;
  readonly title: string;
  readonly body: string;
  readonly branch: string;
  readonly base: string;
  readonly labels: readonly string[];
  /** Commit at the branch's head. */
  readonly commit?: string | undefined;
  /**
   * The branch is the one commit that our marker names, so nobody else touched it. `head` and `start` are then read only
   * where the edits that it carries are not the wanted ones; `foreignCommits` is empty.
   */
  readonly intact?: boolean | undefined;
  /** Text at the branch's head and at the commit it started from, for the paths that were asked for. */
  readonly head: ReadonlyMap<string, string | undefined>;
  readonly start: ReadonlyMap<string, string | undefined>;
  /** Commits on the branch by others than us. */
  readonly foreignCommits: readonly { readonly id: string; readonly author: string }[];
}

/** A comment that people can read, with who wrote it; those that GitLab makes itself are left out. */
export interface ObservedNote {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  readonly url?: string | undefined;
}

export type Observed = ObservedItem | ObservedFlag | ObservedProposal;

/** What one look at the forge is to cover. */
export interface Scope {
  readonly tracker: { readonly group: string; readonly project: string };
  /** User whose merge requests are ours; default: that of the token. */
  readonly user?: string | undefined;
  /** Every object of ours carries this label; without it in the tracker nothing can be known to be absent. */
  readonly label: string;
  /** Names that will be needed: looked up once, so that a typo never makes a new one. */
  readonly labels: readonly string[];
  readonly people: readonly string[];
  readonly milestones: readonly string[];
  readonly parents: readonly string[];
  /** Epics and issues made by hand that are taken over: looked at whatever labels they carry. */
  readonly adopted: readonly string[];
  readonly flags: readonly {
    readonly project: string;
    readonly names: readonly string[];
    readonly lists: readonly string[];
  }[];
  readonly proposals: readonly {
    readonly project: string;
    readonly base: string;
    readonly branch: string;
    readonly paths: readonly string[];
    /** `placedDigest` of what is wanted; undefined where nothing is, and then no text has to be read. */
    readonly edits?: string | undefined;
  }[];
  /** Projects of all targets: merge requests of ours that nobody wants any more are found there too. */
  readonly targets?: readonly string[] | undefined;
}

/** A place whose objects cannot be read with these rights: what is there is unknown, not absent. */
export interface Hidden {
  readonly kind: "flags" | "proposals" | "epics" | "confidential";
  /** Full path of the project or group, or `INSTANCE`. */
  readonly home: string;
  /** One line for people. */
  readonly reason: string;
}

/** Result of one complete look. Anything short of complete is an error, never a shorter list. */
export interface Observation {
  readonly items: readonly ObservedItem[];
  readonly flags: readonly ObservedFlag[];
  readonly proposals: readonly ObservedProposal[];
  /** Of the names in the scope, those that the forge does not know. */
  readonly unknown: {
    readonly labels: readonly string[];
    readonly people: readonly string[];
    readonly milestones: readonly string[];
    readonly parents: readonly string[];
    readonly lists: readonly string[];
  };
  /** Locator of each parent in the scope that exists, by its written form such as `&12`. */
  readonly parents: Readonly<Record<string, Locator>>;
  /** False where the server has no epics: then issues take their place. */
  readonly epics?: boolean;
  /** Fields that the epics of this server do not have: never wanted there. A parent is one that is an epic itself. */
  readonly epicsLack?: readonly ("assignees" | "milestone" | "parent")[];
  readonly hidden?: readonly Hidden[];
  /** Who may read the projects of the scope's merge requests, by their paths. */
  readonly visibility?: Readonly<Record<string, "private" | "internal" | "public">>;
  /** Open merge requests of ours whose branch is none of the scope's. */
  readonly strays?: readonly { readonly locator: Locator; readonly url: string; readonly branch: string }[];
}
