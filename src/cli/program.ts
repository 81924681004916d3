import { Command } from "commander";
import type { ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { addAdopting } from "./program/adopting.ts";
import { addDeadlines } from "./program/deadlines.ts";
import { addDoctor } from "./program/doctor.ts";
import { addDrifting } from "./program/drifting.ts";
import { addEditors } from "./program/editors.ts";
import { addFetching } from "./program/fetching.ts";
import { addLint } from "./program/lint.ts";
import { addReading } from "./program/reading.ts";
import { addRollout } from "./program/rollout.ts";
import { addStarting } from "./program/starting.ts";
import { addStory } from "./program/story.ts";
import { addWriting } from "./program/writing.ts";

/** Options that every command has. */
export interface CommonOptions {
  readonly workspace?: string;
  readonly color?: boolean;
}

/**
 * The command line: names, options and help. What a command does is loaded when it is asked for. `complain` is given
 * what is wrong with the words of the command line, as lines to print.
 */
export function createProgram(io: Io, done: (code: ExitCode) => void, complain: (text: string) => unknown): Command {
  const program = new Command("cutover")
    .description("Lints, compiles, plans and applies AI model migrations that are written as YAML.")
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: complain })
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand("help [command]", "show what a command does and its options")
    .addHelpText("after", ENVIRONMENT);
  addStarting(program, io, done);
  addLint(program, io, done);
  addReading(program, io, done);
  addFetching(program, io, done);
  addWriting(program, io, done);
  addDrifting(program, io, done);
  addDeadlines(program, io, done);
  addDoctor(program, io, done);
  addRollout(program, io, done);
  addAdopting(program, io, done);
  addEditors(program, io, done);
  addStory(program, io, done);
  const groups = program.commands.filter(({ commands }) => commands.length > 0);
  for (const command of [...program.commands, ...groups.flatMap(({ commands }) => commands)]) {
    command.copyInheritedSettings(program);
    if (groups.includes(command)) continue;
    command
      .option("--workspace <dir>", "folder with cutover.yaml (default: the nearest one upwards)")
      .option("--color", "colour even where the output is not a terminal")
      .option("--no-color", "no colour");
  }
  program.version(VERSION, "--version", "print the version");
  return program;
}

const ENVIRONMENT = `
Environment:
  CUTOVER_TOKEN                access token for GitLab (else GITLAB_TOKEN): scope
                               api for apply, rollout and drift, read_api for the rest
  CUTOVER_PLAN_TOKEN           goes before it in commands that only read
  CUTOVER_NOTE_TOKEN           the token that plan --note writes its note with
  CUTOVER_GITLAB_URL           its address, instead of gitlab.url in cutover.yaml
  CUTOVER_HOLD                 a reason; while it is set apply only lowers flags
  CUTOVER_GITHUB_TOKEN         token for GitHub (else GITHUB_TOKEN), which deadlines
                               update may do without; GITHUB_API_URL is its address,
                               instead of https://api.github.com
  CUTOVER_REVIEWED             digest of a plan that apply --reviewed may carry out
                               although no merge request showed it

In a pipeline the jobs of templates/cutover.yml also take CUTOVER_ROLLBACK, CUTOVER_REASON
and CUTOVER_APPLY: docs/pipeline.md.`;

/** Kept equal to package.json by a test. */
const VERSION = "0.1.0";
