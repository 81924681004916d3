import pc from "picocolors";
import { codeFrame } from "../../diagnostics/code-frame.ts";
import type { Diagnostic, Severity } from "../../diagnostics/diagnostic.ts";
import { count, Places, type Report } from "./located.ts";
import { printable } from "./printable.ts";

type Palette = ReturnType<typeof pc.createColors>;

export interface PrettyOptions {
  readonly color: boolean;
}

/**
 * Findings for people: `file:line:column: error[rule]: message`, the lines around it, related places, a hint and what
 * --fix would do; at the end how many there are.
 */
export function renderPretty(report: Report, { color }: PrettyOptions): string {
  const paint = pc.createColors(color);
  const places = new Places(report.sources);
  const blocks = report.diagnostics.map((diagnostic) => block(diagnostic, places, paint, color));
  return `${[...blocks, summary(report, paint)].join("\n\n")}\n`;
}

/** `file:line:column: error[rule]: message` */
export function lineOf(diagnostic: Diagnostic, sources: Report["sources"]): string {
  return headline(diagnostic, new Places(sources), pc.createColors(false));
}

/** The finding with its frame, related places and hint, as text without colour. */
export function blockOf(diagnostic: Diagnostic, sources: Report["sources"]): string {
  return block(diagnostic, new Places(sources), pc.createColors(false), false);
}

function headline({ file, range, severity, rule, message }: Diagnostic, places: Places, paint: Palette): string {
  const { start } = places.positions(file, range);
  const label = colorOf(severity, paint)(`${severity}[${rule}]`);
  return `${paint.bold(printable(`${file}:${start.line}:${start.column}`))}: ${label}: ${printable(message)}`;
}

function block(diagnostic: Diagnostic, places: Places, paint: Palette, color: boolean): string {
  const { file, range, related = [], hint, fix } = diagnostic;
  const index = places.indexOf(file);
  return [
    headline(diagnostic, places, paint),
    ...(index === undefined ? [] : [indented(codeFrame(index, range, { color }))]),
    ...related.map((one) => {
      const at = places.positions(one.file, one.range).start;
      return `  ${paint.cyan("see")} ${printable(`${one.file}:${at.line}:${at.column}: ${one.message}`)}`;
    }),
    ...(hint === undefined ? [] : [`  ${paint.green("hint")}: ${printable(hint)}`]),
    ...(fix === undefined
      ? []
      : [`  ${paint.green(fix.safety === "safe" ? "fix" : "unsafe fix")}: ${printable(fix.title)}`]),
  ].join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** `2 errors, 1 warning in 3 of 8 files (15 rules), 1 suppressed; 1 can be fixed with --fix` */
function summary(report: Report, paint: Palette): string {
  const { diagnostics, files, ran, suppressed = [], quiet, unchangedSince } = report;
  const { errors, warnings, notes, files: found } = count(diagnostics);
  const counts = [
    errors > 0 ? paint.red(plural(errors, "error")) : "",
    warnings > 0 ? paint.yellow(plural(warnings, "warning")) : "",
    notes > 0 ? plural(notes, "note") : "",
  ].filter((text) => text !== "");
  const rules = ran === undefined ? "" : ` (${plural(ran, "rule")})`;
  const silenced = suppressed.length === 0 ? "" : `, ${suppressed.length} suppressed`;
  if (counts.length > 0) {
    const isPart = files !== undefined && files.length > found;
    const where = isPart ? `${found} of ${plural(files.length, "file")}` : plural(found, "file");
    return `${counts.join(", ")} in ${where}${rules}${silenced}${fixable(diagnostics)}`;
  }
  if (unchangedSince !== undefined)
    return paint.green(`nothing that lint looks at has changed since ${printable(unchangedSince)}`);
  const none = paint.green(quiet ? "no errors found" : "no problems found");
  return `${none}${files === undefined ? "" : ` in ${plural(files.length, "file")}`}${rules}${silenced}`;
}

function fixable(diagnostics: readonly Diagnostic[]): string {
  const of = (safety: string) => diagnostics.filter(({ fix }) => fix?.safety === safety).length;
  const [safe, unsafe] = [of("safe"), of("unsafe")];
  if (safe > 0) return `; ${safe} can be fixed with --fix${unsafe > 0 ? `, ${unsafe} more with --fix --unsafe` : ""}`;
  return unsafe > 0 ? `; ${unsafe} can be fixed with --fix --unsafe` : "";
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function colorOf(severity: Severity, paint: Palette): (text: string) => string {
  return { error: paint.red, warning: paint.yellow, info: paint.blue }[severity];
}
