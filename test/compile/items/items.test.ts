import { readdirSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "glob";
import { describe, expect, test } from "vitest";
import { flagDefinitions } from "../../../src/compile/items/flag-definitions.ts";
import { flagsOf } from "../../../src/compile/items/flags.ts";
import { itemsOf } from "../../../src/compile/items/items.ts";
import { rolloutManifests } from "../../../src/compile/ramp/manifest.ts";
import type { ItemResource } from "../../../src/model/resource.ts";
import type { MigrationDocument, Workspace } from "../../../src/model/workspace.ts";
import { loadCase } from "../load-case.ts";

const CASES = join(import.meta.dirname, "cases");

describe.each(readdirSync(CASES))("%s", (name) => {
  const folder = join(CASES, name, "expected");
  const { workspace, document } = loadCase(join(CASES, name));
  const outputs = outputsOf(workspace, document);

  test.each([...outputs])("%s", async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(folder, path));
  });

  test("nothing else is expected", () => {
    const files = globSync("**/*", { cwd: folder, nodir: true, posix: true });
    expect(files.sort()).toEqual([...outputs.keys()].sort());
  });

  test("a second time gives the same", () => {
    const again = loadCase(join(CASES, name));
    expect(outputsOf(again.workspace, again.document)).toEqual(outputs);
  });
});

function outputsOf(workspace: Workspace, document: MigrationDocument): ReadonlyMap<string, string> {
  const causes = flagDefinitions(workspace, document).map(({ path, causes: places }) => ({ path, causes: places }));
  return new Map([
    ...itemsOf(workspace, document).map((item): [string, string] => [`${item.key}.md`, asText(item)]),
    ...flagDefinitions(workspace, document).map(({ target, path, text }): [string, string] => [
      join(target, path),
      text,
    ]),
    ...rolloutManifests(workspace, document).map(({ flag, text }): [string, string] => [`rollouts/${flag}.yaml`, text]),
    ["flags.json", asJson(flagsOf(workspace, document))],
    ["definitions.json", asJson(causes)],
  ]);
}

/** Fields as JSON, then the body as people read it. */
function asText({ blocks, ...fields }: ItemResource): string {
  return `${asJson(fields)}\n${blocks.map(({ name, text }) => `<!-- ${name} -->\n\n${text}`).join("\n\n")}\n`;
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
