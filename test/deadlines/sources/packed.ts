import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Files of a package as its registry has it, by path; undefined where the registry does not answer. Absent files are left out. */
export async function packed(name: string, paths: readonly string[]): Promise<ReadonlyMap<string, string> | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "cutover-pack-"));
  try {
    const options = { cwd: folder, timeout: 45_000 };
    try {
      await run("npm", ["pack", name, "--silent", "--ignore-scripts", "--fetch-retries=0"], options);
    } catch {
      return undefined;
    }
    const archive = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
    await run("tar", ["-xzf", archive], options);
    const texts = await Promise.all(
      paths.map(
        async (path) => [path, await readFile(join(folder, "package", path), "utf8").catch(() => undefined)] as const,
      ),
    );
    return new Map(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
