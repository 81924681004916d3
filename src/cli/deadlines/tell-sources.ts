import { concealed } from "../../report/diagnostics/conceal.ts";
import { plural, printable } from "../../report/plan/text.ts";
import type { Io } from "../io.ts";
import type { SourceRead } from "./sources.ts";

/** Says on stderr which sources could not be read, or only elsewhere. `known` are those of which something is known. */
export function tellSources({ stderr }: Io, read: readonly SourceRead[], known: ReadonlySet<string>): void {
  const say = (text: string) => stderr.write(`${printable(concealed(text))}\n`);
  const told = new Set<string | undefined>([undefined]);
  for (const { source, trouble, movedTo } of read) {
    const { id, repository } = source;
    if (trouble !== undefined) {
      const stands = known.has(id) ? ", and what it said before stands" : "";
      say(`cutover: source "${id}" is not read${stands}: ${trouble.message}`);
      if (!told.has(trouble.hint)) say(`  hint: ${trouble.hint}`);
      told.add(trouble.hint);
    }
    if (movedTo !== undefined) say(`note: source "${id}": ${repository} has moved, and is read at ${movedTo}`);
  }
  const unkept = read.reduce((count, one) => count + one.unkept, 0);
  if (unkept > 0)
    say(`note: ${plural(unkept, "text")} cannot be kept in .cutover/deadlines, and will be sent anew next time`);
}
