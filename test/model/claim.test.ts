import { expect, test } from "vitest";
import { claimsOf, describeClaim, overlap } from "../../src/model/claim.ts";
import type { Migration } from "../../src/model/schema/migration.gen.ts";

function migration(parts: Partial<Migration>): Migration {
  return {
    apiVersion: "cutover/v1",
    kind: "Upgrade",
    name: "m",
    status: "active",
    owner: "@ana",
    summary: "s",
    ...parts,
  };
}

/** Claims as `subject: value @ path`. */
function shown(parts: Partial<Migration>): string[] {
  return claimsOf(migration(parts)).map(
    ({ subject, value, path }) => `${subject.join(" ")}: ${value} @ ${path.join(".")}`,
  );
}

test("a move claims its default and its list items, by stage", () => {
  const move = { from: "a", to: "b", offer: ["c"], withdraw: ["a"], sizes: { small: { from: "a", to: "s" } } };
  expect(shown({ features: { chat: { stage: "planned", ...move } } })).toEqual([
    'feature chat size small: "a" @ features.chat.sizes.small',
    'feature chat default: ["a"] @ features.chat.to',
  ]);
  expect(shown({ features: { chat: { stage: "internal", ...move } } })).toContain(
    "feature chat list dev b: in @ features.chat.to",
  );
  expect(shown({ features: { chat: { stage: "default", ...move } } })).toEqual([
    'feature chat size small: "s" @ features.chat.sizes.small',
    'feature chat default: ["b"] @ features.chat.to',
    "feature chat list selectable b: in @ features.chat.to",
    "feature chat list selectable c: in @ features.chat.offer.0",
    "feature chat list dev a: out @ features.chat.withdraw.0",
    "feature chat list beta a: out @ features.chat.withdraw.0",
    "feature chat list selectable a: out @ features.chat.withdraw.0",
  ]);
});

test("a size that is taken out is claimed like one that is set", () => {
  const shownWith = (sizes: null | { small: null }) =>
    shown({ features: { chat: { stage: "internal", entry: { models_for_size_preference: sizes } } } });
  expect(shownWith({ small: null })).toEqual([
    "feature chat size small: null @ features.chat.entry.models_for_size_preference.small",
  ]);
  expect(shownWith(null)).toEqual(["feature chat size: null @ features.chat.entry.models_for_size_preference"]);
  const claim = (...rest: string[]) => ({ subject: ["feature", "chat", ...rest] as const, value: "x", path: [] });
  expect(overlap(claim("size"), claim("size", "small"))).toBe(true);
  expect(describeClaim(claim("size"))).toBe('sizes of "chat"');
  expect(describeClaim(claim("size", "small"))).toBe('small size of "chat"');
});

test("a rolled back migration claims what it goes back to", () => {
  const features = { chat: { stage: "default", from: "a", to: "b" } } as const;
  expect(shown({ status: "rolled_back", features })).toContain('feature chat default: ["a"] @ features.chat.to');
});

test("offerings are claimed key by key, whole where they go", () => {
  expect(
    shown({
      offerings: {
        new: { in_place_of: "old", place: "last", name: "New", params: { temperature: 0, stop: null } as never },
      },
      replaces: {
        x: { retire: "remove" },
        y: { retire: "deprecate", deprecation: { date: "2026-10-01", removal_version: "19.5" } },
      },
    }),
  ).toEqual([
    'offering new name: "New" @ offerings.new.name',
    "offering new params temperature: 0 @ offerings.new.params.temperature",
    "offering new params stop: null @ offerings.new.params.stop",
    "offering old: is gone @ offerings.new.in_place_of",
    "offering x: is gone @ replaces.x.retire",
    'offering y deprecation deprecation_date: "2026-10-01" @ replaces.y.deprecation.date',
    'offering y deprecation removal_version: "19.5" @ replaces.y.deprecation.removal_version',
  ]);
});

test("entry, define, formerly, absent and flags are claims", () => {
  expect(
    shown({
      features: {
        chat: {
          stage: "internal",
          entry: { dev: { group_ids: [1] } },
          define: { unit_primitives: ["ask"] },
          formerly: "talk",
        },
        code: { stage: "absent" },
        title: { stage: "planned", flag: { name: "f" } },
      },
    }),
  ).toEqual([
    "feature chat dev group_ids: [1] @ features.chat.entry.dev.group_ids",
    'feature chat unit_primitives: ["ask"] @ features.chat.define',
    "feature talk: is gone @ features.chat.formerly",
    "feature code: is gone @ features.code.stage",
    "flag f: [{},null,null] @ features.title.flag.name",
  ]);
});

test("a claim on the whole meets claims on its parts, and no others", () => {
  const [whole, part, other] = claimsOf(
    migration({
      replaces: { x: { retire: "remove" } },
      features: {},
      bulk: [{ features: ["chat"], stage: "planned", flag: { name: "x" } }],
      offerings: {},
    }),
  ).concat(claimsOf(migration({ offerings: { x: { name: "X" } } })));
  if (whole === undefined || part === undefined || other === undefined) throw new Error("three claims are expected");
  expect([overlap(whole, part), overlap(whole, other), overlap(part, other)]).toEqual([false, false, true]);
  expect([whole, part, other].map(describeClaim)).toEqual(['flag "x"', 'offering "x"', 'name of offering "x"']);
});

test("what is planned makes, renames and patches no feature setting", () => {
  const entry = { define: { unit_primitives: ["chat"] }, formerly: "talk", entry: { beta: true } };
  expect(shown({ features: { chat: { stage: "planned", ...entry } } })).toEqual([]);
  expect(shown({ features: { chat: { stage: "internal", ...entry } } })).toEqual([
    "feature chat beta: true @ features.chat.entry.beta",
    'feature chat unit_primitives: ["chat"] @ features.chat.define',
    "feature talk: is gone @ features.chat.formerly",
  ]);
});
