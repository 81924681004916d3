import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { createSession, endSession, replay } from "../console.ts";
import { acmeLive } from "./acme-live.ts";

/** `npm run test:update` writes the pages anew; what they then say is reviewed as a diff. */
it.each(["plan", "status", "drift"])("docs/%s.md shows what the command prints", async (name) => {
  const path = fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url));
  const acme = await acmeLive();
  const session = createSession(acme.folder);
  session.env.set("CUTOVER_TOKEN", PEOPLE.bot.token);
  session.address = { real: acme.server.url, shown: "http://127.0.0.1:8929" };
  try {
    await expect(await replay(await readFile(path, "utf8"), session)).toMatchFileSnapshot(path);
  } finally {
    await endSession(session);
    await acme.close();
  }
});
