import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Identity } from "../../src/deadlines/identity.ts";
import { keysOf } from "../../src/deadlines/identity.ts";
import { resolve } from "../../src/deadlines/resolver.ts";
import type { DeadlineOverride } from "../../src/model/schema/config.gen.ts";
import type { DeadlineFact, NoticePolicy, OfferingDeadline } from "../../src/model/schema/deadlines.gen.ts";
import { factOf, facts, HOSTS, identities, policies, RANKED } from "./arbitrary.ts";

const NOW = Date.parse("2026-11-23");
const ANTHROPIC: Identity = { host: "anthropic", keys: ["claude-x"] };
const POLICY: NoticePolicy = { host: "anthropic", notice_days: 60, source: "model-eol", url: "https://p.example.com" };

function endOf(
  all: readonly DeadlineFact[],
  input: { identity?: Identity; policies?: NoticePolicy[]; override?: DeadlineOverride; at?: number } = {},
): OfferingDeadline | undefined {
  const { identity = ANTHROPIC, policies = [], override, at = NOW } = input;
  const overrides = override === undefined ? undefined : { x: override };
  return resolve({ facts: [...all], policies }, new Map([["x", identity]]), overrides, at).get("x");
}

function exact(source: string, cutoff: string, rest: Partial<DeadlineFact> = {}): DeadlineFact {
  return factOf(source, { cutoff, precision: "exact", ...rest });
}

describe("resolve", () => {
  it("takes the day of the best source that has one, and the rest from whoever has it", () => {
    const end = endOf([
      exact("deprecations-rss", "2026-12-11", { replacements: ["claude-z"], announced: "2026-09-01" }),
      factOf("model-eol", { replacements: ["claude-y"], meanwhile: "costs_more" }),
      exact("anthropic-sdk", "2026-11-30", { word: "deprecated" }),
    ]);
    expect(end).toEqual({
      host: "anthropic",
      model: "claude-x",
      cutoff: "2026-11-30",
      precision: "exact",
      source: "anthropic-sdk",
      url: "https://anthropic-sdk.example.com",
      announced: "2026-09-01",
      replacements: ["claude-y"],
      on_the_day: "fails",
      meanwhile: "costs_more",
      disagrees: [
        {
          source: "deprecations-rss",
          cutoff: "2026-12-11",
          precision: "exact",
          url: "https://deprecations-rss.example.com",
        },
      ],
    });
  });

  it("believes the better source in each of these as well", () => {
    const best = { announced: "2026-08-01", on_the_day: "fails" as const };
    const other = { announced: "2026-09-01", on_the_day: "costs_more" as const };
    const all = [exact("model-eol", "2026-11-30", best), exact("deprecations-rss", "2026-11-30", other)];
    expect(endOf(all)).toMatchObject(best);
    const floor = endOf([factOf("model-eol", best), factOf("deprecations-rss", other)], { policies: [POLICY] });
    expect(floor).toMatchObject({ cutoff: "2026-09-30", source: "model-eol", announced: "2026-08-01" });
  });

  it("says what notice is still to come before a day that is only the earliest and that nobody has announced", () => {
    const hint = factOf("model-eol", { cutoff: "2026-10-15", precision: "earliest" });
    const policies = [POLICY];
    expect(endOf([hint], { policies })).toMatchObject({ cutoff: "2026-10-15", precision: "earliest", notice_days: 60 });
    expect(endOf([hint])).not.toHaveProperty("notice_days");
    const word = factOf("deprecations-rss", { announced: "2026-08-01" });
    expect(endOf([hint, word], { policies })).not.toHaveProperty("notice_days");
    expect(endOf([exact("model-eol", "2026-10-15")], { policies })).not.toHaveProperty("notice_days");
  });

  it("counts a fact that its source no longer names, and shows who says another day now", () => {
    const end = endOf([exact("anthropic-sdk", "2026-11-30", { gone: "2026-11-20" }), exact("model-eol", "2026-12-11")]);
    expect(end).toMatchObject({ cutoff: "2026-11-30", source: "anthropic-sdk", disagrees: [{ source: "model-eol" }] });
  });

  it("has no quarrel with what its source has withdrawn", () => {
    const withdrawn = exact("deprecations-rss", "2026-12-11", { gone: "2026-11-20" });
    expect(endOf([exact("anthropic-sdk", "2026-11-30"), withdrawn])).not.toHaveProperty("disagrees");
  });

  it("finds what pages say without the day of the snapshot, and believes the exact name of one source first", () => {
    const vertex = { host: "vertex", keys: keysOf("vertex", "claude-x@20250929") };
    const undated = exact("model-eol", "2026-12-11", { host: "vertex" });
    const dated = exact("model-eol", "2027-01-20", { host: "vertex", model: "claude-x-20250929" });
    expect(endOf([undated], { identity: vertex })).toMatchObject({ cutoff: "2026-12-11", model: "claude-x-20250929" });
    expect(endOf([undated, dated], { identity: vertex })).toMatchObject({ cutoff: "2027-01-20" });
    expect(endOf([undated, dated], { identity: vertex })).not.toHaveProperty("disagrees");
    const better = exact("anthropic-sdk", "2026-12-11", { host: "vertex" });
    expect(endOf([better, dated], { identity: vertex })).toMatchObject({ source: "anthropic-sdk" });
  });

  it("says that requests are rerouted where the host does so, unless a source knows", () => {
    const google: Identity = { host: "google", keys: ["claude-x"] };
    const at = { host: "google" };
    expect(endOf([exact("model-eol", "2026-12-11", at)], { identity: google })?.on_the_day).toBe("rerouted");
    const told = exact("model-eol", "2026-12-11", { ...at, on_the_day: "fails" });
    expect(endOf([told], { identity: google })?.on_the_day).toBe("fails");
  });

  it("knows nothing but the offering where nobody says anything", () => {
    expect(endOf([])).toEqual({ host: "anthropic", model: "claude-x" });
    expect(endOf([exact("model-eol", "2026-12-11", { host: "bedrock" })])).toEqual(endOf([]));
  });
});

describe("the promised notice", () => {
  it("runs from the announcement where no day is named", () => {
    const end = endOf([factOf("anthropic-sdk", { announced: "2026-11-01" })], { policies: [POLICY] });
    expect(end).toMatchObject({ cutoff: "2026-12-31", precision: "floor", notice_days: 60, source: "anthropic-sdk" });
  });

  it("is all that is known without an announcement", () => {
    const { url, source } = POLICY;
    const floor = { host: "anthropic", model: "claude-x", precision: "floor", source, url, notice_days: 60 };
    expect(endOf([], { policies: [POLICY] })).toEqual(floor);
    expect(endOf([], { policies: [{ ...POLICY, host: "openai" }] })).toEqual(endOf([]));
  });

  it("is no promise of a model that already stands in a list, without any day", () => {
    for (const said of [{ word: "retired" }, { replacements: ["claude-y"] }]) {
      const end = endOf([factOf("deprecations-rss", said)], { policies: [POLICY] });
      expect(end).not.toHaveProperty("precision");
      expect(end).not.toHaveProperty("notice_days");
    }
  });

  it("gives way to any day", () => {
    const end = endOf([exact("deprecations-rss", "2026-12-01")], { policies: [POLICY] });
    expect(end).toMatchObject({ cutoff: "2026-12-01", precision: "exact" });
    expect(end).not.toHaveProperty("notice_days");
  });

  it("names no day that could not be written", () => {
    const endless = { ...POLICY, notice_days: 1e9 };
    const end = endOf([factOf("model-eol", { announced: "2026-11-01" })], { policies: [endless] });
    expect(end).toMatchObject({ precision: "floor", notice_days: 1e9 });
    expect(end).not.toHaveProperty("cutoff");
  });
});

describe("an override", () => {
  const override: DeadlineOverride = { cutoff: "2027-03-01", link: "https://o.example.com", until: "2026-12-01" };
  const known = [exact("anthropic-sdk", "2026-11-30", { replacements: ["claude-y"] })];
  const dissent = [{ source: "anthropic-sdk", cutoff: "2026-11-30", precision: "exact", url: known[0]?.url }];

  it("goes before all sources, which stay visible", () => {
    expect(endOf(known, { override: { ...override, on_the_day: "costs_more" } })).toEqual({
      host: "anthropic",
      model: "claude-x",
      cutoff: "2027-03-01",
      precision: "exact",
      source: "override",
      url: "https://o.example.com",
      replacements: ["claude-y"],
      on_the_day: "costs_more",
      disagrees: dissent,
      until: "2026-12-01",
    });
  });

  it("takes the end away", () => {
    expect(endOf(known, { override: { ...override, cutoff: "none" }, policies: [POLICY] })).toEqual({
      host: "anthropic",
      model: "claude-x",
      source: "override",
      url: "https://o.example.com",
      disagrees: dissent,
      until: "2026-12-01",
    });
  });

  it("holds before its day, and not from then on", () => {
    const until = Date.parse("2026-12-01");
    expect(endOf(known, { override, at: until - 1 })?.source).toBe("override");
    expect(endOf(known, { override, at: until })).toEqual(endOf(known));
  });

  it("is for the offering of its id alone", () => {
    const both = new Map([["x", ANTHROPIC]].concat([["constructor", ANTHROPIC]]) as [string, Identity][]);
    const ends = resolve({ facts: known, policies: [] }, both, { x: override }, NOW);
    expect(ends.get("constructor")).toEqual(endOf(known));
  });
});

describe("laws of the resolver", () => {
  const decision = ({ cutoff, precision, source, url }: OfferingDeadline) => ({ cutoff, precision, source, url });

  it("no source moves what a better one decides", () => {
    fc.assert(
      fc.property(
        facts,
        facts,
        policies,
        identities,
        fc.nat(RANKED.length - 1),
        (all, other, promises, known, rank) => {
          const better = RANKED.slice(0, rank + 1);
          const isBetter = ({ source }: DeadlineFact): boolean => better.includes(source);
          const changed = [...all.filter(isBetter), ...other.filter((fact) => !isBetter(fact))];
          const before = resolve({ facts: all, policies: promises }, known, undefined, NOW);
          const after = resolve({ facts: changed, policies: promises }, known, undefined, NOW);
          for (const [id, end] of before) {
            if (end.precision === "floor" || !better.includes(end.source ?? "")) continue;
            expect(decision(after.get(id) ?? end)).toEqual(decision(end));
          }
        },
      ),
    );
  });

  it("facts of one host say nothing of offerings of another", () => {
    fc.assert(
      fc.property(
        facts,
        facts,
        policies,
        identities,
        fc.constantFrom(...HOSTS),
        (all, other, promises, known, host) => {
          const kept = all.filter((fact) => fact.host === host);
          const changed = [...kept, ...other.filter((fact) => fact.host !== host)];
          const before = resolve({ facts: all, policies: promises }, known, undefined, NOW);
          const after = resolve({ facts: changed, policies: promises }, known, undefined, NOW);
          for (const [id, end] of before) if (end.host === host) expect(after.get(id)).toEqual(end);
        },
      ),
    );
  });

  it("the order of what comes in does not matter", () => {
    fc.assert(
      fc.property(facts, policies, identities, (all, promises, known) => {
        const before = resolve({ facts: all, policies: promises }, known, undefined, NOW);
        const turned = { facts: [...all].reverse(), policies: [...promises].reverse() };
        const after = resolve(turned, new Map([...known].reverse()), undefined, NOW);
        expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
      }),
    );
  });
});
