import { type Command, InvalidArgumentError, Option } from "commander";
import { FORMATS } from "../../report/diagnostics/formats.ts";
import type { Setting } from "../../rules/engine/settings.ts";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { asOfOption, checkoutOption, count, formatOption, outputOption } from "./arguments.ts";

const SETTINGS: readonly Setting[] = ["off", "warn", "error"];

export function addLint(program: Command, io: Io, done: (code: ExitCode) => void): void {
  program
    .command("lint")
    .description("report what is wrong in cutover.yaml, the migrations and the gateway's files, with the remedy")
    .argument("[paths...]", "report only on these files or folders; also a gateway's models.yml or unit_primitives.yml")
    .addOption(formatOption(FORMATS))
    .addOption(outputOption(FORMATS, "report", "codequality=report.json"))
    .option("--fix", "mend what can be mended safely, in the files that were named or are of the workspace")
    .option("--unsafe", "with --fix or --diff: also what a person should look at afterwards")
    .option("--diff", "print what --fix would change, and write nothing; exit 1 if that is something")
    .option("--changed-since <ref>", "report only on what differs from this git commit, and on what depends on it")
    .option("--stdin-filename <path>", "read this file's text from stdin and report on it alone")
    .addOption(new Option("--max-warnings <n>", "exit 1 when there are more warnings than this").argParser(count))
    .addOption(ruleOption())
    .addOption(checkoutOption())
    .option("--require-targets", "exit 2 when a rule was skipped because target files are missing")
    .option("--quiet", "print errors alone, and no notes")
    .option("--allow-empty", "find nothing wrong where there is nothing to lint")
    .addOption(asOfOption())
    .action(async (paths: string[], options) =>
      done(await (await import("../lint.ts")).lint(io, { ...options, paths })),
    );
}

function ruleOption(): Option {
  return new Option("--rule <id=severity>", "off, warn or error for a rule, whatever the policy says (repeatable)")
    .argParser((text, previous: ReadonlyMap<string, Setting>) => {
      const [, id, written] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      const setting = SETTINGS.find((one) => one === written);
      if (id === undefined || setting === undefined)
        throw new InvalidArgumentError("write ID=off, ID=warn or ID=error, for example cutoff-buffer=warn.");
      return new Map([...previous, [id, setting]]);
    })
    .default(new Map<string, Setting>(), "policy.rules");
}
