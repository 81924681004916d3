import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { createSession, endSession, replay, type Session } from "../console.ts";
import { startGithub } from "../github-server.ts";
import { guideSources } from "./deadline-sources.ts";

const GUIDES = fileURLToPath(new URL("../../docs/guides", import.meta.url));
const opened: Session[] = [];

afterEach(async () => {
  for (const session of opened.splice(0)) {
    await endSession(session);
    await fs.rm(session.cwd, { recursive: true, force: true });
  }
});

async function standInForGithub({ env, endings }: Session): Promise<void> {
  const server = await startGithub(guideSources());
  env.set("GITHUB_API_URL", server.url);
  endings.push(() => server.close());
}

/** `npm run test:update` writes the pages anew; what they then say is reviewed as a diff. */
it.each(["recovery", "going-back", "coming-in", "first-migration", "deadlines"])(
  "docs/guides/%s.md can be followed word for word in an empty folder",
  async (name) => {
    const session = createSession(await fs.mkdtemp(join(tmpdir(), "cutover-guide-")));
    opened.push(session);
    // The day of the page is not today's, and neither is what the world says.
    if (name === "deadlines") await standInForGithub(session);
    const path = join(GUIDES, `${name}.md`);
    const result = await replay(await fs.readFile(path, "utf8"), session);
    expect(result.match(/^\$ /gm)?.length).toBeGreaterThan(3);
    await expect(result).toMatchFileSnapshot(path);
  },
);
