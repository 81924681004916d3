import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/compile/index.ts";
import { workspaceOf } from "../load-case.ts";

const folder = join(import.meta.dirname, "../items/cases/upgrade");
const CONFIG = readFileSync(join(folder, "cutover.yaml"), "utf8");
const MIGRATION = readFileSync(join(folder, "migration.yaml"), "utf8");

type Change = readonly [from: string | RegExp, to: string];

/** What compile refuses in the upgrade of the cases, with some of its text replaced, as `rule file: "text" message`. */
function problems(inMigration: readonly Change[], inConfig: readonly Change[] = []): string[] {
  const changed = (text: string, changes: readonly Change[]) =>
    changes.reduce((before, [from, to]) => before.replace(from, to), text);
  const { workspace } = workspaceOf(changed(CONFIG, inConfig), changed(MIGRATION, inMigration));
  const { source: config } = workspace.config;
  return compile({ workspace, targets: new Map() }).problems.map(({ rule, file, range, message }) => {
    const text = file === config.file ? config.text : (workspace.migrations[0]?.source.text ?? "");
    return `${rule} ${file}: "${text.slice(range.start, range.end)}" ${message}`;
  });
}

const FILE = "migrations/migration.yaml";

describe("a step that is not there", () => {
  test("a step of the ramp is fine", () => {
    expect(problems([["step: 2", "step: 4"]])).toEqual([]);
    expect(problems([["step: 2", "step: 0"]])).toEqual([]);
  });

  test("beyond a ramp of the catalog", () => {
    expect(problems([["step: 2", "step: 5"]])).toEqual([
      `compile ${FILE}: "5" step 5 is beyond ramp "standard"; allowed: 0 to 4`,
    ]);
  });

  test("beyond the feature's own steps, also below the stage rollout", () => {
    expect(problems([["step: 1", "step: 3"]])).toEqual([
      `compile ${FILE}: "3" step 3 is beyond the ramp; allowed: 0 to 2`,
    ]);
  });

  test("without a ramp, said once for an entry of several features", () => {
    expect(problems([["    ramp: { use: standard, start: 2026-12-14T09:00:00Z }\n", ""]])).toEqual([
      `compile ${FILE}: "2" step 2 has no "ramp" beside it; allowed: 0`,
    ]);
    expect(
      problems([["flag: { name: agent_flows_sonnet_4_6 }", "flag: { name: agent_flows_sonnet_4_6 }\n    step: 1"]]),
    ).toEqual([`compile ${FILE}: "1" step 1 has no "ramp" beside it; allowed: 0`]);
  });

  test("of a ramp that the catalog lacks", () => {
    expect(problems([["use: standard", "use: standart"]])).toEqual([
      `unknown-reference ${FILE}: "standart" step 2 belongs to ramp "standart", which cutover.yaml does not declare under "ramps"`,
    ]);
  });

  test.each(["draft", "complete", "cancelled"])("asks for nothing in a migration that is %s", (status) => {
    expect(
      problems([
        ["step: 2", "step: 5"],
        ["status: active", `status: ${status}`],
      ]),
    ).toEqual([]);
  });
});

describe("a percentage that is not whole", () => {
  const half: Change = ["percentage: 10,", "percentage: 0.5,"];
  const words = (percentage: number) =>
    `percentage ${percentage} is not whole; the flags of a project (gitlab.flags in cutover.yaml) take whole numbers from 1 to 100`;

  test("is refused for the flags of a project, where it is written", () => {
    expect(problems([], [half])).toEqual([`compile cutover.yaml: "0.5" ${words(0.5)}`]);
    expect(problems([["percentage: 1,", "percentage: 1.5,"]])).toEqual([`compile ${FILE}: "1.5" ${words(1.5)}`]);
  });

  test("is said once although two features use the ramp", () => {
    const ramp: Change = [
      "    ramp:\n      steps:\n        - { percentage: 1, soak: 15m }\n        - { percentage: 100, soak: 1w }\n",
      "    ramp: standard\n",
    ];
    expect(problems([ramp], [half])).toHaveLength(1);
  });

  test("is fine for flags that people switch by commands", () => {
    const chatops: Change = ["backend: project, project: acme/monolith", "backend: chatops"];
    expect(problems([], [half, chatops])).toEqual([]);
  });
});

describe("an audience of a flag of the whole server", () => {
  const server: Change = ["backend: project, project: acme/monolith", "backend: instance"];
  const reaches = (reason: string) =>
    `compile cutover.yaml: "team_members" audience "team_members" ${reason}, so that step 1 reaches nobody by it: flags of the instance (gitlab.flags in cutover.yaml) know feature groups and percentages, and no user lists`;

  test("is its feature group", () => {
    expect(problems([], [server])).toEqual([]);
  });

  test("reaches nobody without one, which is said once", () => {
    const without: Change = [/team_members: \{.*\}/, "team_members: { user_list: team-members }"];
    expect(problems([], [server, without])).toEqual([reaches("has no feature_group")]);
  });

  test("reaches nobody with a name that would be several", () => {
    expect(problems([], [server, ["gitlab_team_members", '"a,b"']])).toEqual([
      reaches('has "a,b" as its feature_group, which is no plain word'),
    ]);
  });
});
