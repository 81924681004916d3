/** What the published description lacks or has wrong. Whoever adds one says why; test/contract/check.test.ts drops it once it is needless. */
export interface Exception {
  /** Method and path with stars for its parameters. */
  readonly call: string;
  /** The call is not in the description, its body is not typed there, or parameters (`strategies[].parameters`) are not or wrongly. */
  readonly lacks: "call" | "body" | readonly string[];
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  { call: "POST /api/graphql", lacks: "call", reason: "GraphQL has a schema of its own, which the sandbox checks" },
  { call: "GET /users", lacks: "call", reason: "in GitLab's full description, left out of the trimmed one" },
  { call: "GET /projects", lacks: "call", reason: "in GitLab's full description, left out of the trimmed one" },
  { call: "GET /groups", lacks: "call", reason: "in GitLab's full description, left out of the trimmed one" },
  {
    call: "GET /personal_access_tokens/self",
    lacks: "call",
    reason: "in GitLab's full description, left out of the trimmed one",
  },
  ...["projects", "groups"].flatMap((places) =>
    ["", "/*"].map((tail) => ({
      call: `GET /${places}/*/variables${tail}`,
      lacks: "call" as const,
      reason: "in GitLab's full description, left out of the trimmed one",
    })),
  ),
  {
    call: "GET /projects/*/merge_requests/*/diffs",
    lacks: "call",
    reason: "in GitLab's full description, left out of the trimmed one",
  },
  {
    call: "POST /projects/*/repository/commits",
    lacks: "body",
    reason: "described as one multipart file; really JSON with branch, commit_message and actions (doc/api/commits.md)",
  },
  {
    call: "POST /projects/*/terraform/state/*",
    lacks: "body",
    reason: "described as one multipart file; really the raw JSON of the state",
  },
  {
    call: "POST /projects/*/feature_flags",
    lacks: ["version"],
    reason: "in the older description (openapi_v2.yaml) and in the API itself; dropped from the newer one by mistake",
  },
  {
    call: "GET /projects/*/issues",
    lacks: ["pagination"],
    reason: "keyset paging came with 18.3; the description has cursor, but not the parameter that asks for it",
  },
];

/** Types that the description states too narrowly, for every call alike. */
export const WIDER: readonly { readonly from: string; readonly takes: string; readonly reason: string }[] = [
  {
    from: "array",
    takes: "string",
    reason: "lists of labels and ids may be one text with commas (lib/api/validations)",
  },
  {
    from: "object",
    takes: "string",
    reason: "an object may be JSON text, which is how a client keeps its keys as they are",
  },
];
