import type { Command } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { asOfOption, formatOption } from "./arguments.ts";

export function addDrifting(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("drift")
    .description(
      "write into one issue of the tracker what on GitLab is not as merged, and since when; plan shows it alone",
    )
    .addOption(formatOption())
    .option("--detailed-exitcode", "exit 4 when something differs")
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("../drift.ts")).drift(io, options)));
}
