import pc from "picocolors";
import { parseExample } from "../../rules/engine/example.ts";
import type { Rule } from "../../rules/engine/rule.ts";
import type { ReportedRule } from "./located.ts";

type Palette = ReturnType<typeof pc.createColors>;

/** What a rule wants and why, with its examples, for a terminal. */
export function renderRule(
  { id, summary, severity, needs, docs }: Rule,
  paint: Palette = pc.createColors(false),
): string {
  const kind = needs === undefined ? severity : `${severity}, needs the target files`;
  return `${[
    `${paint.bold(id)} (${kind})`,
    summary,
    docs.why.trim(),
    `${paint.red("wrong")}:`,
    example(docs.wrong, paint),
    `${paint.green("right")}:`,
    example(docs.right, paint),
  ].join("\n\n")}\n`;
}

/** What lint reports beside the rules, in as many words as there are about it. */
export function renderSummary({ id, severity, summary, docs }: ReportedRule, paint: Palette): string {
  return `${[`${paint.bold(id)} (${severity})`, summary, docs.why.trim()].join("\n\n")}\n`;
}

function example(text: string, paint: Palette): string {
  const { files } = parseExample(text);
  return files
    .map(({ file, text: lines }) =>
      [
        paint.dim(`  ${file}`),
        ...lines
          .trimEnd()
          .split("\n")
          .map((line) => `    ${line}`),
      ].join("\n"),
    )
    .join("\n\n");
}
