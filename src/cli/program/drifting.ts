import type { Command } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { asOfOption, formatOption } from "./arguments.ts";

export function addDrifting(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("drift")
    .description("tell in one issue of the tracker what on GitLab is not as what was merged, and since when")
    .addOption(formatOption())
    .option("--detailed-exitcode", "exit 4 when something differs")
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("../drift.ts")).drift(io, options)));
}
