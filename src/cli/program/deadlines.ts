import { type Command, Option } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { asOfOption, checkoutOption, count, formatOption } from "./arguments.ts";

export function addDeadlines(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const deadlines = program
    .command("deadlines")
    .description("when providers end offerings, with evidence, in deadlines.lock.json");
  deadlines
    .command("update")
    .description("read the public sources and write deadlines.lock.json; prints what is new in words")
    .option("--open", "write nothing here: open a merge request with the new file, or bring ours up to date")
    .addOption(projectOption())
    .addOption(checkoutOption())
    .addOption(formatOption())
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("../deadlines/update.ts")).update(io, options)));
  deadlines
    .command("check")
    .description("exit 1 if an offering in use ends soon and no migration moves its features away in time")
    .addOption(daysOption())
    .addOption(checkoutOption())
    .addOption(formatOption())
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("../deadlines/check.ts")).check(io, options)));
  deadlines
    .command("list")
    .description("the end of every offering in use, the next one first")
    .option("--all", "also offerings whose end is not known, and those that the gateway had once")
    .addOption(checkoutOption())
    .addOption(formatOption())
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("../deadlines/list.ts")).list(io, options)));
  deadlines
    .command("explain")
    .description("what every source says of one offering, which of them decides and why")
    .argument("<offering>", "its gitlab_identifier")
    .addOption(checkoutOption())
    .addOption(formatOption())
    .addOption(asOfOption())
    .action(async (offering: string, options) =>
      done(await (await import("../deadlines/explain.ts")).explain(io, { ...options, offering })),
    );
  deadlines
    .command("propose")
    .description("draft a migration for every offering in use that ends soon and that none covers")
    .argument("[offering...]", "only these")
    .addOption(daysOption())
    .option("--open", "write nothing here: open a merge request for each draft, or bring ours up to date")
    .addOption(projectOption())
    .addOption(checkoutOption())
    .addOption(asOfOption())
    .action(async (offerings: readonly string[], options) =>
      done(await (await import("../deadlines/propose.ts")).propose(io, { ...options, offerings })),
    );
}

function daysOption(): Option {
  return new Option(
    "--days <n>",
    "how many days ahead soon is (default: deadlines.horizon of cutover.yaml, else 88 with the usual policy)",
  ).argParser(count);
}

function projectOption(): Option {
  return new Option("--project <path>", "project of this repository on GitLab (default: CI_PROJECT_PATH)");
}
