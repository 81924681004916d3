import { SingleBar } from "cli-progress";
import type { ApplyEvent } from "../apply/outcome.ts";
import type { Io } from "./io.ts";

export interface Progress {
  report(event: ApplyEvent): void;
  end(): void;
}

/** A bar on stderr where that is a terminal; elsewhere the outcomes alone are printed, at the end. */
export function progressOf(io: Io, total: number): Progress {
  if (!io.stderr.isTTY || io.env.CI) return { report: () => {}, end: () => {} };
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {what}",
    stream: io.stderr as NodeJS.WritableStream,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0, { what: "" });
  return {
    report: ({ kind, change }) => (kind === "start" ? bar.update({ what: change.summary }) : bar.increment()),
    end: () => bar.stop(),
  };
}
