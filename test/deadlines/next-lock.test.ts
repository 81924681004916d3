import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lockText } from "../../src/deadlines/lock-text.ts";
import { nextLock, seenNow } from "../../src/deadlines/resolver.ts";
import type { Claim, Reading } from "../../src/deadlines/source.ts";
import { formatDate } from "../../src/model/duration.ts";
import type { GatewayFiles } from "../../src/model/gateway.ts";
import type { Config, DeadlineOverride } from "../../src/model/schema/config.gen.ts";
import type { Deadlines } from "../../src/model/schema/deadlines.gen.ts";
import { gatewayOf } from "../compile/gateway/harness.ts";
import { readings } from "./arbitrary.ts";

const TODAY = Date.parse("2026-11-23");
const LATER = Date.parse("2026-12-24T15:00:00Z");
const config: Config = { apiVersion: "cutover/v1", kind: "Config" };
const ENDS: Claim = {
  host: "openai",
  model: "gpt-5",
  cutoff: "2026-12-11",
  precision: "exact",
  url: "https://a.example.com",
};
const SAID: ReadonlyMap<string, Reading> = new Map([["model-eol", { claims: [ENDS], policies: [] }]]);

/** A gateway with these models at OpenAI, or self-hosted where they are written as `-`. */
function gateway(models: Readonly<Record<string, string>>): GatewayFiles {
  const entries = Object.entries(models).map(([id, model]) => {
    const params = model === "-" ? {} : { model };
    return { gitlab_identifier: id, ...(model !== "-" && { provider: "OpenAI" }), params };
  });
  return gatewayOf({ models: JSON.stringify({ models: entries }), features: "configurable_unit_primitives: []\n" });
}

function overriding(id: string, override: Partial<DeadlineOverride>): Config {
  const whole = { cutoff: "2027-03-01", link: "https://o.example.com", until: "2026-12-01", ...override };
  return { ...config, deadlines: { overrides: { [id]: whole } } };
}

function first(gateways: readonly GatewayFiles[] = [gateway({ gpt_5: "gpt-5" })]): Deadlines {
  return nextLock({ old: undefined, readings: SAID, gateways, config, instant: TODAY });
}

describe("nextLock", () => {
  it("says of each offering of the gateway what follows from what was read", () => {
    const lock = first([gateway({ gpt_5: "gpt-5", gpt_6: "gpt-6", mistral: "-" })]);
    expect(lock.offerings).toMatchObject({
      gpt_5: { cutoff: "2026-12-11" },
      gpt_6: { host: "openai", model: "gpt-6" },
    });
    expect(Object.keys(lock.offerings)).toEqual(["gpt_5", "gpt_6"]);
    expect(lock.facts).toEqual([{ ...ENDS, source: "model-eol", seen: "2026-11-23" }]);
  });

  it("is the same to the byte on a later day, with the same gateways and the same words", () => {
    const gateways = [gateway({ gpt_5: "gpt-5", constructor: "constructor" })];
    fc.assert(
      fc.property(readings, readings, (before, said) => {
        const old = nextLock({ old: undefined, readings: before, gateways, config, instant: TODAY });
        const once = nextLock({ old, readings: said, gateways, config, instant: TODAY });
        const twice = nextLock({ old: once, readings: said, gateways, config, instant: LATER });
        expect(lockText(twice)).toBe(lockText(once));
      }),
    );
  });

  it("keeps an offering that no gateway has any more, until one has it again", () => {
    const without = [gateway({ other: "gpt-6" })];
    const gone = nextLock({ old: first(), readings: SAID, gateways: without, config, instant: LATER });
    expect(gone.offerings["gpt_5"]).toEqual({ ...first().offerings["gpt_5"], gone: "2026-12-24" });
    const later = nextLock({ old: gone, readings: SAID, gateways: without, config, instant: LATER + 1e10 });
    expect(lockText(later)).toBe(lockText(gone));
    const gateways = [gateway({ gpt_5: "gpt-5" })];
    const back = nextLock({ old: gone, readings: SAID, gateways, config, instant: LATER });
    expect(back.offerings["gpt_5"]).toEqual(first().offerings["gpt_5"]);
  });

  it("calls none gone without a gateway at hand, and still resolves what it knew", () => {
    const moved = new Map([["model-eol", { claims: [{ ...ENDS, cutoff: "2027-01-20" }], policies: [] }]]);
    const next = nextLock({ old: first(), readings: moved, gateways: [], config, instant: LATER });
    expect(next.offerings).toEqual({ gpt_5: { ...first().offerings["gpt_5"], cutoff: "2027-01-20" } });
    const part = nextLock({
      ...{ old: first(), readings: SAID, gateways: [gateway({ other: "gpt-6" })], config, instant: LATER },
      isWhole: false,
    });
    expect(part.offerings["gpt_5"]).toEqual(first().offerings["gpt_5"]);
  });

  it("forgets an offering that nobody hosts any more", () => {
    const next = nextLock({
      old: first(),
      readings: SAID,
      gateways: [gateway({ gpt_5: "-" })],
      config,
      instant: LATER,
    });
    expect(next.offerings).toEqual({});
  });

  it("takes a person's word for a self-hosted one, which no source knows", () => {
    const gateways = [gateway({ mistral: "-" })];
    const said = overriding("mistral", {});
    const next = nextLock({ old: undefined, readings: SAID, gateways, config: said, instant: TODAY });
    expect(next.offerings).toMatchObject({
      mistral: { host: "self-hosted", cutoff: "2027-03-01", source: "override" },
    });
  });

  it("does not hang on the order of the gateways, even where they differ", () => {
    const gateways = [gateway({ gpt_5: "gpt-5" }), gateway({ gpt_5: "gpt-6", other: "gpt-5" })];
    const next = nextLock({ old: undefined, readings: SAID, gateways: gateways.toReversed(), config, instant: TODAY });
    expect(lockText(next)).toBe(lockText(first(gateways)));
  });

  it("keeps the address of the schema", () => {
    const old: Deadlines = {
      $schema: "https://docs.example.com/s.json",
      version: 1,
      offerings: {},
      policies: [],
      facts: [],
    };
    expect(nextLock({ old, readings: SAID, gateways: [], config, instant: TODAY }).$schema).toBe(old.$schema);
  });
});

describe("seenNow", () => {
  const gateways = [gateway({ gpt_5: "gpt-5" })];

  it("has what the lock file says, and what follows from its facts for offerings that are new", () => {
    const said = { ...first(), offerings: { gpt_5: { host: "openai", model: "gpt-5" } } };
    const seen = seenNow(said, [gateway({ gpt_5: "gpt-5", alias: "openai/gpt-5" })], config, LATER);
    expect([...seen.keys()]).toEqual(["alias", "gpt_5"]);
    expect(seen.get("gpt_5")).toEqual({ host: "openai", model: "gpt-5" });
    expect(seen.get("alias")).toEqual(first().offerings["gpt_5"]);
  });

  it("is what an update would write, as long as nothing was read anew", () => {
    fc.assert(
      fc.property(readings, (said) => {
        const lock = nextLock({ old: undefined, readings: said, gateways, config, instant: TODAY });
        expect(Object.fromEntries(seenNow(lock, gateways, config, LATER))).toEqual(lock.offerings);
        expect(Object.fromEntries(seenNow(lock, [], config, LATER))).toEqual(lock.offerings);
      }),
    );
  });

  it("does not say of a model that was replaced in place when the old one ends", () => {
    const seen = seenNow(first(), [gateway({ gpt_5: "gpt-5.1" })], config, LATER);
    expect(seen.get("gpt_5")).toEqual({ host: "openai", model: "gpt-5.1" });
  });

  it("has an override as soon as it stands in the catalog, and no longer than it holds", () => {
    const until = Date.parse("2026-12-01");
    const said = overriding("gpt_5", {});
    expect(seenNow(first(), gateways, said, TODAY).get("gpt_5")).toMatchObject({
      cutoff: "2027-03-01",
      source: "override",
    });
    const locked = nextLock({ old: undefined, readings: SAID, gateways, config: said, instant: TODAY });
    const cutoffAt = (at: number, by: Config = said): unknown => seenNow(locked, gateways, by, at).get("gpt_5")?.cutoff;
    expect([cutoffAt(until - 1), cutoffAt(until), cutoffAt(TODAY, config)]).toEqual([
      "2027-03-01",
      "2026-12-11",
      "2026-12-11",
    ]);
  });

  it("knows that a gateway has an offering again", () => {
    const gone = nextLock({ old: first(), readings: SAID, gateways: [gateway({})], config, instant: TODAY });
    expect(gone.offerings["gpt_5"]?.gone).toBe(formatDate(TODAY));
    expect(seenNow(gone, gateways, config, LATER).get("gpt_5")).not.toHaveProperty("gone");
    expect(seenNow(gone, [], config, LATER).get("gpt_5")).toHaveProperty("gone");
  });
});
