import { describe, expect, test } from "vitest";
import { labelsOf, policyOf, raciOf, rampOf } from "../../src/model/defaults.ts";
import { DAY } from "../../src/model/duration.ts";
import { movesOf } from "../../src/model/move.ts";
import { hostOf, modelName } from "../../src/model/offering.ts";
import type { Config } from "../../src/model/schema/config.gen.ts";
import type { Migration } from "../../src/model/schema/migration.gen.ts";

const EMPTY: Config = { apiVersion: "cutover/v1", kind: "Config" };
const STEPS = [{ percentage: 100, soak: "1d" }];

describe("policy", () => {
  test("without a word of the catalog it is the published process", () => {
    expect(policyOf(EMPTY)).toMatchObject({
      buffer: { warn: 28 * DAY, error: 14 * DAY },
      contingency: 0.2,
      freezes: [],
      maxLivePerDri: 3,
      firstStep: 10,
      evaluationMaxAge: 30 * DAY,
      planTtl: DAY,
      mentions: 10,
      blastRadius: 0.25,
      minimumSoak: 15 * 60_000,
      minimumSoakAtFull: DAY,
      hold: undefined,
    });
    expect(policyOf(EMPTY).durations).toMatchObject({
      upgrade: [7 * DAY, 14 * DAY],
      integration: [30 * DAY, 60 * DAY],
      review: [2 * DAY, 2 * DAY],
    });
  });

  test("what the catalog says replaces that part alone", () => {
    const policy = policyOf({
      ...EMPTY,
      policy: {
        buffer: { warn: "6w" },
        durations: { upgrade: "3d" },
        first_step: 1,
        freezes: [{ from: "2026-12-18", to: "2027-01-04T06:00:00Z", reason: "year end" }],
        hold: { reason: "incident", until: "2026-06-02" },
      },
    });
    expect(policy).toMatchObject({ buffer: { warn: 42 * DAY, error: 14 * DAY }, firstStep: 1, planTtl: DAY });
    expect(policy.durations).toMatchObject({ upgrade: [3 * DAY, 3 * DAY], release: [7 * DAY, 7 * DAY] });
    expect(policy.freezes).toEqual([{ from: Date.UTC(2026, 11, 18), to: Date.UTC(2027, 0, 4, 6), reason: "year end" }]);
    expect(policy.hold).toEqual({ reason: "incident", until: Date.UTC(2026, 5, 2) });
  });
});

describe("raci", () => {
  test("the default has the eight published rows", () => {
    const short = { ai_framework: "F", feature_team: "T", product: "P", infrastructure: "I" };
    const rows = Object.entries(raciOf({ ...EMPTY, raci: "default" })).map(([task, roles]) => {
      const cells = [roles.responsible, roles.accountable, roles.consulted, roles.informed];
      return `${task} ${cells.map((cell) => cell.map((role) => short[role]).join("")).join(" ")}`;
    });
    expect(rows).toEqual([
      "configuration F F T PI",
      "infrastructure F F I TP",
      "prompts T T F PI",
      "evaluation T T F PI",
      "feature_flags T T F PI",
      "rollout T T FP I",
      "documentation T T FP I",
      "monitoring T T FI P",
    ]);
  });

  test("a row of the catalog replaces the published one whole", () => {
    const raci = raciOf({
      ...EMPTY,
      raci: { rollout: { responsible: ["product", "feature_team"], accountable: "product" } },
    });
    expect(raci.rollout).toEqual({
      responsible: ["product", "feature_team"],
      accountable: ["product"],
      consulted: [],
      informed: [],
    });
    expect(raci.prompts.accountable).toEqual(["feature_team"]);
  });
});

describe("ramps", () => {
  const config: Config = {
    ...EMPTY,
    ramps: { standard: { steps: STEPS, abort: ["errors"], criteria: { continue: ["fast"], rollback: ["slow"] } } },
  };

  function ramp(written: NonNullable<Migration["features"]>[string]["ramp"]) {
    const features = { duo_chat: { stage: "planned" as const, ramp: written } };
    const [move] = movesOf({
      apiVersion: "cutover/v1",
      kind: "Upgrade",
      name: "x",
      status: "active",
      owner: "@ana",
      summary: "x",
      features,
    });
    return move && rampOf(config, move);
  }

  test("by name", () => {
    const criteria = { continue: ["fast"], rollback: ["slow"] };
    expect(ramp("standard")).toEqual({ name: "standard", steps: STEPS, abort: ["errors"], criteria, start: undefined });
  });

  test("by name with a start; what stands beside it replaces the catalog's part", () => {
    expect(
      ramp({ use: "standard", start: "2026-05-18T09:00:00Z", abort: [], criteria: { rollback: ["never"] } }),
    ).toEqual({
      name: "standard",
      steps: STEPS,
      abort: [],
      criteria: { continue: ["fast"], rollback: ["never"] },
      start: Date.UTC(2026, 4, 18, 9),
    });
  });

  test("with steps of its own", () => {
    expect(ramp({ steps: STEPS })).toEqual({
      name: undefined,
      steps: STEPS,
      abort: [],
      criteria: { continue: [], rollback: [] },
      start: undefined,
    });
  });

  test.each([undefined, "unknown", "constructor", { use: "unknown" }])("%j is none", (written) => {
    expect(ramp(written)).toBeUndefined();
  });
});

describe("labels", () => {
  test("without a word of the catalog they are those of the process", () => {
    expect(labelsOf(EMPTY)).toEqual(["AI Model Migration", "group::ai framework"]);
  });

  test.each([
    ["group::chat", ["AI Model Migration", "group::chat"]],
    ["team chat", ["AI Model Migration", "group::ai framework", "team chat"]],
    ["group::ai::chat", ["AI Model Migration", "group::ai framework", "group::ai::chat"]],
  ])("a team's %s replaces a label of its scope alone", (label, labels) => {
    expect(labelsOf({ ...EMPTY, teams: { chat: { role: "feature_team", label } } }, "chat")).toEqual(labels);
  });

  test("an unknown team changes nothing", () => {
    expect(labelsOf(EMPTY, "toString")).toEqual(["AI Model Migration", "group::ai framework"]);
  });
});

describe("offerings", () => {
  test.each([
    ["claude_sonnet_4_5_20250929_vertex", "Claude Sonnet 4.5", "vertex"],
    ["claude_3_5_haiku_20241022", "Claude 3.5 Haiku", undefined],
    ["claude_sonnet_4_20250514", "Claude Sonnet 4", undefined],
    ["gpt_5_3_codex", "GPT 5.3 Codex", undefined],
    ["gemini_2_5_flash_vertex", "Gemini 2.5 Flash", "vertex"],
    ["codestral_2508_fireworks", "Codestral 2508", "fireworks"],
    ["claude_opus_4_8_bedrock", "Claude Opus 4.8", "bedrock"],
  ])("%s is %s", (id, name, host) => {
    expect([modelName(id), hostOf(id)]).toEqual([name, host]);
  });

  test("what the entry says of its host comes before its id", () => {
    expect(hostOf("x_vertex", { params: { custom_llm_provider: "fireworks_ai" } })).toBe("fireworks");
  });
});
