import { describe, expect, test } from "vitest";
import { AI, type Client, SEED, start } from "./client.ts";

const SECRET = { key: "SECRET", value: "s3cret", hidden: true, protected: true };

function started(): Promise<Client> {
  const [ai, ...others] = SEED.projects ?? [];
  const plain = { key: "PLAN", value: "p", masked: true, environment_scope: "review/*", description: "reads" };
  const project = { path: "acme/ai", ...ai, variables: [plain, { key: "PLAN", value: "q", raw: true }, SECRET] };
  const groups = (SEED.groups ?? []).map((group) => ({ ...group, variables: [{ key: "ALL", value: "a" }] }));
  return start({ seed: { ...SEED, groups, projects: [project, ...others] } });
}

describe("variables of a project", () => {
  test("are shown to maintainers, a page at a time, a hidden one without its value", async () => {
    const { call } = await started();
    const listed = await call("maja", "GET", `${AI}/variables?per_page=2`);
    expect(listed.headers.get("x-total")).toBe("3");
    expect(listed.headers.get("x-next-page")).toBe("2");
    expect(listed.body[0]).toEqual({
      variable_type: "env_var",
      key: "PLAN",
      value: "p",
      hidden: false,
      protected: false,
      masked: true,
      raw: false,
      environment_scope: "review/*",
      description: "reads",
    });
    const [hidden] = (await call("maja", "GET", `${AI}/variables?per_page=2&page=2`)).body;
    expect(hidden).toMatchObject({ key: "SECRET", value: null, hidden: true, masked: true, protected: true });
  });

  test("are found by key, and by scope where there are several", async () => {
    const { call } = await started();
    expect((await call("maja", "GET", `${AI}/variables/PLAN`)).body).toMatchObject({ value: "p" });
    const general = `${AI}/variables/PLAN?filter[environment_scope]=*`;
    expect((await call("maja", "GET", general)).body).toMatchObject({ value: "q", raw: true });
    expect(await call("maja", "GET", `${AI}/variables/NONE`)).toMatchObject({
      status: 404,
      body: { message: "404 Variable Not Found" },
    });
  });

  test("are kept from everybody else, and from all where CI/CD is off", async () => {
    const { call, sandbox } = await started();
    expect((await call("ana", "GET", `${AI}/variables`)).status).toBe(403);
    expect((await call("stranger", "GET", `${AI}/variables`)).status).toBe(404);
    expect((await call(null, "GET", "/projects/acme%2Fopen/variables")).status).toBe(401);
    sandbox.seed({ projects: [{ path: "acme/ai", builds_access_level: "disabled" }] });
    expect((await call("maja", "GET", `${AI}/variables`)).status).toBe(403);
  });

  test("named again are replaced", async () => {
    const { call, sandbox } = await started();
    sandbox.seed({ projects: [{ path: "acme/ai", variables: [{ ...SECRET, protected: false }] }] });
    const { body } = await call("maja", "GET", `${AI}/variables`);
    expect(body.filter(({ key }: { key: string }) => key === "SECRET")).toMatchObject([{ protected: false }]);
  });
});

test("variables of a group are shown to its owners", async () => {
  const { call } = await started();
  expect((await call("olga", "GET", "/groups/acme/variables")).body).toMatchObject([{ key: "ALL", value: "a" }]);
  expect((await call("maja", "GET", "/groups/acme/variables")).status).toBe(403);
});
