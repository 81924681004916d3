import { Command, InvalidArgumentError, Option } from "commander";
import { parseInstant } from "../model/duration.ts";
import type { ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";

/** Options that every command has. */
export interface CommonOptions {
  readonly workspace?: string;
  readonly color?: boolean;
}

type Done = (code: ExitCode) => void;

/** The command line: names, options and help. What a command does is loaded when it is asked for. */
export function createProgram(io: Io, done: Done): Command {
  const program = new Command("cutover")
    .description("Lints, compiles, plans and applies AI model migrations that are written as YAML.")
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand("help [command]", "show what a command does and its options");
  addReading(program, io, done);
  addWriting(program, io, done);
  addStory(program, io, done);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    command
      .option("--workspace <dir>", "folder with cutover.yaml (default: the nearest one upwards)")
      .option("--color", "colour even where the output is not a terminal")
      .option("--no-color", "no colour");
  }
  program.version(VERSION, "--version", "print the version");
  return program;
}

/** Kept equal to package.json by a test. */
const VERSION = "0.1.0";

function addReading(program: Command, io: Io, done: Done): void {
  program
    .command("lint")
    .description("report what is wrong in cutover.yaml and the migrations, with the place and the remedy")
    .argument("[paths...]", "report only on these files or folders")
    .addOption(new Option("--format <format>", "how to print").choices(["pretty", "json"]).default("pretty"))
    .addOption(checkoutOption())
    .option("--require-targets", "exit 2 when a rule was skipped because target files are missing")
    .addOption(asOfOption())
    .action(async (paths: string[], options) =>
      done(await (await import("./lint.ts")).lint(io, { ...options, paths })),
    );
  program
    .command("explain")
    .description("what a rule wants, why, with a wrong and a right example")
    .argument("<rule>", "id of a rule, such as cutoff-buffer")
    .action(async (rule: string, options) =>
      done(await (await import("./explain.ts")).explain(io, { ...options, rule })),
    );
  program
    .command("compile")
    .description("write the resulting files, rollout manifests and issue bodies to a folder")
    .option("--out <dir>", "where to write", ".cutover")
    .addOption(new Option("--format <format>", "how to print").choices(["pretty", "json"]).default("pretty"))
    .addOption(checkoutOption())
    .addOption(
      new Option("--at <target=sha>", "read a target at this commit (repeatable)")
        .argParser(pair)
        .default(new Map<string, string>(), "its branch"),
    )
    .action(async (options) => done(await (await import("./compile.ts")).compileCommand(io, options)));
}

function addWriting(program: Command, io: Io, done: Done): void {
  program
    .command("plan")
    .description("show what apply would change on GitLab, and because of what")
    .addOption(new Option("--format <format>", "how to print").choices(["pretty", "json"]).default("pretty"))
    .option("--out <file>", "save the plan for apply")
    .option("--only <key...>", "plan only these resources, for example issue/claude-sonnet-4-6")
    .addOption(takeOption())
    .option("--detailed-exitcode", "exit 4 when there are changes")
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("./plan.ts")).plan(io, options)));
  program
    .command("apply")
    .description("carry out a saved plan, or plan and carry out")
    .argument("[plan]", "file that plan --out wrote")
    .addOption(new Option("--format <format>", "how to print").choices(["pretty", "json"]).default("pretty"))
    .option("--yes", "do not ask")
    .option("--only <key...>", "only these resources (without a plan file)")
    .addOption(takeOption())
    .option("--max-changes <n>", "refuse a plan with more changes than this", count)
    .option("--allow-closing <n>", "allow exactly this many closings, removals and turnings-off", count)
    .addOption(asOfOption())
    .action(async (file: string | undefined, options) =>
      done(await (await import("./apply.ts")).apply(io, { ...options, plan: file })),
    );
}

function addStory(program: Command, io: Io, done: Done): void {
  program
    .command("sandbox")
    .description("run an embedded GitLab API server on this machine, for trying things out")
    .option("--port <n>", "port to listen on (0: a free one)", port, 8929)
    .option("--folder <dir>", "keep the state in this folder")
    .option("--seed <file>", "JSON file with users, groups and projects to start from")
    .action(async (options) => done(await (await import("./sandbox.ts")).sandbox(io, options)));
  program
    .command("demo")
    .description("tell the whole story of a migration against the embedded server")
    .option("--keep", "keep the server running at the end, so that the links can be opened")
    .action(async (options) => done(await (await import("./demo.ts")).demo(io, options)));
}

function checkoutOption(): Option {
  return new Option("--checkout <target=dir>", "read a target's files from this folder (repeatable)")
    .argParser(pair)
    .default(new Map<string, string>(), "targets.<id>.checkout");
}

function takeOption(): Option {
  return new Option("--take <key=side>", "settle a conflict: write ours over it, or leave theirs (repeatable)")
    .argParser((text, previous: ReadonlyMap<string, string>) => {
      const [, key, side] = /^([^=]+)=(ours|theirs)$/.exec(text) ?? [];
      if (key === undefined || side === undefined)
        throw new InvalidArgumentError("write KEY=ours or KEY=theirs, for example issue/claude-sonnet-4-6=ours.");
      return new Map([...previous, [key, side]]);
    })
    .default(new Map<string, string>(), "none");
}

function asOfOption(): Option {
  return new Option("--as-of <instant>", "assume this date or instant instead of now").argParser((text) => {
    const instant = parseInstant(text);
    if (instant === undefined) throw new InvalidArgumentError("write 2026-05-18 or 2026-05-18T09:00:00Z.");
    return instant;
  });
}

function pair(text: string, previous: ReadonlyMap<string, string>): Map<string, string> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError("write TARGET=VALUE, for example ai-gateway=../gateway.");
  return new Map([...previous, [text.slice(0, at), text.slice(at + 1)]]);
}

function port(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("write a number up to 65535.");
  return Number(text);
}

function count(text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new InvalidArgumentError("write a whole number.");
  return Number(text);
}
