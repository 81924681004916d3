import { closest } from "fastest-levenshtein";
import { renderRule } from "../report/diagnostics/rule.ts";
import { rules } from "../rules/registry.gen.ts";
import { palette, useColor } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

/** Prints what one rule wants and why. */
export async function explain(io: Io, options: CommonOptions & { readonly rule: string }): Promise<ExitCode> {
  const ids = rules.map(({ id }) => id);
  const rule = rules.find(({ id }) => id === options.rule);
  if (rule === undefined) {
    throw new UserError(
      EXIT.usage,
      `unknown rule "${options.rule}"; did you mean "${closest(options.rule, ids)}"?`,
      `rules: ${ids.join(", ")}`,
    );
  }
  io.stdout.write(renderRule(rule, palette(useColor(io, options, io.stdout))));
  return EXIT.clean;
}
