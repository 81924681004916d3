import { renderRule, renderSummary } from "../report/diagnostics/rule.ts";
import { renderList, renderListJson } from "../report/diagnostics/rule-list.ts";
import { BUILTIN } from "../rules/engine/builtin.ts";
import { rules } from "../rules/registry.gen.ts";
import { palette, useColor } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";
import { unknownRule } from "./unknown-rule.ts";

interface ExplainOptions extends CommonOptions {
  readonly rule?: string;
  readonly list?: boolean;
  readonly format: "pretty" | "json";
}

/** Prints what one rule wants and why, or all rules, one a line. */
export async function explain(io: Io, options: ExplainOptions): Promise<ExitCode> {
  const { rule: id, list, format } = options;
  if (list && id !== undefined)
    throw new UserError(EXIT.usage, `--list is about all rules, not about "${id}"`, "leave one of them out");
  if (!list && id === undefined)
    throw new UserError(EXIT.usage, "which rule is to be explained?", "name one, or list all with --list");
  if (format === "json") io.stdout.write(renderListJson(list ? all : [found(id)]));
  else io.stdout.write(list ? renderList(all) : explained(id, palette(useColor(io, options, io.stdout))));
  return EXIT.clean;
}

const all = [...rules, ...BUILTIN];

function found(id = ""): (typeof all)[number] {
  const one = all.find((other) => other.id === id);
  if (one !== undefined) return one;
  throw unknownRule(
    `unknown rule "${id}"`,
    id,
    all.map((other) => other.id),
  );
}

function explained(id: string | undefined, paint: ReturnType<typeof palette>): string {
  const rule = rules.find((one) => one.id === id);
  return rule === undefined ? renderSummary(found(id), paint) : renderRule(rule, paint);
}
