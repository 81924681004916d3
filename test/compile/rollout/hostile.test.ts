import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { rolloutsOf } from "../../../src/compile/items/rollout.ts";
import { manifestOf, rolloutManifests } from "../../../src/compile/ramp/manifest.ts";
import type { Config } from "../../../src/model/schema/config.gen.ts";
import type { Migration } from "../../../src/model/schema/migration.gen.ts";
import { hostile } from "../bodies/markdown.ts";
import { loadCase } from "../load-case.ts";
import { CASES } from "./case.ts";
import { readCommand } from "./chatops-reader.ts";

const { workspace, document } = loadCase(join(CASES, "project"));

test("a manifest is read back as it was meant, whatever people write into it", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 6 }), (words) => {
      const config = configWith(workspace.config.data, words);
      const data = migrationWith(document.data, words);
      const changed = { ...document, data };
      const texts = rolloutManifests({ ...workspace, config: { ...workspace.config, data: config } }, changed);
      const meant = rolloutsOf(data).flatMap((rollout) => manifestOf(config, data, rollout) ?? []);
      expect(texts.map(({ text }) => parse(text))).toEqual(JSON.parse(JSON.stringify(meant)));
      for (const { steps, rollback } of meant) {
        for (const line of [...steps.flatMap(({ chatops }) => chatops), ...rollback]) readCommand(line);
      }
    }),
    { numRuns: 200 },
  );
});

function configWith(config: Config, [first = "", second = first, third = second]: readonly string[]): Config {
  return {
    ...config,
    audiences: { team_members: { user_list: first, feature_group: second }, early_birds: { feature_group: third } },
    gates: {
      latency: { source: "prometheus", query: `${first} $feature $model ${second}`, max: 1 },
      support: { source: "person", question: third },
    },
    policy: { freezes: [{ from: "2026-12-12", to: "2026-12-15", reason: second }] },
  };
}

function migrationWith(
  migration: Migration,
  [first = "", second = first, third = second]: readonly string[],
): Migration {
  const [name, entry] = Object.entries(migration.features ?? {})[0] ?? [];
  if (name === undefined || entry?.flag === undefined) throw new Error("the case has a feature with a flag");
  const criteria = { continue: [first, third], rollback: [second] };
  const ramp = { use: "careful", start: "2026-12-13T08:30:00Z", criteria };
  return { ...migration, features: { [name]: { ...entry, flag: { ...entry.flag, on: third, off: first }, ramp } } };
}
