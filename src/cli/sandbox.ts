import { resolve } from "node:path";
import type { Sandbox, SandboxOptions, Seed } from "../sandbox/server.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

export interface SandboxCommandOptions extends CommonOptions {
  readonly port: number;
  readonly folder?: string;
  readonly seed?: string;
}

/** Runs the embedded server until the user interrupts. Without a seed it holds acme, the company of the examples. */
export async function sandbox(io: Io, options: SandboxCommandOptions): Promise<ExitCode> {
  const { acmeSeed, PEOPLE } = await import("./demo/seed.ts");
  const seed = options.seed === undefined ? acmeSeed() : await readSeed(io, options.seed);
  const token = options.seed === undefined ? PEOPLE.bot.token : seed.users?.find((user) => user.token)?.token;
  const server = await start(options, {
    port: options.port,
    now: new Date(io.clock.now()).toISOString(),
    tier: "ultimate",
    seed,
    ...(options.folder === undefined ? {} : { folder: resolve(io.cwd, options.folder) }),
  });
  io.stdout.write(usage(server.url, token ?? "TOKEN", options));
  await untilInterrupted(io.signal);
  await server.close();
  return EXIT.clean;
}

/** Resolves when the user interrupts; never where nobody can. */
export function untilInterrupted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted) done();
    else signal?.addEventListener("abort", () => done(), { once: true });
  });
}

async function readSeed(io: Io, file: string): Promise<Seed> {
  const bytes = await io.fs.readFile(resolve(io.cwd, file)).catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw missing ? new UserError(EXIT.usage, `--seed ${file}: there is no such file`) : error;
  });
  let seed: unknown;
  try {
    seed = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new UserError(EXIT.usage, `--seed ${file}: not JSON (${reason(error)})`, HINT);
  }
  if (isSeed(seed)) return seed;
  throw new UserError(
    EXIT.usage,
    `--seed ${file}: expected an object with lists "users", "groups" and "projects"`,
    HINT,
  );
}

const HINT = "leave --seed out to start with acme, the company of the examples";
const LISTS = ["users", "groups", "projects", "features", "feature_definitions"];
const WORDS = ["tier", "version"];

function isSeed(value: unknown): value is Seed {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, part]) =>
    WORDS.includes(key) ? typeof part === "string" : LISTS.includes(key) && Array.isArray(part),
  );
}

async function start(options: SandboxCommandOptions, settings: SandboxOptions): Promise<Sandbox> {
  const { startSandbox } = await import("../sandbox/server.ts");
  try {
    return await startSandbox(settings);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new UserError(
        EXIT.failed,
        `port ${options.port} is taken`,
        "end the sandbox that may be there already, or take another port with --port; 0 is any free one",
      );
    }
    if (error instanceof Error && "code" in error) throw error;
    // Without a seed of the user's own, only what is kept in the folder can be at fault.
    if (options.seed === undefined && options.folder === undefined) throw error;
    const culprit = options.seed === undefined ? `--folder ${options.folder}` : `--seed ${options.seed}`;
    throw new UserError(EXIT.usage, `${culprit}: ${reason(error)}`);
  }
}

function usage(url: string, token: string, { folder }: SandboxCommandOptions): string {
  return `GitLab sandbox at ${url}

  export CUTOVER_GITLAB_URL=${url} CUTOVER_TOKEN=${token}
  curl -H "PRIVATE-TOKEN: ${token}" ${url}/api/v4/projects

${folder === undefined ? "Its state is in memory." : `Its state is kept in ${folder}.`} Ctrl-C ends it.
`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
