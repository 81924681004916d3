import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadMigration } from "../../src/load/validate.ts";
import { RACI } from "../../src/model/defaults.ts";
import { movesOf } from "../../src/model/move.ts";
import { openPrerequisites } from "../../src/model/process/prerequisites.ts";
import type { ProcessRow } from "../../src/model/process/row.ts";
import { featureRowsOf, PROCESS, rolesOf, rowsOf } from "../../src/model/process.ts";
import type { MigrationDocument } from "../../src/model/workspace.ts";

const ROOT = join(import.meta.dirname, "../..");

function migration(kind: string, rest: string, status = "active"): MigrationDocument {
  const text = `apiVersion: cutover/v1\nkind: ${kind}\nname: x\nstatus: ${status}\nowner: "@ana"\nsummary: A move.\n${rest}`;
  const { document, diagnostics } = loadMigration(text, "migrations/x.yaml");
  if (document === undefined) throw new Error(JSON.stringify(diagnostics));
  return document;
}

function open(kind: string, rest: string, status?: string): string[] {
  return openPrerequisites(migration(kind, rest, status)).map(
    ({ row, feature, path }) => `${row.key} ${feature} ${path.join(".")}`,
  );
}

describe("rows", () => {
  test("each has a key of its own, in kebab case", () => {
    const keys = PROCESS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test.each(PROCESS)("$key is one line and ends without a full stop", ({ text }) => {
    expect(text).toMatch(/^[A-Z][^\n]*[^.\n]$/);
    expect(text).not.toContain("<!--");
  });

  const ruled = PROCESS.flatMap(({ key, evidence }) => {
    const ids =
      evidence.kind === "rule" ? evidence.rules : evidence.kind === "field" ? [evidence.rule ?? []].flat() : [];
    return ids.map((id) => [key, id]);
  });

  test.each(ruled)("the rule of %s exists: %s", (_key, rule) => {
    expect(existsSync(join(ROOT, `src/rules/${rule}.ts`))).toBe(true);
  });

  test.each(PROCESS.filter(({ evidence }) => evidence.kind === "field"))(
    "the fields of $key are in the schema",
    (row) => {
      if (row.evidence.kind !== "field") throw new Error("filtered above");
      for (const route of row.evidence.anyOf) expect(schemaHas(row, route), route.join(".")).toBe(true);
    },
  );

  test("so are those that take the place of a tick, and no rule asks for them", () => {
    const shown = PROCESS.flatMap((row) =>
      row.evidence.kind === "tick" ? (row.evidence.shown?.anyOf ?? []).map((route) => [row, route] as const) : [],
    );
    expect(shown.map(([{ key }]) => key)).toContain("infrastructure");
    for (const [row, route] of shown) expect(schemaHas(row, route), row.key).toBe(true);
    const text = `features: { duo_chat: { stage: default, offer: [a], no_flag: they choose } }`;
    expect(open("Upgrade", text).map((line) => line.split(" ")[0])).toEqual(["announcement", "provider-documentation"]);
  });

  test("each has one role that answers for it", () => {
    for (const row of PROCESS) expect(rolesOf(row, RACI).accountable).toHaveLength(1);
  });

  test("providers choose: LiteLLM's hosts and Anthropic's models are told apart", () => {
    const keys = (offering: string, provider: string) => {
      const text = `model: { provider: ${provider}, family: F, version: v }\nfeatures: { duo_chat: { stage: planned, offer: [${offering}] } }`;
      return rowsOf(migration("Upgrade", text).data)
        .map(({ key }) => key)
        .filter((key) => /^(model-class|cloud|vertex)/.test(key));
    };
    expect(keys("claude_x", "anthropic")).toEqual(["model-class-anthropic"]);
    expect(keys("gpt_x_fireworks", "openai")).toEqual(["model-class-litellm"]);
    expect(keys("gemini_x_vertex", "google")).toEqual(["model-class-litellm", "cloud-activation", "vertex-support"]);
    expect(keys("gpt_x", "openai")).toEqual([]);
  });

  test("a host may also be named by the offering's entry", () => {
    const text = `offerings: { claude_x: { params: { custom_llm_provider: vertex_ai } } }`;
    expect(rowsOf(migration("Upgrade", text).data).map(({ key }) => key)).toContain("cloud-activation");
  });

  test("rows about flags are for features with one", () => {
    const { data } = migration(
      "Upgrade",
      "features: { duo_chat: { stage: planned, offer: [a], flag: { name: f } }, code: { stage: planned, offer: [a] } }",
    );
    const [withFlag, without] = movesOf(data).map((move) => featureRowsOf(data, move).map(({ key }) => key));
    expect(withFlag).toContain("remove-flag");
    expect(without).not.toContain("remove-flag");
  });
});

describe("open prerequisites", () => {
  const LINKS = "references: { announcement: https://a.b, documentation: https://a.b }\n";

  test("nothing is due while features are planned", () => {
    expect(open("Upgrade", "features: { duo_chat: { stage: planned, offer: [a] } }")).toEqual([]);
  });

  test("links are due once, before the first feature is internal", () => {
    const features =
      "features: { code: { stage: planned, offer: [a] }, duo_chat: { stage: beta, offer: [a] }, x: { stage: beta, offer: [a] } }";
    expect(open("Upgrade", features)).toEqual([
      "announcement duo_chat references.announcement",
      "provider-documentation duo_chat references.documentation",
    ]);
    expect(open("Upgrade", LINKS + features)).toEqual([]);
  });

  test("an integration needs its infrastructure checked before users can pick the model", () => {
    const at = (stage: string) =>
      `${LINKS}features: { duo_chat: { stage: ${stage}, offer: [a], no_flag: they choose } }`;
    expect(open("Integration", at("beta"))).toEqual([]);
    expect(open("Integration", at("selectable"))).toEqual(["infrastructure-checked duo_chat infrastructure.link"]);
    expect(
      open("Integration", `${at("selectable")}\ninfrastructure: { link: https://a.b, by: "@ana", date: 2026-05-04 }`),
    ).toEqual([]);
  });

  test("a deprecation needs candidates, criteria, a decision and the provider's recommendation before internal", () => {
    const features = `${LINKS}features: { duo_chat: { stage: internal, offer: [a] } }\n`;
    expect(open("Deprecation", features)).toEqual([
      "provider-recommendation duo_chat replaces",
      "candidates duo_chat candidates.offerings",
      "criteria duo_chat candidates.criteria",
      "decision duo_chat candidates.decided_by",
    ]);
    const done = `candidates: { criteria: [cost], offerings: [{ id: a }], decided_by: "@ana" }\nreplaces: { b: {}, c: { recommended: { model: a } } }`;
    expect(open("Deprecation", features + done)).toEqual([]);
  });

  test("an empty list is no evidence", () => {
    const text = `${LINKS}features: { duo_chat: { stage: internal, offer: [a] } }\ncandidates: { criteria: [], offerings: [{ id: a }], decided_by: "@ana" }\nreplaces: { c: { recommended: { model: a } } }`;
    expect(open("Deprecation", text)).toEqual(["criteria duo_chat candidates.criteria"]);
  });

  test("a feature needs its evaluation, its ramp and the code of its flag before rollout", () => {
    const entry = (rest: string) =>
      `${LINKS}features: { duo_chat: { stage: rollout, from: a, to: b, flag: { name: f${rest} } }`;
    expect(open("Upgrade", entry(" }"))).toEqual([
      "flag-code duo_chat features.duo_chat.flag.confirmed",
      "ramp duo_chat features.duo_chat.ramp",
      "evaluation-report duo_chat features.duo_chat.evaluation.report",
    ]);
    expect(open("Upgrade", entry(", code: a.rb }, ramp: standard, evaluation: { report: e.json }"))).toEqual([]);
    expect(
      open(
        "Upgrade",
        entry(', confirmed: { by: "@bo", date: 2026-05-20 } }, ramp: standard, evaluation: { report: e.json }'),
      ),
    ).toEqual([]);
  });

  test("no evaluation is asked for where the default stays", () => {
    expect(
      open("Upgrade", `${LINKS}features: { duo_chat: { stage: default, offer: [a], no_flag: they choose } }`),
    ).toEqual([]);
  });

  test("an entry of bulk is named once, by its first feature", () => {
    const text = `${LINKS}bulk: [{ features: [a, b], stage: default, from: x, to: y, no_flag: together }]`;
    expect(open("Upgrade", text)).toEqual(["evaluation-report a bulk.0.evaluation.report"]);
  });

  test("a migration that was rolled back stands at selectable", () => {
    const text = `${LINKS}features: { duo_chat: { stage: default, from: x, to: y, no_flag: small } }`;
    expect(open("Upgrade", text)).toHaveLength(1);
    expect(open("Upgrade", text, "rolled_back")).toEqual([]);
  });

  test.each(["draft", "complete", "cancelled"])("nothing is due in a migration that is %s", (status) => {
    expect(open("Upgrade", "features: { duo_chat: { stage: default, offer: [a], no_flag: small } }", status)).toEqual(
      [],
    );
  });

  test("the stage that was reached is said with its place", () => {
    const [first] = openPrerequisites(migration("Upgrade", "features: { duo_chat: { stage: beta, offer: [a] } }"));
    expect(first).toMatchObject({ stage: "beta", stagePath: ["features", "duo_chat", "stage"] });
  });
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Whether the migration's schema knows a field, from the root or from a feature's entry on. */
function schemaHas({ scope }: ProcessRow, route: readonly string[]): boolean {
  const root = JSON.parse(readFileSync(join(ROOT, "schema/migration.schema.json"), "utf8")) as Schema;
  const resolve = (schema: Schema | undefined): Schema | undefined => {
    const name = /^#\/definitions\/(.*)$/.exec(schema?.$ref ?? "")?.[1];
    return name === undefined ? schema : root.definitions?.[name];
  };
  let at: Schema | undefined = scope === "feature" ? root.definitions?.["featureMove"] : root;
  for (const step of route) {
    const extra: Schema | boolean | undefined = at?.additionalProperties;
    at = resolve(step === "*" ? (typeof extra === "object" ? extra : undefined) : at?.properties?.[step]);
  }
  return at !== undefined;
}
