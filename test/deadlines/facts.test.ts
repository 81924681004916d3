import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, lastSeen, mergeFacts } from "../../src/deadlines/facts.ts";
import type { Claim, Reading } from "../../src/deadlines/source.ts";
import { factOf, facts, lockOf, policies, readings } from "./arbitrary.ts";

const TODAY = "2026-11-23";
const LATER = "2026-12-24";
const claim: Claim = {
  host: "anthropic",
  model: "claude-x",
  cutoff: "2026-11-30",
  precision: "exact",
  url: "https://a.example.com",
};

function saying(...claims: Claim[]): ReadonlyMap<string, Reading> {
  return new Map([["model-eol", { claims, policies: [] }]]);
}

/** The one fact after several days, each with what the source says then. */
function factsAfter(...days: readonly (readonly [string, ReadonlyMap<string, Reading>])[]) {
  const end = days.reduce((lock, [day, said]) => {
    const { facts, policies } = mergeFacts(lock, said, day);
    return lockOf(facts, policies);
  }, lockOf([]));
  return end.facts;
}

describe("mergeFacts", () => {
  it("changes nothing on a later day on which the same is said", () => {
    fc.assert(
      fc.property(facts, policies, readings, (old, promises, said) => {
        const once = mergeFacts(lockOf(old, promises), said, TODAY);
        expect(mergeFacts(lockOf(once.facts, once.policies), said, LATER)).toEqual(once);
      }),
    );
  });

  it("leaves every fact and promise of a source that was not read as it stands", () => {
    fc.assert(
      fc.property(facts, policies, readings, (old, promises, said) => {
        const lock = lockOf(old, promises);
        const next = mergeFacts(lock, said, TODAY);
        const unread = ({ source }: { readonly source: string }): boolean => !said.has(source);
        expect(JSON.stringify(next.facts.filter(unread))).toBe(JSON.stringify(lock.facts.filter(unread)));
        expect(JSON.stringify(next.policies.filter(unread))).toBe(JSON.stringify(lock.policies.filter(unread)));
      }),
    );
  });

  it("never loses a fact, and has gone exactly what a source that was read no longer names", () => {
    fc.assert(
      fc.property(facts, readings, (old, said) => {
        const next = new Map(mergeFacts(lockOf(old), said, TODAY).facts.map((fact) => [keyOf(fact), fact]));
        const named = [...said].flatMap(([source, { claims }]) => claims.map((one) => keyOf({ ...one, source })));
        expect([...next.keys()].sort()).toEqual([...new Set([...old.map(keyOf), ...named])].sort());
        for (const [key, { source, gone }] of next) {
          if (said.has(source)) expect(gone === undefined).toBe(named.includes(key));
        }
        for (const fact of old.filter(({ gone }) => gone !== undefined)) {
          if (!named.includes(keyOf(fact))) expect(next.get(keyOf(fact))).toEqual(fact);
        }
      }),
    );
  });

  it("does not hang on the order of what was read", () => {
    fc.assert(
      fc.property(facts, readings, (old, said) => {
        const turned = [...said].reverse().map(([source, { claims, policies }]): [string, Reading] => {
          return [source, { claims: [...claims].reverse(), policies: [...policies].reverse() }];
        });
        const other = mergeFacts(lockOf([...old].reverse()), new Map(turned), TODAY);
        expect(JSON.stringify(other)).toBe(JSON.stringify(mergeFacts(lockOf(old), said, TODAY)));
      }),
    );
  });

  it("says when a fact was first seen without its source, and takes that back when it returns", () => {
    const gone = factsAfter([TODAY, saying(claim)], [LATER, saying()], ["2027-01-01", saying()]);
    expect(gone).toEqual([{ ...claim, source: "model-eol", seen: TODAY, gone: LATER }]);
    const back = factsAfter([TODAY, saying(claim)], [LATER, saying()], ["2027-01-01", saying(claim)]);
    expect(back).toEqual([{ ...claim, source: "model-eol", seen: TODAY }]);
  });

  it("keeps the days that were said before", () => {
    const { cutoff, precision, ...without } = claim;
    const moved = { ...claim, cutoff: "2026-12-31" };
    const days = factsAfter(
      [TODAY, saying(claim)],
      [LATER, saying(moved)],
      ["2027-01-01", saying(without)],
      ["2027-01-02", saying(claim)],
    );
    expect(days).toMatchObject([
      {
        cutoff: "2026-11-30",
        seen: "2027-01-02",
        was: [
          { cutoff: "2026-11-30", until: LATER },
          { cutoff: "2026-12-31", until: "2027-01-01" },
          { cutoff: null, until: "2027-01-02" },
        ],
      },
    ]);
  });

  it("is seen anew where something else is said, and not where it only stands elsewhere", () => {
    const seen = (said: Partial<Claim>): unknown =>
      factsAfter([TODAY, saying(claim)], [LATER, saying({ ...claim, ...said })])[0]?.seen;
    expect(seen({ url: "https://b.example.com", as: "Claude-X" })).toBe(TODAY);
    expect(seen({ replacements: ["claude-y"] })).toBe(LATER);
    expect(seen({ precision: "earliest" })).toBe(LATER);
    expect(seen({ word: "retired" })).toBe(LATER);
  });

  it("takes a promise of notice as its source has it now", () => {
    const promise = { host: "anthropic", notice_days: 60, url: "https://a.example.com" };
    const old = lockOf([factOf("model-eol")], [{ ...promise, source: "model-eol" }]);
    const read = (notice: Reading["policies"]) => new Map([["model-eol", { claims: [], policies: notice }]]);
    const other = { ...promise, notice_days: 90 };
    expect(mergeFacts(old, read([other]), TODAY).policies).toEqual([{ ...other, source: "model-eol" }]);
    expect(mergeFacts(old, read([]), TODAY).policies).toEqual([]);
  });
});

describe("lastSeen", () => {
  it("is the last of all days on which something was first seen, was gone, or was said otherwise", () => {
    const fact = factOf("model-eol", { seen: "2026-02-01" });
    const lock = lockOf([fact]);
    const gone = { x: { host: "anthropic", model: "x", gone: "2026-05-01" } };
    expect(lastSeen(lockOf([]))).toBeUndefined();
    expect(lastSeen(lock)).toBe("2026-02-01");
    expect(lastSeen(lockOf([{ ...fact, gone: "2026-03-01" }]))).toBe("2026-03-01");
    expect(lastSeen(lockOf([{ ...fact, was: [{ cutoff: null, until: "2026-04-01" }] }]))).toBe("2026-04-01");
    expect(lastSeen({ ...lock, offerings: gone })).toBe("2026-05-01");
  });
});
