import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";
import { evaluation as isEvaluation } from "../../src/load/validators/evaluation.gen.mjs";
import { rollout as isRollout } from "../../src/load/validators/rollout.gen.mjs";

interface Schema {
  $id?: string;
  $ref?: string;
  description?: string;
  examples?: unknown[];
  pattern?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  definitions?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
}

const ROOT = join(import.meta.dirname, "../..");
const SHARED = join(ROOT, "../shared");
const FIXTURES = join(import.meta.dirname, "fixtures");
const FILES = readdirSync(join(ROOT, "schema")).filter((file) => file.endsWith(".schema.json"));

function schemaOf(file: string): Schema {
  return JSON.parse(readFileSync(join(ROOT, "schema", file), "utf8"));
}

/** Every schema below one, with the way to it. */
function* schemasIn(schema: Schema, path = "#"): Generator<[string, Schema]> {
  yield [path, schema];
  const named = { ...schema.properties, ...schema.definitions };
  for (const [key, child] of Object.entries(named)) yield* schemasIn(child, `${path}/${key}`);
  for (const child of [schema.items, schema.additionalProperties, ...(schema.anyOf ?? [])]) {
    if (typeof child === "object") yield* schemasIn(child, `${path}/*`);
  }
}

describe.each(FILES)("%s", (file) => {
  const all = [...schemasIn(schemaOf(file))];

  it("describes every property, since editors show that", () => {
    const bare = all.flatMap(([path, { properties = {} }]) =>
      Object.entries(properties).flatMap(([key, { description = "" }]) =>
        description.trim() === "" ? `${path}/${key}` : [],
      ),
    );
    expect(bare).toEqual([]);
  });

  it("has an identifier that is its file name", () => expect(schemaOf(file).$id).toBe(file));

  it("gives examples that fit", () => {
    const wrong = all.flatMap(([path, { pattern, examples = [] }]) =>
      pattern === undefined
        ? []
        : examples.filter((example) => !new RegExp(pattern, "u").test(String(example))).map(() => path),
    );
    expect(wrong).toEqual([]);
  });

  // A plan, a status and the lock file are JSON, and nobody writes one.
  it.skipIf(["deadlines.schema.json", "plan.schema.json", "status.schema.json"].includes(file))(
    "lets every whole number be text with underscores, which is what other YAML readers make of it",
    () => {
      const strict = all.filter(
        ([, { type }]) => [type].flat().includes("integer") && ![type].flat().includes("string"),
      );
      expect(strict.map(([path]) => path)).toEqual([]);
    },
  );
});

describe("bulk entries", () => {
  it("take the keys of a feature, but for what makes sense for one alone", () => {
    const { definitions = {} } = schemaOf("migration.schema.json");
    const feature = Object.keys(definitions["featureMove"]?.properties ?? {}).filter((key) => key !== "formerly");
    const bulk = Object.keys(definitions["bulkMove"]?.properties ?? {}).filter(
      (key) => !["features", "select"].includes(key),
    );
    expect(bulk).toEqual(feature);
  });
});

describe("files that use every key", () => {
  it("complete-migration.yaml", () => {
    const text = readFileSync(join(FIXTURES, "complete-migration.yaml"), "utf8");
    const { document, diagnostics } = loadMigration(text, "complete-migration.yaml");
    expect(diagnostics).toEqual([]);
    expect(document?.data.offerings?.["claude_sonnet_4_6_vertex"]?.max_context_tokens).toBe(1_000_000);
    expect(unusedKeys("migration.schema.json", text)).toEqual([]);
  });

  it("complete-config.yaml", () => {
    const text = readFileSync(join(FIXTURES, "complete-config.yaml"), "utf8");
    const { document, diagnostics } = loadConfig(text, "complete-config.yaml");
    expect(diagnostics).toEqual([]);
    expect(Object.keys(document?.data.milestones ?? {})).toEqual(["19.1", "19.10"]);
    expect(unusedKeys("config.schema.json", text)).toEqual([]);
  });
});

/** Keys of a schema that a text does not hold. */
function unusedKeys(file: string, text: string): string[] {
  const keys = [...schemasIn(schemaOf(file))].flatMap(([, { properties = {} }]) => Object.keys(properties));
  return [...new Set(keys)].filter((key) => !new RegExp(`\\b${key}:`).test(text));
}

describe("what the compiler and evaluations write", () => {
  const rollout = {
    apiVersion: "cutover/v1",
    kind: "Rollout",
    migration: "claude-sonnet-4-6",
    features: ["duo_chat"],
    flag: "duo_chat_sonnet_4_6",
    controls: { what: "model", off: "claude_sonnet_4_5", on: "claude_sonnet_4_6" },
    actor: "user",
    backend: { kind: "project", project: "acme/monolith" },
    environments: ["production"],
    released: 0,
    steps: [
      {
        step: 1,
        percentage: 10,
        not_before: "2026-05-18T09:00:00Z",
        ends: "2026-05-19T09:00:00Z",
        soak: "1d",
        gates: [],
        chatops: ["/chatops run feature set duo_chat_sonnet_4_6 10 --actors"],
        strategies: [
          {
            name: "flexibleRollout",
            parameters: { groupId: "default", rollout: "10", stickiness: "userId" },
            scopes: [{ environment_scope: "production" }],
          },
        ],
      },
    ],
    test_environments: ["/chatops run feature set duo_chat_sonnet_4_6 true --dev"],
    rollback: ["/chatops run feature set duo_chat_sonnet_4_6 false"],
    removal: ["/chatops run feature delete duo_chat_sonnet_4_6 --production"],
  };
  const result = {
    offering: "a",
    model: "m",
    prompt: { id: "chat/react", version: "2.0.0" },
    samples: 10,
    score: 0.9,
    errors: 0,
    date: "2026-05-12",
  };

  it("a rollout fits, one with a number as strategy parameter does not", () => {
    expect(isRollout(rollout)).toBe(true);
    const [step] = rollout.steps;
    const strategies = [{ ...step?.strategies[0], parameters: { rollout: 10 } }];
    expect(isRollout({ ...rollout, steps: [{ ...step, strategies }] })).toBe(false);
  });

  it("an evaluation fits, one without samples does not", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const evaluation = {
      apiVersion: "cutover/v1",
      kind: "Evaluation",
      feature: "duo_chat",
      dataset: { name: "d", digest },
      old: result,
      new: result,
    };
    expect(isEvaluation(evaluation)).toBe(true);
    expect(isEvaluation({ ...evaluation, new: { ...result, samples: undefined } })).toBe(false);
  });
});

describe.skipIf(!existsSync(SHARED))("real migrations", () => {
  const cases = join(SHARED, "gateway/replay/cases");
  const names = existsSync(cases)
    ? readdirSync(cases).filter((name) => existsSync(join(cases, name, "migration.yaml")))
    : [];

  it.each(names)("%s", (name) => {
    const { diagnostics } = loadMigration(readFileSync(join(cases, name, "migration.yaml"), "utf8"), "migration.yaml");
    expect(diagnostics).toEqual([]);
  });

  it("are eight", () => expect(names).toHaveLength(8));

  it("and the examples of the design, with its gaps filled, fit", () => {
    const design = readFileSync(join(SHARED, "design.md"), "utf8");
    const blocks = [...design.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => fillGaps(block));
    expect(loadMigration(blocks[0] ?? "", "migration.yaml").diagnostics).toEqual([]);
    expect(loadConfig(blocks[1] ?? "", "cutover.yaml").diagnostics).toEqual([]);
  });
});

function fillGaps(text: string): string {
  return text
    .replaceAll(/(https:\/\/|(?<=url: ))…/g, "https://example.com/page")
    .replaceAll("sha256:…", `sha256:${"0".repeat(64)}`)
    .replaceAll("…", "text");
}
