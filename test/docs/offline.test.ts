import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startRepository } from "../cli/plan/repository.ts";
import { standing } from "../journeys/texts.ts";
import { expectPage } from "./pasted.ts";

it("docs/offline.md shows what fetch and plan print", async () => {
  const repository = await startRepository();
  const steady = (text: string, at: string) => text.replaceAll(at.slice(0, 8), "1a2b3c4d");
  const since = await repository.ask("rev-parse", "HEAD");
  await writeFile(join(repository.folder, "migrations/sonnet.yaml"), standing("rollout", 1));
  const plan = await repository.run(["plan", "--offline", "--changed-since", "main"]);
  const forked = await repository.run(["plan"], { CI: "true", CI_MERGE_REQUEST_DIFF_BASE_SHA: since });
  await repository.remove();
  expect(forked.out).toBe(plan.out);
  await expectPage(
    "offline",
    new Map([
      ["fetch", repository.fetched.out.replace(/at [0-9a-f]{8} /g, "at 5e6f7a8b ")],
      ["plan", steady(plan.out, since)],
      ["fork", forked.err],
    ]),
  );
});
