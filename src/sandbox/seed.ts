import type { Access, Settings, Tier, Visibility } from "./state.ts";

/** A role by name; `owner` and `admin` may set ids and times, `developer` owns flags and pushes to unprotected branches. */
export type Role = "guest" | "planner" | "reporter" | "developer" | "maintainer" | "owner";

export interface SeedToken {
  /** What is sent. Naming one again completes it. */
  token: string;
  /** Default `["api"]`. */
  scopes?: string[];
  name?: string;
  description?: string;
  /** Date (UTC) with whose beginning it stops working, by the sandbox's clock; default never. */
  expires_at?: string;
  revoked?: boolean;
  /** A CI job's token of this user: comes as JOB-TOKEN and reads the little that such a token may. */
  job?: boolean;
}

export interface SeedUser {
  username: string;
  name: string;
  /** What the user sends as PRIVATE-TOKEN or Bearer; without one nobody can act as this user. */
  token?: string;
  /** Scopes of that token, default `["api"]`; `read_api` alone may not write. */
  scopes?: string[];
  /** Further tokens. */
  tokens?: SeedToken[];
  /** Role in every group and project of the seed whose `members` do not name the user. */
  role?: Role;
  /** A project bot or service account (may use quick actions, as on GitLab). */
  bot?: boolean;
  /** Administrator of the instance: may use `/features` and acts as owner everywhere. */
  admin?: boolean;
}

/** A title, or a title with colour (`#rrggbb`) and description. */
export type SeedLabel = string | { name: string; color?: string; description?: string };

export interface SeedMilestone {
  title: string;
  description?: string;
  start_date?: string;
  due_date?: string;
}

export interface SeedEpic {
  title: string;
  description?: string;
  labels?: string[];
  /** Username; default: the first user of the seed. */
  author?: string;
  confidential?: boolean;
}

/** A CI/CD variable, with the names of GitLab's own interface. */
export interface SeedVariable {
  key: string;
  value: string;
  variable_type?: "env_var" | "file";
  protected?: boolean;
  masked?: boolean;
  /** Masked, and told to nobody. */
  hidden?: boolean;
  raw?: boolean;
  environment_scope?: string;
  description?: string;
}

/** A level by name of the role; `none` is nobody, `admin` the instance's administrators. */
export type SeedLevel = "none" | "developer" | "maintainer" | "admin";

export interface SeedProtectedBranch {
  /** With `*` as wildcard. */
  name: string;
  /** Default maintainer. */
  push?: SeedLevel;
  /** Default maintainer. */
  merge?: SeedLevel;
  /** Usernames who may push and merge whatever their role. */
  users?: string[];
  allow_force_push?: boolean;
}

/** Username to role. */
export type SeedMembers = Record<string, Role>;

export interface SeedGroup {
  /** Full path (`acme`, `acme/ai`); groups above it are made where they are missing. */
  path: string;
  name?: string;
  visibility?: Visibility;
  labels?: SeedLabel[];
  milestones?: SeedMilestone[];
  /** Made in this order, so that the first is `&1`. Needs a tier with epics. */
  epics?: SeedEpic[];
  members?: SeedMembers;
  variables?: SeedVariable[];
}

export interface SeedStrategy {
  name: string;
  parameters?: Record<string, string>;
  /** Name of a user list of the same project, for `gitlabUserList`. */
  user_list?: string;
  /** Environment scopes, default `["*"]`. */
  scopes?: string[];
}

export interface SeedFlag {
  name: string;
  description?: string;
  active?: boolean;
  strategies?: SeedStrategy[];
}

export interface SeedIssue {
  title: string;
  description?: string;
  labels?: string[];
  author?: string;
  confidential?: boolean;
}

export interface SeedProject {
  /** Full path (`acme/ai-gateway`); its group is made where it is missing. */
  path: string;
  name?: string;
  /** Default `main`; it is protected for maintainers, as on GitLab, unless `protected_branches` says otherwise. */
  default_branch?: string;
  /** In place of the rules that are there; `[]` leaves the default branch unprotected. */
  protected_branches?: SeedProtectedBranch[];
  /** Default `private`: who is no member gets 404. */
  visibility?: Visibility;
  archived?: boolean;
  issues_access_level?: Access;
  merge_requests_access_level?: Access;
  builds_access_level?: Access;
  feature_flags_access_level?: Access;
  settings?: Partial<Settings>;
  /** How many feature flags it may have, default 200. */
  flag_limit?: number;
  /** Path of the project that this is a fork of; it gets its branches. */
  forked_from?: string;
  variables?: SeedVariable[];
  /** One that a group above has too becomes a second label of that name. */
  labels?: SeedLabel[];
  milestones?: SeedMilestone[];
  members?: SeedMembers;
  /** Path to text; they become the first commit. Without files the repository is empty. */
  files?: Record<string, string>;
  flags?: SeedFlag[];
  /** Name to comma-separated user ids. */
  user_lists?: Record<string, string>;
  issues?: SeedIssue[];
  /** Name to text, committed as `.gitlab/issue_templates/<name>.md`; `Default` fills empty descriptions. */
  issue_templates?: Record<string, string>;
  /** Token of the Unleash client endpoint, default `glffct-<path with dashes>`. */
  client_token?: string;
}

/** A gate setting of an instance feature, kept on the server as `POST /features/:name` keeps it. */
export interface SeedFeature {
  name: string;
  /** Fully on (true) or off; left out where percentages say it. */
  value?: boolean;
  percentage_of_actors?: number;
  percentage_of_time?: number;
}

/** What the server's code knows of an instance feature. */
export interface SeedDefinition {
  name: string;
  type?: string;
  group?: string;
  milestone?: string;
  default_enabled?: boolean;
}

/** A seed adds to what is there; users, groups and projects that exist are completed, not repeated. */
export interface Seed {
  /** In place of the tier and version that the server was started with. */
  tier?: Tier;
  version?: string;
  users?: SeedUser[];
  groups?: SeedGroup[];
  projects?: SeedProject[];
  features?: SeedFeature[];
  /** Answered by `/features/definitions`. */
  feature_definitions?: SeedDefinition[];
}
