import { afterEach, describe, expect, test, vi } from "vitest";
import { ticksIn } from "../../../src/model/marker.ts";
import { ALL, metric, type ProcessRow, rule, TICK } from "../../../src/model/process/row.ts";
import { PROCESS } from "../../../src/model/process.ts";
import type { Block } from "../../../src/model/resource.ts";
import { workspaceOf } from "../load-case.ts";

const ROWS = "../../../src/model/process/feature-rows.ts";

describe("every row of the process reaches a body or a rule", () => {
  afterEach(() => {
    vi.doUnmock(ROWS);
    vi.resetModules();
  });

  test("those that there are", async () => {
    expect(PROCESS.length).toBeGreaterThan(60);
    expect(await unreached([])).toEqual([]);
  });

  const lost: ProcessRow = {
    key: "lost",
    text: "Look at a dashboard that no section shows",
    kinds: ALL,
    scope: "feature",
    phase: "completion",
    task: "monitoring",
    before: "complete",
    evidence: metric("anything"),
  };

  test("a measure that no section shows reaches nobody", async () => {
    expect(await unreached([lost])).toEqual(["lost"]);
  });

  test("a row for nobody's kind or provider reaches nobody", async () => {
    expect(await unreached([{ ...lost, evidence: TICK, kinds: [] }])).toEqual(["lost"]);
    expect(await unreached([{ ...lost, evidence: rule("flag-name"), providers: ["nobody"] }])).toEqual(["lost"]);
  });

  test("the same row does where a section shows it", async () => {
    expect(await unreached([{ ...lost, evidence: TICK }])).toEqual([]);
    expect(await unreached([{ ...lost, evidence: rule("flag-name") }])).toEqual([]);
  });

  test("a row whose evidence is a field is also asked for by the rule", async () => {
    const fields = PROCESS.filter(({ evidence }) => evidence.kind === "field").map(({ key }) => key);
    expect(new Set((await reached([])).asked)).toEqual(new Set(fields));
  });
});

/** Keys of the rows, with those that are planted beside them, which no text and no finding tells anybody of. */
async function unreached(planted: readonly ProcessRow[]): Promise<string[]> {
  const { texts, asked } = await reached(planted);
  const isShown = ({ key, text, evidence }: ProcessRow) =>
    texts.some((body) => (evidence.kind === "tick" ? ticksIn(body).has(key) : body.includes(`- ${text}`)));
  return [...PROCESS, ...planted].filter((row) => !isShown(row) && !asked.includes(row.key)).map(({ key }) => key);
}

/** Texts of all bodies of one migration of each kind, and the keys that the rule asks for where nothing is on record. */
async function reached(planted: readonly ProcessRow[]): Promise<{ texts: string[]; asked: string[] }> {
  vi.resetModules();
  vi.doMock(ROWS, async (original) => {
    const { FEATURE_ROWS } = await original<{ FEATURE_ROWS: readonly ProcessRow[] }>();
    return { FEATURE_ROWS: [...FEATURE_ROWS, ...planted] };
  });
  const { itemsOf } = await import("../../../src/compile/items/items.ts");
  const { openPrerequisites } = await import("../../../src/model/process/prerequisites.ts");
  const texts: string[] = [];
  const asked: string[] = [];
  for (const kind of ALL) {
    const { workspace, document } = workspaceOf(CONFIG, migrationOf(kind));
    for (const { blocks } of itemsOf(workspace, document))
      texts.push(blocks.map(({ text }: Block) => text).join("\n\n"));
    asked.push(...openPrerequisites(document).map(({ row }) => row.key));
  }
  return { texts, asked };
}

const CONFIG = `
apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { project: acme/ai } }
`;

/** It has everything that a row may need, and nothing on record. */
function migrationOf(kind: string): string {
  return `
apiVersion: cutover/v1
kind: ${kind}
name: claude-x
status: active
model: { provider: anthropic, family: Claude, version: x }
owner: "@ana"
summary: A move.
replaces: { claude_w: { retire: keep } }
features:
  duo_chat:
    stage: rollout
    from: claude_w
    to: [claude_x, claude_x_vertex, gpt_x_bedrock]
    prompt: { version: 2.0.0 }
    flag: { name: duo_chat_x }
`;
}
