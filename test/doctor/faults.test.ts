import { describe, expect, it } from "vitest";
import { acmeSeed } from "../../src/cli/demo/seed.ts";
import type { Io } from "../../src/cli/io.ts";
import type { Role } from "../../src/sandbox/seed.ts";
import type { SandboxOptions, Seed } from "../../src/sandbox/server.ts";
import { NOW, type Stand, startStand, TOKENS } from "./stand.ts";

/** One thing that is wrong, and what doctor has to say of it: severity, check, place and a piece of the message. */
interface Fault {
  readonly name: string;
  readonly seed?: Seed;
  readonly options?: Partial<SandboxOptions>;
  readonly env?: Readonly<Record<string, string>>;
  readonly edit?: (catalog: string) => string;
  /** The same of a migration. */
  readonly migration?: (text: string) => string;
  readonly io?: Partial<Io>;
  readonly argv?: readonly string[];
  readonly found: readonly [severity: string, check: string, where: string, message: string];
}

const bot = (token: object): Seed => ({
  users: [{ username: "cutover-bot", name: "Cutover", tokens: [{ token: "planted", ...token }] }],
});
const PLANTED = { ...TOKENS, CUTOVER_TOKEN: "planted" };
const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(TOKENS).filter(([key]) => key !== name));
const project = (path: string, settings: object): Seed => ({ projects: [{ path, ...settings }] });
const manyFlags = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `flag_${index}` }));

const members = (user: string, role: Role, ...paths: readonly string[]): Seed => ({
  groups: paths.filter((path) => !path.includes("/")).map((path) => ({ path, members: { [user]: role } })),
  projects: paths.filter((path) => path.includes("/")).map((path) => ({ path, members: { [user]: role } })),
});
const variables = (...all: object[]): Seed => ({
  projects: [{ path: "acme/ai", variables: all as { key: string; value: string }[] }],
});
const clockAt = (instant: number): Partial<Io> => ({ clock: { now: () => instant, sleep: async () => {} } });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const seed = acmeSeed();
const WITHOUT_EPICS: Seed = { ...seed, groups: (seed.groups ?? []).map(({ epics: _epics, ...group }) => group) };

const FAULTS: readonly Fault[] = [
  {
    name: "wrong url: nobody is there",
    edit: (catalog) => catalog.replace(/url: .*/, "url: http://127.0.0.1:1"),
    found: ["error", "url", "http://127.0.0.1:1", "does not answer"],
  },
  {
    name: "wrong url: a page that knows no such address",
    io: { fetch: async () => new Response("<html>nothing here</html>", { status: 404 }) },
    found: ["error", "url", "http", "what answers is no GitLab"],
  },
  {
    name: "wrong url: some other site",
    io: { fetch: async () => new Response("<html>welcome</html>", { headers: { "content-type": "text/html" } }) },
    found: ["error", "url", "http", "what answers is no GitLab"],
  },
  {
    name: "wrong url: one that points elsewhere",
    io: { fetch: async () => new Response(null, { status: 301, headers: { location: "https://gitlab.example.org" } }) },
    found: ["error", "url", "http", 'moved to "https://gitlab.example.org"'],
  },
  {
    name: "a url with a password",
    edit: (catalog) => catalog.replace(/url: http:\/\//, "url: http://ana:geheim@"),
    found: ["error", "url", "gitlab.url", "holds a user name or a password"],
  },
  {
    name: "GitLab of another age",
    options: { version: "16.11.2-ee" },
    found: ["error", "version", "http", "GitLab 16.11.2-ee is too old"],
  },
  {
    name: "expired token",
    seed: bot({ expires_at: "2026-11-01" }),
    env: PLANTED,
    found: ["error", "token", "CUTOVER_TOKEN", "the token has expired"],
  },
  {
    name: "revoked token",
    seed: bot({ revoked: true }),
    env: PLANTED,
    found: ["error", "token", "CUTOVER_TOKEN", "the token was revoked"],
  },
  {
    name: "a token that nobody has",
    env: { ...TOKENS, CUTOVER_NOTE_TOKEN: "nonsense" },
    found: ["error", "token", "CUTOVER_NOTE_TOKEN", "the server does not take the token"],
  },
  {
    name: "a token that ends soon",
    seed: bot({ expires_at: "2026-11-27" }),
    env: PLANTED,
    found: ["warn", "token", "CUTOVER_TOKEN", "the token of @cutover-bot ends in 3 days, as 2026-11-27 begins"],
  },
  {
    name: "no token for notes",
    env: without("CUTOVER_NOTE_TOKEN"),
    found: ["warn", "token", "CUTOVER_NOTE_TOKEN", "plan leaves no note on merge requests"],
  },
  {
    name: "no token for plan",
    env: without("CUTOVER_PLAN_TOKEN"),
    found: ["warn", "token", "CUTOVER_PLAN_TOKEN", "pipelines of merge requests plan offline"],
  },
  {
    name: "no token for apply",
    env: without("CUTOVER_TOKEN"),
    found: ["warn", "token", "CUTOVER_TOKEN", "apply, rollout and drift do not work"],
  },
  {
    name: "token without scope",
    seed: bot({ scopes: ["read_repository"] }),
    env: PLANTED,
    found: ["error", "scope", "CUTOVER_TOKEN", "its scopes are read_repository; apply needs api"],
  },
  {
    name: "apply with a token that only reads",
    seed: bot({ scopes: ["read_api"] }),
    env: PLANTED,
    found: ["error", "scope", "CUTOVER_TOKEN", "its scopes are read_api; apply needs api"],
  },
  {
    name: "a token that can do too much",
    seed: bot({ scopes: ["api", "sudo", "read_repository"] }),
    env: PLANTED,
    found: ["warn", "scope", "CUTOVER_TOKEN", "its scopes go beyond api: sudo (more than it needs)"],
  },
  {
    name: "plan with a token that can write",
    seed: { users: [{ username: "cutover-reader", name: "R", tokens: [{ token: "writes", scopes: ["api"] }] }] },
    env: { ...TOKENS, CUTOVER_PLAN_TOKEN: "writes" },
    found: [
      "warn",
      "scope",
      "CUTOVER_PLAN_TOKEN",
      "go beyond read_api: api (whoever opens a merge request could write",
    ],
  },
  {
    name: "a token of another account than that of apply",
    env: { ...TOKENS, CUTOVER_TOKEN: "acme-dee" },
    found: ["error", "account", "CUTOVER_TOKEN", 'it is a token of @dee, but gitlab.users.apply is "@cutover-bot"'],
  },
  {
    name: "a token of another account than that of notes",
    env: { ...TOKENS, CUTOVER_NOTE_TOKEN: "acme-dee" },
    found: ["error", "account", "CUTOVER_NOTE_TOKEN", 'gitlab.users.notes is "@cutover-notes"'],
  },
  {
    name: "an account that does not exist",
    edit: (catalog) => catalog.replace('apply: "@cutover-bot"', 'apply: "@cutover-bott"'),
    found: ["error", "account", "@cutover-bott", "names an account that the server does not know"],
  },
  {
    name: "nobody says whose objects are ours",
    edit: (catalog) => catalog.replace(/\n {2}users: .*/, ""),
    found: ["error", "account", "gitlab.users.apply", "plan looks as @cutover-reader"],
  },
  {
    name: "an administrator's token",
    seed: { users: [{ username: "cutover-bot", name: "Cutover", admin: true }] },
    found: ["warn", "account", "CUTOVER_TOKEN", "@cutover-bot is an administrator of the server"],
  },
  {
    name: "a token of notes that reaches further",
    seed: project("acme/docs", { members: { "cutover-notes": "developer" } }),
    found: ["warn", "confinement", "CUTOVER_NOTE_TOKEN", "it reaches beyond acme/ai: member of acme/docs"],
  },
  {
    name: "a token of notes that cannot comment",
    seed: project("acme/ai", { members: { "cutover-notes": "guest" } }),
    found: [
      "error",
      "confinement",
      "CUTOVER_NOTE_TOKEN",
      "@cutover-notes is Guest; Reporter is needed for comments on its merge requests",
    ],
  },
  {
    name: "a token of apply that could merge",
    seed: project("acme/docs", { members: { "cutover-bot": "maintainer" } }),
    found: ["warn", "confinement", "CUTOVER_TOKEN", "Maintainer or more in acme/docs, where Developer is enough"],
  },
  {
    name: "clock off by an hour",
    io: clockAt(NOW - HOUR),
    found: ["error", "clock", "http", "this machine's clock is 1h behind the server's"],
  },
  {
    name: "clock off by two minutes",
    io: clockAt(NOW + 2 * MINUTE),
    found: ["warn", "clock", "http", "this machine's clock is 2m ahead of the server's"],
  },
  {
    name: "a tracker that is not there",
    edit: (catalog) => catalog.replace("project: acme/ai,", "project: acme/aii,"),
    found: ["error", "tracker", "acme/aii", "no such project"],
  },
  {
    name: "a tracker in other letters",
    edit: (catalog) => catalog.replace("project: acme/ai,", "project: Acme/AI,"),
    found: ["error", "tracker", "Acme/AI", 'the server writes it "acme/ai"'],
  },
  {
    name: "an archived tracker",
    seed: project("acme/ai", { archived: true }),
    found: ["error", "tracker", "acme/ai", "the project is archived"],
  },
  {
    name: "a tracker that is about to be deleted",
    seed: project("acme/ai", { settings: { marked_for_deletion_on: "2026-11-20" } }),
    found: ["error", "tracker", "acme/ai", "going to be deleted (marked on 2026-11-20)"],
  },
  {
    name: "issues switched off",
    seed: project("acme/ai", { issues_access_level: "disabled" }),
    found: ["error", "tracker", "acme/ai", "issues are switched off"],
  },
  {
    name: "a group that is not there",
    edit: (catalog) => catalog.replace("{ group: acme,", "{ group: acme-ai,"),
    found: ["error", "tracker", "acme-ai", "no such group"],
  },
  {
    name: "role too low for labels",
    seed: members("cutover-bot", "guest", "acme", "acme/ai"),
    found: ["error", "tracker-role", "acme/ai (CUTOVER_TOKEN)", "@cutover-bot is Guest; Planner is needed for labels"],
  },
  {
    name: "role too low for epics",
    seed: members("cutover-bot", "guest", "acme"),
    found: ["error", "tracker-role", "acme (CUTOVER_TOKEN)", "@cutover-bot is Guest; Planner is needed for epics"],
  },
  {
    name: "role of plan too low for confidential issues",
    seed: members("cutover-reader", "guest", "acme", "acme/ai"),
    found: [
      "error",
      "tracker-role",
      "acme/ai (CUTOVER_PLAN_TOKEN)",
      "@cutover-reader is Guest; Planner is needed for confid",
    ],
  },
  {
    name: "role too low for flags",
    seed: members("cutover-bot", "reporter", "acme", "acme/monolith"),
    found: [
      "error",
      "flags",
      "acme/monolith (CUTOVER_TOKEN)",
      "@cutover-bot is Reporter; Developer is needed for setting",
    ],
  },
  {
    name: "role of plan too low for flags",
    seed: members("cutover-reader", "reporter", "acme/monolith"),
    found: ["error", "flags", "acme/monolith (CUTOVER_PLAN_TOKEN)", "Developer is needed for reading feature flags"],
  },
  {
    name: "role too low for a target's branch",
    seed: members("cutover-bot", "reporter", "acme", "acme/docs"),
    found: ["error", "target-role", "acme/docs (CUTOVER_TOKEN)", "Developer is needed for pushing its branch"],
  },
  {
    name: "role of plan too low for a target's files",
    seed: members("cutover-reader", "guest", "acme", "acme/docs"),
    found: ["error", "target-role", "acme/docs (CUTOVER_PLAN_TOKEN)", "Reporter is needed for reading its files"],
  },
  {
    name: "role of plan too low for the pipeline's project",
    seed: members("cutover-reader", "planner", "acme", "acme/ai"),
    found: ["error", "pipeline-role", "acme/ai (CUTOVER_PLAN_TOKEN)", "Reporter is needed for commits"],
  },
  {
    name: "role of apply too low for files of the workspace",
    seed: { groups: [{ path: "ops" }], projects: [{ path: "ops/ai", members: { "cutover-bot": "reporter" } }] },
    argv: ["--project", "ops/ai"],
    found: ["warn", "proposing-role", "ops/ai (CUTOVER_TOKEN)", "Developer is needed for the merge requests"],
  },
  {
    name: "role too low for the lock",
    seed: project("acme/ai", { members: { "cutover-bot": "developer" } }),
    found: ["warn", "lock", "acme/ai (CUTOVER_TOKEN)", "Maintainer is needed for the lock"],
  },
  {
    name: "missing management label",
    edit: (catalog) => catalog.replace('labels: ["AI Model Migration",', 'labels: ["AI Model Moves",'),
    found: ["error", "label", "acme", 'there is no label "AI Model Moves"'],
  },
  {
    name: "label of the same name in group and project",
    seed: project("acme/ai", { labels: ["AI Model Migration"] }),
    found: [
      "error",
      "label-twice",
      "acme/ai",
      'label "AI Model Migration" stands in the project and in a group above it',
    ],
  },
  {
    name: "a milestone that is not there",
    migration: (text) => text.replace('milestone: "19.6"', 'milestone: "19.5"'),
    found: ["error", "milestone", "acme/ai", 'there is no milestone "19.5"'],
  },
  {
    name: "flag limit nearly reached",
    seed: project("acme/monolith", { flags: manyFlags(181) }),
    found: ["warn", "flag-limit", "acme/monolith", "181 of 200 flags are taken"],
  },
  {
    name: "flag limit reached",
    seed: project("acme/monolith", { flags: manyFlags(200) }),
    found: ["error", "flag-limit", "acme/monolith", "all 200 flags are taken"],
  },
  {
    name: "feature flags switched off",
    seed: project("acme/monolith", { feature_flags_access_level: "disabled" }),
    found: ["error", "flags", "acme/monolith", "feature flags are switched off"],
  },
  {
    name: "flags of the whole server without an administrator",
    edit: (catalog) => catalog.replace("{ backend: project, project: acme/monolith }", "{ backend: instance }"),
    found: ["error", "flags", "instance (CUTOVER_TOKEN)", "the server's flags are for administrators"],
  },
  {
    name: "a user list that is not there",
    edit: (catalog) => catalog.replace("user_list: team-members", "user_list: team"),
    found: ["error", "user-list", "acme/monolith", 'there is no user list "team"'],
  },
  {
    name: "target branch missing",
    edit: (catalog) => catalog.replace("branch: master", "branch: main"),
    found: ["error", "target", "acme/monolith main", 'there is no branch "main"; the default branch is "master"'],
  },
  {
    name: "merge requests disabled",
    seed: project("acme/ai-gateway", { merge_requests_access_level: "disabled" }),
    found: ["error", "target", "acme/ai-gateway", "merge requests are switched off"],
  },
  {
    name: "an archived target",
    seed: project("acme/docs", { archived: true }),
    found: ["error", "target", "acme/docs", "the project is archived"],
  },
  {
    name: "unprotected default branch",
    seed: project("acme/ai", { protected_branches: [] }),
    found: ["error", "default-branch", "acme/ai main", "the default branch is not protected"],
  },
  {
    name: "pipelines switched off",
    seed: project("acme/ai", { builds_access_level: "disabled" }),
    found: ["error", "pipelines", "acme/ai", "CI/CD is switched off"],
  },
  {
    name: "a form without variables",
    seed: project("acme/ai", { settings: { ci_pipeline_variables_minimum_override_role: "no_one_allowed" } }),
    found: ["warn", "pipeline-variables", "acme/ai", "the rollback job cannot be told what to turn off"],
  },
  {
    name: "variable visible to merge requests",
    seed: variables({ key: "CUTOVER_TOKEN", value: "acme-bot", protected: false, masked: true }),
    found: [
      "error",
      "variable",
      "CUTOVER_TOKEN (project acme/ai)",
      "not protected: pipelines of merge requests see it",
    ],
  },
  {
    name: "a token that jobs may print",
    seed: variables({ key: "CUTOVER_PLAN_TOKEN", value: "acme-reader" }),
    found: ["error", "variable", "CUTOVER_PLAN_TOKEN (project acme/ai)", "not masked"],
  },
  {
    name: "a token of plan that no merge request sees",
    seed: variables({ key: "CUTOVER_PLAN_TOKEN", value: "acme-reader", protected: true, masked: true }),
    found: ["warn", "variable", "CUTOVER_PLAN_TOKEN (project acme/ai)", "do not see it"],
  },
  {
    name: "a variable of the group that merge requests see",
    seed: {
      groups: [
        {
          path: "acme",
          members: { "cutover-bot": "owner" },
          variables: [{ key: "CUTOVER_TOKEN", value: "acme-bot", masked: true }],
        },
      ],
    },
    found: ["error", "variable", "CUTOVER_TOKEN (group acme)", "not protected"],
  },
  {
    name: "a variable that is nowhere",
    seed: members("cutover-bot", "owner", "acme", "acme/docs"),
    argv: ["--project", "acme/docs"],
    found: ["warn", "variable", "acme/docs", "no CI/CD variable CUTOVER_PLAN_TOKEN in the project or a group above it"],
  },
  {
    name: "a job of a merge request that was given the token of apply",
    env: { ...TOKENS, CI: "true", CI_COMMIT_REF_PROTECTED: "false" },
    found: [
      "error",
      "variable",
      "CUTOVER_TOKEN",
      "this job is not of a protected branch and was given the token of apply",
    ],
  },
  {
    name: "no epics in the licence",
    options: { tier: "free", seed: WITHOUT_EPICS },
    found: ["error", "epics", "acme", "no epics in the licence"],
  },
  {
    name: "epics that cannot stand under the initiative",
    options: { tier: "premium" },
    found: ["warn", "epics", "acme", "its epics cannot stand under another"],
  },
  {
    name: "an initiative that is not there",
    edit: (catalog) => catalog.replace('initiative: "&12"', 'initiative: "&99"'),
    found: ["error", "epics", "acme&99", "no such epic"],
  },
];

async function stand({ seed, options, edit, migration }: Fault): Promise<Stand> {
  const begun = await startStand(seed, options);
  if (edit !== undefined) await begun.edit(edit);
  if (migration !== undefined) await begun.edit(migration, "migrations/claude-sonnet-4-6.yaml");
  return begun;
}

describe("one planted fault each", () => {
  it.each(FAULTS.map((fault) => [fault.name, fault] as const))("%s", async (_name, fault) => {
    const { examine } = await stand(fault);
    const [severity, check, where, message] = fault.found;
    const own = { ...fault.io, ...(fault.env === undefined ? {} : { env: fault.env }) };
    const { findings, code } = await examine(own, ...(fault.argv ?? []));
    const found = findings.filter((one) => one.check === check && one.severity === severity);
    expect(found.map((one) => `${one.where}: ${one.message}`).join("\n")).toContain(message);
    const one = found.find((finding) => finding.message.includes(message));
    expect(one?.where).toContain(where);
    expect(one?.fix).toBeTruthy();
    expect(one?.who).toBeTruthy();
    expect(code).toBe(findings.some((finding) => finding.severity === "error") ? 1 : 0);
  });
});
