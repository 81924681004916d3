import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differencesOf } from "../../src/deadlines/difference.ts";
import { mergeFacts } from "../../src/deadlines/facts.ts";
import { keysOf } from "../../src/deadlines/identity.ts";
import { inOrder } from "../../src/deadlines/lock-text.ts";
import { resolve } from "../../src/deadlines/resolver.ts";
import type { DeadlineFact, Deadlines, OfferingDeadline } from "../../src/model/schema/deadlines.gen.ts";
import { factOf, facts, identities, policies, readings } from "./arbitrary.ts";

const NOW = Date.parse("2026-11-23");
const NAMES = { a: "claude-a", b: "claude-b" };
type Names = Readonly<Record<string, string>>;

function exact(source: string, model: string, cutoff: string, rest: Partial<DeadlineFact> = {}): DeadlineFact {
  return factOf(source, { model, cutoff, precision: "exact", ...rest });
}

/** A lock file with what follows from the facts for offerings of Anthropic. */
function lock(
  all: readonly DeadlineFact[],
  names: Names = NAMES,
  rest: { readonly policies?: Deadlines["policies"]; readonly gone?: string } = {},
): Deadlines {
  const known = new Map(
    Object.entries(names).map(([id, model]) => [id, { host: "anthropic", keys: keysOf("anthropic", model) }]),
  );
  const said = { facts: [...all], policies: rest.policies ?? [] };
  const ends = [...resolve(said, known, undefined, NOW)].map(([id, end]): [string, OfferingDeadline] => [
    id,
    id === rest.gone ? { ...end, gone: "2026-11-23" } : end,
  ]);
  return inOrder({ version: 1, offerings: Object.fromEntries(ends), ...said });
}

/** `earlier a`, `unnamed a model-eol`, or `3 end` for what is counted. */
function lines(before: Deadlines | undefined, after: Deadlines, inUse?: ReadonlySet<string>): string[] {
  return differencesOf(before, after, inUse).map((one) =>
    one.id === undefined ? `${one.count} ${one.kind}` : [one.kind, one.id, one.source].filter(Boolean).join(" "),
  );
}

const END = exact("model-eol", "claude-a", "2026-12-11");
const { cutoff, precision, ...UNDATED } = END;

describe("differencesOf", () => {
  it.each<[string, DeadlineFact[], DeadlineFact[], string[]]>([
    ["a new end", [], [END], ["end a"]],
    ["a day that is earlier", [END], [{ ...END, cutoff: "2026-11-30" }], ["earlier a"]],
    ["a day that is later", [END], [{ ...END, cutoff: "2027-01-20" }], ["later a"]],
    ["a day that was announced at last", [{ ...END, precision: "earliest" }], [END], ["precision a"]],
    ["an end that is withdrawn", [END], [UNDATED], ["withdrawn a"]],
    ["a source that no longer names it", [END], [{ ...END, gone: "2026-11-23" }], ["unnamed a model-eol"]],
    ["a source that names it again", [{ ...END, gone: "2026-11-23" }], [END], ["named a model-eol"]],
    [
      "a source that names it again, with another day",
      [{ ...END, gone: "2026-11-23" }],
      [{ ...END, cutoff: "2026-11-30" }],
      ["earlier a", "named a model-eol"],
    ],
    ["another replacement", [END], [{ ...END, replacements: ["claude-c"] }], ["replacement a"]],
    ["a higher price", [END], [{ ...END, meanwhile: "costs_more" }], ["effect a"]],
    ["a better source of the same day", [END], [END, exact("anthropic-sdk", "claude-a", "2026-12-11")], ["evidence a"]],
    [
      "one more source of the same day",
      [END],
      [END, exact("deprecations-rss", "claude-a", "2026-12-11")],
      ["1 evidence"],
    ],
    ["a source that disagrees", [END], [END, exact("deprecations-rss", "claude-a", "2027-01-20")], ["disagreement a"]],
    [
      "a better source that disagrees",
      [END],
      [END, exact("anthropic-sdk", "claude-a", "2026-11-30")],
      ["earlier a", "disagreement a"],
    ],
    [
      "sources that disagree below the one that decides",
      [
        { ...END, source: "anthropic-sdk", precision: "earliest" },
        { ...END, cutoff: "2027-01-20" },
      ],
      [
        { ...END, source: "anthropic-sdk", precision: "earliest" },
        { ...END, cutoff: "2027-01-20" },
        exact("deprecations-rss", "claude-a", "2027-02-20"),
      ],
      ["disagreement a"],
    ],
  ])("has %s", (_, before, after, expected) => {
    expect(lines(lock(before), lock(after))).toEqual(expected);
  });

  it("has offerings that are new, gone, back, or another model", () => {
    const [none, both] = [lock([END], {}), lock([END])];
    expect(lines(none, both)).toEqual(["offering a", "offering b"]);
    const gone = lock([END], NAMES, { gone: "a" });
    expect(lines(both, gone)).toEqual(["gone a"]);
    expect(lines(gone, both)).toEqual(["offering a"]);
    expect(lines(both, none)).toEqual(["gone a", "gone b"]);
    expect(lines(both, lock([END], { ...NAMES, a: "claude-c" }))).toEqual(["model a"]);
  });

  it("has a promise of notice where it is all that is known, and counts it", () => {
    const promise = { host: "anthropic", notice_days: 60, source: "model-eol", url: "https://p.example.com" };
    const [long, short] = [60, 30].map((notice_days) =>
      lock([END], NAMES, { policies: [{ ...promise, notice_days }] }),
    );
    expect(lines(long, short ?? lock([]))).toEqual(["notice b", "1 notice"]);
    expect(lines(long, lock([END]))).toEqual(["notice b", "1 notice"]);
  });

  it("gives both sides", () => {
    const [before, after] = [lock([END]), lock([{ ...END, cutoff: "2026-11-30" }])];
    expect(differencesOf(before, after)).toEqual([
      { kind: "earlier", id: "a", before: before.offerings["a"], after: after.offerings["a"] },
    ]);
  });

  it("tells of offerings in use first, then of others, and counts the rest", () => {
    const moved = [END, exact("model-eol", "claude-b", "2026-11-30")];
    const rest = ["c", "d", "e"].map((model) => exact("model-eol", model, "2026-11-30"));
    const dispute = exact("deprecations-rss", "c", "2027-01-20");
    const after = lock([...moved, ...rest, dispute]);
    expect(lines(lock([]), after)).toEqual(["end a", "end b", "4 end", "1 disagreement"]);
    expect(lines(lock([]), after, new Set(["b"]))).toEqual(["end b", "end a", "4 end", "1 disagreement"]);
    expect(lines(undefined, after).slice(0, 2)).toEqual(["offering a", "offering b"]);
  });

  it("is nothing where an update changes nothing", () => {
    fc.assert(
      fc.property(facts, policies, identities, readings, (all, promises, known, said) => {
        const lockOf = (merged: Pick<Deadlines, "facts" | "policies">): Deadlines =>
          inOrder({ version: 1, offerings: Object.fromEntries(resolve(merged, known, undefined, NOW)), ...merged });
        const old = lockOf(inOrder({ version: 1, offerings: {}, policies: promises, facts: all }));
        const once = lockOf(mergeFacts(old, said, "2026-11-23"));
        expect(differencesOf(once, lockOf(mergeFacts(once, said, "2026-12-24")))).toEqual([]);
        // And the other way round: whatever changes the file is told of.
        const isSame = JSON.stringify(once) === JSON.stringify(old);
        expect(differencesOf(old, once).length === 0).toBe(isSame);
      }),
    );
  });
});
