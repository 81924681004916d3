import { join } from "node:path";
import { expect, it } from "vitest";
import { openCase } from "../../scripts/rules/open-case.ts";
import type { Need, RuleInput } from "../../src/rules/engine/rule.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { CASES, casesOf } from "./cases.ts";

/** The value, with a word to `onLook` whenever something is read of it. */
function watched<T extends object>(value: T | undefined, onLook: () => void): T | undefined {
  if (value === undefined) return undefined;
  return new Proxy(value, {
    get(target, key) {
      onLook();
      const member = Reflect.get(target, key, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

function watchedInput(input: Omit<RuleInput, "ruleIds">, onLook: (need: Need) => void): RuleInput {
  const { before, after, surroundings, workspace } = input;
  return {
    ...input,
    workspace: { ...workspace, deadlines: watched(workspace.deadlines, () => onLook("deadlines")) },
    before: watched(before, () => onLook("targets")),
    after: watched(after, () => onLook("targets")),
    surroundings: surroundings && {
      ...surroundings,
      code: watched(surroundings.code, () => onLook("code")),
      prompts: watched(surroundings.prompts, () => onLook("prompts")),
    },
    ruleIds: [],
  };
}

it("a rule names every kind of file that it looks at", async () => {
  const seen = new Map<string, Set<Need>>(rules.map(({ id }) => [id, new Set()]));
  for (const kind of ["invalid", "valid"] as const) {
    for (const [own, name] of casesOf(kind)) {
      const { input } = await openCase(join(CASES, own, kind, name));
      for (const rule of rules) {
        if (rule.needs !== undefined && input.before === undefined) continue;
        rule.run(watchedInput(input, (need) => seen.get(rule.id)?.add(need)));
      }
    }
  }
  const silent = rules.flatMap(({ id, needs, uses }) => {
    const said: readonly (Need | undefined)[] = [...uses, needs, ...(needs === "prompts" ? ["targets" as const] : [])];
    const left = [...(seen.get(id) ?? [])].filter((need) => !said.includes(need));
    return left.length === 0 ? [] : [`${id}: ${left.join(", ")}`];
  });
  expect(silent).toEqual([]);
}, 120_000);
