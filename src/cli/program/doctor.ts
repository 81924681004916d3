import type { Command } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { formatOption } from "./arguments.ts";

export function addDoctor(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("doctor")
    .description("check address, tokens, roles, settings and limits; say what is missing and who can give it")
    .option("--project <path>", "project whose pipelines run cutover (default: this pipeline's, or the clone's)")
    .addOption(formatOption())
    .action(async (options) => done(await (await import("../doctor.ts")).doctor(io, options)));
}
