import { describe, expect, test } from "vitest";
import { readGateway } from "../../src/compile/files/gateway/read-gateway.ts";
import type { Selection } from "../../src/model/schema/migration.gen.ts";
import { selectedFeatures } from "../../src/model/selection.ts";

const { gateway } = readGateway(
  {
    file: "models.yml",
    text: `models:
  - { gitlab_identifier: sonnet, provider: Anthropic }
  - { gitlab_identifier: sonnet_vertex, provider: Gemini Enterprise Agent Platform }
  - { gitlab_identifier: gemini, provider: Gemini Enterprise Agent Platform }
  - { gitlab_identifier: plain }
`,
  },
  {
    file: "unit_primitives.yml",
    text: `configurable_unit_primitives:
  - { feature_setting: chat, unit_primitives: [ask, explain], default_models: [sonnet, sonnet_vertex], selectable_models: [sonnet, gemini] }
  - { feature_setting: code, unit_primitives: [complete], default_models: [sonnet], beta_models: [gemini], dev: { selectable_models: [plain] } }
  - { feature_setting: title, unit_primitives: [], default_models: [gemini] }
`,
  },
);

describe("a select finds", () => {
  test.each<[string, Selection, string[]]>([
    ["whole defaults, in order", { default_is: ["sonnet", "sonnet_vertex"] }, ["chat"]],
    ["one default alone", { default_is: "sonnet" }, ["code"]],
    ["any of several listed ids", { lists: ["gemini", "plain"] }, ["chat"]],
    ["ids of the beta list", { lists: "gemini", in: "beta" }, ["code"]],
    ["ids of the dev list", { lists: "plain", in: "dev" }, ["code"]],
    ["primitives", { unit_primitive: ["complete", "explain"] }, ["chat", "code"]],
    ["hosts by the end of the id or by the provider", { host: "vertex" }, ["chat", "title"]],
    ["the maker's own host", { host: ["anthropic", "bedrock"] }, ["chat", "code"]],
    ["all but the exceptions", { all: true, except: ["code"] }, ["chat", "title"]],
    ["only what every key finds", { host: "anthropic", unit_primitive: "ask" }, ["chat"]],
  ])("%s", (_name, selection, names) => {
    expect(gateway && selectedFeatures(selection, gateway).map(({ name }) => name)).toEqual(names);
  });
});
