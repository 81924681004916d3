import { expect, it } from "vitest";
import { acmeSeed } from "../../src/cli/demo/seed.ts";
import { startStand, TOKENS } from "./stand.ts";

const say = (findings: readonly { severity: string; check: string; where: string }[]) =>
  findings
    .filter(({ severity }) => severity !== "ok")
    .map(({ severity, check, where }) => `${severity} ${check} ${where}`);

it("without any token it checks what everybody may see, and guesses nothing", async () => {
  const { projects = [], ...seed } = acmeSeed();
  const open = projects.map((one) => (one.path === "acme/docs" ? { ...one, visibility: "public" as const } : one));
  const { examine, sandbox } = await startStand({}, { seed: { ...seed, projects: open } });
  const { findings, code } = await examine({ env: {} });
  expect(findings.find(({ where }) => where === "acme/docs main")?.message).toBe(
    "there, for feature-page, migration-page",
  );
  expect(say(findings)).toEqual([
    `unknown version ${sandbox.url}`,
    "warn token CUTOVER_TOKEN",
    "warn token CUTOVER_PLAN_TOKEN",
    "warn token CUTOVER_NOTE_TOKEN",
    "unknown tracker acme/ai",
    "unknown tracker acme",
    "unknown flags acme/monolith",
    "unknown target acme/ai-gateway",
  ]);
  expect(code).toBe(0);
});

it("the token of a person is one for apply", async () => {
  const { examine, edit } = await startStand();
  await edit((catalog) => catalog.replace(/\n {2}users: .*/, ""));
  const { findings, code } = await examine({ env: { GITLAB_TOKEN: "acme-bot", CUTOVER_TOKEN: " " } });
  expect(findings.find(({ check, where }) => check === "scope" && where === "GITLAB_TOKEN")?.severity).toBe("ok");
  expect(say(findings)).toEqual([
    "warn token CUTOVER_PLAN_TOKEN",
    "warn token CUTOVER_NOTE_TOKEN",
    "unknown variable group acme",
  ]);
  expect(code).toBe(0);
});

it("a job of a merge request misses no token of apply", async () => {
  const { examine } = await startStand();
  const env = { ...TOKENS, CUTOVER_TOKEN: "", CI: "true", CI_COMMIT_REF_PROTECTED: "false" };
  const { findings, code } = await examine({ env });
  expect(say(findings)).toEqual(["unknown variable project acme/ai", "unknown variable group acme"]);
  expect(code).toBe(0);
});

it("a useless token spoils nothing that another one shows", async () => {
  const { examine } = await startStand({
    users: [{ username: "cutover-bot", name: "Cutover", tokens: [{ token: "code", scopes: ["read_repository"] }] }],
  });
  const { findings } = await examine({ env: { ...TOKENS, CUTOVER_TOKEN: "code" } });
  expect(say(findings)).toEqual([
    "error scope CUTOVER_TOKEN",
    "unknown variable project acme/ai",
    "unknown variable group acme",
  ]);
});

it("what runs the pipeline is named, or is the pipeline's own project, or the clone's", async () => {
  const { examine, sandbox } = await startStand();
  const branchOf = async (own: object, ...argv: string[]) =>
    (await examine(own, ...argv)).findings.find(({ check }) => check === "default-branch")?.where;
  expect(await branchOf({})).toBe("acme/ai main");
  expect(await branchOf({}, "--project", "acme/docs")).toBe("acme/docs main");
  const pipeline = { CI_PROJECT_PATH: "acme/monolith", CI_SERVER_URL: sandbox.url };
  expect(await branchOf({ env: { ...TOKENS, ...pipeline } })).toBe("acme/monolith master");
  const clone = (stdout: string) => ({ git: async () => ({ code: 0, stdout, stderr: "" }) });
  for (const address of [
    "git@127.0.0.1:acme/docs.git",
    "ssh://git@127.0.0.1:22/acme/docs.git",
    `${sandbox.url}/acme/docs`,
  ])
    expect(await branchOf(clone(`${address}\n`)), address).toBe("acme/docs main");
  expect(await branchOf(clone("git@github.com:acme/docs.git\n"))).toBe("acme/ai main");
});
