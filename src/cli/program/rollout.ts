import { type Command, Option } from "commander";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import type { Verb } from "../rollout/verb.ts";
import { formatOption } from "./arguments.ts";

const VERBS: Readonly<Record<Verb, { readonly says: string; readonly reason: string }>> = {
  abort: {
    says: "turn a flag off at once and hold it, or all flags of a migration; needs no review",
    reason: "why, for the rollout issue (required)",
  },
  hold: {
    says: "raise nothing and write nothing any more, of one feature or a whole migration; flags stay as they are",
    reason: "why, for its issue or epic (required)",
  },
  resume: {
    says: "let a feature or a migration go on: the next apply raises from where its flag stands, by one step",
    reason: "why, for its issue or epic",
  },
};

/** Words that people try at night, and the command that is meant: with the first two, commander would offer `adopt`. */
const MEANT: Readonly<Record<string, Verb>> = { abort: "abort", rollback: "abort", hold: "hold", resume: "resume" };

/** `rollout` has commands of its own. */
export function addRollout(program: Command, io: Io, done: (code: ExitCode) => void): void {
  for (const [word, verb] of Object.entries(MEANT)) {
    const command = program.command(word, { hidden: true }).argument("[words...]").allowUnknownOption();
    command.action(() => command.error(`error: unknown command '${word}'\n(Did you mean rollout ${verb}?)`));
  }
  const group = program.command("rollout").description("take a rollout back, stop it or let it go on, without a merge");
  for (const verb of Object.keys(VERBS) as Verb[]) {
    const { says, reason } = VERBS[verb];
    group
      .command(verb)
      .description(says)
      .argument("<migration/feature>", "for example claude-sonnet-4-6/duo_chat")
      .addOption(new Option("--reason <text>", reason))
      .addOption(formatOption())
      .option("--audit <file>", "add the record of all writes to this file (default: .cutover/audit.jsonl)")
      .action(async (subject: string, options) =>
        done(await (await import("../rollout.ts")).rollout(io, verb, subject, options)),
      );
  }
}
