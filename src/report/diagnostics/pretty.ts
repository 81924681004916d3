import pc from "picocolors";
import { codeFrame } from "../../diagnostics/code-frame.ts";
import type { Diagnostic, Severity } from "../../diagnostics/diagnostic.ts";
import { cellsOf } from "../../diagnostics/display-width.ts";
import { count, Places, type Report } from "./located.ts";

type Palette = ReturnType<typeof pc.createColors>;

export interface PrettyOptions {
  readonly color: boolean;
}

/**
 * Findings for people: `file:line:column: error[rule]: message`, the lines around it, related places, a hint; at the end
 * how many there are.
 */
export function renderPretty({ diagnostics, sources }: Report, { color }: PrettyOptions): string {
  const paint = pc.createColors(color);
  const places = new Places(sources);
  const blocks = diagnostics.map((diagnostic) => block(diagnostic, places, paint, color));
  return `${[...blocks, summary(diagnostics, paint)].join("\n\n")}\n`;
}

/** `file:line:column: error[rule]: message` */
export function lineOf(diagnostic: Diagnostic, sources: Report["sources"]): string {
  return headline(diagnostic, new Places(sources), pc.createColors(false));
}

function headline({ file, range, severity, rule, message }: Diagnostic, places: Places, paint: Palette): string {
  const { start } = places.positions(file, range);
  const label = colorOf(severity, paint)(`${severity}[${rule}]`);
  return `${paint.bold(printable(`${file}:${start.line}:${start.column}`))}: ${label}: ${printable(message)}`;
}

function block(diagnostic: Diagnostic, places: Places, paint: Palette, color: boolean): string {
  const { file, range, related = [], hint } = diagnostic;
  const index = places.indexOf(file);
  return [
    headline(diagnostic, places, paint),
    ...(index === undefined ? [] : [indented(codeFrame(index, range, { color }))]),
    ...related.map((one) => {
      const at = places.positions(one.file, one.range).start;
      return `  ${paint.cyan("see")} ${printable(`${one.file}:${at.line}:${at.column}: ${one.message}`)}`;
    }),
    ...(hint === undefined ? [] : [`  ${paint.green("hint")}: ${printable(hint)}`]),
  ].join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** `2 errors, 1 warning in 3 files` */
function summary(diagnostics: readonly Diagnostic[], paint: Palette): string {
  const { errors, warnings, notes, files } = count(diagnostics);
  const counts = [
    errors > 0 ? paint.red(plural(errors, "error")) : "",
    warnings > 0 ? paint.yellow(plural(warnings, "warning")) : "",
    notes > 0 ? plural(notes, "note") : "",
  ].filter((text) => text !== "");
  return counts.length === 0 ? paint.green("no problems found") : `${counts.join(", ")} in ${plural(files, "file")}`;
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function colorOf(severity: Severity, paint: Palette): (text: string) => string {
  return { error: paint.red, warning: paint.yellow, info: paint.blue }[severity];
}

/** A name or value that a message quotes may hold anything; on a terminal it stays one harmless line. */
function printable(text: string): string {
  return cellsOf(text.replaceAll("\n", "\\n"))
    .map((cell) => cell.text)
    .join("");
}
