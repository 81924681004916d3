import { describe, expect, it } from "vitest";
import { featuresIn, shownValues, type Topic } from "../../../src/compile/explain/values.ts";
import { readDocument } from "../../../src/load/document.ts";
import { pointer } from "../../../src/model/source.ts";

const MIGRATION = `apiVersion: cutover/v1
name: sonnet
features:
  duo_chat: { stage: default, dri: "@bo", to: claude_sonnet_4_6, ramp: standard }
  code_review: { stage: rollout, dri: "@cleo", to: claude_sonnet_4_6 }
`;

const CATALOG = `raci: default
targets:
  gateway: { project: acme/gateway, merge_request: { labels: ["feature flag"] } }
gates:
  latency: { max: 2.5 }
milestones: { "19.6": 2026-11-19 }
ramps:
  standard: { steps: [{ percentage: 100, gates: [latency] }] }
  careful: { steps: [{ percentage: 100, gates: [latency] }, { user_list: first-users }] }
`;

const FILES = [readDocument(MIGRATION, "m.yaml"), readDocument(CATALOG, "cutover.yaml")].map(({ source, data }) => ({
  source,
  data,
}));
const CHAT: Topic = { features: ["duo_chat"], ramps: ["standard"] };

function shown(line: string, topic: Topic = CHAT): string[] {
  return shownValues(line, FILES, topic).map(({ document, path }) => `${document.file}${pointer(path)}`);
}

describe("the values that a line shows", () => {
  it("are those of the topic's features and ramps, where others say the same", () => {
    expect(shown("| `claude_sonnet_4_6` | 100 |")).toEqual([
      "m.yaml/features/duo_chat/to",
      "cutover.yaml/ramps/standard/steps/0/percentage",
    ]);
    const review = { features: ["code_review"], ramps: ["careful"] };
    expect(shown("| `claude_sonnet_4_6` | 100 |", review)).toEqual([
      "m.yaml/features/code_review/to",
      "cutover.yaml/ramps/careful/steps/0/percentage",
    ]);
  });

  it("are none of other features or ramps", () => {
    expect(shown('"@cleo" sees it, then first-users, at `rollout`')).toEqual([]);
  });

  it.each([
    ["the head of a file", 'apiVersion: "cutover/v1"'],
    ["who does what", 'groupId: "default"'],
    ["what merge requests carry", "No feature flag is planned yet."],
    ["the day on which a milestone ends", "It is over on 2026-11-19."],
  ])("are not %s", (_what, line) => {
    expect(shown(line, { features: [], ramps: [] })).toEqual([]);
  });

  it("are names where they are declared", () => {
    expect(shown("- `latency` holds until 19.6")).toEqual([
      "cutover.yaml/gates/latency",
      "cutover.yaml/milestones/19.6",
    ]);
  });
});

it("a line names features by id or title, as whole words", () => {
  const titles = new Map([
    ["duo_chat", "Duo Chat"],
    ["code_review", "Code Review"],
    ["chat", undefined],
  ]);
  expect(featuresIn("| Duo Chat | `code_review` |", titles)).toEqual(["duo_chat", "code_review"]);
  expect(featuresIn("duo_chat_helpers, Code Reviews", titles)).toEqual([]);
});
