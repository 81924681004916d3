import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { git, gitlabCi, jobsOf, type Pipeline, repositoryWith } from "./gitlab-ci.ts";
import { readComponent, readPipeline, refusals } from "./spec.ts";

const { inputs, jobs } = readComponent();
const names = ["lint", "plan", "apply", "rollback", "drift", "deadlines"];
const PREFIX = "$[[ inputs.job-prefix ]]";

const COMMIT = "0".repeat(40);
const push: Pipeline = { source: "push", branch: "main", commit: COMMIT };
const merge: Pipeline = { source: "merge_request_event", iid: 1, branch: "b", base: COMMIT, commit: COMMIT };
const schedule: Pipeline = { source: "schedule", branch: "main", commit: COMMIT };

describe("the inputs of the component", () => {
  it("are described, and each has a default that it would take", () => {
    for (const { description, default: value } of Object.values(inputs)) {
      expect(description).toMatch(/^[A-Z].*\.$/);
      expect(value).toBeDefined();
    }
    const defaults = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default]));
    expect(refusals(inputs, defaults)).toEqual([]);
  });

  it("hold every string to a pattern or to a few words", () => {
    const strings = Object.entries(inputs).filter(([, { type = "string" }]) => type === "string");
    const free = strings.filter(([, { regex, options }]) => regex === undefined && options === undefined);
    expect(free).toEqual([]);
  });

  it.each(["x; curl evil", "$(id)", "`id`", "a\nb", "a'b", 'a"b', "a|b", "a&b", "a>b", "*", "-x; y", "a\\b"])(
    "refuse %j",
    (hostile) => {
      const refused = Object.entries(inputs)
        .filter(([, { type = "string" }]) => type === "string")
        .filter(([name]) => refusals(inputs, { [name]: hostile }).length === 0);
      expect(refused).toEqual([]);
    },
  );

  it("refuse a folder that would be an option", () => {
    expect(refusals(inputs, { workspace: "--help" })).toEqual(["workspace: does not match"]);
  });

  it("refuse what they do not know, another type and another word", () => {
    const values = { images: "node:20", review: "yes", apply: "never", needs: "build", drift: false };
    expect(refusals(inputs, values)).toEqual([
      "images: unknown input",
      "review: not of type boolean",
      "apply: not among the options",
      "needs: not of type array",
    ]);
  });

  it("come into a script through variables, but for those that are true or false", () => {
    const inScripts = Object.values(jobs).flatMap(({ script = [], before_script: before = [] }) =>
      [...JSON.stringify([script, before]).matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name ?? ""),
    );
    expect(inScripts.map((name) => [name, inputs[name]?.type])).toEqual([["review", "boolean"]]);
  });

  it("are known where this repository's own pipeline gives them", () => {
    const [{ local, inputs: values }] = readPipeline().include;
    expect(local).toBe("/templates/cutover.yml");
    expect(refusals(inputs, values)).toEqual([]);
  });
});

describe("the component", () => {
  it("has jobs alone, all with the prefix, and no keyword of the whole pipeline", () => {
    expect(Object.keys(jobs)).toEqual([`.${PREFIX}cutover-base`, ...names.map((name) => `${PREFIX}${name}`)]);
  });

  it("applies one at a time, without an end in the middle or a second try", () => {
    expect(jobs[`${PREFIX}apply`]).toMatchObject({ interruptible: false, retry: 0, resource_group: expect.anything() });
  });

  it.each(names)("names no token where the shell of %s traces what it does", (name) => {
    const { script } = jobs[`${PREFIX}${name}`] as { script: string[] };
    const variables = ["CUTOVER_PLAN_TOKEN", "CUTOVER_TOKEN", "CUTOVER_NOTE_TOKEN", "GITLAB_TOKEN"];
    for (const given of [variables, variables.slice(1, 3), []]) {
      const tokens = Object.fromEntries(given.map((variable) => [variable, `sekret-${variable}`]));
      const env = {
        PATH: process.env.PATH,
        CUTOVER_COMMAND: "echo",
        CUTOVER_ROLLBACK: "a/b",
        CUTOVER_REASON: "r",
        ...tokens,
      };
      const ran = spawnSync("bash", ["-x", "-c", script.join("\n")], { env, encoding: "utf8" });
      expect(ran.stderr).toContain("+ echo");
      expect(ran.stdout + ran.stderr).not.toContain("sekret");
    }
  });

  it("gives a shell nothing to run of who rolls back", () => {
    const { script } = jobs[`${PREFIX}rollback`] as { script: string[] };
    const hostile = `--help "$(echo RAN)" '\`echo RAN\`; echo "RAN`;
    const env = {
      PATH: process.env.PATH,
      CUTOVER_COMMAND: "printf <%s>",
      CUTOVER_WORKSPACE: ".",
      CUTOVER_ROLLBACK: hostile,
      CUTOVER_REASON: `${hostile}\nRAN`,
    };
    const ran = spawnSync("bash", ["-c", script.join("\n")], { env, encoding: "utf8" });
    expect(ran.stdout).toContain(`<--reason=${hostile}\nRAN>`);
    expect(ran.stdout).toContain(`<-->`);
    expect(ran.stdout).toContain(`<${hostile}>`);
  });

  it("lets a person say how many closings are meant, in one word", () => {
    const { script } = jobs[`${PREFIX}apply`] as { script: string[] };
    const apply = (variables: object) => {
      const env = { PATH: process.env.PATH, CUTOVER_COMMAND: "printf <%s>", CUTOVER_WORKSPACE: ".", ...variables };
      return spawnSync("bash", ["-c", script.join("\n")], { env, encoding: "utf8" }).stdout;
    };
    expect(apply({})).not.toContain("closing");
    expect(apply({ CUTOVER_ALLOW_CLOSING: "9" })).toContain("<--allow-closing=9><--audit>");
    expect(apply({ CUTOVER_ALLOW_CLOSING: "9 --take x" })).toContain("<--allow-closing=9 --take x>");
  });

  it.each([
    ["nothing", {}, true, 0],
    ["what check finds", { check: 1 }, true, 1],
    ["a source that is down, and what check finds", { "update --open": 3, update: 3, check: 1 }, true, 1],
    ["a source that is down", { "update --open": 3, update: 3 }, true, 3],
    ["a merge request that people have to look at", { "propose --open": 1 }, true, 1],
    ["files of targets that nobody may read", { fetch: 3 }, true, 0],
    ["no lock file yet", { "update --open": 0 }, false, 0],
  ])("runs each step of deadlines, and ends as it should, with %s", async (_, codes, hasLock, code) => {
    const { script } = jobs[`${PREFIX}deadlines`] as { script: string[] };
    const folder = await mkdtemp(join(tmpdir(), "cutover-deadlines-"));
    if (hasLock) await writeFile(join(folder, "deadlines.lock.json"), "{}");
    const cases = Object.entries(codes).map(([step, end]) => `"${step}") return ${end};;`);
    const tool = `step() { local words="$*"; words="\${words#deadlines }"; words="\${words/ --workspace "$CUTOVER_WORKSPACE"/}"
      words="\${words/ --workspace $CUTOVER_WORKSPACE/}"; echo "$words" >> "$CUTOVER_WORKSPACE/steps"
      case "$words" in ${cases.join(" ")} *) return 0;; esac; }`;
    const env = { PATH: process.env.PATH, CUTOVER_COMMAND: "step", CUTOVER_WORKSPACE: folder };
    // As a runner does it.
    const ran = spawnSync("bash", ["-eo", "pipefail", "-c", [tool, ...script].join("\n")], { env, encoding: "utf8" });
    const steps = (await readFile(join(folder, "steps"), "utf8")).trim().split("\n");
    await rm(folder, { recursive: true, force: true });
    expect(steps).toEqual(["fetch", "update --open", ...(hasLock ? ["propose --open"] : []), "update", "check"]);
    expect(ran.status, ran.stderr).toBe(code);
  });

  it("lets a rollback wait for nothing", () => {
    expect(jobs[`${PREFIX}rollback`]).not.toHaveProperty("resource_group");
    expect(jobs[`${PREFIX}rollback`]).toMatchObject({ interruptible: false, needs: "$[[ inputs.needs ]]" });
  });

  it("shows plans and records to developers alone, and keeps those of a job that failed", () => {
    expect(jobs[`${PREFIX}plan`]).toMatchObject({ artifacts: { access: "developer" } });
    expect(jobs[`${PREFIX}apply`]).toMatchObject({ artifacts: { access: "developer", when: "always" } });
    expect(jobs[`${PREFIX}rollback`]).toMatchObject({ artifacts: { access: "developer", when: "always" } });
    expect(jobs[`${PREFIX}lint`]).toMatchObject({ artifacts: { when: "always" } });
  });
});

describe("a repository that includes it", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutover-component-"));
    await repositoryWith(folder, { ".gitlab-ci.yml": "build: { stage: build, script: make }\n" });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function include(values: object): Promise<void> {
    const file = {
      build: { stage: "build", script: "make" },
      include: [{ local: "/templates/cutover.yml", inputs: values }],
    };
    await writeFile(join(folder, ".gitlab-ci.yml"), stringify(file));
  }

  async function whenOf(pipeline: Pipeline): Promise<Record<string, string>> {
    const listed = await jobsOf(folder, pipeline);
    return Object.fromEntries(listed.filter(({ when }) => when !== "never").map(({ name, when }) => [name, when]));
  }

  it("gets its jobs with the defaults, in a file that GitLab's schema takes", async () => {
    await include({});
    expect(await whenOf(merge)).toEqual({
      build: "on_success",
      "cutover:lint": "on_success",
      "cutover:plan": "on_success",
    });
    expect(await whenOf(push)).toEqual({
      build: "on_success",
      "cutover:apply": "on_success",
      "cutover:rollback": "manual",
    });
    const expanded = parse(await readFile(join(folder, ".gitlab-ci-local/expanded-gitlab-ci.yml"), "utf8"));
    expect(expanded["cutover:apply"]).toMatchObject({
      image: { name: "node:20" },
      stage: "deploy",
      variables: { CUTOVER_COMMAND: "npx --no-install cutover", CUTOVER_WORKSPACE: ".", CUTOVER_APPLY: "automatic" },
    });
    expect(expanded["cutover:apply"].before_script[0]).toContain("npm ci --ignore-scripts");
  });

  it("gets what every input says", async () => {
    const values = {
      command: "node tools/cutover/main.js",
      install: "none",
      image: "$CI_REGISTRY_IMAGE/node:22",
      workspace: "ops/models",
      "job-prefix": "models-",
      "lint-stage": "build",
      "plan-stage": "deploy",
      "apply-stage": ".post",
      needs: ["build"],
      apply: "manual",
      review: false,
      drift: false,
      deadlines: false,
      "resource-group": "models",
    };
    expect(Object.keys(values).sort()).toEqual(Object.keys(inputs).sort());
    await include(values);
    expect(await whenOf(push)).toEqual({ build: "on_success", "models-apply": "manual", "models-rollback": "manual" });
    expect(await whenOf(schedule)).toEqual({ build: "on_success" });
    const expanded = parse(await readFile(join(folder, ".gitlab-ci-local/expanded-gitlab-ci.yml"), "utf8"));
    expect(expanded["models-lint"]).toMatchObject({ stage: "build", needs: [{ job: "build" }] });
    expect(expanded["models-drift"]).toMatchObject({ stage: "deploy", resource_group: "models-drift" });
    expect(expanded["models-deadlines"]).toMatchObject({
      stage: "deploy",
      resource_group: "models-deadlines",
      cache: [{ key: "$CI_JOB_NAME_SLUG", paths: ["ops/models/.cutover/deadlines/"] }],
    });
    expect(expanded["models-apply"]).toMatchObject({
      stage: ".post",
      image: { name: "$CI_REGISTRY_IMAGE/node:22" },
      resource_group: "models",
      variables: { CUTOVER_COMMAND: "node tools/cutover/main.js", CUTOVER_WORKSPACE: "ops/models" },
    });
    expect(expanded["models-apply"].script[0]).toContain('if [ "false" = true ]; then reviewed=--reviewed');
  });

  it("may include it twice, for two workspaces", async () => {
    const twice = ["one", "two"].map((name) => ({
      local: "/templates/cutover.yml",
      inputs: { "job-prefix": `${name}:`, workspace: name },
    }));
    await writeFile(join(folder, ".gitlab-ci.yml"), stringify({ include: twice }));
    const doubled = ["one", "two"].flatMap((name) => [`${name}:drift`, `${name}:deadlines`]);
    expect(Object.keys(await whenOf(schedule)).sort()).toEqual(doubled.sort());
  });

  it("may include it as a component, and from a project at a version", async () => {
    const values = { "job-prefix": "it:" };
    const head = await git(folder, "rev-parse", "HEAD");
    const component = { component: `gitlab.example.com/acme/ai/cutover@${head}`, inputs: values };
    await writeFile(join(folder, ".gitlab-ci.yml"), stringify({ include: [component] }));
    expect(await whenOf(schedule)).toEqual({ "it:drift": "on_success", "it:deadlines": "on_success" });
    // As if it had been fetched.
    const fetched = join(folder, ".gitlab-ci-local/includes/gitlab.example.com/acme/cutover/0.1.0/templates");
    await cp(join(folder, "templates"), fetched, { recursive: true });
    const project = { project: "acme/cutover", ref: "0.1.0", file: "/templates/cutover.yml", inputs: values };
    await writeFile(join(folder, ".gitlab-ci.yml"), stringify({ include: [project] }));
    expect(await whenOf(schedule)).toEqual({ "it:drift": "on_success", "it:deadlines": "on_success" });
  });

  it.each([
    [{ review: "maybe" }, "not a boolean"],
    [{ needs: "build" }, "not a array"],
    [{ apply: "sometimes" }, "not in the list of allowed options"],
    [{ install: "yarn" }, "not in the list of allowed options"],
  ])("is refused %j", async (values, reason) => {
    await include(values);
    const { code, log } = await gitlabCi(folder, push, "--list-json");
    expect(code).not.toBe(0);
    expect(log).toContain(reason);
  });
});
