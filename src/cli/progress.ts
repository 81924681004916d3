import { SingleBar } from "cli-progress";
import { type ApplyEvent, type Outcome, totalsOf } from "../apply/outcome.ts";
import { formatInstant } from "../model/duration.ts";
import type { Plan } from "../plan/plan.ts";
import { renderOutcome, renderOutcomes, renderTotals } from "../report/plan/outcomes.ts";
import { jsonText, printable } from "../report/plan/text.ts";
import type { ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";

/** Shows a run as it goes. */
export interface Progress {
  start(): void;
  report(event: ApplyEvent): void;
  /** Nothing more is coming, whether or not it went well. */
  stop(): void;
  /** Prints how it ended. */
  end(outcomes: readonly Outcome[], code: ExitCode): void;
}

interface Show {
  readonly format: "pretty" | "json";
  readonly color: boolean;
  /** Id of the run, under which the audit record has it. */
  readonly run: string;
}

/** JSON Lines where those are asked for; else a bar on stderr where that is a terminal, and a line per change elsewhere. */
export function progressOf(io: Io, plan: Plan, show: Show): Progress {
  if (show.format === "json") return jsonLines(io, plan, show.run);
  return io.stderr.isTTY && !io.env.CI ? bar(io, plan, show) : lines(io, plan, show);
}

/** The shapes that docs/apply.md promises. */
function jsonLines({ stdout, clock }: Io, plan: Plan, run: string): Progress {
  const say = (event: string, rest: object) =>
    stdout.write(`${jsonText({ event, at: formatInstant(clock.now()), ...rest })}\n`);
  return {
    start: () =>
      say("start", { formatVersion: 1, run, ...plan.forge, planned: plan.created, changes: plan.changes.length }),
    report: (told) => {
      const { id, key, kind, action, migration } = told.change;
      const about = { id, key, kind, action, migration };
      if (told.kind === "start") say("change", { phase: "start", ...about });
      else say("change", { phase: "end", ...about, ...told.outcome });
    },
    stop: () => {},
    end: (outcomes, exitCode) => say("end", { totals: totalsOf(outcomes), conflicts: plan.conflicts.length, exitCode }),
  };
}

function bar({ stdout, stderr }: Io, plan: Plan, { color }: Show): Progress {
  const shown = new SingleBar({
    format: "{bar} {value}/{total} {what}",
    stream: stderr as NodeJS.WritableStream,
    hideCursor: true,
    clearOnComplete: true,
  });
  return {
    start: () => shown.start(plan.changes.length, 0, { what: "" }),
    report: ({ kind, change }) =>
      kind === "start" ? shown.update({ what: printable(change.summary) }) : shown.increment(),
    stop: () => shown.stop(),
    end: (outcomes) => stdout.write(renderOutcomes(plan, outcomes, { color })),
  };
}

function lines({ stdout }: Io, plan: Plan, { color }: Show): Progress {
  return {
    start: () => {},
    report: (event) => {
      if (event.kind === "end") stdout.write(`${renderOutcome(event.change.summary, event.outcome, { color })}\n`);
    },
    stop: () => {},
    end: (outcomes) => stdout.write(outcomes.length === 0 ? "" : `\n${renderTotals(plan, outcomes)}`),
  };
}
