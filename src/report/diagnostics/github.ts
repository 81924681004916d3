import type { Diagnostic, Severity } from "../../diagnostics/diagnostic.ts";
import { Places, type Report } from "./located.ts";
import { printable } from "./printable.ts";

const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** Findings as workflow commands of GitHub Actions, which become annotations; nothing at all where nothing is wrong. */
export function renderGithub({ diagnostics, sources }: Report): string {
  const places = new Places(sources);
  return diagnostics.map((diagnostic) => `${command(diagnostic, places)}\n`).join("");
}

function command(diagnostic: Diagnostic, places: Places): string {
  const { rule, severity, file, range } = diagnostic;
  const { start, end } = places.positions(file, range);
  // GitHub refuses columns on an annotation of several lines.
  const columns = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  const properties = Object.entries({
    file: printable(file),
    line: start.line,
    endLine: end.line,
    ...columns,
    title: rule,
  })
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(",");
  return `::${COMMAND[severity]} ${properties}::${textOf(diagnostic, places).map(escapeData).join("%0A")}`;
}

/** The message, then a line for each related place and the hint. */
function textOf({ message, related = [], hint }: Diagnostic, places: Places): string[] {
  const others = related.map((one) => {
    const { line, column } = places.positions(one.file, one.range).start;
    return `see ${one.file}:${line}:${column}: ${one.message}`;
  });
  return [message, ...others, ...(hint === undefined ? [] : [`hint: ${hint}`])].map(printable);
}

// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
