import type { Instant } from "../model/duration.ts";

/** Something that was looked up, or why it could not be. Nothing is ever guessed. */
export type Known<T> =
  | { readonly value: T; readonly trouble?: undefined }
  | { readonly value?: undefined; readonly trouble: Trouble };

export interface Trouble {
  readonly kind: "unreachable" | "unauthenticated" | "forbidden" | "missing" | "other";
  /** One line for people. */
  readonly reason: string;
  readonly hint?: string | undefined;
}

/** What is to be looked up with one token. */
export interface Question {
  /** Projects whose settings matter, by full path. */
  readonly projects: readonly string[];
  /** The tracker's group, if there is one. */
  readonly group?: string | undefined;
  /** Epic that everything hangs under, such as `&12`, for groups with epics. */
  readonly initiative?: string | undefined;
  readonly labels: readonly { readonly home: LabelHome; readonly titles: readonly string[] }[];
  /** User names without the @ that have to exist. */
  readonly users: readonly string[];
  readonly milestones?: { readonly project: string; readonly titles: readonly string[] } | undefined;
  /** Where flags live, a project or `INSTANCE`, and the user lists that ramps name. */
  readonly flags?: { readonly home: string; readonly lists: readonly string[] } | undefined;
  /** Without a branch the default one is meant. */
  readonly branches: readonly { readonly project: string; readonly branch?: string | undefined }[];
  /** Projects and groups whose CI/CD variables matter. */
  readonly variables: readonly LabelHome[];
}

export interface LabelHome {
  readonly kind: "project" | "group";
  readonly path: string;
}

/** What one token shows of all that was asked. */
export interface Facts {
  readonly server: Known<Server>;
  /** Absent without a token, as is `token`. */
  readonly user?: Known<Account> | undefined;
  readonly token?: Known<TokenFacts> | undefined;
  readonly projects: ReadonlyMap<string, Known<ProjectFacts>>;
  readonly group?: Known<GroupFacts> | undefined;
  /** By the home's kind and path, as `placeOf` writes them. */
  readonly labels: ReadonlyMap<string, Known<readonly LabelFacts[]>>;
  /** Names that nobody has; absent where none was asked for. */
  readonly users?: Known<readonly string[]> | undefined;
  /** Titles that are not there. */
  readonly milestones?: Known<readonly string[]> | undefined;
  readonly flags?: Known<FlagFacts> | undefined;
  /** By project and asked branch, as `branchKey` writes them; null where there is no such branch. */
  readonly branches: ReadonlyMap<string, Known<BranchFacts | null>>;
  /** By the home's kind and path; only those with names of ours. */
  readonly variables: ReadonlyMap<string, Known<readonly VariableFacts[]>>;
}

export interface Server {
  /** Empty where the server tells it to nobody without a token. */
  readonly version: string;
  readonly sandbox: boolean;
  /** By how many milliseconds its clock is ahead of ours, and how wrong that may be; undefined where it tells no time. */
  readonly ahead?: { readonly by: number; readonly give: number } | undefined;
}

interface Account {
  /** User name without the @. */
  readonly name: string;
  readonly admin: boolean;
}

export interface TokenFacts {
  readonly scopes: readonly string[];
  /** End of its last day; undefined for one that never expires. */
  readonly expires?: Instant | undefined;
}

export interface ProjectFacts {
  /** As the server spells it. */
  readonly path: string;
  readonly visibility: "private" | "internal" | "public";
  readonly archived: boolean;
  /** Instant from which it is going to be deleted. */
  readonly deletion?: string | undefined;
  /** Null for one without a commit, undefined where these rights do not show it. */
  readonly defaultBranch?: string | null | undefined;
  /** What is switched off is false; undefined where these rights do not show it. */
  readonly issues?: boolean | undefined;
  readonly mergeRequests?: boolean | undefined;
  readonly flags?: boolean | undefined;
  readonly pipelines?: boolean | undefined;
  /** Whether anybody may give variables to a pipeline that he runs. */
  readonly pipelineVariables?: boolean | undefined;
  /** Access level of the token's user: 0 for no member, undefined where it is not known. */
  readonly access?: number | undefined;
}

export interface GroupFacts {
  readonly access?: number | undefined;
  /** Epics of this group: under epics too, only under none, or none at all. */
  readonly epics: Known<"nested" | "flat" | "none">;
  /** Whether the asked epic exists. */
  readonly initiative?: Known<boolean> | undefined;
}

export interface LabelFacts {
  readonly title: string;
  /** Where labels of exactly this title stand; the place itself first. */
  readonly at: readonly ("project" | "group")[];
}

export interface FlagFacts {
  /** Undefined for the whole server, which has no limit. */
  readonly count?: number | undefined;
  /** User lists that are not there. */
  readonly missing: readonly string[];
}

export interface BranchFacts {
  readonly name: string;
  readonly protected: boolean;
}

/** A CI/CD variable without its value, which nobody needs. */
export interface VariableFacts {
  readonly key: string;
  readonly protected: boolean;
  readonly masked: boolean;
}

export function placeOf({ kind, path }: LabelHome): string {
  return `${kind} ${path}`;
}

export function branchKey(project: string, branch: string | undefined): string {
  return `${project} ${branch ?? ""}`;
}

/** Names of the variables that hold tokens. */
export const TOKEN_VARIABLES: readonly string[] = [
  "CUTOVER_TOKEN",
  "CUTOVER_PLAN_TOKEN",
  "CUTOVER_NOTE_TOKEN",
  "GITLAB_TOKEN",
];
