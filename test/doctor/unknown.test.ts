import { expect, it } from "vitest";
import { startStand } from "./stand.ts";

/** What the server cannot answer just now, and the findings that have to be unknown then, and nothing else. */
const BROKEN: readonly (readonly [string, readonly string[]])[] = [
  [
    "/api/v4/personal_access_tokens/self",
    ["token CUTOVER_TOKEN", "token CUTOVER_PLAN_TOKEN", "token CUTOVER_NOTE_TOKEN"],
  ],
  ["/api/v4/projects/acme%2Fai/labels", ["label acme/ai"]],
  ["/api/v4/projects/acme%2Fai/milestones", ["milestone acme/ai"]],
  ["/api/v4/projects/acme%2Fmonolith/feature_flags", ["flag-limit acme/monolith"]],
  ["/api/v4/projects/acme%2Fdocs/repository/branches/main", ["target acme/docs main"]],
  ["/api/v4/projects/acme%2Fdocs", ["target acme/docs"]],
  ["/api/v4/projects/acme%2Fai/variables", ["variable project acme/ai"]],
  ["/api/v4/users", ["account gitlab.users"]],
  ["/api/graphql", ["epics acme"]],
  ["/api/v4/groups/acme/members", ["tracker-role acme (CUTOVER_TOKEN)", "tracker-role acme (CUTOVER_PLAN_TOKEN)"]],
];

const ANSWERS = [500, 404];
const CASES = BROKEN.flatMap(([path, unknown]) => ANSWERS.map((status) => [path, status, unknown] as const)).filter(
  // There 404 says what is meant: no such project, no such branch, no such group, no member.
  ([path, status]) => status !== 404 || !/docs$|branches\/|graphql|members/.test(path),
);

it.each(CASES)("what %s would tell is unknown while it answers %i", async (path, status, unknown) => {
  const { examine } = await startStand();
  const breaking: typeof fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const isIt = pathname === path || (path.endsWith("members") && pathname.startsWith(path));
    return isIt ? Promise.resolve(Response.json({ message: "broken" }, { status })) : fetch(input, init);
  };
  const { findings, code } = await examine({ fetch: breaking });
  const found = findings.filter(({ severity }) => severity !== "ok" && severity !== "unknown");
  expect(found).toEqual([]);
  expect(
    findings
      .filter(({ severity, where }) => severity === "unknown" && where !== "group acme")
      .map(({ check, where }) => `${check} ${where}`),
  ).toEqual(unknown);
  expect(code).toBe(0);
});

it("a default branch that is said not to be there is not taken for missing", async () => {
  const { examine } = await startStand();
  const hiding: typeof fetch = (input, init) =>
    /repository\/branches/.test(input instanceof Request ? input.url : input.toString())
      ? Promise.resolve(Response.json({ message: "404 Branch Not Found" }, { status: 404 }))
      : fetch(input, init);
  const { findings } = await examine({ fetch: hiding });
  const found = findings.filter(({ check }) => check === "target" || check === "default-branch");
  expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(["unknown"]));
});
