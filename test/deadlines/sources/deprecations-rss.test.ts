import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../src/deadlines/source.ts";
import { attempt, feed, hasFeeds, hostsOf, problemsIn, rssFeed, sourceOf } from "./shared.ts";

const PATH = "data.json";
const PAGE = "https://docs.example.com/deprecations#2026-07-20";
const source = sourceOf("deprecations-rss");

type Row = Readonly<Record<string, unknown>>;

const ROW: Row = {
  provider: "OpenAI",
  model_id: "acme-3",
  announcement_date: "2026-07-21",
  shutdown_date: "2027-01-20",
  deprecation_date: "2026-07-20",
  replacement_models: ["acme-5", "reasoning.mode: pro", "---", "acme-5"],
  url: PAGE,
  first_observed: "2026-07-21",
};

function read(...rows: readonly unknown[]) {
  return attempt(source, new Map([[PATH, JSON.stringify(rows, undefined, 2)]]));
}

function claimsOf(...rows: readonly unknown[]) {
  const found = read(...rows);
  if (found instanceof ShapeError) throw found;
  return found.claims;
}

describe("the list of deprecations-rss", () => {
  it("has the day of the notice, not that of the list's first look, and models alone among the advice", () => {
    expect(claimsOf(ROW)).toEqual([
      {
        host: "openai",
        model: "acme-3",
        announced: "2026-07-20",
        cutoff: "2027-01-20",
        precision: "exact",
        replacements: ["acme-5"],
        url: PAGE,
      },
    ]);
  });

  it("has no day of notice where it repeats the last day", () => {
    for (const deprecation_date of ["2027-01-20", "2027-01-21", "", undefined]) {
      expect(claimsOf({ ...ROW, deprecation_date })[0]).not.toHaveProperty("announced");
    }
  });

  it("knows Vertex by the name that it had before as well", () => {
    for (const provider of ["Google Vertex", "Google Vertex AI", "Vertex AI"]) {
      expect(claimsOf({ ...ROW, provider })[0]).toMatchObject({ host: "vertex", precision: "earliest" });
    }
  });

  it("claims an end without a day where there is none", () => {
    const row = {
      provider: "Cohere",
      model_id: "acme-r",
      shutdown_date: "",
      deprecation_date: "2025-09-15",
      url: PAGE,
    };
    expect(claimsOf({ ...row, replacement_models: null })).toEqual([
      { host: "cohere", model: "acme-r", announced: "2025-09-15", url: PAGE },
    ]);
  });

  it.each([
    ["OpenAI", "openai", "exact"],
    ["Anthropic", "anthropic", "exact"],
    ["Groq", "groq", "exact"],
    ["Cohere", "cohere", "exact"],
    ["xAI", "xai", "exact"],
    ["Azure", "azure", "earliest"],
    ["Google", "google", "earliest"],
    ["Google Vertex", "vertex", "earliest"],
    ["AWS Bedrock", "bedrock", "earliest"],
    ["Mistral AI", "mistral", "earliest"],
    ["Acme Cloud", "acme-cloud", "earliest"],
  ])("knows %s as %s, where days are %s", (provider, host, precision) => {
    expect(claimsOf({ ...ROW, provider })).toMatchObject([{ host, precision }]);
  });

  it("has the earliest of several days for one model, and what the other rows say besides", () => {
    const rows = [
      { ...ROW, provider: "AWS Bedrock", model_id: "acme.acme-3-v1:0", shutdown_date: "2027-03-01" },
      {
        ...ROW,
        provider: "AWS Bedrock",
        model_id: "eu.acme.acme-3-v1:0",
        shutdown_date: "2027-02-01",
        replacement_models: null,
      },
      { ...ROW, provider: "AWS Bedrock", model_id: "acme-3", shutdown_date: "" },
    ];
    for (const order of [rows, rows.toReversed()]) {
      expect(claimsOf(...order)).toMatchObject([
        { host: "bedrock", model: "acme-3", cutoff: "2027-02-01", replacements: ["acme-5"] },
      ]);
    }
  });

  it("keeps what has a name in words", () => {
    expect(claimsOf({ ...ROW, model_id: "Evals platform" })).toMatchObject([{ model: "evals-platform" }]);
  });

  it.each<[string, unknown[], number | undefined, string]>([
    ["no rows", [], undefined, "file: is []"],
    ["a row that is none", [ROW, 7], undefined, "row 2: is 7"],
    ["no id", [{ ...ROW, model_id: undefined }], undefined, 'row 1: "model_id" is missing'],
    ["an id that is none", [ROW, { ...ROW, model_id: "__proto__" }], 19, 'row 2: "model_id" is "__proto__"'],
    ["an id of controls", [{ ...ROW, model_id: "a\u001b[2Jb\u0085" }], 4, '"a\\u001b[2Jb\\u0085"'],
    ["an id of several lines", [{ ...ROW, model_id: "a\n/close" }], 4, '"a\\n/close"'],
    [
      "no day and no word of it",
      [{ ...ROW, shutdown_date: undefined }],
      4,
      'row 1 ("acme-3"): "shutdown_date" is missing',
    ],
    ["a day that is none", [{ ...ROW, shutdown_date: "2026-02-30" }], 4, '"shutdown_date" is "2026-02-30"'],
    ["a day of words", [{ ...ROW, shutdown_date: "Q3 2026" }], 4, '"shutdown_date" is "Q3 2026"'],
    ["a notice on no day", [{ ...ROW, deprecation_date: "soon" }], 4, '"deprecation_date" is "soon"'],
    ["a host that is none", [{ ...ROW, provider: "/quit" }], 4, 'names the host "/quit"'],
    ["no host", [{ ...ROW, provider: 7 }], 4, '"provider" is 7'],
    ["advice that is no list", [{ ...ROW, replacement_models: "acme-5" }], 4, '"replacement_models" is "acme-5"'],
    ["no page", [{ ...ROW, url: "" }], 4, '"url" is ""'],
  ])("is refused with %s", (_, rows, line, message) => {
    const found = read(...rows);
    expect(found).toBeInstanceOf(ShapeError);
    expect(found).toMatchObject({ path: PATH, line });
    expect(found).toHaveProperty("message", expect.stringContaining(message));
    expect((found as ShapeError).message).toMatch(/^[ -~…]+$/);
  });

  it("is refused where it is no list, or no JSON", () => {
    expect(attempt(source, new Map([[PATH, '{"items": []}']]))).toHaveProperty(
      "message",
      expect.stringContaining("file: is"),
    );
    expect(attempt(source, new Map([[PATH, "[\n1,\n}"]]))).toMatchObject({ path: PATH, message: "is not JSON" });
    expect(attempt(source, new Map())).toMatchObject({ path: PATH, message: "is not JSON" });
  });

  it("takes any rows without another error, and never says a day that is not in them", () => {
    const row = fc.record({
      provider: fc.constantFrom("OpenAI", "Azure", "AWS Bedrock", "Acme Cloud"),
      model_id: fc.string({ unit: fc.constantFrom(..."aZ7-._:/@ v1"), minLength: 1, maxLength: 9 }),
      replacement_models: fc.array(fc.string()),
      shutdown_date: fc.constantFrom("", "2026-11-30", "2027-02-01"),
      url: fc.constant(PAGE),
    });
    const junk = fc.record({ provider: fc.jsonValue(), model_id: fc.jsonValue(), shutdown_date: fc.jsonValue() });
    let taken = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 20, arbitrary: row }, junk), { maxLength: 3 }), (rows) => {
        const found = read(ROW, ...rows);
        if (found instanceof ShapeError) return;
        taken += 1;
        const days = [undefined, "2027-01-20", ...rows.map(({ shutdown_date }) => shutdown_date)];
        expect(problemsIn(source, found)).toEqual([]);
        for (const { cutoff } of found.claims) expect(days).toContain(cutoff);
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});

describe.skipIf(!hasFeeds)("the real list (skipped without ../shared)", () => {
  it("counts what it holds", () => {
    const { claims } = source.read(rssFeed());
    const dated = claims.flatMap(({ cutoff }) => cutoff ?? []);
    // 415 rows, 409 with a day. Bedrock's nova-reel has two rows, for its two versions, that end on one day.
    expect([claims.length, dated.length, dated.filter((day) => day > "2026-11-23").length]).toEqual([414, 408, 70]);
    expect(hostsOf(claims)).toEqual({
      openai: 141,
      azure: 115,
      google: 61,
      groq: 36,
      anthropic: 19,
      bedrock: 16,
      cohere: 13,
      vertex: 8,
      xai: 5,
    });
    expect(claims.filter(({ model }) => model.endsWith("nova-reel"))).toHaveLength(1);
    // What is sold with models has names in words.
    expect(claims.flatMap(({ model }) => (/prompts|platform|builder/.test(model) ? [model] : []))).toEqual([
      "reusable-prompts",
      "evals-platform",
      "agent-builder",
    ]);
  });

  it("has the days of notice that model-eol has", () => {
    const notices = new Map(
      source.read(rssFeed()).claims.map(({ host, model, announced }) => [`${host} ${model}`, announced]),
    );
    const names = ["anthropic", "openai", "google", "amazon"];
    const eol = sourceOf("model-eol").read(
      new Map(names.map((name) => [`feeds/${name}.json`, feed(`model-eol.${name}.json`)])),
    );
    const both = eol.claims.filter(({ host, model, announced }) => announced && notices.get(`${host} ${model}`));
    expect(both).toHaveLength(167);
    expect(both.filter(({ host, model, announced }) => notices.get(`${host} ${model}`) !== announced)).toEqual([]);
  });

  it("says nothing for a text that was cut off", () => {
    const text = rssFeed().get(PATH)?.trimEnd() ?? "";
    fc.assert(
      fc.property(fc.nat(text.length - 1), (at) => {
        expect(attempt(source, new Map([[PATH, text.slice(0, at)]]))).toMatchObject({
          path: PATH,
          message: "is not JSON",
        });
      }),
      { numRuns: 50 },
    );
  });

  it("names the row that is odd among all the others", () => {
    const text = rssFeed().get(PATH) ?? "";
    const odd = text.replace('"2026-10-16"', '"2026-02-30"');
    const line = odd.slice(0, odd.indexOf("2026-02-30")).split("\n").length;
    const found = attempt(source, new Map([[PATH, odd]]));
    expect(found).toHaveProperty(
      "message",
      expect.stringMatching(/^row \d+ \("gemini-[\w.-]+"\): "shutdown_date" is "2026-02-30"/),
    );
    expect(Math.abs(((found as ShapeError).line ?? 0) - line)).toBeLessThan(5);
  });
});
