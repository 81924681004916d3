import { dirname } from "node:path";
import type { FileSystem } from "./file-system.ts";
import { makeFolder, regularFile } from "./write.ts";

/**
 * Opens a file of lines to add to. Each line is written at once and whole; the function resolves when it is. A line that
 * a killed writer left half is ended first, so that only that one is lost. What is no regular file is refused.
 */
export async function openAppend(fs: FileSystem, path: string): Promise<(line: string) => Promise<void>> {
  await makeFolder(fs, dirname(path));
  const isThere = (await regularFile(fs, path)) !== undefined;
  const bytes = isThere ? await fs.readFile(path) : new Uint8Array();
  const isTorn = bytes.length > 0 && bytes.at(-1) !== "\n".charCodeAt(0);
  const add = (text: string) => fs.writeFile(path, text, { flag: "a" });
  if (isTorn) await add("\n");
  let last = Promise.resolve();
  return (line) => {
    last = last.then(() => add(`${line}\n`));
    return last;
  };
}
