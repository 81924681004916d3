import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, it } from "vitest";
import { plan as validate } from "../../src/load/validators/plan.gen.mjs";
import type { Plan as SchemaPlan } from "../../src/model/schema/plan.gen.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { converge, files, flag, mainIssue, planOf, rollout } from "./build.ts";
import { memoryForge } from "./memory-forge.ts";

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Every name of a property anywhere in a value: one that is optional and not in the schema would make a saved plan void. */
type Names<T> = T extends readonly (infer Each)[]
  ? Names<Each>
  : T extends object
    ? string extends keyof T
      ? Names<T[keyof T]>
      : keyof T | { [Key in keyof T]-?: Names<T[Key]> }[keyof T]
    : never;

describe("the plan's schema", () => {
  it("has the types that the program works with", () => {
    expectTypeOf<SchemaPlan>().toExtend<Plan>();
    expectTypeOf<Plan>().toExtend<DeepReadonly<SchemaPlan>>();
    expectTypeOf<Names<SchemaPlan>>().toEqualTypeOf<Names<Plan>>();
  });

  it("fits plans with every kind of change", async () => {
    const forge = memoryForge({ heads: { "acme/gateway": { "models.yml": "a\n" } } });
    const edit = (after: string) => ({ path: "models.yml", before: "a\n", after });
    const wanted = (step: number, after: string, own = {}) => [
      mainIssue(own),
      rollout({ flag: "flag/sonnet/duo_chat", ...own }),
      flag(step),
      files([edit(after)]),
    ];
    const plans = [
      await converge(forge, wanted(2, "b\n")),
      await converge(forge, wanted(1, "c\n", { dueDate: "2026-06-01", milestone: "19.1" })),
      await converge(forge, wanted(0, "a\n", { state: "closed" }), { policy: { blast_radius: 1 } }),
      await planOf(forge, wanted(1, "b\n"), { hold: "fire", take: new Map([["issue/sonnet", "ours"]]) }),
      await planOf(forge, []),
    ];
    const seen = new Set(
      plans.flatMap(({ changes, held }) => [...changes, ...held]).map(({ kind, action }) => `${action} ${kind}`),
    );
    expect([...seen].sort()).toEqual([
      "close file",
      "close issue",
      "create file",
      "create flag",
      "create issue",
      "lower flag",
      "raise flag",
      "relate relation",
      "renew issue",
      "reopen issue",
      "update file",
      "update issue",
    ]);
    for (const plan of plans) {
      const saved: unknown = JSON.parse(JSON.stringify(plan));
      expect(validate(saved) ? [] : validate.errors).toEqual([]);
    }
  });

  it("refuses what is no plan of this version", async () => {
    const plan = await planOf(memoryForge(), [rollout()]);
    expect(validate({ ...plan, formatVersion: 2 })).toBe(false);
    expect(validate({ ...plan, surprise: true })).toBe(false);
    expect(validate({ ...plan, changes: [{ ...plan.changes[0], effect: { do: "delete" } }] })).toBe(false);
  });

  it("describes every property", () => {
    const bare: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [key, value] of Object.entries((node as { properties?: Record<string, object> }).properties ?? {})) {
        if (!("description" in value)) bare.push(`${path}.${key}`);
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${path}.${key}`);
    };
    visit(JSON.parse(readFileSync("schema/plan.schema.json", "utf8")), "plan");
    expect(bare).toEqual([]);
  });
});
