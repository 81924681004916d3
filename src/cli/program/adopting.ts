import { type Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { formatOption } from "./arguments.ts";

export function addAdopting(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("adopt")
    .description(
      "write the migration that explains a change of the gateway's files made by hand, or that takes over live work",
    )
    .requiredOption("--name <name>", "name of the migration and its file, such as claude-sonnet-4-6")
    .option("--before <dir>", "folder with models.yml and unit_primitives.yml as they were")
    .option("--after <dir>", "folder with the same files as they are now")
    .addOption(gitOption())
    .option("--path <folder>", "with --git: folder of the two files in the repository (default: where they are found)")
    .option("--epic <reference>", "epic of a deprecation that is worked on, such as &7, with the issues under it")
    .option("--issue <reference>", "issue that is worked on, such as acme/ai#12 (repeatable)", collect)
    .option("--flag <name>", "feature flag of that work, such as duo_chat_sonnet_4_6 (repeatable)", collect)
    .addOption(kindOption())
    .option("--owner <user>", "who answers for it, such as @ana (default: the first of the framework team)")
    .option("--out <file>", "where to write, or - for stdout (default: the workspace's migrations, else stdout)")
    .addOption(formatOption())
    .action(async (options) => done(await (await import("../adopt.ts")).adoptCommand(io, options)));
}

function kindOption(): Option {
  return new Option("--kind <kind>", "of live work (default: Deprecation with --epic, else Upgrade)").choices([
    "Upgrade",
    "Integration",
    "Deprecation",
  ]);
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** Two words, the second of which may be any name of a commit. */
function gitOption(): Option {
  return new Option("--git <repo-and-revision...>", "repository and the commit whose change is meant").argParser(
    (text: string, previous: readonly string[] | undefined) => {
      const words = [...(previous ?? []), text];
      if (words.length > 2) throw new InvalidArgumentError("write --git REPO REVISION.");
      return words;
    },
  );
}
