import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { loadEvaluation } from "../../../src/load/validate.ts";
import { ticksIn } from "../../../src/model/marker.ts";
import type { EvaluationFile } from "../../../src/model/surroundings.ts";
import { workspaceOf } from "../load-case.ts";

describe("what is on record", () => {
  const RECORDED = `
infrastructure: { link: https://wiki.example.com/check, by: "@cleo", date: 2026-05-04 }
changes: { behavior: [It asks back.], breaking: [It takes no prefill.] }
`;
  const KEYS = ["infrastructure", "behavior-changes", "api-review"];

  test("has no box", () => {
    const body = mainItem(RECORDED);
    expect(KEYS.filter((key) => ticksIn(body).has(key))).toEqual([]);
    expect(body).toContain("- Check of the infrastructure: [wiki.example.com](https://wiki.example.com/check)");
    expect(body).toContain("- Changes in behavior: on record");
    expect(body).toContain("- Breaking changes: on record");
  });

  test("has one while it is missing", () => {
    const body = mainItem("changes: { behavior: [] }");
    expect(KEYS.filter((key) => ticksIn(body).has(key))).toEqual(KEYS);
    expect(body).not.toContain("- Changes in behavior: on record");
  });

  test.each([
    ["missing", true],
    ["unusable", true],
    ["read", false],
  ] as const)("a report that is %s: box %s", (state, hasBox) => {
    const body = rolloutItem(featureWith("evaluation: { report: e.json }, "), state);
    expect(ticksIn(body).has("evaluation-run")).toBe(hasBox);
    expect(body.match(/^- Evaluation of the new model: `e.json`/gm)).toHaveLength(1);
  });

  test("no report at all has a box", () => {
    expect(ticksIn(rolloutItem(featureWith(""))).has("evaluation-run")).toBe(true);
  });
});

describe("what was never on record", () => {
  test.each(["complete", "cancelled"])("is asked for by nobody once the migration is %s", (status) => {
    const body = [...deprecation(status).values()].join("\n");
    expect(body).toContain("Announcement of the provider: not on record\n");
    expect(body).toContain("No criterion of the comparison is on record.");
    expect(body).not.toContain("needed before");
  });

  test("is asked for while it is active", () => {
    const body = [...deprecation("active").values()].join("\n");
    expect(body).toContain("Announcement of the provider: not on record; needed before `internal`");
    expect(body).toContain("No criterion of the comparison is on record yet; needed before `internal`");
  });
});

function deprecation(status: string): Map<string, string> {
  return bodies({ kind: "Deprecation", status, features: featureWith("") });
}

describe("the new version of a prompt", () => {
  const feature = featureWith("prompt: { version: 2.0.0 }, ");
  const target = `targets: { prompts: { project: acme/gateway, format: prompts, path: definitions } }
features: { duo_chat: { prompts: [chat/react] } }`;

  test("is published by people where no target holds the prompts", () => {
    expect(rolloutItem(feature)).toContain("- [ ] Publish the prompt as a new version");
  });

  test("is reviewed where cutover adds it, under the same key", () => {
    const body = rolloutItem(feature, "missing", target);
    expect(body).toContain("- [ ] Review the new version of the prompt, which cutover adds as a copy");
    expect(body).not.toContain("Publish the prompt as a new version");
    expect(ticksIn(body).has("prompt-version")).toBe(true);
  });
});

function featureWith(rest: string): string {
  return `features: { duo_chat: { stage: internal, from: claude_w, to: claude_x, ${rest}no_flag: It is small. } }`;
}

function mainItem(rest: string): string {
  return bodies({ rest, features: featureWith("") }).get("issue/claude-x") ?? "";
}

function rolloutItem(features: string, report: ReportState = "missing", config = ""): string {
  return bodies({ features, report, config }).get("issue/claude-x/duo_chat") ?? "";
}

type ReportState = "missing" | "unusable" | "read";

interface Case {
  readonly features: string;
  readonly rest?: string;
  readonly config?: string;
  readonly kind?: string;
  readonly status?: string;
  readonly report?: ReportState;
}

/** Texts of all items of one migration, by key. */
function bodies(given: Case): Map<string, string> {
  const { features, rest = "", config = "", kind = "Upgrade", status = "active", report = "missing" } = given;
  const { workspace, document } = workspaceOf(
    `apiVersion: cutover/v1\nkind: Config\ngitlab: { tracker: { project: acme/ai, group: acme } }\n${config}\n`,
    `apiVersion: cutover/v1
kind: ${kind}
name: claude-x
status: ${status}
model: { provider: anthropic, family: Claude, version: x }
owner: "@ana"
summary: A move.
replaces: { claude_w: { retire: keep } }
${rest}
${features}
`,
  );
  const evaluations = new Map([["e.json", report === "read" ? readReport() : report]]);
  const items = itemsOf(workspace, document, { evaluations });
  return new Map(items.map(({ key, blocks }) => [key, blocks.map(({ text }) => text).join("\n\n")]));
}

function readReport(): EvaluationFile {
  const file = join(import.meta.dirname, "../rollout/cases/project/evals.json");
  const { document } = loadEvaluation(readFileSync(file, "utf8"), "e.json");
  if (document === undefined) throw new Error("the report is not one");
  return document;
}
