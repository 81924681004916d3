import { describe, expect, test } from "vitest";
import type { Config } from "../../src/model/schema/config.gen.ts";
import type { TargetView } from "../../src/model/target.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { allowed, closestName } from "../../src/rules/engine/allowed.ts";
import { mergeProblems } from "../../src/rules/engine/merge.ts";
import { defineRule, type Rule } from "../../src/rules/engine/rule.ts";
import { type RulesInput, runRules } from "../../src/rules/engine/run.ts";

const DOCS = { why: "", wrong: "", right: "" };
const SOURCE = { file: "cutover.yaml", text: "kind: Config\n", nodes: new Map() };

const loud = defineRule({
  id: "loud",
  summary: "nothing is loud",
  severity: "error",
  warnings: ["quiet"],
  messages: { noise: 'too loud: "{what}"', quiet: "hardly heard" },
  notes: { before: "heard {what} before", hint: "close the door" },
  docs: DOCS,
  check({ report }) {
    const at = { file: "cutover.yaml", range: { start: 6, end: 12 } };
    report({ message: "noise", at, data: { what: "a drum" }, related: [{ note: "before", at }], hint: "hint" });
    report({ message: "quiet", at: { ...at, range: { start: 0, end: 4 } } });
    report({ message: "quiet", at: { ...at, range: { start: 0, end: 4 } } });
  },
});

const nosy = defineRule({
  id: "nosy",
  summary: "looks at targets",
  severity: "warning",
  needs: "targets",
  messages: { seen: "{count} gateways" },
  docs: DOCS,
  check({ after, report }) {
    report({ message: "seen", at: { file: "a", range: { start: 0, end: 0 } }, data: { count: after.gateways.size } });
  },
});

function run(config: Partial<Config>, rules: readonly Rule[], views: Pick<RulesInput, "before" | "after"> = {}) {
  const data: Config = { apiVersion: "cutover/v1", kind: "Config", ...config };
  const workspace: Workspace = { config: { file: "cutover.yaml", data, source: SOURCE }, migrations: [] };
  return runRules({ rules, workspace, instant: 0, ...views });
}

describe("findings", () => {
  test("are filled in, sorted and said once", () => {
    expect(run({}, [loud]).diagnostics).toEqual([
      { rule: "loud", severity: "warning", message: "hardly heard", file: "cutover.yaml", range: { start: 0, end: 4 } },
      {
        rule: "loud",
        severity: "error",
        message: 'too loud: "a drum"',
        file: "cutover.yaml",
        range: { start: 6, end: 12 },
        related: [{ file: "cutover.yaml", range: { start: 6, end: 12 }, message: "heard a drum before" }],
        hint: "close the door",
      },
    ]);
  });

  test("a hole without data is a mistake of the rule", () => {
    const holey = defineRule({
      id: "holey",
      summary: "",
      severity: "error",
      messages: { plain: "plain" },
      notes: { hole: "{nothing}" },
      docs: DOCS,
      check: ({ report }) => report({ message: "plain", at: { file: "a", range: { start: 0, end: 0 } }, hint: "hole" }),
    });
    expect(() => run({}, [holey])).toThrow("no data for {nothing}");
  });
});

test("the compiler knows a rule's texts and their holes", () => {
  const at = { file: "a", range: { start: 0, end: 0 } };
  defineRule({
    id: "typed",
    summary: "",
    severity: "error",
    messages: { full: "{name} is full", plain: "plain" },
    notes: { there: "there" },
    docs: DOCS,
    check({ report, after }) {
      report({ message: "full", at, data: { name: "x" }, related: [{ note: "there", at }] });
      // @ts-expect-error no such message
      report({ message: "fall", at, data: { name: "x" } });
      // @ts-expect-error the hole {name} is left open
      report({ message: "full", at, data: { named: "x" } });
      // @ts-expect-error no such note
      report({ message: "plain", at, hint: "here" });
      // @ts-expect-error a rule that does not need targets may be without them
      after.gateways.clear();
    },
  });
});

describe("policy.rules", () => {
  test.each([
    ["warn", ["warning", "warning"]],
    ["error", ["error", "error"]],
    ["off", []],
    [{ severity: "warn", ignorable: false }, ["warning", "warning"]],
    [{ ignorable: false }, ["warning", "error"]],
  ] as const)("%j", (setting, severities) => {
    const { diagnostics } = run({ policy: { rules: { loud: setting } } }, [loud]);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(severities);
  });
});

describe("rules that need targets", () => {
  const target = { project: "acme/ai-gateway", format: "ai-gateway", path: "ai" } as const;
  const gateway = { models: { source: SOURCE, entries: [] }, features: { source: SOURCE, entries: [] } };
  const view = (...ids: string[]): TargetView => ({ snapshots: [], gateways: new Map(ids.map((id) => [id, gateway])) });

  test("are skipped and named without them", () => {
    expect(run({ targets: { one: target } }, [nosy, loud]).skipped).toEqual(["nosy"]);
    expect(run({ policy: { rules: { nosy: "off" } } }, [nosy]).skipped).toEqual([]);
  });

  test("are skipped while one of several gateways is absent", () => {
    const targets = { one: target, two: target };
    expect(run({ targets }, [nosy], { before: view("one"), after: view("one") }).skipped).toEqual(["nosy"]);
    expect(run({ targets }, [nosy], { before: view("one", "two"), after: view("one", "two") })).toMatchObject({
      skipped: [],
      diagnostics: [{ message: "2 gateways" }],
    });
  });
});

test("compile's findings stay where no rule speaks of the same place", () => {
  const at = { file: "a", range: { start: 3, end: 4 } };
  const mine = { rule: "loud", severity: "error", message: "mine", ...at } as const;
  const same = { ...mine, message: "theirs" };
  const other = { ...mine, message: "elsewhere", range: { start: 1, end: 2 } };
  const foreign = { ...mine, rule: "compile" };
  expect(mergeProblems([mine], [same, other, foreign])).toEqual([other, foreign, mine]);
});

test("what compile refuses is an error, whatever the policy makes of the rule that says so", () => {
  const at = { file: "a", range: { start: 3, end: 4 } };
  const mine = { rule: "loud", severity: "warning", message: "mine", ...at } as const;
  const same = { ...mine, severity: "error", message: "theirs" } as const;
  const milder = { ...mine, message: "theirs" };
  expect(mergeProblems([mine], [same])).toEqual([{ ...mine, severity: "error" }]);
  expect(mergeProblems([mine], [milder])).toEqual([mine]);
});

describe("names that are not known", () => {
  test.each([
    ["duo_chatt", "duo_chat"],
    ["@boo", "@bo"],
    ["latency", undefined],
    ["x", undefined],
  ])("%s is close to %s", (name, meant) => {
    expect(closestName(name, ["duo_chat", "@bo", "code"])).toBe(meant);
  });

  test("all are named where none is close, up to eight", () => {
    expect(allowed("zebra", ["ant", "bee"])).toBe('known: "ant", "bee"');
    expect(allowed("zebra", [])).toBe("none is declared");
    const many = Array.from({ length: 11 }, (_, index) => `species_${index}`);
    expect(allowed("zebra", many)).toMatch(/"species_7" and 3 more$/);
  });
});
