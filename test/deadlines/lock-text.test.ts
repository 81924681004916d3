import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder, lockText } from "../../src/deadlines/lock-text.ts";
import { resolve } from "../../src/deadlines/resolver.ts";
import { parseDeadlines } from "../../src/load/deadlines.ts";
import { factRange, offeringRange } from "../../src/model/deadline.ts";
import type { DeadlineFact, Deadlines, OfferingDeadline } from "../../src/model/schema/deadlines.gen.ts";
import { factOf, facts, identities, policies } from "./arbitrary.ts";

const anyLock: fc.Arbitrary<Deadlines> = fc.tuple(facts, policies, identities).map(([all, promises, known]) => ({
  version: 1,
  offerings: Object.fromEntries(resolve({ facts: all, policies: promises }, known, undefined, 0)),
  facts: all,
  policies: promises,
}));

function parsed(text: string) {
  const { document, diagnostics } = parseDeadlines(text);
  if (document === undefined) throw new Error(JSON.stringify(diagnostics));
  return document;
}

describe("lockText", () => {
  it("is what the loader reads, to the same data", () => {
    fc.assert(
      fc.property(anyLock, (lock) => {
        const text = lockText(lock);
        expect(parsed(text).data).toEqual(inOrder(lock));
        expect(lockText(parsed(text).data)).toBe(text);
      }),
    );
  });

  it("has one line for each offering and fact, which is where findings about it point to", () => {
    fc.assert(
      fc.property(anyLock, (lock) => {
        const document = parsed(lockText(lock));
        const lines = document.text.split("\n").map((line) => line.trim().replace(/,$/, ""));
        const at = ({ start, end }: { readonly start: number; readonly end: number }): string =>
          document.text.slice(start, end);
        for (const fact of document.data.facts) {
          expect(at(factRange(document, fact))).toBe(JSON.stringify(fact));
          expect(lines.filter((line) => line === JSON.stringify(fact))).toHaveLength(1);
        }
        for (const [id, offering] of Object.entries(document.data.offerings)) {
          const { start, end } = offeringRange(document, id);
          expect(document.text.slice(start, end)).toBe(`${JSON.stringify(id)}: {`);
          expect(document.text.slice(start).startsWith(`${JSON.stringify(id)}: ${JSON.stringify(offering)}`)).toBe(
            true,
          );
        }
      }),
    );
  });

  it("does not hang on the order of anything", () => {
    fc.assert(
      fc.property(anyLock, fc.func(fc.integer()), (lock, weigh) => {
        const shuffled = <T>(list: readonly T[]): T[] => [...list].sort((a, b) => weigh(a) - weigh(b));
        const turned = <T extends object>(entry: T): T => Object.fromEntries(shuffled(Object.entries(entry))) as T;
        const other = {
          version: 1 as const,
          facts: shuffled(lock.facts).map(turned),
          policies: shuffled(lock.policies).map(turned),
          offerings: turned(Object.fromEntries(Object.entries(lock.offerings).map(([id, one]) => [id, turned(one)]))),
        };
        expect(lockText(other)).toBe(lockText(lock));
      }),
    );
  });

  it("is short where nothing is known", () => {
    expect(lockText({ version: 1, offerings: {}, policies: [], facts: [] })).toBe(
      '{\n  "version": 1,\n  "offerings": {},\n  "policies": [],\n  "facts": []\n}\n',
    );
  });

  it("has every key of the schema, in its order", () => {
    const { definitions } = JSON.parse(readFileSync("schema/deadlines.schema.json", "utf8"));
    const keysIn = (name: string): string[] => Object.keys(definitions[name].properties);
    const full = (name: string): object =>
      Object.fromEntries(
        keysIn(name)
          .reverse()
          .map((key) => [key, "x"]),
      );
    const offering = { ...full("offeringDeadline"), disagrees: [full("dissent")] } as unknown as OfferingDeadline;
    const fact = { ...full("deadlineFact"), was: [full("formerDay")] } as unknown as DeadlineFact;
    const ordered = inOrder({
      version: 1,
      offerings: { x: offering },
      policies: [full("noticePolicy") as Deadlines["policies"][number]],
      facts: [fact],
    });
    expect(Object.keys(ordered.offerings["x"] ?? {})).toEqual(keysIn("offeringDeadline"));
    expect(Object.keys(ordered.offerings["x"]?.disagrees?.[0] ?? {})).toEqual(keysIn("dissent"));
    expect(Object.keys(ordered.policies[0] ?? {})).toEqual(keysIn("noticePolicy"));
    expect(Object.keys(ordered.facts[0] ?? {})).toEqual(keysIn("deadlineFact"));
    expect(Object.keys(ordered.facts[0]?.was?.[0] ?? {})).toEqual(keysIn("formerDay"));
  });

  it("keeps the address of the schema, and nothing that is undefined", () => {
    const $schema = "https://docs.example.com/deadlines.schema.json";
    const lock: Deadlines = {
      $schema,
      version: 1,
      offerings: {},
      policies: [],
      facts: [factOf("model-eol", { as: undefined })],
    };
    expect(parsed(lockText(lock)).data.$schema).toBe($schema);
    expect(Object.keys(inOrder(lock).facts[0] ?? {})).not.toContain("as");
  });
});
