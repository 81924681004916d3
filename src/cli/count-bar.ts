import { SingleBar } from "cli-progress";
import type { Io } from "./io.ts";

/** Counts on stderr where that is a terminal and stdout is not for programs. `what` is a noun for many. */
export function countBar(
  { stderr, env }: Io,
  { format, total, what }: { readonly format: "pretty" | "json"; readonly total: number; readonly what: string },
): Pick<SingleBar, "increment" | "stop"> {
  if (!stderr.isTTY || env.CI || format === "json") return { increment: () => {}, stop: () => {} };
  const shown = new SingleBar({
    format: `{bar} {value}/{total} ${what}`,
    stream: stderr as NodeJS.WritableStream,
    hideCursor: true,
    clearOnComplete: true,
  });
  shown.start(total, 0);
  return shown;
}
