import type { Command } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { formatOption } from "./arguments.ts";

export function addFetching(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("fetch")
    .description(
      "keep the targets' files under .cutover/targets, so that lint, compile and plan --offline need no server",
    )
    .argument("[target...]", "ids of targets (default: all)")
    .option("--changed-since <ref>", "also what plan --offline --changed-since looks at (in a pipeline: the base)")
    .addOption(formatOption())
    .action(async (targets: string[], options) =>
      done(await (await import("../fetch.ts")).fetchTargets(io, { ...options, targets })),
    );
}
