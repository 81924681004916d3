import { type Command, InvalidArgumentError } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";

export function addStory(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("sandbox")
    .description("run an embedded GitLab API server on this machine, for trying things out")
    .option("--port <n>", "port to listen on (0: a free one)", port, 8929)
    .option("--folder <dir>", "keep the state in this folder")
    .option("--seed <file>", "JSON file with users, groups and projects to start from")
    .action(async (options) => done(await (await import("../sandbox.ts")).sandbox(io, options)));
  program
    .command("demo")
    .description("tell the whole story of a migration against the embedded server")
    .option("--keep", "keep the server running at the end, so that the links can be opened")
    .action(async (options) => done(await (await import("../demo.ts")).demo(io, options)));
}

function port(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("write a number up to 65535.");
  return Number(text);
}
