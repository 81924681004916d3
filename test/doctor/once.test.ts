import { expect, it } from "vitest";
import { acmeSeed } from "../../src/cli/demo/seed.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { startStand, TOKENS } from "./stand.ts";

const acme = acmeSeed();
const WITHOUT_EPICS = { ...acme, groups: (acme.groups ?? []).map(({ epics: _epics, ...group }) => group) };

const alarms = (findings: readonly Finding[]) =>
  findings
    .filter(({ severity, where }) => severity !== "ok" && where !== "group acme")
    .map(({ severity, check, where }) => `${severity} ${check} ${where}`);

it.each([["acme/aii"], ["Acme/AI"]])(
  "a project of the pipeline that is misspelt as %s is told once",
  async (project) => {
    const { examine } = await startStand();
    const { findings } = await examine({}, "--project", project);
    const found = findings.filter(({ severity, where }) => severity !== "ok" && !where.startsWith("group "));
    expect(found.map(({ check, where }) => `${check} ${where}`)).toEqual([`default-branch ${project}`]);
    expect(found[0]?.fix).toContain("--project PATH");
  },
);

it("of the roles that an account lacks in one place all remedies name the highest", async () => {
  const members = { "cutover-bot": "guest" } as const;
  const { examine } = await startStand({
    projects: [{ path: "acme/ai", members }],
    groups: [{ path: "acme", members }],
  });
  const { findings } = await examine();
  const mine = findings.filter(({ where, severity }) => where === "acme/ai (CUTOVER_TOKEN)" && severity === "error");
  expect(mine.map(({ check }) => check)).toEqual(["tracker-role", "target-role", "pipeline-role"]);
  expect(new Set(mine.map(({ fix }) => fix))).toEqual(new Set(["make @cutover-bot a Developer of project acme/ai"]));
});

it("a label that neither project nor group has is to be made in the group alone", async () => {
  const { examine, edit } = await startStand();
  await edit((catalog) => catalog.replace('labels: ["AI Model Migration",', 'labels: ["AI Model Moves",'));
  const { findings } = await examine();
  expect(alarms(findings)).toEqual(["error label acme"]);
});

it("without epics it is to be made where the issues are", async () => {
  const { examine, edit } = await startStand({}, { tier: "free", seed: WITHOUT_EPICS });
  await edit((catalog) => catalog.replace('labels: ["AI Model Migration",', 'labels: ["AI Model Moves",'));
  const { findings } = await examine();
  expect(findings.filter(({ check, severity }) => check === "label" && severity === "error")).toMatchObject([
    { where: "acme/ai" },
  ]);
});

it("that nobody of us may see the flags is told as a role alone", async () => {
  const members = { "cutover-bot": "reporter", "cutover-reader": "reporter" } as const;
  const { examine } = await startStand({
    groups: [{ path: "acme", members }],
    projects: [{ path: "acme/monolith", members }],
  });
  const { findings } = await examine();
  expect(
    findings.filter(({ chapter }: Finding & { chapter?: string }) => chapter === "flags").map(({ check }) => check),
  ).toEqual(["flags", "flags"]);
});

it("a server that is not there is waited for once, with how many tokens soever", async () => {
  const { examine } = await startStand();
  let calls = 0;
  const { findings, code } = await examine({
    fetch: async () => {
      calls += 1;
      throw new TypeError("fetch failed");
    },
  });
  expect(calls).toBe(3);
  expect(findings.map(({ check, severity }) => `${severity} ${check}`)).toEqual(["error url", "unknown url"]);
  expect(code).toBe(1);
});

it("flags of the whole server need an administrator, so that one is no fault", async () => {
  const root = { username: "cutover-bot", name: "Cutover", admin: true };
  const reader = { username: "cutover-reader", name: "Reads", admin: true };
  const { examine, edit } = await startStand({ users: [root, reader] });
  await edit((catalog) => catalog.replace("{ backend: project, project: acme/monolith }", "{ backend: instance }"));
  const { findings, code } = await examine();
  expect(alarms(findings)).toEqual([]);
  expect(code).toBe(0);
});

it("a server in a folder of its host has clones whose address begins with that folder", async () => {
  const { examine, edit, sandbox } = await startStand();
  await edit((catalog) => catalog.replace(`url: ${sandbox.url}`, `url: ${sandbox.url}/gitlab`));
  const inFolder: typeof fetch = (input, init) =>
    fetch(String(input instanceof Request ? input.url : input).replace("/gitlab/api/", "/api/"), init);
  const git = async () => ({ code: 0, stdout: `${sandbox.url}/gitlab/acme/docs.git\n`, stderr: "" });
  const { findings } = await examine({ fetch: inFolder, git, env: TOKENS });
  expect(findings.find(({ check }) => check === "default-branch")?.where).toBe("acme/docs main");
});
