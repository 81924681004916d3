import { expect, it } from "vitest";
import { startStand } from "./stand.ts";

/** What the server cannot answer just now, and the findings that have to be unknown then, and nothing else. */
const BROKEN: readonly (readonly [string, readonly string[]])[] = [
  [
    "/api/v4/personal_access_tokens/self",
    ["scope CUTOVER_TOKEN", "scope CUTOVER_PLAN_TOKEN", "scope CUTOVER_NOTE_TOKEN"],
  ],
  ["/api/v4/projects/acme%2Fai/labels", ["label acme/ai"]],
  ["/api/v4/projects/acme%2Fai/milestones", ["milestone acme/ai"]],
  ["/api/v4/projects/acme%2Fmonolith/feature_flags", ["flag-limit acme/monolith", "user-list acme/monolith"]],
  ["/api/v4/projects/acme%2Fdocs/repository/branches/main", ["target acme/docs main"]],
  ["/api/v4/projects/acme%2Fdocs", ["target acme/docs"]],
  ["/api/v4/projects/acme%2Fai/variables", ["variable project acme/ai"]],
  ["/api/graphql", ["epics acme"]],
  ["/api/v4/groups/acme/members", ["tracker-role acme (CUTOVER_TOKEN)", "tracker-role acme (CUTOVER_PLAN_TOKEN)"]],
];

it.each(BROKEN)("what %s would tell is unknown while it breaks", async (path, unknown) => {
  const { examine } = await startStand();
  const breaking: typeof fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const isIt = pathname === path || (path.endsWith("members") && pathname.startsWith(path));
    return isIt ? Promise.resolve(Response.json({ message: "500" }, { status: 500 })) : fetch(input, init);
  };
  const { findings, code } = await examine({ fetch: breaking });
  const found = findings.filter(({ severity }) => severity !== "ok" && severity !== "unknown");
  expect(found).toEqual([]);
  expect(
    findings
      .filter(({ severity, where }) => severity === "unknown" && where !== "group acme")
      .map(({ check, where }) => `${check} ${where}`),
  ).toEqual(expect.arrayContaining([...unknown]));
  expect(code).toBe(0);
});
