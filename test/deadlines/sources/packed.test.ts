import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../src/deadlines/source.ts";
import { packed } from "./packed.ts";
import { attempt, byModel, daysOf, eolFeeds, hasFeeds, rssFeed, sourceOf } from "./shared.ts";

// The counts that were taken from the same packages by hand. "Future" is what lies after 2026-11-23.
const TODAY = "2026-11-23";
const TABLE = "src/internal/data/deprecated-models.ts";
const MESSAGES = "src/resources/messages/messages.ts";
const SHARED = "src/resources/shared.ts";

const [old, recent, openai] = await Promise.all([
  packed("@anthropic-ai/sdk@0.110.0", [TABLE, MESSAGES]),
  packed("@anthropic-ai/sdk@1.12.0", [TABLE, MESSAGES]),
  packed("openai@7.57.0", [SHARED]),
]);
const hasPackages = old !== undefined && recent !== undefined && openai !== undefined;
const skipped = "skipped where the registry does not answer";
const anthropicSdk = sourceOf("anthropic-sdk");
const openaiSdk = sourceOf("openai-sdk");

function read(id: string, texts: ReadonlyMap<string, string> | undefined) {
  return sourceOf(id).read(texts ?? new Map()).claims;
}

function future(claims: ReturnType<typeof read>): number {
  return claims.filter(({ cutoff }) => cutoff !== undefined && cutoff > TODAY).length;
}

describe.skipIf(!hasPackages)(`the packages of the providers (${skipped})`, () => {
  it("has the twenty ids of @anthropic-ai/sdk 0.110.0, where the table stands beside the requests", () => {
    expect([...(old?.keys() ?? [])]).toEqual([MESSAGES]);
    const claims = read("anthropic-sdk", old);
    expect(claims).toHaveLength(20);
    expect(future(claims)).toBe(0);
    expect(daysOf(claims).get("anthropic claude-3-opus-20240229")).toBe("2026-01-05");
  });

  it("has the three of 1.12.0 from two tables, two of which end yet", () => {
    expect([...(recent?.keys() ?? [])]).toEqual([TABLE, MESSAGES]);
    const claims = read("anthropic-sdk", recent);
    expect([...daysOf(claims)]).toEqual([
      ["anthropic claude-mythos-preview", "2026-06-30"],
      ["anthropic claude-sonnet-4-5", "2026-11-30"],
      ["anthropic claude-sonnet-4-5-20250929", "2026-11-30"],
    ]);
    expect(future(claims)).toBe(2);
    expect(claims.every(({ precision, word }) => precision === "exact" && word === "deprecated")).toBe(true);
  });

  it("has the 72 ids of openai 7.57.0 in 18 groups, 23 of which end yet", () => {
    const claims = read("openai-sdk", openai);
    expect(claims).toHaveLength(72);
    expect(future(claims)).toBe(23);
    // Two groups have one day: 18 groups of ids that were announced together, on 18 days.
    const comment = regionOf(openai?.get(SHARED) ?? "", "/**\n * Deprecated values:", "export type ChatModel");
    expect(comment.match(/^ \* - /gm)).toHaveLength(19);
    expect(comment.replace(/\n \*/g, "").match(/Announced shutdown +date: +\d/g)).toHaveLength(18);
    expect(claims.some(({ model }) => model === "gpt-5.1-mini")).toBe(false);
    expect(new Set(claims.map(({ url }) => url))).toEqual(
      new Set(["https://developers.openai.com/api/docs/deprecations"]),
    );
  });

  it("loses no more than what a line said when any line of the old table is deleted", () => {
    const text = old?.get(MESSAGES) ?? "";
    const outcome = deleteEachLine(text, "const DEPRECATED_MODELS: {", "};\n", (damaged) =>
      attempt(anthropicSdk, new Map([[MESSAGES, damaged]])),
    );
    // Only the line of an id can go unnoticed, and the one that says of which type the keys are.
    expect(outcome).toEqual({ lines: 24, refused: 3, read: 21 });
  });

  it("loses no more than what a line said when any line of the comment is deleted", () => {
    const text = openai?.get(SHARED) ?? "";
    const outcome = deleteEachLine(text, "/**\n * Deprecated values:", "export type ChatModel =\n", (damaged) =>
      attempt(openaiSdk, new Map([[SHARED, damaged]])),
    );
    // Read on without: heads of the comment, lines of ids alone, whole items of one line, and last lines of advice.
    expect(outcome).toEqual({ lines: 74, refused: 41, read: 33 });
  });

  it("takes all or nothing of a text that was cut off anywhere", () => {
    const cases = [
      {
        source: anthropicSdk,
        path: MESSAGES,
        text: old?.get(MESSAGES) ?? "",
        from: "const DEPRECATED_MODELS",
        to: "\n};\n",
      },
      {
        source: openaiSdk,
        path: SHARED,
        text: openai?.get(SHARED) ?? "",
        from: "/**\n * Dep",
        to: "export type ChatModel =\n",
      },
    ];
    for (const { source, path, text, from, to } of cases) {
      const whole = source.read(new Map([[path, text]])).claims;
      const start = text.indexOf(from);
      const end = text.indexOf(to, start) + to.length;
      let refused = 0;
      for (let at = start; at <= end; at += 1) {
        const found = attempt(source, new Map([[path, text.slice(0, at)]]));
        if (found instanceof ShapeError) refused += 1;
        else expect(found.claims).toEqual(whole);
      }
      expect(refused).toBeGreaterThan((end - start) * 0.9);
    }
  });

  it.skipIf(!hasFeeds)("agrees with both feeds on every day that they share (skipped without ../shared)", () => {
    const eol = byModel(read("model-eol", eolFeeds()));
    const publishers = new Map([...eol].filter(([key]) => /^(anthropic|google|openai) /.test(key)));
    const rss = byModel(read("deprecations-rss", rssFeed()));
    const anthropic = byModel([...read("anthropic-sdk", old), ...read("anthropic-sdk", recent)]);
    const chat = byModel(read("openai-sdk", openai));
    // [days that both have, those of them that differ]. An id meets an id of the same host only. Names that model-eol has
    // as aliases count: without them the feeds share 180 days of the publishers' own services, and none differs either.
    // Clocks of Bedrock and Vertex are the 12 that both have besides.
    // Of Anthropic's ids each feed has 12: 9, and claude-1.3, claude-instant-1.1 and -1.2, which have long ended. The 13th
    // is claude-opus-4-1, an alias.
    expect({
      openaiWithEol: compare(chat, eol),
      openaiWithRss: compare(chat, rss),
      anthropicWithEol: compare(anthropic, eol),
      anthropicWithRss: compare(anthropic, rss),
      publishersOfFeeds: compare(publishers, rss),
      hostsOfFeeds: compare(eol, rss),
    }).toEqual({
      openaiWithEol: [47, []],
      openaiWithRss: [46, []],
      anthropicWithEol: [13, []],
      anthropicWithRss: [12, []],
      publishersOfFeeds: [197, []],
      hostsOfFeeds: [209, []],
    });
  });
});

function compare(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): [number, string[]] {
  const both = [...one.keys()].filter((key) => other.has(key));
  return [both.length, both.filter((key) => one.get(key) !== other.get(key))];
}

function regionOf(text: string, from: string, to: string): string {
  const start = text.indexOf(from);
  return text.slice(start, text.indexOf(to, start) + to.length);
}

/** Deletes each line of a region in turn: it is refused, or what is read is as before but for the ids of that line. */
function deleteEachLine(text: string, from: string, to: string, read: (damaged: string) => ReturnType<typeof attempt>) {
  const region = regionOf(text, from, to);
  const lines = region.split("\n").slice(0, -1);
  const whole = read(text);
  if (whole instanceof ShapeError) throw whole;
  const before = daysOf(whole.claims);
  const outcome = { lines: lines.length, refused: 0, read: 0 };
  for (const [index, line] of lines.entries()) {
    const rest = lines.filter((_, other) => other !== index).join("\n");
    const found = read(text.replace(region, () => `${rest}\n`));
    if (found instanceof ShapeError) outcome.refused += 1;
    else {
      outcome.read += 1;
      const lost = [...line.matchAll(/(["'])([^"']+)\1/g)].map(([, , id]) => id);
      const left = [...before].filter(([key]) => !lost.includes(key.split(" ")[1]));
      expect(daysOf(found.claims)).toEqual(new Map(left));
    }
  }
  return outcome;
}
