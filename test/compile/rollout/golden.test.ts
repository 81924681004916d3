import { join } from "node:path";
import { globSync } from "glob";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { rollout } from "../../../src/load/validators/rollout.gen.mjs";
import { bodyOf, CASE_NAMES, CASES, type Compiled, compiledCase } from "./case.ts";

describe.each(CASE_NAMES)("%s", (name) => {
  const folder = join(CASES, name, "expected");
  const outputs = outputsOf(compiledCase(name));

  test.each([...outputs])("%s", async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(folder, path));
  });

  test("nothing else is expected, and a second time gives the same", () => {
    expect(globSync("*", { cwd: folder, nodir: true }).sort()).toEqual([...outputs.keys()].sort());
    expect(outputsOf(compiledCase(name))).toEqual(outputs);
  });

  test.each([...compiledCase(name).manifests])("manifest of %s fits its schema", (flag, text) => {
    const data: unknown = parse(text);
    expect(rollout(data), JSON.stringify(rollout.errors)).toBe(true);
    expect(data).toMatchObject({ flag });
  });
});

function outputsOf({ issues, manifests }: Compiled): ReadonlyMap<string, string> {
  return new Map([
    ...[...issues].map(([part, item]): [string, string] => [`${part}.md`, `${bodyOf(item)}\n`]),
    ...[...manifests].map(([flag, text]): [string, string] => [`${flag}.yaml`, text]),
  ]);
}
