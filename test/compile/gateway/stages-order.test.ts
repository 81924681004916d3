import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile/index.ts";
import { loadConfig, loadMigration } from "../../../src/load/validate.ts";
import type { MigrationDocument } from "../../../src/model/workspace.ts";
import { gatewayTexts, type Texts } from "../../generated/gateway-text.ts";
import { type Journey, journeyOf, migrationText, nextStation } from "../../generated/journey.ts";
import { type Random, randomOf } from "../../generated/random.ts";
import { gatewayErrors } from "../../generated/rules.ts";
import { FILES } from "./harness.ts";

const WORKSPACES = 16;
const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  gateway: { project: acme/ai-gateway, format: ai-gateway, path: models }
`;

/** The files after all migrations, in the order in which they are given, and what could not be made. */
function compiled(texts: Texts, migrations: readonly MigrationDocument[]) {
  const { document: config } = loadConfig(CONFIG, "cutover.yaml");
  if (config === undefined) throw new Error("the config of the test does not load");
  const files = new Map([
    [`models/${FILES.models}`, texts.models],
    [`models/${FILES.features}`, texts.features],
  ]);
  const snapshot = { target: "gateway", commit: "c0ffee", files };
  const result = compile({ workspace: { config, migrations }, targets: new Map([["gateway", snapshot]]) });
  const after = (name: string) => result.files.find(({ path }) => path.endsWith(name))?.after ?? "";
  return {
    texts: { models: after(FILES.models), features: after(FILES.features) },
    problems: result.problems.map(({ file, message }) => `${file}: ${message}`).sort(),
  };
}

interface Case {
  readonly before: Texts;
  readonly migrations: readonly MigrationDocument[];
}

/** Two or three migrations of one gateway; no two speak of one feature or one line of models. */
function caseOf(seed: number): Case {
  const random = randomOf(seed);
  const before = gatewayTexts(random, "today", 24);
  const journeys: Journey[] = [];
  for (const name of ["first", "second", "third"].slice(0, 2 + (seed % 2))) {
    const taken = journeys.flatMap(({ legs, fresh }) => [
      ...legs.map(({ feature }) => feature),
      ...fresh.map(({ line }) => line),
    ]);
    journeys.push(journeyOf(before, name, random, new Set(taken)));
  }
  return { before, migrations: journeys.map((journey) => documentOf(journey, random)) };
}

function documentOf(journey: Journey, random: Random): MigrationDocument {
  const stages = nextStation(journey, nextStation(journey, new Map(), random).stages, random);
  const text = migrationText(journey, { ...stages, status: "active", retire: "keep" });
  const { document, diagnostics } = loadMigration(text, `migrations/${journey.name}.yaml`);
  if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return document;
}

function ordersOf<T>(items: readonly T[]): T[][] {
  return items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

describe("migrations that do not meet", () => {
  const cases = Array.from({ length: WORKSPACES }, (_none, seed) => caseOf(seed));

  it("give the same bytes in any order, and files that the gateway takes", () => {
    let sound = 0;
    for (const { before, migrations } of cases) {
      const [first, ...others] = ordersOf(migrations).map((order) => compiled(before, order));
      for (const other of others) expect(other).toEqual(first);
      if (first === undefined || first.problems.length > 0) continue;
      expect(gatewayErrors(first.texts)).toEqual([]);
      sound += 1;
    }
    expect(sound).toBeGreaterThan(WORKSPACES / 2);
  });

  it("change nothing on what they have made", () => {
    for (const { before, migrations } of cases) {
      const once = compiled(before, migrations);
      if (once.problems.length === 0) expect(compiled(once.texts, migrations)).toEqual(once);
    }
  });
});
