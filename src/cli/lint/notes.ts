import { concealed } from "../../report/diagnostics/conceal.ts";
import { lineOf } from "../../report/diagnostics/pretty.ts";
import type { Io } from "../io.ts";
import type { Examined } from "./examine.ts";
import type { Fixed } from "./fix.ts";

/** Rules that are named one by one; of more only the number. */
const NAMED = 4;

export function noteSkipped(io: Io, { skipped, missing }: Pick<Examined, "skipped" | "missing">): void {
  if (skipped.length === 0) return;
  const rulesText = skipped.length === 1 ? "1 rule was" : `${skipped.length} rules were`;
  const named = skipped.length > NAMED ? `${skipped.slice(0, NAMED - 1).join(", ")}, …` : skipped.join(", ");
  const where = missing.map((target) => `--checkout ${target}=DIR`).join(" ");
  io.stderr.write(
    `note: ${rulesText} skipped for want of target files (${named})${where === "" ? "" : `; give them with ${where}`}\n`,
  );
}

export function noteWarnings(io: Io, warnings: number, most: number | undefined): void {
  const counted = warnings === 1 ? "1 warning is" : `${warnings} warnings are`;
  io.stderr.write(`note: ${counted} more than --max-warnings ${most}\n`);
}

/** A line for each finding that is no more, with what was written: `fixed FILE:LINE:COLUMN: error[RULE]: … (write "x")`. */
export function noteFixed(io: Io, { fixed, refused }: Fixed, done: string): void {
  for (const { diagnostic, sources } of fixed)
    io.stderr.write(concealed(`${done} ${lineOf(diagnostic, sources)} (${diagnostic.fix.title})\n`));
  if (refused === 0) return;
  const fixes = refused === 1 ? "1 fix is" : `${refused} fixes are`;
  io.stderr.write(`note: ${fixes} left to you: what would then be found was not there before\n`);
}
