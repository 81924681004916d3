import type { Tier, Visibility } from "./state.ts";

/** A role by name; `owner` and `admin` may set ids and times, `developer` owns flags and pushes to unprotected branches. */
export type Role = "guest" | "planner" | "reporter" | "developer" | "maintainer" | "owner";

export interface SeedUser {
  username: string;
  name: string;
  /** What the user sends as PRIVATE-TOKEN or Bearer; without one nobody can act as this user. */
  token?: string;
  /** Scopes of that token, default `["api"]`; `read_api` alone may not write. */
  scopes?: string[];
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
  /** Default `main`; it is protected for maintainers, as on GitLab. */
  default_branch?: string;
  /** Default `private`: who is no member gets 404. */
  visibility?: Visibility;
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
