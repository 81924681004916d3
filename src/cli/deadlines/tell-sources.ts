import { concealed } from "../../report/diagnostics/conceal.ts";
import { printable } from "../../report/plan/text.ts";
import type { Io } from "../io.ts";
import type { SourceRead } from "./sources.ts";

/** Says on stderr which sources could not be read, or only elsewhere. */
export function tellSources({ stderr }: Io, read: readonly SourceRead[]): void {
  const say = (text: string) => stderr.write(`${printable(concealed(text))}\n`);
  const told = new Set<string | undefined>([undefined]);
  for (const { source, trouble, movedTo, unkept } of read) {
    const { id, repository } = source;
    if (trouble !== undefined) {
      say(`cutover: source "${id}" is not read, and what it said before stands: ${trouble.message}`);
      if (!told.has(trouble.hint)) say(`  hint: ${trouble.hint}`);
      told.add(trouble.hint);
    }
    if (movedTo !== undefined) say(`note: source "${id}": ${repository} has moved, and is read at ${movedTo}`);
    for (const path of unkept)
      say(`note: ${repository}/${path} cannot be kept in .cutover/deadlines for the next time`);
  }
}
