import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGateway } from "../../../src/compile/files/gateway/read-gateway.ts";
import { readGatewayInParts } from "../../../src/compile/files/gateway/read-parts.ts";
import type { GatewayFiles } from "../../../src/model/gateway.ts";
import { caseFolders, caseSide, hasCases } from "../../replay.ts";
import { FILES, type Texts, textsIn } from "./harness.ts";
import { gateways } from "./house-style.ts";

const MODELS = "models:\n  - gitlab_identifier: one\n";
const FEATURES = "configurable_unit_primitives:\n  - feature_setting: chat\n    default_models: [one]\n";

function readBoth({ models, features }: Texts) {
  const files = [
    { file: FILES.models, text: models },
    { file: FILES.features, text: features },
  ] as const;
  return [readGatewayInParts(...files), readGateway(...files)].map(({ gateway, problems }) => ({
    problems,
    ...(gateway && { models: plain(gateway.models), features: plain(gateway.features) }),
  }));
}

/** Places sorted, since their order says nothing. */
function plain({ source, entries }: GatewayFiles["models"] | GatewayFiles["features"]) {
  const nodes = [...source.nodes].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...source, nodes, entries };
}

describe("reading entry by entry", () => {
  it("is reading as a whole, for any gateway", () => {
    fc.assert(
      fc.property(gateways, (texts) => {
        const [parts, whole] = readBoth(texts);
        expect(parts).toEqual(whole);
      }),
      { numRuns: 200, seed: 20260518 },
    );
  });

  it.each([
    [
      "a comment above an item",
      "models:\n  - gitlab_identifier: one\n\n# left\n  # above\n  - gitlab_identifier: two\n",
    ],
    [
      "a comment that is deeper",
      "models:\n  - gitlab_identifier: one\n    # of one\n  # of two\n  - gitlab_identifier: two\n",
    ],
    [
      "a block text that looks like items",
      "models:\n- gitlab_identifier: one\n  text: |\n    # no comment\n    - no item\n- gitlab_identifier: two\n",
    ],
    ["no indentation", "# pointer\nmodels: # all\n# first\n- gitlab_identifier: one\n- gitlab_identifier: two\n# end"],
    [
      "a cut through quotes",
      'models:\n- gitlab_identifier: one\n  text: "a\n- gitlab_identifier: two\n  b"\n- gitlab_identifier: three\n',
    ],
    [
      "an alias into another item",
      "models:\n  - &one { gitlab_identifier: one }\n  - <<: *one\n    gitlab_identifier: two\n",
    ],
    ["a key behind the list", "models:\n  - gitlab_identifier: one\nother:\n  - gitlab_identifier: two\n"],
    ["a key before the list", "other: [1]\nmodels:\n  - gitlab_identifier: one\n"],
    ["the key twice", "models:\n  - gitlab_identifier: one\nmodels:\n  - gitlab_identifier: two\n"],
    ["a list in brackets", "models: [{ gitlab_identifier: one }]\n"],
    ["no item at all", "models: []\n"],
    ["a dash on a line of its own", "models:\n  -\n    gitlab_identifier: one\n  - gitlab_identifier: two\n"],
    ["an entry without name", "models:\n  - gitlab_identifier: one\n  - name: two\n"],
    ["an item that is no mapping", "models:\n  - one\n  - gitlab_identifier: two\n"],
    ["a second document", "models:\n  - gitlab_identifier: one\n---\nmodels:\n  - gitlab_identifier: two\n"],
    ["the end of the document", "models:\n  - gitlab_identifier: one\n...\n  - gitlab_identifier: two\n"],
    ["items that do not line up", "models:\n  - gitlab_identifier: one\n   - gitlab_identifier: two\n"],
    ["items further out", "models:\n  - gitlab_identifier: one\n - gitlab_identifier: two\n"],
    [
      "carriage returns",
      "models:\r\n  # above\r\n  - gitlab_identifier: one # behind\r\n\r\n  - gitlab_identifier: two\r\n",
    ],
    ["a byte order mark", "\ufeffmodels:\n  - gitlab_identifier: one\n"],
    ["a key twice in an entry", "models:\n  - gitlab_identifier: one\n    name: a\n    name: b\n"],
    ["comments alone behind it", "models:\n  - gitlab_identifier: one\n\n  # a\n# b\n"],
    ["a tab", "models:\n  - gitlab_identifier: one\n\t- gitlab_identifier: two\n"],
  ])("is reading as a whole: %s", (_what, models) => {
    const [parts, whole] = readBoth({ models, features: FEATURES });
    expect(parts).toEqual(whole);
  });

  it("takes over what it has read before", () => {
    const read = (models: string) =>
      readGatewayInParts({ file: FILES.models, text: models }, { file: FILES.features, text: FEATURES }).gateway;
    const two = `${MODELS}    name: One\n  - gitlab_identifier: two\n`;
    const [before, after] = [read(two), read(two.replace("One", "Number One"))];
    expect(after?.models.entries[1]?.entry).toBe(before?.models.entries[1]?.entry);
    expect(after?.models.entries[0]?.entry).toEqual({ gitlab_identifier: "one", name: "Number One" });
  });

  it("takes the spelling of the other features for one without default", () => {
    const old = `${FEATURES.replace("default_models: [one]", "default_model: one")}  - feature_setting: reviews\n`;
    const [parts, whole] = readBoth({ models: MODELS, features: old });
    expect(parts).toEqual(whole);
    expect(whole?.features?.entries[1]).toMatchObject({ defaultsKey: "default_model" });
  });

  it("refuses a file that is too large", () => {
    const [parts, whole] = readBoth({ models: MODELS + "# ".repeat(600_000), features: FEATURES });
    expect(parts).toEqual(whole);
    expect(parts?.problems).toHaveLength(1);
  });

  describe.skipIf(!hasCases)("of real files (skipped: ../shared is absent)", () => {
    it.each(caseFolders)("%s", (folder) => {
      for (const side of ["before", "after"] as const) {
        const [parts, whole] = readBoth(textsIn(join(caseSide(folder, side))));
        expect(parts).toEqual(whole);
      }
    });
  });
});
