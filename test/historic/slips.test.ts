import { describe, expect, it } from "vitest";
import { caseDay, caseFolders, hasCases } from "../replay.ts";
import { findingsIn, lineOf, textsOf } from "./findings.ts";

type Texts = ReturnType<typeof textsOf>;

/** One slip in a real file, and the one finding that it brings. */
const SLIPS: readonly [what: string, slip: (texts: Texts) => Texts, expected: RegExp][] = [
  [
    "an id that models.yml lacks, as a size",
    ({ models, features }) => ({
      models,
      features: features.replace(/( +)default_models?:/, "$1models_for_size_preference:\n$1  small: gpt_9\n$&"),
    }),
    /^unit_primitives\.yml:\S+ error unknown-offering ".*" names "gpt_9" in models_for_size_preference\.small, /,
  ],
  [
    "a list that is appended",
    ({ models, features }) => ({ models: `${models}models: []\n`, features }),
    /^models\.yml:\d+:1 error duplicate-gateway-key the key "models" stands more than once in the file; /,
  ],
  [
    "a provider that is written twice",
    ({ models, features }) => ({ models: models.replace(/\n( +provider: .*)/, "\n$1\n$1"), features }),
    /^models\.yml:\d+:5 error duplicate-gateway-key the key "provider" stands more than once in the entry of "/,
  ],
  [
    "a dash that is lost",
    ({ models, features }) => ({
      models: `${models}    name: Two\n    gitlab_identifier: x\n    params: {}\n`,
      features,
    }),
    /^models\.yml:\d+:5 error duplicate-gateway-key the keys "name", "gitlab_identifier", "params" stand more than once /,
  ],
  [
    "a host that LiteLLM is not told",
    ({ models, features }) => ({ models: models.replace(/\n +custom_llm_provider: "?vertex_ai"?/, ""), features }),
    /^models\.yml:\d+:5 error provider-contradiction nothing in params of ".*_vertex" sends ".*" to Vertex: /,
  ],
  [
    "a month that does not exist",
    ({ models, features }) => ({
      models: models.replace(/deprecation_date: .*/, "deprecation_date: 2025-13-01"),
      features,
    }),
    /^models\.yml:\S+ error deprecation-malformed deprecation_date "2025-13-01" of ".*" is no day; /,
  ],
  [
    "a blank that is lost",
    ({ models, features }) => ({ models: models.replace("\n  - name:", "\n  -name:"), features }),
    /^models\.yml:\d+:5 error syntax /,
  ],
  [
    "colons that are lost",
    ({ models, features }) => ({ models: models.replaceAll(/^( {2}- name):/gm, "$1"), features }),
    /^models\.yml:\S+ error syntax /,
  ],
];

describe.skipIf(!hasCases)("one slip in a real file (skipped: ../shared is absent)", () => {
  const folder = caseFolders.at(-1) ?? "";

  it.each(SLIPS)("%s: one finding", (_what, slip, expected) => {
    const texts = textsOf(folder);
    const slipped = slip(texts);
    expect(slipped).not.toEqual(texts);
    const said = findingsIn(texts, caseDay(folder)).map(({ rule, message }) => `${rule} ${message}`);
    const found = findingsIn(slipped, caseDay(folder)).filter((one) => !said.includes(`${one.rule} ${one.message}`));
    expect(found.map((one) => lineOf(one, slipped))).toEqual([expect.stringMatching(expected)]);
  });
});
