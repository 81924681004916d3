import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { loadMigration } from "../../../src/load/validate.ts";
import { sameData } from "../../../src/model/plain-data.ts";
import { edited, gatewayOf, type Texts } from "../../compile/gateway/harness.ts";
import { gateways } from "../../compile/gateway/house-style.ts";
import { migrations } from "../../compile/gateway/wishes.ts";
import { explained, made, migrationText, offeringsOf } from "./harness.ts";

// The same runs everywhere; to search for more, raise the number and take the seed away.
const RUNS = 60;
const SEED = 20260518;

function entriesOf(texts: Texts): unknown[] {
  return gatewayOf(texts).features.entries.map(({ entry }) => entry);
}

/** What a migration makes of random files; undefined where it cannot be made. */
function run(before: Texts, data: unknown) {
  const text = stringify(data);
  const { document } = loadMigration(text, "migrations/example.yaml");
  const after = document && edited(before, text);
  return after !== undefined && after.problems.length === 0 ? { migration: document?.data ?? {}, after } : undefined;
}

describe("random changes of the feature settings", () => {
  it("that a migration made are explained again, and nothing is left over", () => {
    let count = 0;
    fc.assert(
      fc.property(gateways, migrations, (before, data) => {
        const change = run(before, data);
        fc.pre(change !== undefined);
        const { migration, after } = change;
        const draft = explained(before, after, offeringsOf(before, migration as Parameters<typeof offeringsOf>[1]));
        count += draft.features.length + draft.bulk.length;
        expect(draft.unexpressed).toEqual([]);
        expect(entriesOf(made(before, draft, migration))).toEqual(entriesOf(after));
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(count).toBeGreaterThan(RUNS / 2);
  });

  it("that two migrations made, one after the other, are one change", () => {
    fc.assert(
      fc.property(gateways, migrations, migrations, (before, first, second) => {
        const alone = ({ features, bulk }: Record<string, unknown>, whole: Record<string, unknown>) => {
          const { offerings: _one, replaces: _two, features: _three, bulk: _four, ...head } = whole;
          return { ...head, ...(features !== undefined && { features }), ...(bulk !== undefined && { bulk }) };
        };
        const middle = run(before, alone(first, first));
        const last = middle && run(middle.after, alone(second, second));
        fc.pre(last !== undefined);
        const draft = explained(before, last.after);
        expect(draft.unexpressed).toEqual([]);
        expect(entriesOf(made(before, draft))).toEqual(entriesOf(last.after));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("that nobody planned are explained as far as that goes, and the rest is named", () => {
    fc.assert(
      fc.property(gateways, gateways, (before, other) => {
        const after = { models: before.models, features: other.features };
        const draft = explained(before, after);
        const result = made(before, draft);
        expect(sameData(entriesOf(result), entriesOf(after))).toBe(draft.unexpressed.length === 0);
        if (draft.features.length + draft.bulk.length === 0) return;
        const again = edited(result, migrationText(draft));
        expect([again.count, again.problems]).toEqual([0, []]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
