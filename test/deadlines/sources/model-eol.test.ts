import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../src/deadlines/source.ts";
import { attempt, byModel, daysOf, eolFeeds, hasFeeds, hostsOf, problemsIn, sourceOf } from "./shared.ts";

const source = sourceOf("model-eol");
const PAGE = "https://docs.example.com/lifecycle";

type Entry = Readonly<Record<string, unknown>>;

function feedOf(publisher: string, models: readonly unknown[], more: Entry = {}): [string, string] {
  const text = { spec: "model-eol/0.1", publisher, generated: "2026-08-18T00:00:00Z", source: PAGE, ...more, models };
  return [`feeds/${publisher}.json`, JSON.stringify(text, undefined, 2)];
}

const QUIET = ["openai", "google", "amazon"].map((name) => feedOf(name, [{ id: "quiet" }]));

function read(models: readonly unknown[], more: Entry = {}, others: readonly (readonly [string, string])[] = []) {
  return attempt(source, new Map([...QUIET, feedOf("anthropic", models, more), ...others]));
}

function claimsOf(...models: readonly unknown[]) {
  const found = read(models);
  if (found instanceof ShapeError) throw found;
  return found.claims;
}

describe("the feeds of model-eol", () => {
  it("has the publisher's clock and those of other hosts, each with its own page", () => {
    const model = {
      id: "acme-3@20250101",
      announced: "2026-01-30",
      shutdown: "2026-07-30",
      replacement: "acme-5",
      distributions: [
        { via: "aws-bedrock", shutdown: "2026-10-14", status: "extended-access", source: `${PAGE}#bedrock` },
        { via: "vertex-ai", shutdown: "2027-05-19", date_precision: "earliest" },
        { via: "azure-ai-foundry", status: "retired" },
        { via: "Acme Cloud", announced: "2026-03-01" },
        { via: "aws-gov", status: "active" },
        { via: "fireworks-ai" },
      ],
    };
    const all = { model: "acme-3-20250101", as: "acme-3@20250101", replacements: ["acme-5"], url: PAGE };
    expect(claimsOf(model)).toEqual([
      { ...all, host: "anthropic", announced: "2026-01-30", cutoff: "2026-07-30", precision: "exact" },
      {
        ...all,
        host: "bedrock",
        cutoff: "2026-10-14",
        precision: "exact",
        word: "extended-access",
        meanwhile: "costs_more",
        url: `${PAGE}#bedrock`,
      },
      { ...all, host: "vertex", cutoff: "2027-05-19", precision: "earliest" },
      { ...all, host: "azure", word: "retired" },
      { ...all, host: "acme-cloud", announced: "2026-03-01" },
    ]);
  });

  it("claims nothing of a model that has no end", () => {
    expect(claimsOf({ id: "acme-5" }, { id: "acme-6", replacement: "acme-7", unknown_key: { any: 1 } })).toEqual([]);
  });

  it("takes a tentative day as the earliest, with its word", () => {
    expect(claimsOf({ id: "acme-5", shutdown: "2027-07-24", date_precision: "tentative" })).toEqual([
      { host: "anthropic", model: "acme-5", cutoff: "2027-07-24", precision: "earliest", word: "tentative", url: PAGE },
    ]);
  });

  it("has the model's other names on the same day, and one claim of each", () => {
    const claims = claimsOf(
      { id: "acme-3-0613", aliases: ["acme-3"], shutdown: "2026-10-23" },
      {
        id: "acme-3-0314",
        aliases: ["acme-3"],
        shutdown: "2026-03-26",
        replacement_options: ["acme-5", "see the notes", "acme-4"],
      },
    );
    expect([...byModel(claims)]).toEqual([
      ["anthropic acme-3-0613", "2026-10-23"],
      ["anthropic acme-3", "2026-03-26"],
      ["anthropic acme-3-0314", "2026-03-26"],
    ]);
    expect(claims[1]?.replacements).toEqual(["acme-5", "acme-4"]);
  });

  it("leaves names for marketing out", () => {
    const claims = claimsOf({
      id: "acme-3",
      aliases: ["Acme 3", "acme-3-latest", "Acme\u001b"],
      shutdown: "2026-10-23",
    });
    expect(claims.map(({ model }) => model)).toEqual(["acme-3", "acme-3-latest"]);
  });

  it("has one claim of a model at a host that two feeds name, of the earlier day", () => {
    const shared = (shutdown: string) => ({ id: "acme-r", distributions: [{ via: "aws-bedrock", shutdown }] });
    for (const [here, there] of [
      ["2026-08-19", "2026-10-23"],
      ["2026-10-23", "2026-08-19"],
    ] as const) {
      const found = read([shared(here)], {}, [feedOf("cohere", [shared(there)])]);
      expect(found).toHaveProperty("claims", [expect.objectContaining({ host: "bedrock", cutoff: "2026-08-19" })]);
    }
  });

  it("knows hosts by all of their names", () => {
    const vias = ["vertex-ai", "gemini-enterprise-agent-platform", "amazon-bedrock", "aws-bedrock", "Vertex AI"];
    const hosts = vias.map((via) => claimsOf({ id: "a", distributions: [{ via, status: "legacy" }] })[0]?.host);
    expect(hosts).toEqual(["vertex", "vertex", "bedrock", "bedrock", "vertex"]);
  });

  it("has the notice that a publisher promises for its own host", () => {
    const found = read([{ id: "acme-5" }], { policy: { min_notice_days: 60, source: PAGE } });
    expect(found).toEqual({ claims: [], policies: [{ host: "anthropic", notice_days: 60, url: PAGE }] });
  });

  it("reads the feeds that came later where they are, and needs the others", () => {
    const later = feedOf("cohere", [{ id: "acme-r", announced: "2025-09-15" }]);
    expect(read([{ id: "acme-5" }], {}, [later])).toHaveProperty("claims", [
      { host: "cohere", model: "acme-r", announced: "2025-09-15", url: PAGE },
    ]);
    expect(attempt(source, new Map(QUIET))).toMatchObject({ path: "feeds/anthropic.json", message: "is missing" });
  });

  it.each<[string, unknown[], Entry, string]>([
    ["another format", [{ id: "a" }], { spec: "model-eol/0.2" }, '"spec" is "model-eol/0.2", where "model-eol/0.1"'],
    ["another publisher", [{ id: "a" }], { publisher: "openai" }, '"publisher" is "openai", where "anthropic"'],
    ["no models", [], {}, '"models" is []'],
    ["a policy without a page", [{ id: "a" }], { policy: { min_notice_days: 60 } }, '"source" is missing'],
    ["a notice of less than nothing", [{ id: "a" }], { policy: { min_notice_days: -1, source: PAGE } }, "-1"],
    ["no mapping", ["acme"], {}, 'models[0]: is "acme"'],
    ["no id", [{ id: "a" }, { shutdown: "2026-11-30" }], {}, 'models[1]: "id" is missing'],
    ["an id that is none", [{ id: "__proto__" }], {}, '"id" is "__proto__"'],
    ["an id of controls", [{ id: "acme\u001b[2J" }], {}, '"id" is "acme\\u001b[2J"'],
    ["a day that is none", [{ id: "a", shutdown: "2026-02-30" }], {}, 'models[0] ("a"): "shutdown" is "2026-02-30"'],
    ["a day of long ago", [{ id: "a", shutdown: "1026-11-30" }], {}, '"1026-11-30"'],
    ["a day that is null", [{ id: "a", shutdown: null }], {}, '"shutdown" is null'],
    ["a precision that nobody knows", [{ id: "a", shutdown: "2026-11-30", date_precision: "rough" }], {}, '"rough"'],
    ["other names that are none", [{ id: "a", aliases: ["b", 7] }], {}, '"aliases" is ["b",7]'],
    ["advice that is no list", [{ id: "a", replacement_options: "b" }], {}, '"replacement_options" is "b"'],
    ["a host that is none", [{ id: "a", distributions: [{ via: "../x" }] }], {}, 'names the host "../x"'],
    ["no host", [{ id: "a", distributions: [{ status: "legacy" }] }], {}, '"via" is missing'],
    ["a clock that is none", [{ id: "a", distributions: [7] }], {}, "has the distribution 7"],
    ["a word of controls", [{ id: "a", distributions: [{ via: "x", status: "a\nb" }] }], {}, '"status" is "a\\nb"'],
    [
      "a page that is none",
      [{ id: "a", shutdown: "2026-11-30", source: "javascript:x" }],
      {},
      '"source" is "javascript:x"',
    ],
    ["a page that breaks Markdown", [{ id: "a", source: "https://x/)[a](b" }], {}, '"source" is'],
    ["no page at all", [{ id: "a", shutdown: "2026-11-30" }], { source: undefined }, '"source" is missing'],
  ])("is refused with %s", (_, models, more, message) => {
    const found = read(models, more);
    expect(found).toBeInstanceOf(ShapeError);
    expect(found).toHaveProperty("path", "feeds/anthropic.json");
    expect(found).toHaveProperty("message", expect.stringContaining(message));
    expect((found as ShapeError).message).toMatch(/^[ -~…]+$/);
  });

  it("names the line of the model", () => {
    const models = [{ id: "a" }, { id: "b" }, { id: "c", shutdown: 7 }];
    const [path, text] = feedOf("anthropic", models);
    expect(read(models)).toMatchObject({ path, line: text.split("\n").findIndex((line) => line.includes('"c"')) + 1 });
  });

  it("takes any models without another error, and says no day that is not in them", () => {
    const name = fc.string({ unit: fc.constantFrom(..."aZ7-._:/@v1"), minLength: 1, maxLength: 9 });
    const day = fc.constantFrom("2026-11-30", "2027-02-01");
    const clock = fc.record({ via: name, shutdown: day, status: name, announced: day }, { requiredKeys: ["via"] });
    const model = fc.record(
      { id: name, aliases: fc.array(name), shutdown: day, replacement: fc.string(), distributions: fc.array(clock) },
      { requiredKeys: ["id"] },
    );
    const junk = fc.record({ id: fc.jsonValue(), shutdown: fc.jsonValue(), distributions: fc.jsonValue() });
    let taken = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 20, arbitrary: model }, junk), { maxLength: 3 }), (models) => {
        const found = read([{ id: "sound", shutdown: "2026-11-30" }, ...models]);
        if (found instanceof ShapeError) return;
        taken += 1;
        expect(byModel(found.claims).get("anthropic sound")).toBe("2026-11-30");
        expect(problemsIn(source, found)).toEqual([]);
        for (const { cutoff } of found.claims) expect([undefined, "2026-11-30", "2027-02-01"]).toContain(cutoff);
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});

describe.skipIf(!hasFeeds)("the real feeds (skipped without ../shared)", () => {
  it("counts what they hold", () => {
    const counts = Object.fromEntries(
      [...eolFeeds()].map(([path, text]) => {
        const { publisher, models } = JSON.parse(text) as { publisher: string; models: readonly Entry[] };
        const { claims } = source.read(new Map([...eolFeeds(), [path, text]]));
        const named = new Set(models.map(({ id }) => id));
        const host = publisher === "amazon" ? "bedrock" : publisher;
        const own = claims.filter((claim) => claim.host === host && named.has(claim.as ?? claim.model));
        return [publisher, [models.length, own.filter(({ cutoff }) => cutoff !== undefined).length]];
      }),
    );
    expect(counts).toEqual({ anthropic: [29, 19], openai: [194, 120], google: [86, 42], amazon: [4, 4] });
  });

  it("has the clocks of other hosts", () => {
    const { claims, policies } = source.read(eolFeeds());
    // 32 clocks: 1 of Azure, 7 + 4 of Bedrock (the 4 of its own maker coincide with the maker's), and 20 of Vertex, of
    // which 4 say no day. Other names come to them: 19 at OpenAI, 6 at Anthropic, 1 at Azure, 3 at Bedrock.
    expect(hostsOf(claims)).toEqual({
      anthropic: 19 + 6,
      openai: 120 + 19,
      google: 42,
      azure: 1 + 1,
      bedrock: 11 + 3,
      vertex: 16,
    });
    expect(policies).toEqual([
      {
        host: "anthropic",
        notice_days: 60,
        url: "https://platform.claude.com/docs/en/about-claude/model-deprecations",
      },
    ]);
  });

  it("never says another day for a deleted line, nor anything for a text that was cut off", () => {
    const whole = daysOf(source.read(eolFeeds()).claims);
    const path = "feeds/anthropic.json";
    const text = eolFeeds().get(path) ?? "";
    const lines = text.split("\n");
    const outcome = { refused: 0, read: 0 };
    for (const index of lines.keys()) {
      const damaged = lines.filter((_, other) => other !== index).join("\n");
      const found = attempt(source, new Map([...eolFeeds(), [path, damaged]]));
      if (found instanceof ShapeError) outcome.refused += 1;
      else {
        outcome.read += 1;
        for (const [key, day] of daysOf(found.claims)) expect([undefined, whole.get(key)]).toContain(day);
      }
    }
    expect(outcome.refused).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.nat(text.trimEnd().length - 1), (at) => {
        const found = attempt(source, new Map([...eolFeeds(), [path, text.slice(0, at)]]));
        expect(found).toMatchObject({ path, message: "is not JSON" });
      }),
    );
  });
});
