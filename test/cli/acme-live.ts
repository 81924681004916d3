import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createPerson, type Person } from "../../src/cli/demo/person.ts";
import { acmeSeed, PEOPLE } from "../../src/cli/demo/seed.ts";
import { MIGRATION, MIGRATION_FILE, storyFiles } from "../../src/cli/demo/workspace.ts";
import type { Io } from "../../src/cli/io.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { cutover, type Ran } from "./harness.ts";

const NOW = "2026-11-23T09:00:00Z";

/** Acme on a server, with a workspace of one migration. */
export interface AcmeLive {
  readonly server: Sandbox;
  /** Folder of the workspace. */
  readonly folder: string;
  readonly bo: Person;
  readonly cleo: Person;
  /** Runs a command line in the workspace, as Cutover's user. Addresses of the server are made the same in every run. */
  run(...argv: string[]): Promise<Ran>;
  runAt(instant: string, ...argv: string[]): Promise<Ran>;
  /** Writes the migration anew. */
  migrate(change: (text: string) => string): Promise<void>;
  write(path: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function acmeLive(): Promise<AcmeLive> {
  const server = await startSandbox({ now: NOW, tier: "ultimate", seed: acmeSeed() });
  const root = await mkdtemp(join(tmpdir(), "cutover-live-"));
  const folder = join(root, "migrations");
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of storyFiles(server.url, MIGRATION)) await write(join("..", path), text);
  const steady = (text: string) => text.replaceAll(server.url, "http://gitlab");
  const runAt = async (instant: string, ...argv: string[]): Promise<Ran> => {
    const clock: Io["clock"] = { now: () => Date.parse(instant), sleep: async () => {} };
    const ran = await cutover(folder, argv, { env: { CUTOVER_TOKEN: PEOPLE.bot.token }, clock });
    return { ...ran, out: steady(ran.out), err: steady(ran.err) };
  };
  return {
    server,
    folder,
    bo: createPerson(fetch, server.url, PEOPLE.bo.token),
    cleo: createPerson(fetch, server.url, PEOPLE.cleo.token),
    runAt,
    run: (...argv) => runAt(NOW, ...argv),
    migrate: (change) => write(MIGRATION_FILE, change(MIGRATION)),
    write,
    close: async () => {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
