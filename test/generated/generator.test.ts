import { describe, expect, it } from "vitest";
import { ERAS, type Era } from "./era.ts";
import type { Fact } from "./fact.ts";
import { changeKinds, type HandMade, handMade } from "./hand-made.ts";
import { changedLines, type Meaning, meaningOf, missingComments, type Plain, touched } from "./judge.ts";
import { gatewayErrors } from "./rules.ts";

const KINDS_OF_TODAY = changeKinds("today");
const SEEDS = Array.from({ length: 66 }, (_none, seed) => seed);

function madeOf(seed: number): HandMade {
  return handMade(seed, { kind: KINDS_OF_TODAY[seed % KINDS_OF_TODAY.length] });
}

describe("changes made by the generator", () => {
  it("are the same for the same seed", () => {
    expect(handMade(7)).toEqual(handMade(7));
    expect(handMade(7).before).not.toEqual(handMade(8).before);
  });

  it.each(SEEDS)("seed %i: both sides pass the gateway's own check, and the facts hold", (seed) => {
    const { before, after, facts } = madeOf(seed);
    expect(gatewayErrors(before)).toEqual([]);
    expect(gatewayErrors(after)).toEqual([]);
    expect(factsOf(meaningOf(before), meaningOf(after), facts)).toEqual(told(facts));
    expect(changedLines(before, after)).toBeGreaterThan(0);
    for (const text of Object.values(after))
      expect(text).toMatch(/^(?:\S(?:.*\S)?|\s+\S(?:.*\S)?|)(?:\n(?:.*\S)?)*\n$/);
  });

  it.each(Object.keys(ERAS) as Era[])("of the era %s can be read", (era) => {
    for (const seed of SEEDS.slice(0, 20)) {
      const { before, after, facts } = handMade(seed, { era });
      expect(factsOf(meaningOf(before), meaningOf(after), facts)).toEqual(told(facts));
    }
  });

  it("cover files from few entries to many", () => {
    const sizes = SEEDS.map((seed) => meaningOf(madeOf(seed).before).models.length);
    expect(Math.min(...sizes)).toBeLessThan(15);
    expect(Math.max(...sizes)).toBeGreaterThan(50);
    const all = SEEDS.map((seed) => madeOf(seed).before);
    for (const word of [/\d_\d/, /: \d{5}/, /# https:/, / {2}# proxy/, /deprecation:/, /proxy_provider/])
      expect(all.filter(({ models }) => word.test(models)).length).toBeGreaterThan(3);
    for (const word of [/default_models:\n.*\n {6}- /, /\[\]/, /dev:/, /small:/])
      expect(all.filter(({ features }) => word.test(features)).length).toBeGreaterThan(3);
  });
});

/** What the parsed files say of defaults, models and features: without it a fact could be a lie. */
function factsOf(before: Meaning, after: Meaning, facts: readonly Fact[]): string[] {
  const renamed = new Map(
    facts.flatMap((fact) => (fact.what === "model renamed" ? [[fact.id, fact.to] as const] : [])),
  );
  const ids = (list: readonly Plain[], key: string) => list.map((entry) => String(entry[key]));
  const news = (what: string, key: string, a: readonly Plain[], b: readonly Plain[]) => [
    ...ids(b, key).flatMap((id) => (ids(a, key).includes(id) ? [] : [`${what} added ${id}`])),
    ...ids(a, key).flatMap((id) => (ids(b, key).includes(id) ? [] : [`${what} removed ${id}`])),
  ];
  const defaults = (entry: Plain | undefined) =>
    [entry?.["default_models"] ?? entry?.["default_model"]]
      .flat()
      .map((id) => renamed.get(String(id)) ?? id)
      .join();
  const named = (list: readonly Plain[], name: unknown) => list.find((entry) => entry["feature_setting"] === name);
  const moved = before.features.flatMap((entry) => {
    const now = named(after.features, entry["feature_setting"]);
    const [from, to] = [defaults(entry), defaults(now)];
    return now === undefined || from === to ? [] : [`default ${String(entry["feature_setting"])} ${from} ${to}`];
  });
  return [
    ...news("model", "gitlab_identifier", before.models, after.models),
    ...news("feature", "feature_setting", before.features, after.features),
    ...moved,
  ].sort();
}

function told(facts: readonly Fact[]): string[] {
  return facts
    .flatMap((fact) => {
      if (fact.what === "default changed") return [`default ${fact.feature} ${fact.from} ${fact.to}`];
      if (fact.what === "model renamed") return [`model added ${fact.to}`, `model removed ${fact.id}`];
      if (fact.what === "feature renamed") return [`feature added ${fact.to}`, `feature removed ${fact.feature}`];
      if (fact.what === "model added" || fact.what === "model removed") return [`${fact.what} ${fact.id}`];
      return fact.what === "feature added" || fact.what === "feature removed" ? [`${fact.what} ${fact.feature}`] : [];
    })
    .sort();
}

describe("the judge", () => {
  const { before, after } = handMade(3, { kind: "edit fields", most: 1, revert: false });

  it("misses a comment that is gone, and no other", () => {
    const withComment = { ...after, models: after.models.replace("\n  - ", "\n  # mind the gap\n  - ") };
    expect(missingComments(withComment, after)).toEqual(["# mind the gap"]);
    expect(missingComments(after, withComment)).toEqual([]);
  });

  it("sees an entry that was touched for nothing", () => {
    const [, name = ""] = /feature_setting: "(\w+)"/.exec(after.features) ?? [];
    const other = { ...after, features: after.features.replace(`"${name}"`, `'${name}'`) };
    expect(touched(before, after, other)).toEqual([name]);
    expect(touched(before, after, after)).toEqual([]);
  });
});

describe("the gateway's own check, written again", () => {
  const models = `models:
  - name: "One"
    gitlab_identifier: "one"
    description: "First."
    cost_indicator: "$"
    max_context_tokens: 64_000
    model_class_provider: litellm_completion
    params:
      completion_type: text
    deprecation:
      deprecation_date: 2026-10-01
      removal_version: "19.5"
`;
  const features = `configurable_unit_primitives:
  - feature_setting: "chat"
    unit_primitives: []
    default_models:
      - "one"
    models_for_size_preference:
      small: "one"
    selectable_models:
      - "one"
`;

  it("takes what the gateway takes", () => {
    expect(gatewayErrors({ models, features })).toEqual([]);
    const typo = features.replace("models_for_size_preference", "models_for_size");
    expect(gatewayErrors({ models, features: typo })).toEqual([]);
  });

  it.each([
    ["models", "64_000", '"64_000"'],
    ["models", '    description: "First."\n', ""],
    ["models", '"$"', '"cheap"'],
    ["models", "params:", "param:"],
    ["models", "completion_type: text", "completion_type: fim"],
    ["models", "completion_type: text", "completion_type: text\n      verbosity: low"],
    ["models", "litellm_completion", "litelm"],
    ["models", '"19.5"', "19.5"],
    ["models", 'name: "One"', 'nmae: "One"'],
    ["features", '- "one"\n    models', '- "two"\n    models'],
    ["features", 'small: "one"', 'medium: "one"'],
    ["features", 'small: "one"', 'small: "two"'],
    ["features", '      - "one"\n    models_for', "    models_for"],
    ["features", 'selectable_models:\n      - "one"', 'selectable_models:\n      - "two"'],
    ["features", "    unit_primitives: []\n", ""],
    ["features", 'selectable_models:\n      - "one"', 'dev:\n      group_ids: [1]\n      selectable_models: ["one"]'],
  ] as const)("does not take %s with %j changed to %j", (half, old, next) => {
    const texts = { models, features };
    const broken = { ...texts, [half]: texts[half].replace(old, next) };
    expect(broken[half]).not.toBe(texts[half]);
    expect(gatewayErrors(broken)).not.toEqual([]);
  });
});
