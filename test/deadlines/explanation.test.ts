import { describe, expect, it } from "vitest";
import { explanationOf } from "../../src/deadlines/explanation.ts";
import { resolve } from "../../src/deadlines/resolver.ts";
import { sources } from "../../src/deadlines/sources/index.ts";
import type { DeadlineFact } from "../../src/model/schema/deadlines.gen.ts";
import { whyLines } from "../../src/report/deadlines/verdict.ts";
import { factOf, lockOf } from "./arbitrary.ts";

const NOW = Date.parse("2026-11-23");
const POLICY = { host: "anthropic", notice_days: 60, source: "model-eol", url: "https://p.example.com" };

function explained(...facts: readonly DeadlineFact[]) {
  const document = lockOf(facts, [POLICY]);
  const deadlines = resolve(document, new Map([["x", { host: "anthropic", keys: ["claude-x"] }]]), undefined, NOW);
  const deadline = deadlines.get("x") ?? { host: "anthropic", model: "claude-x" };
  return explanationOf({
    ...{ id: "x", deadline, document, deadlines, instant: NOW },
    config: { apiVersion: "cutover/v1", kind: "Config" },
  });
}

function exact(source: string, cutoff: string, rest: Partial<DeadlineFact> = {}): DeadlineFact {
  return factOf(source, { cutoff, precision: "exact", ...rest });
}

describe("explanationOf", () => {
  it("tells a day that was withdrawn from one that is said against the one that decides", () => {
    const { evidence, deadline } = explained(
      exact("anthropic-sdk", "2026-11-30"),
      exact("model-eol", "2026-12-11", { gone: "2026-11-20" }),
      exact("deprecations-rss", "2026-12-12"),
    );
    expect(evidence.map(({ weight }) => weight)).toEqual(["decides", "withdrawn", "disagrees"]);
    expect(deadline.disagrees?.map(({ source }) => source)).toEqual(["deprecations-rss"]);
  });

  it("does not say that no notice is promised where a source has the model without a day", () => {
    const why = (...facts: readonly DeadlineFact[]) =>
      whyLines(explained(...facts), { instant: NOW, sources }).join(" ");
    expect(why(factOf("model-eol", { word: "retired" }))).toContain("its sources list it without a day");
    expect(why()).toContain("even if it were announced today");
  });
});
