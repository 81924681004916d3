import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function pages(): Promise<string[]> {
  const docs = await readdir(join(ROOT, "docs"), { recursive: true });
  const below = docs.filter((name) => name.endsWith(".md")).map((name) => join("docs", name));
  return ["README.md", "CHANGELOG.md", "examples/README.md", ...below];
}

/** Files that a page links, as paths from the root, and the headings in them. */
async function linksOf(page: string): Promise<{ file: string; heading: string | undefined }[]> {
  const text = (await readFile(join(ROOT, page), "utf8")).replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(([, path = "", heading]) => ({
    file: path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path)),
    heading,
  }));
}

/** Anchors of a page: those of its headings, and those that it sets itself. */
async function anchorsOf(file: string): Promise<string[]> {
  const text = await readFile(join(ROOT, file), "utf8");
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id)];
}

it("every link of a page leads somewhere", async () => {
  const broken: string[] = [];
  for (const page of await pages()) {
    for (const { file, heading } of await linksOf(page)) {
      const found = existsSync(join(ROOT, file));
      if (!found || (heading !== undefined && !(await anchorsOf(file)).includes(heading)))
        broken.push(`${page}: ${file}${heading === undefined ? "" : `#${heading}`}`);
    }
  }
  expect(broken).toEqual([]);
});

it("docs/README.md leads to every page", async () => {
  const linked = new Set((await linksOf("docs/README.md")).map(({ file }) => file));
  const left = (await pages()).filter((page) => /^docs\/(?!rules\/|README)/.test(page) && !linked.has(page));
  expect(left).toEqual([]);
});
