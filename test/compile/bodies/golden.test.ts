import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { globSync } from "glob";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/compile/index.ts";
import { readSurroundings } from "../../../src/load/surroundings.ts";
import { renderBlock } from "../../../src/model/marker.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import type { ItemResource } from "../../../src/model/resource.ts";
import type { TargetSnapshot } from "../../../src/model/target.ts";
import { workspaceOf } from "../load-case.ts";
import { htmlIn, mentionsIn, nodesOf } from "./markdown.ts";

const CASES = join(import.meta.dirname, "golden");
const TARGETS = ["ai-gateway", "monolith"];

/** Of dozens of rollout issues that say the same, so many are kept at each end. */
const KEPT = 3;

const cases = await Promise.all(
  readdirSync(CASES).map(async (name) => ({ name, items: await itemsOf(join(CASES, name)) })),
);

describe.each(cases)("$name", ({ name, items }) => {
  const kept = items.filter((_item, index) => index < KEPT || index >= items.length - KEPT);

  test.each(kept.map((item) => [item.key, item] as const))("%s", async (key, item) => {
    await expect(asText(item)).toMatchFileSnapshot(join(CASES, name, "expected", `${key}.md`));
  });

  test("nothing else is expected", () => {
    const files = globSync("**/*.md", { cwd: join(CASES, name, "expected"), posix: true });
    expect(files.sort()).toEqual(kept.map(({ key }) => `${key}.md`).sort());
  });

  test.each(items.map((item) => [item.key, item] as const))("%s leaves nothing to fill in", (_key, item) => {
    expect(placeholdersIn(`${item.title}\n\n${bodyOf(item)}`)).toEqual([]);
  });

  test.each(items.map((item) => [item.key, item] as const))("%s reads as it is meant", (_key, item) => {
    const text = bodyOf(item);
    expect(commandsIn(text)).toEqual([]);
    expect(mentionsIn(text)).toEqual([]);
    expect(htmlIn(text)).toEqual([]);
    expect(brokenTables(text)).toEqual([]);
    for (const { name: block, text: part } of item.blocks)
      expect(headingsOf(part), block).toEqual(writtenHeadings(part));
    expect(emptySections(text)).toEqual([]);
    expect(text).not.toMatch(/\n{3}|[ \t]$/m);
  });

  test.each(items.map((item) => [item.key, item] as const))(
    "%s has diagrams that GitLab draws by itself",
    (_key, item) => {
      const diagrams = nodesOf(bodyOf(item)).flatMap(({ node }) =>
        node.type === "code_block" && node.info === "mermaid" ? [node.literal ?? ""] : [],
      );
      expect(diagrams.join("").length).toBeLessThan(2000);
      for (const diagram of diagrams) for (const line of diagram.trimEnd().split("\n")) expect(line).toMatch(GANTT);
    },
  );
});

describe("the template of the process", () => {
  const sections = (name: string) =>
    bodyOf(cases.find((one) => one.name === name)?.items.at(-1) as ItemResource).match(/^#{2,3} .*$/gm) ?? [];

  test("has its sections in the main issue, in its order", () => {
    const template = [
      "## Overview",
      "## Features to update",
      "### Generally available features",
      "### Beta features",
      "## Required changes",
      "## Technical details",
      "### Impact",
      "## Implementation steps",
      "## Timeline",
      "## References",
      "## Proposed solution",
      "## Implementation details",
    ];
    expect(sections("upgrade-vertex").filter((heading) => template.includes(heading))).toEqual(template);
  });

  test("asks a deprecation for its timeline, features, advice, candidates and tasks", () => {
    expect(sections("deprecation-open")).toEqual(
      expect.arrayContaining([
        "## Timeline",
        "## Affected features",
        "## Recommendation of the provider",
        "## Candidates and decision",
        "## Tasks",
        "## Implementation details",
      ]),
    );
  });

  const open = cases.flatMap(({ items }) => items.filter(({ confidential }) => !confidential));

  test.each(open.map((item) => [item.key, item] as const))("%s is public and shows no figure", (_key, item) => {
    expect(bodyOf(item)).not.toMatch(/p99|\| Score \||regression-3|0\.(?:8|84|87|91)\b/);
  });
});

describe("what is looked for", () => {
  test.each([
    "[Model Name]",
    "TODO",
    "to be TBD",
    "and so on …",
    "…",
    "wait...",
    "<feature-flag-name>",
    "undefined",
    "NaN",
    "[object Object]",
    "XXX",
  ])("%s is left to fill in", (text) => expect(placeholdersIn(`- ${text}\n`)).not.toEqual([]));

  test.each(["[source](https://a.b)", "- [ ] a task", "`features.<name>.team`", "a null is a value"])(
    "%s is not",
    (text) => {
      expect(placeholdersIn(`${text}\n`)).toEqual([]);
    },
  );

  test("a table with a row too long", () => {
    expect(brokenTables("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n")).toEqual(["| 1 | 2 | 3 |"]);
    expect(brokenTables("| a | b |\n|---|---|\n| 1 | `2 \\| 3` |\n")).toEqual([]);
  });

  test("a heading with nothing under it", () => {
    expect(emptySections("## A\n\n### B\n\ntext\n\n## C\n\n## D\n\ntext")).toEqual(["C"]);
  });
});

/** Lines that the diagrams are made of: Mermaid reads each of them in one way only. */
const GANTT =
  /^(?:gantt|dateFormat YYYY-MM-DD HH:mm|axisFormat %Y-%m-%d|section (?:Rollouts|Targets|Old models|Freezes)|(?:Ramp of|Step|Goal of|End of|Buffer of|Deprecation of|Freeze)[^:;#,&]* :(?:(?:crit, milestone|milestone|done), )?\d{4}-\d\d-\d\d \d\d:\d\d, (?:0d|\d{4}-\d\d-\d\d \d\d:\d\d))$/;

async function itemsOf(folder: string): Promise<ItemResource[]> {
  const own = join(folder, "cutover.yaml");
  const config = existsSync(own) ? own : join(import.meta.dirname, "cutover.yaml");
  const { workspace } = workspaceOf(readFileSync(config, "utf8"), readFileSync(join(folder, "migration.yaml"), "utf8"));
  const folders = new Map(TARGETS.map((target) => [target, repository(folder, target)]));
  const { surroundings } = await readSurroundings({ fs, root: folder, workspace, checkouts: folders });
  const targets = new Map([...folders].map(([target, root]) => [target, snapshot(target, root)]));
  const { resources, problems } = compile({ workspace, targets, surroundings });
  expect(problems).toEqual([]);
  return resources.filter((one): one is ItemResource => one.kind === "issue" || one.kind === "epic");
}

/** A case's own copy of a repository, else the one that the cases share. */
function repository(folder: string, target: string): string {
  const own = join(folder, target);
  return existsSync(own) ? own : join(import.meta.dirname, "repositories", target);
}

function snapshot(target: string, root: string): TargetSnapshot {
  const paths = globSync("**/*.yml", { cwd: root, posix: true, nodir: true });
  return { target, files: new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")])) };
}

/** Title and fields, then the body as people read it. */
function asText({ blocks, cause: _cause, ...fields }: ItemResource): string {
  return `${JSON.stringify(fields, null, 2)}\n\n${blocks.map(({ text }) => text).join("\n\n")}\n`;
}

function bodyOf({ blocks }: ItemResource): string {
  return blocks.map(renderBlock).join("\n\n");
}

function placeholdersIn(text: string): string[] {
  const prose = text.replace(/<!--.*?-->/g, "").replace(/`[^`\n]+`/g, "``");
  const marks = /\[(?![ x]\])[^\]\n"]+\](?!\()|\b(?:TODO|TBD|FIXME|XXX|undefined|NaN)\b|…|\.{3}|<[a-z-]+>|\[object/g;
  return [...prose.matchAll(marks)].map(([mark]) => mark);
}

function brokenTables(text: string): string[] {
  const cells = (row: string) => row.replace(/\\\|/g, "").split("|").length;
  const lines = text.split("\n");
  return lines.filter((line, index) => {
    if (!line.startsWith("|")) return false;
    let head = index;
    while (lines[head - 1]?.startsWith("|")) head -= 1;
    return (
      cells(line) !== cells(lines[head] ?? "") || (index === head && !/^\|(?:---\|)+$/.test(lines[index + 1] ?? ""))
    );
  });
}

function headingsOf(text: string): (string | null)[] {
  return nodesOf(text)
    .filter(({ node }) => node.type === "heading")
    .map(({ node }) => node.firstChild?.literal ?? null);
}

function writtenHeadings(text: string): string[] {
  return [...text.matchAll(/^#{2,3} (.*)$/gm)].map(([, heading = ""]) => heading);
}

/** Headings that nothing but another heading of their level or above follows. */
function emptySections(text: string): string[] {
  const parts = nodesOf(text).filter(({ node, inside }) => inside.length === 1 && node.type !== "html_block");
  return parts.flatMap(({ node }, index) => {
    const next = parts[index + 1]?.node;
    const isEmpty =
      node.type === "heading" && (next === undefined || (next.type === "heading" && next.level <= node.level));
    return isEmpty ? [node.firstChild?.literal ?? ""] : [];
  });
}
