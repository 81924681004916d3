import { describe, expect, it } from "vitest";
import { KINDS } from "../../../src/deadlines/change.ts";
import type { Difference } from "../../../src/deadlines/difference.ts";
import type { OfferingDeadline } from "../../../src/model/schema/deadlines.gen.ts";
import { differenceLines } from "../../../src/report/deadlines/difference.ts";

const NEW: OfferingDeadline = {
  host: "anthropic",
  model: "acme-5",
  cutoff: "2026-11-30",
  precision: "exact",
  source: "anthropic-sdk",
  url: "https://docs.example.com",
  replacements: ["acme-6", "acme-7"],
  on_the_day: "fails",
};
const OLD: OfferingDeadline = { ...NEW, cutoff: "2026-12-31", precision: "earliest", replacements: ["acme-6"] };
const NONE: OfferingDeadline = { host: "anthropic", model: "acme-5", precision: "floor", notice_days: 60 };

function line(difference: Difference): string | undefined {
  return differenceLines([difference], { color: false })[0];
}

describe("a difference in words", () => {
  it.each([
    [{ kind: "end", before: NONE, after: NEW }, "ends 2026-11-30 (anthropic-sdk); in its place: acme-6, acme-7"],
    [
      { kind: "earlier", before: OLD, after: NEW },
      "ends earlier: 2026-11-30, before it was 2026-12-31 at the earliest (anthropic-sdk)",
    ],
    [
      { kind: "later", before: NEW, after: OLD },
      "ends later: 2026-12-31 at the earliest, before it was 2026-11-30 (anthropic-sdk)",
    ],
    [
      { kind: "withdrawn", before: NEW, after: NONE },
      "no end is named any more, before it was 2026-11-30 (anthropic-sdk)",
    ],
    [
      { kind: "precision", before: { ...OLD, precision: "floor", notice_days: 60 }, after: OLD },
      "ends 2026-12-31 at the earliest, before it was 2026-12-31 at the earliest (announced, with 60 days of notice) (anthropic-sdk)",
    ],
    [
      { kind: "effect", before: NEW, after: { ...NEW, on_the_day: "rerouted", meanwhile: "costs_more" } },
      "from then on requests go to another model, until then requests cost more, before: from then on requests fail (anthropic-sdk)",
    ],
    [
      { kind: "notice", before: { ...NONE, notice_days: undefined }, after: NONE },
      "no end is announced, 60 days of notice are promised, before: no end is known",
    ],
    [{ kind: "replacement", before: OLD, after: NEW }, "in its place: acme-6, acme-7, before: in its place: acme-6"],
    [
      { kind: "unnamed", before: NEW, after: NEW, source: "openai-sdk" },
      "openai-sdk no longer names it, which says nothing of its end",
    ],
    [{ kind: "named", before: NEW, after: NEW, source: "openai-sdk" }, "openai-sdk names it again"],
    [{ kind: "offering", after: NEW }, "new: ends 2026-11-30 (anthropic-sdk); in its place: acme-6, acme-7"],
    [
      { kind: "offering", before: { ...OLD, gone: "2026-11-01" }, after: OLD },
      "there again: ends 2026-12-31 at the earliest (anthropic-sdk); in its place: acme-6",
    ],
    [
      { kind: "model", before: { ...NEW, host: "vertex" }, after: NEW },
      "is acme-5 at anthropic by now, before it was acme-5 at vertex: ends 2026-11-30 (anthropic-sdk); in its place: acme-6, acme-7",
    ],
    [{ kind: "gone", before: NEW, after: NEW }, "no gateway has it any more"],
    [{ kind: "evidence", before: NEW, after: NEW }, "the same end, other evidence (anthropic-sdk)"],
    [
      {
        kind: "disagreement",
        after: {
          ...NEW,
          disagrees: [
            { source: "model-eol", cutoff: "2026-12-01", precision: "earliest", url: "https://docs.example.com" },
          ],
        },
      },
      "sources disagree about its end: anthropic-sdk says 2026-11-30, which counts; model-eol says 2026-12-01 at the earliest",
    ],
    [{ kind: "disagreement", after: NEW }, "sources disagree about its end"],
  ] as const)("%j", (difference, words) => {
    expect(line({ id: "acme_5", ...difference } as Difference)).toBe(`acme_5: ${words}`);
  });

  it("counts what concerns no offering, each kind in words of its own", () => {
    const words = KINDS.map((kind) => line({ kind, count: 2 }));
    expect(new Set(words).size).toBe(KINDS.length);
    expect(line({ kind: "end", count: 1 })).toBe("besides: 1 new end");
    const two: Difference[] = [
      { kind: "end", count: 3 },
      { kind: "gone", count: 2 },
    ];
    expect(differenceLines(two, { color: false })).toEqual([
      "besides: 3 new ends, 2 offerings that no gateway has any more",
    ]);
  });

  it("counts new offerings of which nothing is known", () => {
    const all = ["a", "b"].map((id): Difference => ({ kind: "offering", id, after: { host: "vertex", model: id } }));
    expect(differenceLines(all, { color: false })).toEqual(["2 new offerings of which no end is known"]);
  });

  it("keeps to one line whatever the sources write", () => {
    const after = { ...NEW, replacements: ["acme-6\n\u001b[2J"] };
    const shown = line({ kind: "end", id: "acme\n5", after }) ?? "";
    expect(shown).toContain("ends 2026-11-30");
    for (const sign of ["\n", "\u001b"]) expect(shown).not.toContain(sign);
  });
});
