import fc from "fast-check";
import { FEATURES, IDS, NEW_IDS } from "./house-style.ts";

type Plain = Record<string, unknown>;

const known = fc.constantFrom(...IDS);
const seldom = fc.integer({ min: 0, max: 3 }).map((dice) => dice === 3);

const patch: fc.Arbitrary<Plain> = fc.record(
  {
    name: fc.constantFrom("A", "yes", "A: b", "2026-01-01"),
    description: fc.constantFrom("Fast.", 'It\'s "quick" #1', null),
    max_context_tokens: fc.constantFrom(4096, 1_000_000, null),
    family: fc.constantFrom(["one"], ["two", "three"], [], null),
    params: fc.record(
      {
        model: fc.constantFrom("m-1", "m@2", "x/y:0"),
        temperature: fc.constantFrom(0, 0.5, null),
        max_tokens: fc.constantFrom(64_000, null),
        extra_headers: fc.constantFrom({ "a-b": "1" }, { "a-b": null }, null),
      },
      { requiredKeys: [] },
    ),
    prompt_params: fc.constantFrom({ vertex_location: "us" }, { vertex_location: null }, { stop: ["x", "y"] }, null),
  },
  { requiredKeys: [] },
);

const place = fc.oneof(
  fc.constantFrom("first", "last"),
  known.map((after) => ({ after })),
  known.map((before) => ({ before })),
);

const offerings = fc.tuple(
  fc.uniqueArray(fc.tuple(known, patch, fc.option(place, { nil: undefined }), seldom), {
    maxLength: 3,
    selector: ([id]) => id,
  }),
  fc.uniqueArray(fc.tuple(fc.constantFrom(...NEW_IDS), patch, fc.option(place, { nil: undefined })), {
    maxLength: 2,
    selector: ([id]) => id,
  }),
);

const offer = fc
  .tuple(
    fc.constantFrom(...IDS, ...NEW_IDS),
    fc.option(fc.tuple(fc.constantFrom("after", "before"), known), { nil: undefined }),
    seldom,
  )
  .map(([id, at, move]) => (at === undefined || at[1] === id ? id : { id, [at[0]]: at[1], ...(move && { move }) }));

const move: fc.Arbitrary<Plain> = fc
  .record({
    stage: fc.constantFrom("planned", "internal", "beta", "selectable", "rollout", "default", "default", "absent"),
    from: fc.option(known, { nil: undefined }),
    to: known,
    offer: fc.uniqueArray(offer, { maxLength: 3, selector: (item) => (typeof item === "string" ? item : item.id) }),
    withdraw: fc.uniqueArray(known, { maxLength: 2 }),
    sizes: fc.option(fc.record({ small: known, large: fc.record({ from: known, to: known }) }, { requiredKeys: [] }), {
      nil: undefined,
    }),
    entry: fc.option(fc.constantFrom({ weight: 3 }, { dev: { group_ids: [1, 2] } }), { nil: undefined }),
    create: fc.boolean(),
  })
  .map(({ stage, from, to, sizes, entry, create, ...lists }) => ({
    stage,
    ...(from !== undefined && { from, to }),
    ...lists,
    ...(sizes !== undefined && Object.keys(sizes).length > 0 && { sizes }),
    ...(entry !== undefined && { entry }),
    ...(create && { create_list: true }),
    ...(["selectable", "rollout", "default"].includes(stage) && { no_flag: "because" }),
  }));

const retire = fc.constantFrom<Plain>(
  { retire: "remove" },
  { retire: "keep" },
  { retire: "deprecate", deprecation: { date: "2026-05-01", removal_version: "19.4" } },
);

/** Migrations over the ids and features of `gateways`, as plain data; not all of them can be made. */
export const migrations: fc.Arbitrary<Plain> = fc
  .record({
    offerings,
    replaces: fc.dictionary(known, retire, { maxKeys: 2 }),
    features: fc.dictionary(fc.constantFrom(...FEATURES), move, { maxKeys: 3 }),
    bulk: fc.array(fc.tuple(fc.uniqueArray(fc.constantFrom(...FEATURES), { minLength: 1 }), move), { maxLength: 1 }),
  })
  .map(({ offerings: [old, fresh], replaces, features, bulk }) => {
    const patched = old.map(
      ([id, keys, at, moves]) => [id, { ...keys, ...(at !== undefined && { place: at, move: moves }) }] as const,
    );
    const added = fresh.map(
      ([id, keys, at]) => [id, { ...keys, name: keys["name"] ?? id, ...(at !== undefined && { place: at }) }] as const,
    );
    const sections = {
      offerings: Object.fromEntries([...patched, ...added]),
      replaces,
      features,
      bulk: bulk.map(([names, entry]) => ({ features: names, ...entry })),
    };
    const filled = Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0);
    return {
      apiVersion: "cutover/v1",
      kind: "Upgrade",
      name: "example",
      status: "active",
      owner: "@ana",
      summary: "Example.",
      ...Object.fromEntries(filled),
    };
  });
