import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterEach } from "vitest";
import { cutover, folderWith } from "../harness.ts";

/** Folder of the gateway that the examples have. */
export const ACME = join(import.meta.dirname, "../../../examples/acme/ai-gateway");
export const AS_OF = ["--as-of", "2026-05-20"];

const opened: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.remove();
});

/** A folder with these files, which is gone after the test. */
export async function folderFor(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await folderWith(files);
  opened.push(folder);
  return folder.path;
}

/** A folder with a gateway checkout beside the place for a workspace. */
export async function folderBeside(checkout: string): Promise<string> {
  const path = await folderFor();
  await cp(checkout, join(path, "gateway"), { recursive: true });
  return path;
}

export async function initIn(path: string) {
  return cutover(path, ["init", "ws", "--from", "gateway", "--project", "acme/ai", "--owner", "@ana"]);
}
