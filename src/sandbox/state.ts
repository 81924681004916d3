// What the server knows, as plain JSON: the whole of it can be dumped, saved and compared.
// Times are ISO 8601 in UTC; dates are YYYY-MM-DD; every `…Id` is a global id, `iid` counts inside its project or group.

export type Tier = "free" | "premium" | "ultimate";
export type Visibility = "public" | "internal" | "private";

export interface User {
  id: number;
  username: string;
  name: string;
  bot: boolean;
  admin: boolean;
  createdAt: string;
}

/** A personal, project or group access token, or with `job` what a CI job gets as CI_JOB_TOKEN. */
export interface AccessToken {
  id: number;
  userId: number;
  /** What is sent. */
  value: string;
  name: string;
  description: string | null;
  scopes: string[];
  job: boolean;
  revoked: boolean;
  /** The date (UTC) with whose beginning it stops working. */
  expiresAt: string | null;
  createdAt: string;
}

export interface Variable {
  key: string;
  value: string;
  type: "env_var" | "file";
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environmentScope: string;
  description: string | null;
}

export interface Group {
  id: number;
  path: string;
  name: string;
  parentId: number | null;
  visibility: Visibility;
  variables: Variable[];
  createdAt: string;
}

export interface ProtectedBranch {
  id: number;
  name: string;
  pushLevel: number;
  mergeLevel: number;
  /** Who may push and merge whatever his level. */
  userIds: number[];
  allowForcePush: boolean;
}

/** Who may use a part of a project: everybody who sees it, its members, nobody. */
export type Access = "enabled" | "private" | "disabled";
export type Part = "issues" | "merge_requests" | "builds" | "feature_flags";

/** By the names of GitLab's interface. */
export interface Settings {
  /** `rebase_merge` and `ff` merge only what starts at the target's head, and `ff` makes no merge commit. */
  merge_method: "merge" | "rebase_merge" | "ff";
  squash_option: "never" | "always" | "default_on" | "default_off";
  ci_config_path: string;
  ci_allow_fork_pipelines_to_run_in_parent_project: boolean;
  /** Who may give variables to a pipeline that he runs. */
  ci_pipeline_variables_minimum_override_role: "no_one_allowed" | "developer" | "maintainer" | "owner";
  /** Date on which it is to be deleted; told, and nothing comes of it, as of the three above. */
  marked_for_deletion_on: string | null;
}

export interface Project {
  id: number;
  path: string;
  name: string;
  groupId: number;
  defaultBranch: string;
  visibility: Visibility;
  createdAt: string;
  lastActivityAt: string;
  protectedBranches: ProtectedBranch[];
  /** Nobody may change anything in it. */
  archived: boolean;
  access: Record<Part, Access>;
  settings: Settings;
  /** How many feature flags it may have. */
  flagLimit: number;
  variables: Variable[];
  /** The project that it is a fork of. */
  forkedFromId: number | null;
  /** The Unleash client token of the project. */
  clientToken: string;
}

/** Where a label, milestone or membership lives: exactly one of the two is set. */
export interface Owner {
  projectId: number | null;
  groupId: number | null;
}

export interface Member extends Owner {
  userId: number;
  level: number;
  createdAt: string;
}

export interface Label extends Owner {
  id: number;
  title: string;
  color: string;
  description: string | null;
  priority: number | null;
}

export interface Milestone extends Owner {
  id: number;
  iid: number;
  title: string;
  description: string;
  state: "active" | "closed";
  startDate: string | null;
  dueDate: string | null;
  createdAt: string;
  updatedAt: string;
}

/** What issues, epics and merge requests have in common; labels, assignees and milestone are ids. */
export interface Issuable {
  id: number;
  iid: number;
  authorId: number;
  title: string;
  description: string | null;
  state: "opened" | "closed" | "merged";
  labels: number[];
  assignees: number[];
  milestoneId: number | null;
  discussionLocked: boolean | null;
  createdAt: string;
  updatedAt: string;
  updatedById: number;
  /** When and by whom the title or the description was last changed; null while they are as they were made. */
  lastEditedAt: string | null;
  lastEditedById: number | null;
  closedAt: string | null;
  closedById: number | null;
}

/** An issue (in a project) or an epic (in a group). An issue's global id is its work item id; an epic has a second, older one. */
export interface WorkItem extends Issuable, Owner {
  type: "Issue" | "Epic";
  epicId: number | null;
  issueType: string;
  confidential: boolean;
  startDate: string | null;
  dueDate: string | null;
  /** Of an epic: its dates were given, and do not follow its children's. */
  datesFixed: boolean;
  color: string | null;
  parentId: number | null;
  /** Id of the membership in its parent, which the older epics resource deletes by. */
  parentLinkId: number | null;
  /** The issue elsewhere that took over from this closed one. */
  movedToId: number | null;
  weight: number | null;
}

export interface IssueLink {
  id: number;
  sourceId: number;
  targetId: number;
  type: "relates_to" | "blocks";
  createdAt: string;
}

export interface MergeRequest extends Issuable {
  projectId: number;
  /** Where its source branch is: the same project, or a fork of it. */
  sourceProjectId: number;
  sourceBranch: string;
  targetBranch: string;
  reviewers: number[];
  squash: boolean;
  removeSourceBranch: boolean | null;
  /** Head and base as they stood when it was merged or closed; null while the branches say it. */
  frozen: { head: string; base: string } | null;
  mergedAt: string | null;
  mergedById: number | null;
  mergeCommit: string | null;
  squashCommit: string | null;
}

export interface Note {
  id: number;
  noteable: "Issue" | "Epic" | "MergeRequest";
  noteableId: number;
  authorId: number;
  body: string;
  system: boolean;
  internal: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface FlagScope {
  id: number;
  environmentScope: string;
}

export interface FlagStrategy {
  id: number;
  name: string;
  parameters: Record<string, unknown>;
  userListId: number | null;
  scopes: FlagScope[];
}

export interface FeatureFlag {
  id: number;
  iid: number;
  projectId: number;
  name: string;
  description: string | null;
  active: boolean;
  strategies: FlagStrategy[];
  createdAt: string;
  updatedAt: string;
}

export interface UserList {
  id: number;
  iid: number;
  projectId: number;
  name: string;
  userXids: string;
  createdAt: string;
  updatedAt: string;
}

/** A persisted instance feature; `boolean: true` is fully on, all gates empty is off. */
export interface InstanceFeature {
  name: string;
  boolean: boolean;
  percentageOfActors: number;
  percentageOfTime: number;
  actors: string[];
  optedOut: string[];
  groups: string[];
}

/** An instance feature that the server's code knows, as its definition file says. */
export interface FeatureDefinition {
  name: string;
  type: string;
  group: string | null;
  milestone: string | null;
  default_enabled: boolean;
}

export interface TerraformLock {
  id: string;
  userId: number;
  at: string;
}

/** A Terraform state; it is there from the first lock on, and may never get any content. */
export interface TerraformState {
  projectId: number;
  name: string;
  lock: TerraformLock | null;
  serial: number | null;
  content: string | null;
  /** When its deletion was asked for; it goes a moment later. */
  deletedAt: string | null;
}

/** A blob's bytes in base64. Kept by content, so that a state of many commits stays small. */
export interface TreeEntry {
  blob: string;
  executable: boolean;
}

export interface Commit {
  sha: string;
  /** Creation order in the whole server: an ancestor always has a smaller number. */
  order: number;
  tree: string;
  parents: string[];
  message: string;
  authorName: string;
  authorEmail: string;
  committerName: string;
  committerEmail: string;
  date: string;
}

/** Content-addressed and append-only, hence outside of what a failed request rolls back. */
export interface ObjectStore {
  blobs: Record<string, string>;
  trees: Record<string, Record<string, TreeEntry>>;
  commits: Record<string, Commit>;
}

export interface Repository {
  projectId: number;
  branches: Record<string, string>;
}

export interface State {
  version: 3;
  now: string;
  /** What the `Date` header tells: so many seconds beside the machine's own time, or `now`. */
  date: number | "clock";
  tier: Tier;
  /** What `/metadata` says, such as `18.9.0-ee`. */
  serverVersion: string;
  counters: Record<string, number>;
  users: User[];
  tokens: AccessToken[];
  groups: Group[];
  projects: Project[];
  members: Member[];
  labels: Label[];
  milestones: Milestone[];
  workItems: WorkItem[];
  links: IssueLink[];
  mergeRequests: MergeRequest[];
  notes: Note[];
  flags: FeatureFlag[];
  userLists: UserList[];
  features: InstanceFeature[];
  definitions: FeatureDefinition[];
  terraform: TerraformState[];
  repositories: Repository[];
  objects: ObjectStore;
}
