import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epicBody } from "../../../src/compile/bodies/epic.ts";
import { mainIssueBody } from "../../../src/compile/bodies/main-issue.ts";
import { rolloutIssueBody } from "../../../src/compile/bodies/rollout-issue.ts";
import { subjectOf } from "../../../src/compile/bodies/subject.ts";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { blockDigest, findBlocks, renderBlock, ticksIn } from "../../../src/model/marker.ts";
import { openPrerequisites } from "../../../src/model/process/prerequisites.ts";
import { PROCESS } from "../../../src/model/process.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { referencesIn } from "../../../src/model/reference.ts";
import type { Block } from "../../../src/model/resource.ts";
import type { Migration } from "../../../src/model/schema/migration.gen.ts";
import type { MigrationDocument, Workspace } from "../../../src/model/workspace.ts";
import { loadCase, workspaceOf } from "../load-case.ts";
import { hostile, htmlIn, mentionsIn, nodesOf } from "./markdown.ts";

const CASES = join(import.meta.dirname, "../items/cases");

function bodiesOf(workspace: Workspace, document: MigrationDocument): Block[][] {
  const subject = subjectOf(workspace.config.data, document);
  const main = document.data.kind === "Deprecation" ? epicBody(subject) : mainIssueBody(subject);
  return [main, ...subject.rollouts.map((rollout) => rolloutIssueBody(subject, rollout))];
}

function textOf(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join("\n\n");
}

describe("the process reaches people", () => {
  const hosts = ["claude_x", "claude_x_vertex", "gpt_x_bedrock"];
  const texts = (["Upgrade", "Integration", "Deprecation"] as const).flatMap((kind) => {
    const { workspace, document } = workspaceOf(CONFIG, migrationOf(kind, hosts));
    return bodiesOf(workspace, document).map(textOf);
  });
  const asked = (["Upgrade", "Integration", "Deprecation"] as const).flatMap((kind) => {
    const text = migrationOf(kind, hosts).replace("references: { other: [] }\n", "");
    return openPrerequisites(workspaceOf(CONFIG, text).document).map(({ row }) => row.key);
  });

  test.each(PROCESS)("$key", (row) => {
    const inBody = texts.some((text) =>
      row.evidence.kind === "tick" ? ticksIn(text).has(row.key) : text.includes(`- ${row.text}`),
    );
    expect(inBody || asked.includes(row.key)).toBe(true);
  });

  test("a row whose evidence is a field is also asked for by the rule", () => {
    const fields = PROCESS.filter(({ evidence }) => evidence.kind === "field").map(({ key }) => key);
    expect(new Set(asked)).toEqual(new Set(fields));
  });
});

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

const CONFIG = `
apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { project: acme/ai } }
`;

function migrationOf(kind: Migration["kind"], ids: readonly string[]): string {
  return `
apiVersion: cutover/v1
kind: ${kind}
name: claude-x
status: active
model: { provider: anthropic, family: Claude, version: x }
owner: "@ana"
summary: A move.
references: { other: [] }
replaces: { claude_w: { retire: keep } }
features:
  duo_chat:
    stage: rollout
    from: claude_w
    to: [${ids.join(", ")}]
    prompt: { version: 2.0.0 }
    flag: { name: duo_chat_x }
`;
}
