import { type Command, Option } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { checkoutOption, formatOption, pair, place } from "./arguments.ts";

export function addReading(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("explain")
    .description("what a rule wants, why, with a wrong and a right example")
    .argument("[rule]", "id of a rule, such as cutoff-buffer")
    .option("--list", "all rules, one a line")
    .addOption(formatOption())
    .action(async (rule: string | undefined, options) =>
      done(await (await import("../explain.ts")).explain(io, { ...options, rule })),
    );
  program
    .command("compile")
    .description("write the resulting files, rollout manifests and issue bodies to a folder")
    .option("--out <dir>", "where to write", ".cutover")
    .addOption(formatOption())
    .addOption(checkoutOption())
    .addOption(
      new Option("--at <target=sha>", "read a target at this commit (repeatable)")
        .argParser(pair)
        .default(new Map<string, string>(), "its branch"),
    )
    .option("--only <name...>", "only these migrations or resources, for example issue/claude-sonnet-4-6")
    .option("--check", "write nothing; exit 1 if the folder holds something else than what compile writes")
    .addOption(
      new Option("--explain <path:line>", "write nothing; say which line of which file caused a line").argParser(place),
    )
    .action(async (options) => done(await (await import("../compile.ts")).compileCommand(io, options)));
}
