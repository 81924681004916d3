import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";

/** What one command line printed and answered. */
export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs command lines of cutover in process, as the bot and inside the demo's workspace. */
export type Shell = (...argv: string[]) => Promise<Ran>;

export function createShell(io: Io, color: boolean): Shell {
  return async (...argv) => {
    // The demo is itself a command of this program: imported here, the two would run in a circle.
    const { run } = await import("../run.ts");
    let out = "";
    let err = "";
    const code = await run({
      ...io,
      argv: [...argv, color ? "--color" : "--no-color"],
      stdin: undefined,
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
    });
    return { code, out, err };
  };
}
