import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CASES } from "./case.ts";

const ROOT = join(import.meta.dirname, "../../..");
const PAGE = readFileSync(join(ROOT, "docs/rollout-manifest.md"), "utf8");

test.each(["cutover.yaml", "migration.yaml", "expected/duo_chat_sonnet_4_6.yaml"])("the page shows %s", (file) => {
  const text = readFileSync(join(CASES, "example", file), "utf8");
  expect(PAGE).toContain(`\`\`\`yaml\n${text}\`\`\`\n`);
});

test("the page names every key", () => {
  const schema: unknown = JSON.parse(readFileSync(join(ROOT, "schema/rollout.schema.json"), "utf8"));
  const missing = keysIn(schema).filter((key) => !PAGE.includes(`\`${key}\``));
  expect(missing).toEqual([]);
});

/** Names of all properties that a schema describes. */
function keysIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => [
    ...(key === "properties" ? Object.keys(Object(value)) : []),
    ...keysIn(value),
  ]);
}
