import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createSession, endSession, replay, type Session } from "./console.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const opened: { readonly session: Session; readonly folder: string }[] = [];

afterEach(async () => {
  for (const { session, folder } of opened.splice(0)) {
    await endSession(session);
    await fs.rm(folder, { recursive: true, force: true });
  }
});

/** An empty folder, or one with these parts of the repository in it. */
async function sessionWith(parts: readonly string[]): Promise<Session> {
  const folder = await fs.mkdtemp(join(tmpdir(), "cutover-page-"));
  // What a page puts beside the clone stands inside this folder too.
  const cwd = join(folder, "cutover");
  await fs.mkdir(cwd);
  for (const part of parts) await fs.cp(join(root, part), join(cwd, part), { recursive: true });
  const session = createSession(cwd);
  opened.push({ session, folder });
  return session;
}

/** `npm run test:update` writes the pages anew; what they then say is reviewed as a diff. */
describe("what the pages show is what the commands print", () => {
  it.each([
    ["README.md", 4],
    ["docs/commands.md", 12],
  ])("%s, in a clone of this repository", async (name, least) => {
    const session = await sessionWith(["cutover.yaml", "migrations", "evals", "examples"]);
    const page = await fs.readFile(join(root, name), "utf8");
    const result = await replay(page, session);
    expect(result.match(/^\$ npx cutover/gm)?.length).toBeGreaterThan(least);
    await expect(result).toMatchFileSnapshot(join(root, name));
  });

  it("docs/tutorial.md, in an empty folder", async () => {
    const session = await sessionWith([]);
    const page = await fs.readFile(join(root, "docs/tutorial.md"), "utf8");
    await expect(await replay(page, session)).toMatchFileSnapshot(join(root, "docs/tutorial.md"));
  });
});
