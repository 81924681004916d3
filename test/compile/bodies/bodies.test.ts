import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epicBody } from "../../../src/compile/bodies/epic.ts";
import { mainIssueBody } from "../../../src/compile/bodies/main-issue.ts";
import { rolloutIssueBody } from "../../../src/compile/bodies/rollout-issue.ts";
import { type BodySurroundings, subjectOf } from "../../../src/compile/bodies/subject.ts";
import { readGateway } from "../../../src/compile/files/gateway/read-gateway.ts";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { loadEvaluation } from "../../../src/load/validate.ts";
import { GATEWAY_FILES } from "../../../src/model/gateway.ts";
import { blockDigest, findBlocks, renderBlock, ticksIn } from "../../../src/model/marker.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { referencesIn } from "../../../src/model/reference.ts";
import type { Block } from "../../../src/model/resource.ts";
import type { Migration } from "../../../src/model/schema/migration.gen.ts";
import type { MigrationDocument, Workspace } from "../../../src/model/workspace.ts";
import { loadCase, workspaceOf } from "../load-case.ts";
import { hostile, htmlIn, mentionsIn, nodesOf } from "./markdown.ts";

const CASES = join(import.meta.dirname, "../items/cases");

function bodiesOf(workspace: Workspace, document: MigrationDocument, found?: BodySurroundings): Block[][] {
  const subject = subjectOf(workspace.config.data, document, found);
  const main = document.data.kind === "Deprecation" ? epicBody(subject) : mainIssueBody(subject);
  return [main, ...subject.rollouts.map((rollout) => rolloutIssueBody(subject, rollout))];
}

function textOf(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join("\n\n");
}

describe("every body", () => {
  const all = ["upgrade", "deprecation", "integration"].flatMap((name) => {
    const { workspace, document } = loadCase(join(CASES, name));
    return itemsOf(workspace, document).map((item) => [item.key, item.blocks] as const);
  });

  test.each(all)("%s", (_key, blocks) => {
    const text = textOf(blocks);
    const names = blocks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const keys = [...text.matchAll(/<!-- t:(\S+) -->/g)].map(([, key]) => key);
    expect(new Set(keys).size, "task keys").toBe(keys.length);
    expect(mentionsIn(text)).toEqual([]);
    expect(text, "nothing is left to fill in").not.toMatch(
      /undefined|null|NaN|\[object|TODO|TBD|\[[A-Z][a-z ]+\](?!\()/,
    );
    expect(text).not.toMatch(/\n{3}|[ \t]$/m);
    const headings = nodesOf(text).filter(({ node }) => node.type === "heading" && node.level === 2);
    expect(headings).toHaveLength(blocks.length);
  });
});

describe("whatever people write", () => {
  const { workspace, document } = workspaceOf(
    readFileSync(join(CASES, "upgrade/cutover.yaml"), "utf8"),
    readFileSync(join(CASES, "upgrade/migration.yaml"), "utf8"),
  );
  const deprecation = loadCase(join(CASES, "deprecation"));

  test.each([
    ["upgrade", workspace, document],
    ["deprecation", deprecation.workspace, deprecation.document],
  ])("no text of a %s runs, mentions, forges or reaches out of its section", (_name, ownWorkspace, ownDocument) => {
    const plain = bodiesOf(ownWorkspace, ownDocument);
    const keys = new Set(plain.flatMap((blocks) => [...ticksIn(textOf(blocks)).keys()]));
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 8 }), (words) => {
        const data = spoiled(ownDocument.data, words, MIGRATION_NAMES);
        const config = spoiled(ownWorkspace.config.data, words, CONFIG_NAMES);
        const changed = { ...ownDocument, data };
        const bodies = bodiesOf({ ...ownWorkspace, config: { ...ownWorkspace.config, data: config } }, changed);
        for (const blocks of bodies) expectContained(blocks, keys, data);
      }),
      { numRuns: 80 },
    );
  });

  test("nor does what is found in code, in the gateway and in reports", () => {
    const folder = join(import.meta.dirname, "golden/confidential");
    const confidential = workspaceOf(
      readFileSync(join(import.meta.dirname, "cutover.yaml"), "utf8"),
      readFileSync(join(folder, "migration.yaml"), "utf8"),
    );
    const report = loadEvaluation(readFileSync(join(folder, "evals/duo-chat.json"), "utf8"), "evals/duo-chat.json");
    const repository = join(import.meta.dirname, "repositories/ai-gateway/ai_gateway/model_selection");
    const [models, features] = GATEWAY_FILES.map((file) => ({
      file,
      text: readFileSync(join(repository, file), "utf8"),
    }));
    if (models === undefined || features === undefined || report.document === undefined) throw new Error("no gateway");
    const { gateway } = readGateway(models, features);
    if (gateway === undefined) throw new Error("the gateway cannot be read");
    const { document: ours } = confidential;
    const { document: read } = report;
    const around = (words: readonly string[]): BodySurroundings => ({
      code: new Map([["ai-gateway", new Map([[words[0] ?? "", words.join(" claude_sonnet_4_5_20250929_vertex\n")]])]]),
      gateways: new Map([
        [
          "ai-gateway",
          { ...gateway, features: spoiled(gateway.features, words, /^(?:file|text|defaults|selectable|\d+)$/) },
        ],
      ]),
      evaluations: new Map([
        ["evals/duo-chat.json", { ...read, data: spoiled(read.data, words, /^(?:apiVersion|kind)$/) }],
      ]),
    });
    const keys = new Set(
      bodiesOf(confidential.workspace, ours, around(["x"])).flatMap((blocks) => [...ticksIn(textOf(blocks)).keys()]),
    );
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 8 }), (words) => {
        const bodies = bodiesOf(confidential.workspace, ours, around(words));
        expect(bodies[0]?.map(({ name }) => name)).toEqual(expect.arrayContaining(["evaluations", "old-ids"]));
        for (const blocks of bodies) expectContained(blocks, keys, ours.data);
      }),
      { numRuns: 80 },
    );
  });
});

/** Keys of values that the schema limits to names, or that decide what the body is about. */
const MIGRATION_NAMES =
  /^(apiVersion|kind|name|status|priority|stage|type|actor|controls|retire|verdict|use|soak|start|audience|cutoff|visibility)$/;
const CONFIG_NAMES =
  /^(apiVersion|kind|backend|role|team|maturity|source|window|soak|audience|from|to|format|responsible|accountable)$/;

/** The same data with every text replaced by one of the words, one after the other. */
function spoiled<T>(data: T, words: readonly string[], names: RegExp): T {
  let count = 0;
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === "string" && !names.test(key)) return words[count++ % words.length];
    if (Array.isArray(value)) return value.map((item) => visit(item, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, name)]));
  };
  return visit(data, "") as T;
}

function expectContained(blocks: readonly Block[], keys: ReadonlySet<string>, { name }: Migration): void {
  const text = textOf(blocks);
  expect(commandsIn(text)).toEqual([]);
  expect(mentionsIn(text)).toEqual([]);
  expect(htmlIn(text)).toEqual([]);
  expect(findBlocks(text).map((block) => [block.name, block.digest])).toEqual(
    blocks.map((block) => [block.name, blockDigest(block.text)]),
  );
  for (const key of ticksIn(text).keys()) expect(keys).toContain(key);
  for (const reference of referencesIn(text)) expect(reference).toMatch(new RegExp(`^issue/${name}/`));
  const top = nodesOf(text).filter(
    ({ node, inside }) => node.type === "heading" && node.level === 2 && inside.length === 1,
  );
  const ours = blocks.map((block) => /^## (.*)/.exec(block.text)?.[1]);
  const seen = top.map(({ node }) => node.firstChild?.literal);
  expect(seen.filter((heading) => ours.includes(heading ?? ""))).toEqual(ours);
}
