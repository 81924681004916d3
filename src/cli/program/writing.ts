import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../../model/duration.ts";
import { PLAN_FORMATS } from "../../report/plan/formats.ts";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { asOfOption, count, formatOption, outputOption } from "./arguments.ts";

const MINUTE = 60_000;

export function addWriting(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("plan")
    .description("show what apply would change on GitLab, and because of what; conflicts block their own object alone")
    .addOption(formatOption(PLAN_FORMATS))
    .addOption(outputOption(PLAN_FORMATS, "plan", "markdown=plan.md"))
    .option("--out <file>", "save the plan for apply, with the texts of confidential objects")
    .option("--only <key...>", "plan only these resources or migrations, for example issue/claude-sonnet-4-6")
    .addOption(takeOption())
    .option("--note", "keep a note with the plan on the merge request whose pipeline this is (CUTOVER_NOTE_TOKEN)")
    .option("--offline", "ask nobody: show what changed here since a commit, with the targets' files that are here")
    .option(
      "--changed-since <ref>",
      "with --offline: compare with the commit at which this branch left REF, such as main (default: nothing, so all is new)",
    )
    .option("--detailed-exitcode", "exit 4 when there are changes")
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("../plan.ts")).plan(io, options)));
  program
    .command("apply")
    .description("carry out a saved plan, or plan and carry out")
    .argument("[plan]", "file that plan --out wrote")
    .addOption(formatOption())
    .option("--yes", "do not ask")
    .option("--reviewed", "carry out only what the plan note of the commit's merge request shows (without a plan file)")
    .option("--only <key...>", "only these resources (without a plan file)")
    .addOption(takeOption())
    .option("--max-changes <n>", "refuse a plan with more changes than this", count)
    .option("--allow-closing <n>", "allow exactly this many closings, removals and turnings-off", count)
    .addOption(lockTimeoutOption())
    .option("--audit <file>", "add the record of all writes to this file (default: .cutover/audit.jsonl)")
    .addOption(asOfOption())
    .action(async (file: string | undefined, options) =>
      done(await (await import("../apply.ts")).apply(io, { ...options, plan: file })),
    );
  program
    .command("status")
    .description("where every migration and feature stands on GitLab, and what waits for whom")
    .addOption(formatOption())
    .option("--only <name...>", "only these migrations, or those of these keys")
    .addOption(asOfOption())
    .action(async (options) => done(await (await import("../status.ts")).status(io, options)));
}

function lockTimeoutOption(): Option {
  return new Option("--lock-timeout <duration>", "how long to wait for another apply; 0 for not at all")
    .argParser((text) => {
      const duration = text === "0" ? 0 : parseDuration(text);
      if (duration === undefined) throw new InvalidArgumentError("write 5m, 1h or 0.");
      return duration;
    })
    .default(5 * MINUTE, "5m");
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
