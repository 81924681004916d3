import fc from "fast-check";
import { keysOf } from "../../src/deadlines/identity.ts";
import { inOrder } from "../../src/deadlines/lock-text.ts";
import type { Claim, Reading } from "../../src/deadlines/source.ts";
import { sources } from "../../src/deadlines/sources/index.ts";
import type { DeadlineFact, Deadlines } from "../../src/model/schema/deadlines.gen.ts";

/** Ids of the sources, best first. */
export const RANKED: readonly string[] = sources.map(({ id }) => id);

/** Names that a map of plain data would stumble over stand among the others. */
export const HOSTS = ["anthropic", "vertex", "azure", "google", "constructor"] as const;
const MODELS = ["claude-x", "claude-x-20250929", "m", "__proto__", "constructor", "facts", "a:b/c", "1"] as const;
const IDS = [
  "claude_x",
  "offerings",
  "facts",
  "constructor",
  "host",
  "x-1.2_vertex",
  "version",
  "1",
  "tostring",
] as const;

const model = fc.constantFrom(...MODELS.filter((name) => /^[a-z0-9]/.test(name)));
const day = fc.constantFrom("2026-05-01", "2026-11-30", "2026-12-11", "2027-01-20");
const url = fc.constantFrom(
  "https://docs.example.com/a",
  'https://docs.example.com/"x":{"y":1}',
  "https://e.org/\\u007b",
);
const word = fc.constantFrom("deprecated", 'leg"acy": {', "end of life", "__proto__");
const effect = fc.constantFrom("fails" as const, "rerouted" as const, "costs_more" as const);
const replacements = fc.uniqueArray(model, { minLength: 1, maxLength: 2 });

const end = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ cutoff: day, precision: fc.constantFrom("exact" as const, "earliest" as const) }),
  },
  { weight: 1, arbitrary: fc.constant({}) },
);

const details = fc.record(
  { as: model, announced: day, word, replacements, on_the_day: effect, meanwhile: fc.constant("costs_more" as const) },
  { requiredKeys: [] },
);

const claim: fc.Arbitrary<Claim> = fc
  .tuple(fc.record({ host: fc.constantFrom(...HOSTS), model, url }), end, details)
  .map(([name, ends, rest]) => ({ ...rest, ...ends, ...name }));

const fact: fc.Arbitrary<DeadlineFact> = fc
  .tuple(
    claim,
    fc.record({ source: fc.constantFrom(...RANKED, "former-source"), seen: day }),
    fc.record(
      {
        gone: day,
        was: fc.array(fc.record({ until: day, cutoff: fc.option(day) }), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([said, known, history]) => ({ ...history, ...said, ...known }));

export const facts: fc.Arbitrary<DeadlineFact[]> = fc.uniqueArray(fact, {
  selector: ({ host, model, source }) => `${host} ${model} ${source}`,
  maxLength: 25,
});

export const policies = fc.uniqueArray(
  fc.record({
    host: fc.constantFrom(...HOSTS),
    notice_days: fc.integer({ min: 0, max: 400 }),
    source: fc.constantFrom(...RANKED),
    url,
  }),
  { selector: ({ host, source }) => `${host} ${source}`, maxLength: 4 },
);

/** Offerings by id, each with where its facts are found. */
export const identities = fc
  .dictionary(fc.constantFrom(...IDS), fc.tuple(fc.constantFrom(...HOSTS), model), {
    maxKeys: 6,
    noNullPrototype: true,
  })
  .map((found) => new Map(Object.entries(found).map(([id, [host, name]]) => [id, { host, keys: keysOf(host, name) }])));

const reading: fc.Arbitrary<Reading> = fc.record({
  claims: fc.uniqueArray(claim, { selector: ({ host, model }) => `${host} ${model}`, maxLength: 12 }),
  policies: policies.map((all) =>
    all.filter(({ host }, at) => all.findIndex((one) => one.host === host) === at).map(({ source, ...rest }) => rest),
  ),
});

/** What some of the sources say; the others could not be read. */
export const readings: fc.Arbitrary<ReadonlyMap<string, Reading>> = fc
  .dictionary(fc.constantFrom(...RANKED), reading, { noNullPrototype: true })
  .map((found) => new Map(Object.entries(found)));

/** Facts and policies alone, as a lock file has them. */
export function lockOf(all: readonly DeadlineFact[], promises: Deadlines["policies"] = []): Deadlines {
  return inOrder({ version: 1, offerings: {}, policies: [...promises], facts: [...all] });
}

/** A fact with what a test is about. */
export function factOf(source: string, said: Partial<DeadlineFact> = {}): DeadlineFact {
  const url = `https://${source}.example.com`;
  return { host: "anthropic", model: "claude-x", source, url, seen: "2026-11-01", ...said };
}
