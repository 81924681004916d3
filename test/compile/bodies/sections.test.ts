import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gantt } from "../../../src/compile/bodies/gantt.ts";
import { openWork } from "../../../src/compile/bodies/open-work.ts";
import { subjectOf } from "../../../src/compile/bodies/subject.ts";
import { compile } from "../../../src/compile/index.ts";
import { itemsOf } from "../../../src/compile/items/items.ts";
import type { Config } from "../../../src/model/schema/config.gen.ts";
import type { CodeView } from "../../../src/model/surroundings.ts";
import { workspaceOf } from "../load-case.ts";
import { hostile, nodesOf } from "./markdown.ts";

describe("the diagram", () => {
  const BAR =
    /^(?:Ramp of|Step|Goal of|End of|Buffer of|Deprecation of|Freeze)[^:;#,&%{}"`\n]* :(?:[a-z, ]+, )?\d{4}-\d\d-\d\d \d\d:\d\d, (?:0d|\d{4}-\d\d-\d\d \d\d:\d\d)$/;

  test("is not made without a date", () => {
    const { workspace, document } = workspaceOf(CONFIG, migrationOf(""));
    expect(gantt(subjectOf(workspace.config.data, document))).toBeUndefined();
  });

  test("stands in one fence and holds bars alone, whatever people call their features", () => {
    const { workspace, document } = workspaceOf(CONFIG, migrationOf("eta: 2026-06-01"));
    fc.assert(
      fc.property(hostile, hostile, (title, reason) => {
        const config: Config = {
          ...workspace.config.data,
          features: { duo_chat: { title } },
          policy: { freezes: [{ from: "2026-05-20", to: "2026-05-22", reason }] },
        };
        const text = gantt(subjectOf(config, document)) ?? "";
        const [first, ...others] = nodesOf(text).filter(({ node }) => node.type !== "document");
        expect(others).toEqual([]);
        const lines = (first?.node.literal ?? "").trimEnd().split("\n").slice(3);
        for (const line of lines) if (!line.startsWith("section ")) expect(line).toMatch(BAR);
        expect(lines.filter((line) => line.startsWith("section "))).toEqual([
          "section Rollouts",
          "section Targets",
          "section Old models",
          "section Freezes",
        ]);
        expect(text.length).toBeLessThan(2000);
        expect((text.match(/&/g) ?? []).length).toBeLessThan(30);
      }),
      { numRuns: 200 },
    );
  });

  test.each([1, 10, 100, 400])("of %i features keeps what is most important and says how much is missing", (count) => {
    const features = Array.from(
      { length: count },
      (_one, index) =>
        `  feature_with_a_long_name_${index}: { stage: internal, from: claude_w, to: claude_x, eta: 2026-06-01, flag: { name: f_${index} }, ramp: { use: standard, start: 2026-05-18 } }`,
    );
    const text = `${HEAD}replaces: { claude_w: { cutoff: 2026-09-01 } }\nfeatures:\n${features.join("\n")}\n`;
    const { workspace, document } = workspaceOf(CONFIG, text);
    const drawn = gantt(subjectOf(workspace.config.data, document)) ?? "";
    const fence = /```mermaid\n[\s\S]*?```/.exec(drawn)?.[0] ?? "";
    expect(fence.length).toBeLessThan(2000);
    expect(fence).toContain("End of claude_w :crit, milestone, 2026-09-01 00:00, 0d");
    const bars = fence.split("\n").filter((line) => line.includes(" :")).length;
    // Two of the old model; of each feature a ramp, or its two steps, and a target.
    const all = 2 + (fence.includes("Step 1") ? 3 : 2) * count;
    const rest = Number(/(\d+) more bars? do/.exec(drawn)?.[1] ?? 0);
    expect(bars + rest).toBe(all);
  });
});

describe("the live list", () => {
  function queryFor(labels: string, teams = ""): string | undefined {
    const { workspace, document } = workspaceOf(
      `${CONFIG.replace("project: acme/ai }", `project: acme/ai }, labels: ${labels}`)}${teams}`,
      migrationOf("eta: 2026-06-01"),
    );
    return /^query: (.*)$/m.exec(openWork(subjectOf(workspace.config.data, document))?.text ?? "")?.[1];
  }

  test("asks for the label of the process where it is in use", () => {
    expect(queryFor('[backend, "AI Model Migration"]')).toBe(`'label = "AI Model Migration" and state = opened'`);
  });

  test("else for all labels that every issue has", () => {
    const teams = 'teams: { chat: { role: feature_team, label: "group::chat" } }\n';
    expect(queryFor('[models, "it\'s", "group::ai"]', teams)).toBe(
      `'label = "it''s" and label = "models" and state = opened'`,
    );
  });

  test("takes the quotes that the label leaves, and is not made where none are left", () => {
    expect(queryFor(`['the "new" one']`)).toBe(`'label = ''the "new" one'' and state = opened'`);
    expect(queryFor(`['the "new" one''s']`)).toBeUndefined();
  });

  test("has the six fields, ten rows and the newest first", () => {
    const { workspace, document } = workspaceOf(CONFIG, migrationOf("eta: 2026-06-01"));
    const text = openWork(subjectOf(workspace.config.data, document))?.text ?? "";
    expect(nodesOf(text).find(({ node }) => node.type === "code_block")?.node.info).toBe("glql");
    for (const line of [
      "display: table",
      "fields: title, author, assignee, milestone, labels, updated",
      "limit: 10",
      "sort: updated desc",
    ])
      expect(text.split("\n")).toContain(line);
  });
});

describe("where old models are still named", () => {
  const TARGETS = `targets:
  monolith: { project: acme/monolith, format: feature-flags, path: config, scan: ["**/*.rb"] }
`;

  function main(code: CodeView | undefined, config = CONFIG + TARGETS) {
    const { workspace, document } = workspaceOf(config, migrationOf("eta: 2026-06-01"));
    const item = itemsOf(workspace, document, { evaluations: new Map(), code }).find(
      ({ feature }) => feature === undefined,
    );
    return { text: item?.blocks.find(({ name }) => name === "old-ids")?.text, unknown: item?.unknown };
  }

  test("whole ids are counted, each line once", () => {
    const text = "claude_w claude_w\nclaude_w_vertex\n'claude_w'\nx_claude_w\n";
    const { text: block, unknown } = main(
      new Map([
        [
          "monolith",
          new Map([
            ["a.rb", text],
            ["b.rb", "claude_x"],
          ]),
        ],
      ]),
    );
    expect(block).toContain("| `claude_w` | `monolith` | `a.rb` | 2 |");
    expect(block).not.toContain("b.rb");
    expect(unknown).toBeUndefined();
  });

  test("without a checkout nothing is said, and what stands there stays", () => {
    expect(main(undefined)).toEqual({ text: undefined, unknown: ["old-ids"] });
  });

  test("a gateway that was not read says nothing either", () => {
    const config = `${CONFIG}targets: { ai-gateway: { project: acme/gateway, format: ai-gateway, path: x } }\n`;
    expect(main(new Map(), config)).toEqual({ text: undefined, unknown: ["old-ids"] });
    const { workspace } = workspaceOf(config, migrationOf("eta: 2026-06-01"));
    const { resources } = compile({ workspace, targets: new Map() });
    expect(resources.find(({ kind, feature }) => kind === "epic" && feature === undefined)).toMatchObject({
      unknown: ["old-ids"],
    });
  });

  test("where no code is looked through it says what is missing", () => {
    expect(main(undefined, CONFIG).text).toContain("under `scan`");
  });

  test("a long list ends in a count", () => {
    const files = Array.from({ length: 45 }, (_one, index): [string, string] => [`f${index}.rb`, "claude_w"]);
    const { text } = main(new Map([["monolith", new Map(files)]]));
    expect(text?.match(/\.rb/g)).toHaveLength(30);
    expect(text).toContain("And 15 more files.");
  });
});

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { project: acme/ai } }
ramps: { standard: { steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }] } }
`;

const HEAD = `apiVersion: cutover/v1
kind: Deprecation
name: claude-x
status: active
owner: "@ana"
summary: A move.
`;

function migrationOf(fields: string): string {
  const isDated = fields !== "";
  const ramp = isDated ? "ramp: { use: standard, start: 2026-05-18 }, " : "";
  return `${HEAD}replaces: { claude_w: { retire: keep${isDated ? ", cutoff: 2026-09-01" : ""} } }
features:
  duo_chat: { stage: internal, from: claude_w, to: claude_x, ${ramp}flag: { name: duo_chat_x }, ${fields} }
`;
}
