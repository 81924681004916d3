import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { parseInstant } from "../../model/duration.ts";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { asOfOption, checkoutOption } from "./arguments.ts";

export function addStarting(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("init")
    .description("start a workspace: cutover.yaml and a folder for migrations")
    .argument("[folder]", "where", ".")
    .option("--from <dir>", "take the features out of a gateway checkout")
    .option("--project <path>", "project for issues, such as acme/ai (asked for on a terminal)")
    .option("--group <path>", "group for epics (default: the project's)")
    .option("--gateway-project <path>", "project of the gateway's repository (default: GROUP/ai-gateway)")
    .option("--owner <user>", "who looks after models, such as @ana (asked for on a terminal)")
    .option("--url <url>", "address of GitLab (default: CI_SERVER_URL, when it is needed)")
    .action(async (folder: string, options) =>
      done(await (await import("../start/init.ts")).init(io, { ...options, folder })),
    );
  program
    .command("new")
    .description("write a new migration, filled in from the gateway's files")
    .addArgument(new Argument("<kind>", "what it is").choices(["upgrade", "integration", "deprecation"]))
    .argument("<name>", "name of the migration and its file, such as claude-sonnet-4-6")
    .option("--from <id>", "offering that is moved away from")
    .option("--to <id>", "offering that is moved to; one that models.yml lacks is drafted")
    .addOption(new Option("--features <names>", "features to move (default: those that use --from)").argParser(list))
    .addOption(new Option("--cutoff <date>", "first day on which the provider serves --from no more").argParser(day))
    .option("--owner <user>", "who answers for it (default: the first of the framework team)")
    .addOption(checkoutOption())
    .addOption(asOfOption())
    .action(async (kind, name: string, options) =>
      done(await (await import("../start/new.ts")).newMigration(io, { ...options, kind, name })),
    );
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || parseInstant(text) === undefined) {
    throw new InvalidArgumentError("write a date such as 2026-11-30.");
  }
  return text;
}
