import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { chatopsBefore, chatopsDelete, chatopsOf, chatopsRollback } from "../../../src/compile/ramp/chatops.ts";
import { rolloutManifests } from "../../../src/compile/ramp/manifest.ts";
import { strategiesOf } from "../../../src/compile/ramp/strategies.ts";
import { rollout } from "../../../src/load/validators/rollout.gen.mjs";
import { exposureOf } from "../../../src/model/resource.ts";
import type { RampStep } from "../../../src/model/schema/common.gen.ts";
import type { Config } from "../../../src/model/schema/config.gen.ts";
import { loadCase } from "../load-case.ts";
import { readCommand } from "../rollout/chatops-reader.ts";

const STEPS: readonly RampStep[] = [
  { audience: "team", soak: "2d" },
  { percentage: 10, soak: "1d" },
  { audience: "volunteers", soak: "1h" },
  { percentage: 100, soak: "1d" },
];
const CONFIG: Config = {
  apiVersion: "cutover/v1",
  kind: "Config",
  audiences: {
    team: { user_list: "team-members", feature_group: "gitlab_team_members" },
    volunteers: { user_list: "volunteers" },
  },
};

describe("strategies", () => {
  test("who was reached keeps the new side until everybody has it", () => {
    const environments = ["production"];
    const list = (name: string) => ({ kind: "user_list", list: name, environments });
    const ten = { kind: "percentage", percentage: 10, environments };
    expect(strategiesOf(CONFIG, STEPS, environments)).toEqual([
      [list("team-members")],
      [list("team-members"), ten],
      [list("team-members"), list("volunteers"), ten],
      [{ kind: "everyone", environments }],
    ]);
  });

  test("a flag of the whole server knows feature groups, and no environments", () => {
    const config: Config = { ...CONFIG, gitlab: { flags: { backend: "instance" } } };
    const everywhere = { environments: ["*"] };
    const team = { kind: "group", group: "gitlab_team_members", ...everywhere };
    const ten = { kind: "percentage", percentage: 10, ...everywhere };
    expect(strategiesOf(config, STEPS, ["production"])).toEqual([
      [team],
      [team, ten],
      [team, ten],
      [{ kind: "everyone", ...everywhere }],
    ]);
  });

  test("exposure never falls from one step to the next", () => {
    const step = fc.oneof(
      fc.record({ audience: fc.constantFrom("team", "volunteers", "nobody", "constructor"), soak: fc.constant("1d") }),
      fc.record({ percentage: fc.integer({ min: 1, max: 100 }), soak: fc.constant("1d") }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const reach = strategiesOf(CONFIG, steps, ["production"]).map((strategies) =>
          exposureOf({ active: true, strategies }),
        );
        expect(reach).toEqual([...reach].sort((a, b) => a - b));
      }),
    );
  });
});

describe("chatops", () => {
  const flag = { name: "f" };
  const SET = "/chatops run feature set f";

  test("each step adds to those before it; what ChatOps has no name for has no command", () => {
    expect(chatopsOf(CONFIG, flag, STEPS)).toEqual([
      [`${SET} true --feature-group=gitlab_team_members`],
      [`${SET} 10 --actors`],
      [],
      [`${SET} true`],
    ]);
  });

  test("what does not reach more has no command", () => {
    const shares = [50, 10, 50, 100, 100, 20].map((percentage) => ({ percentage, soak: "1d" }));
    const commands = [[`${SET} 50 --actors`], [], [], [`${SET} true`], [], []];
    expect(chatopsOf(CONFIG, flag, shares)).toEqual(commands);
    const twice = [STEPS[0], STEPS[0], STEPS[3], STEPS[0]].filter((step) => step !== undefined);
    expect(chatopsOf(CONFIG, flag, twice).map(({ length }) => length)).toEqual([1, 0, 1, 0]);
  });

  test("the instance is one actor: a part of it is a part of the time", () => {
    expect(chatopsOf(CONFIG, { ...flag, actor: "instance" }, [{ percentage: 0.5, soak: "1d" }])).toEqual([
      [`${SET} 0.5 --random`],
    ]);
    for (const actor of ["user", "project", "group", "namespace"] as const)
      expect(chatopsOf(CONFIG, { ...flag, actor }, [{ percentage: 5, soak: "1d" }])).toEqual([[`${SET} 5 --actors`]]);
  });

  test.each<[string[], string | undefined, string[]]>([
    [["production"], `${SET} true`, ["dev", "pre", "staging", "staging-ref"]],
    [["*"], `${SET} true`, ["dev", "pre", "staging", "staging-ref"]],
    [["staging", "production"], `${SET} true`, ["dev", "pre", "staging", "staging-ref"]],
    [["staging"], `${SET} true --staging`, ["dev", "pre", "staging-ref"]],
    [["pre", "dev"], `${SET} true --pre --dev`, ["staging", "staging-ref"]],
    [["review/*"], undefined, ["dev", "pre", "staging", "staging-ref"]],
  ])("environments %j", (environments, step, tests) => {
    const served = { ...flag, environments };
    expect(chatopsOf(CONFIG, served, [{ percentage: 100, soak: "1d" }])).toEqual([step === undefined ? [] : [step]]);
    expect(chatopsBefore(served).map((line) => readCommand(line).environments)).toEqual([tests, tests]);
  });

  test("a flag that is only for test environments is not turned on there before its ramp", () => {
    expect(chatopsBefore({ ...flag, environments: ["dev", "pre", "staging", "staging-ref"] })).toEqual([]);
  });

  test.each(["a b", "--production", "x;y", "", "é", "a\nb", "a=b"])(
    "a group that is no word, %j, has no command",
    (group) => {
      const config: Config = { ...CONFIG, audiences: { team: { feature_group: group } } };
      expect(chatopsOf(config, flag, [{ audience: "team", soak: "1d" }])).toEqual([[]]);
    },
  );

  test("off is production first, and the flag goes everywhere", () => {
    expect(chatopsRollback(flag).map(readCommand)).toMatchObject([
      { value: false, environments: ["production"] },
      { value: false, environments: ["dev", "pre", "staging", "staging-ref"] },
    ]);
    expect(readCommand(chatopsDelete(flag)).environments).toEqual([
      "dev",
      "pre",
      "staging",
      "staging-ref",
      "production",
    ]);
  });
});

describe("manifests", () => {
  test.each(["upgrade", "deprecation"])("%s: each fits its schema", (name) => {
    const { workspace, document } = loadCase(join(import.meta.dirname, "../items/cases", name));
    const manifests = rolloutManifests(workspace, document);
    expect(manifests.length).toBeGreaterThan(0);
    for (const { flag, text } of manifests) {
      const data: unknown = parse(text);
      expect(rollout(data), `${flag}: ${JSON.stringify(rollout.errors)}`).toBe(true);
      expect(data).toMatchObject({ flag });
    }
  });

  test("dates follow from the start alone: without one there are none", () => {
    const text = readFileSync(
      join(import.meta.dirname, "../items/cases/upgrade/expected/rollouts/code_generations_prompt_2.yaml"),
      "utf8",
    );
    expect(text).not.toMatch(/not_before|ends|start:/);
  });
});
