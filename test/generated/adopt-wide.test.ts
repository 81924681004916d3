import { describe, expect, it } from "vitest";
import type { Era } from "./era.ts";
import { handMade } from "./hand-made.ts";
import { row, verdictOn } from "./verdict.ts";

/** Seeds of each time, and the share of them that a migration has to express. */
const WIDE: readonly (readonly [Era, seeds: number, expressed: number])[] = [
  ["today", 60, 0.95],
  ["scalar", 40, 0.95],
  ["class_in_params", 30, 0.95],
  ["identifier", 20, 0.95],
];

describe("changes of all times", () => {
  it.each(WIDE)(
    "%s, %i seeds: never wrong about itself, and mostly equal",
    (era, seeds, expressed) => {
      const verdicts = Array.from({ length: seeds }, (_none, seed) =>
        verdictOn(handMade(2000 + seed, { era, entries: 24 })),
      );
      for (const { adopted, isEqual, problems, change, missing, again } of verdicts) {
        expect([change.seed, problems]).toEqual([change.seed, []]);
        expect([change.seed, adopted.equal]).toEqual([change.seed, isEqual]);
        const isSilent = adopted.unexpressed.length === 0;
        if (isSilent) expect([change.seed, isEqual, missing, again]).toEqual([change.seed, true, [], 0]);
      }
      const equal = verdicts.filter(({ isEqual }) => isEqual).length;
      process.stdout.write(
        `${era}: ${equal} of ${seeds} equal\n${verdicts
          .filter((one) => !one.isEqual)
          .map(row)
          .join("\n")}\n`,
      );
      expect(equal / seeds).toBeGreaterThanOrEqual(expressed);
    },
    300_000,
  );
});
