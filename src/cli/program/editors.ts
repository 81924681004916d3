import type { Command } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";

/** What an editor needs. */
export function addEditors(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("schema")
    .description("list the JSON Schemas, print one as a single file, or install them for an editor")
    .argument("[name]", "schema to print, such as migration")
    .option(
      "--install [dir]",
      "write them to a folder (default: schema in the workspace) and say how editors find them",
    )
    .option("--force", "with --install: overwrite files that say something else")
    .action(async (name: string | undefined, options) =>
      done(await (await import("../schema.ts")).schema(io, { ...options, name })),
    );
}
