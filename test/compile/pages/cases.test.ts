import { readdirSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "glob";
import { describe, expect, test } from "vitest";
import type { FileEdit } from "../../../src/model/resource.ts";
import { compileScene, readScene, type Scene, withFiles, withMigrations } from "./harness.ts";

const CASES = join(import.meta.dirname, "cases");

describe.each(readdirSync(CASES))("%s", (name) => {
  const folder = join(CASES, name);
  const scene = readScene(folder);
  const outputs = outputsOf(scene);

  test.each([...outputs])("%s", async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(folder, "expected", path));
  });

  test("nothing else is expected", () => {
    const files = globSync("**/*", { cwd: join(folder, "expected"), nodir: true, posix: true, dot: true });
    expect(files.sort()).toEqual([...outputs.keys()].sort());
  });

  test("in any order the migrations give the same file", () => {
    const turned = withMigrations(scene, (all) => [...all].reverse());
    for (const target of pagesOf(scene)) {
      expect(compileScene(turned).together(target)?.after).toBe(compileScene(scene).together(target)?.after);
    }
  });

  test("what is merged is not edited once more, whichever repository was first", () => {
    // What is secret is not merged yet.
    const open = withMigrations(scene, (all) => all.filter(({ data }) => data.visibility !== "confidential"));
    const merged = compileScene(open).files;
    const pages = new Set(pagesOf(scene));
    for (const kinds of [() => true, (target: string) => pages.has(target), (target: string) => !pages.has(target)]) {
      const next = merged
        .filter(({ target }) => kinds(target))
        .reduce((all, { target, path, after }) => withFiles(all, target, { [path]: after }), scene);
      const again = compileScene(next);
      for (const target of pages) {
        const left = again.together(target);
        expect(left?.after).toBe(merged.find((file) => file.target === target)?.after);
        if (kinds(target)) expect(left?.after).toBe(left?.before);
      }
    }
  });
});

function pagesOf({ workspace }: Scene): string[] {
  const targets = Object.entries(workspace.config.data.targets ?? {});
  return targets.flatMap(([target, { format }]) => (format === "ai-gateway" ? [] : [target]));
}

/** Each file with all migrations, and what each merge request changes: a diff in which every line says its cause. */
function outputsOf(scene: Scene): ReadonlyMap<string, string> {
  const result = compileScene(scene);
  const outputs = new Map<string, string>();
  for (const target of pagesOf(scene)) {
    const file = result.together(target);
    if (file?.after !== undefined) outputs.set(`${target}/${file.path}`, file.after);
    for (const { data } of scene.workspace.migrations) {
      const request = result.requestOf(data.name, target);
      if (request === undefined || request.edits.length === 0) continue;
      outputs.set(`${target}/${data.name}.txt`, `${request.title}\n\n${request.edits.map(changeOf).join("\n")}`);
    }
  }
  const problems = result.problems.map(({ file, message, hint }) => `${file}: ${message}\n  ${hint}\n`);
  return new Map([...outputs, ...(problems.length === 0 ? [] : [["problems.txt", problems.join("")] as const])]);
}

/** Lines that go and lines that come: the edits move no line. */
function changeOf({ before = "", after = "", causes }: FileEdit): string {
  const [old, next] = [before.split("\n"), after.split("\n")];
  const gone = old.filter((line) => !next.includes(line)).map((line) => `-${line}\n`);
  const come = next.filter((line) => !old.includes(line)).map((line) => `+${line}\n`);
  return `${[...gone, ...come].join("")}\n${causes.map(({ file, line }) => `${file}:${line}\n`).join("")}`;
}
