import { concealed } from "../../report/diagnostics/conceal.ts";
import { lineOf } from "../../report/diagnostics/pretty.ts";
import type { Io } from "../io.ts";
import type { Examined } from "./examine.ts";
import type { Fixed } from "./fix.ts";

/** Rules that are named one by one; of more only the number. */
const NAMED = 4;

export function noteSkipped(
  io: Io,
  { skipped, missing, unread }: Pick<Examined, "skipped" | "missing" | "unread">,
): void {
  if (skipped.length === 0) return;
  const rulesText = skipped.length === 1 ? "1 rule was" : `${skipped.length} rules were`;
  const named = skipped.length > NAMED ? `${skipped.slice(0, NAMED - 1).join(", ")}, …` : skipped.join(", ");
  const where = missing.map(({ target }) => `--checkout ${target}=DIR`).join(" ");
  const gone = missing.flatMap(({ target, checkout }) =>
    checkout === undefined
      ? []
      : [`note: targets.${target}.checkout of cutover.yaml is "${checkout}", and there is no such folder\n`],
  );
  if (missing.length === 0 && unread.length > 0) {
    io.stderr.write(`note: ${rulesText} skipped because ${unread.join(" and ")} could not be read (${named})\n`);
    return;
  }
  io.stderr.write(
    `note: ${rulesText} skipped for want of target files (${named})${where === "" ? "" : `; give them with cutover fetch, or with ${where}`}\n${gone.join("")}`,
  );
}

/** A diff does not show what no fix mends. */
export function noteLeft(io: Io, { examined: { asked } }: Pick<Fixed, "examined">): void {
  const errors = asked.filter(({ severity }) => severity === "error").length;
  if (errors === 0) return;
  const counted = errors === 1 ? "1 error stays" : `${errors} errors stay`;
  io.stderr.write(`note: ${counted} that this does not mend; lint without --diff shows what they are\n`);
}

export function noteWarnings(io: Io, warnings: number, most: number | undefined): void {
  const counted = warnings === 1 ? "1 warning is" : `${warnings} warnings are`;
  io.stderr.write(`note: ${counted} more than --max-warnings ${most}\n`);
}

/**
 * A line for each finding that is no more, with what was written: `fixed FILE:LINE:COLUMN: error[RULE]: … (write "x")`;
 * and for each whose fix was not made, with what would be found then.
 */
export function noteFixed(io: Io, { fixed, refused }: Fixed, done: string): void {
  for (const { diagnostic, sources } of fixed)
    io.stderr.write(concealed(`${done} ${lineOf(diagnostic, sources)} (${diagnostic.fix.title})\n`));
  for (const { diagnostic, sources, then } of refused) {
    const what = `${lineOf(diagnostic, sources)} (${diagnostic.fix.title})`;
    const why = then === undefined ? "it would still be found" : lineOf(then.diagnostic, then.sources);
    io.stderr.write(concealed(`left to you ${what}; then: ${why}\n`));
  }
}
