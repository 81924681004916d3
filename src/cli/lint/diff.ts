import { createTwoFilesPatch } from "diff";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { palette, useColor } from "../context.ts";
import type { Io } from "../io.ts";
import type { Fixed } from "./fix.ts";
import type { LintOptions } from "./options.ts";

/** What the fixes would change, as `git apply` reads it. */
export async function showDiff(io: Io, options: LintOptions, { files }: Fixed): Promise<void> {
  const paint = palette(useColor(io, options, io.stdout));
  for (const { file, before, after } of files) {
    const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
      context: 3,
    });
    // The first line is a rule of equal signs, which belongs to no diff.
    const lines = concealed(patch).split("\n").slice(1);
    io.stdout.write(lines.map((line) => painted(line, paint)).join("\n"));
  }
}

function painted(line: string, paint: ReturnType<typeof palette>): string {
  if (line.startsWith("+")) return paint.green(line);
  if (line.startsWith("-")) return paint.red(line);
  return line.startsWith("@@") ? paint.cyan(line) : line;
}
