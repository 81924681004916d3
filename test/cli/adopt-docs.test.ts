import * as fs from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createSession, endSession, replay } from "../console.ts";
import { folder } from "./lint/acme.ts";

/** `npm run test:update` writes the page anew; what it then says is reviewed as a diff. */
it("docs/adopt.md shows what adopt prints", async () => {
  const path = fileURLToPath(new URL("../../docs/adopt.md", import.meta.url));
  const session = createSession(await folder({}));
  const page = await replay(await fs.readFile(path, "utf8"), session).finally(() => endSession(session));
  await expect(page).toMatchFileSnapshot(path);
});
