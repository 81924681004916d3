import { type Outcome, type Result, totalsOf } from "../../apply/outcome.ts";
import { formatInstant } from "../../model/duration.ts";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { renderOutcome } from "../../report/plan/outcomes.ts";
import { jsonText, printable } from "../../report/plan/text.ts";
import type { ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";

/** One thing that a command does, as the events and the record of writes name it. */
export interface Deed {
  readonly id: string;
  readonly key: string;
  readonly kind: "flag" | "issue" | "epic" | "note";
  readonly action: "lower" | "update" | "create";
  readonly migration: string;
}

/** How a flag stands at the end. */
export interface FlagNow {
  readonly flag: string;
  /** Undefined where people set it by ChatOps. */
  readonly home: string | undefined;
  readonly state: "off" | "on" | "absent" | "unknown";
}

/** Shows what a rollout command does as it goes. */
export interface Teller {
  start(facts: object): void;
  /** What has to be known before or after; a line of its own. */
  note(message: string): void;
  /** What could not be done beside the deeds, and what to do about it. */
  problem(message: string, hint: string): void;
  begin(deed: Deed): void;
  finish(deed: Deed, summary: string, result: Result): void;
  /** `lines` are for people: how it stands now, and what comes next. */
  end(lines: readonly string[], flags: readonly FlagNow[], code: ExitCode): void;
}

export function tellerOf(io: Io, format: "pretty" | "json", color: boolean): Teller {
  return format === "json" ? jsonLines(io) : pretty(io, color);
}

function pretty({ stdout }: Io, color: boolean): Teller {
  const say = (text: string) => stdout.write(concealed(`${text}\n`));
  return {
    start: () => {},
    note: (message) => say(printable(message)),
    problem: (message, hint) => say(`✗ ${printable(message)}\n    ${printable(hint)}`),
    begin: () => {},
    finish: ({ id }, summary, result) => say(renderOutcome(summary, { id, ...result }, { color })),
    end: (lines) => say(`\n${lines.map(printable).join("\n")}`),
  };
}

/** The shapes that docs/rollout.md promises; those of the deeds are as apply has them. */
function jsonLines({ stdout, clock }: Io): Teller {
  const outcomes: Outcome[] = [];
  const say = (event: string, rest: object) =>
    stdout.write(concealed(`${jsonText({ event, at: formatInstant(clock.now()), ...rest })}\n`));
  return {
    start: (facts) => say("start", { formatVersion: 1, ...facts }),
    note: (message) => say("note", { message }),
    problem: (message, hint) => say("problem", { message, hint }),
    begin: (deed) => say("change", { phase: "start", ...deed }),
    finish: (deed, _summary, result) => {
      outcomes.push({ id: deed.id, ...result });
      say("change", { phase: "end", ...deed, ...result });
    },
    end: (lines, flags, exitCode) => say("end", { totals: totalsOf(outcomes), flags, next: lines, exitCode }),
  };
}
