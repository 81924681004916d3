import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { useColor } from "./context.ts";
import { carryOut } from "./demo/carry-out.ts";
import { createNarrator } from "./demo/narrator.ts";
import { createPerson } from "./demo/person.ts";
import { acmeSeed, PEOPLE } from "./demo/seed.ts";
import { createShell } from "./demo/shell.ts";
import { MIGRATION, storyFiles, TYPO } from "./demo/workspace.ts";
import { write } from "./demo/write.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";
import { untilInterrupted } from "./sandbox.ts";

export interface DemoOptions extends CommonOptions {
  readonly keep?: boolean;
}

/** The story's own time: it reads the same whenever it is told. */
const NOW = "2026-11-23T09:00:00Z";

/** Tells the story of one migration against the embedded server; throws when one of its claims does not hold. */
export async function demo(io: Io, options: DemoOptions): Promise<ExitCode> {
  const { startSandbox } = await import("../sandbox/server.ts");
  const server = await startSandbox({ now: NOW, tier: "ultimate", seed: acmeSeed() });
  const folder = await mkdtemp(join(tmpdir(), "cutover-demo-"));
  try {
    await lay(io, folder, server.url);
    await tell(io, options, join(folder, "migrations"), server.url);
    if (options.keep) await stay(io, server.url, folder);
    return EXIT.clean;
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The workspace, with the typo that lint will find, and clones of the two repositories beside it. */
async function lay({ fs }: Io, folder: string, url: string): Promise<void> {
  const files = storyFiles(url, MIGRATION.replace(...TYPO));
  for (const [path, text] of files) {
    await fs.mkdir(dirname(join(folder, path)), { recursive: true });
    await fs.writeFile(join(folder, path), text);
  }
}

async function tell(io: Io, options: DemoOptions, workspace: string, url: string): Promise<void> {
  const color = useColor(io, options, io.stdout);
  const now = Date.parse(NOW);
  const clock = { now: () => now, sleep: io.clock.sleep };
  const env = { CUTOVER_TOKEN: PEOPLE.bot.token };
  const scene = {
    fs: io.fs,
    narrator: createNarrator(io.stdout, color),
    shell: createShell({ ...io, env, cwd: workspace, clock }, color),
    people: {
      bo: createPerson(io.fetch, url, PEOPLE.bo.token),
      cleo: createPerson(io.fetch, url, PEOPLE.cleo.token),
    },
    workspace,
    url,
  };
  await write(scene);
  await carryOut(scene);
}

async function stay(io: Io, url: string, folder: string): Promise<void> {
  io.stdout.write(`\nThe server stays at ${url} and the workspace in ${folder} until Ctrl-C.\n`);
  await untilInterrupted(io.signal);
}
