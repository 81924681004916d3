import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { fitted } from "../console.ts";

/**
 * Holds a page of docs/ to what was printed: the blocks that begin with "```text NAME" show it, with a line of `…` for
 * what they leave out. `npm run test:update` writes the page anew; what it then says is reviewed as a diff.
 */
export async function expectPage(name: string, printed: ReadonlyMap<string, string>): Promise<void> {
  const path = fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url));
  const shown = new Set<string>();
  const page = (await readFile(path, "utf8")).replace(
    /^```text (\S+)\n([\s\S]*?)^```$/gm,
    (block, what: string, lines: string) => {
      shown.add(what);
      const text = printed.get(what);
      return text === undefined
        ? block
        : `\`\`\`text ${what}\n${fitted(text, lines.trimEnd().split("\n")).join("\n")}\n\`\`\``;
    },
  );
  expect([...shown].sort()).toEqual([...printed.keys()].sort());
  await expect(page).toMatchFileSnapshot(path);
}
