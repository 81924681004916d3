import type { Chapter } from "../../doctor/check.ts";
import type { Told } from "../../doctor/diagnose.ts";
import type { Severity } from "../../doctor/finding.ts";
import { type Palette, palette, plural, printable } from "../plan/text.ts";

const TITLES: Readonly<Record<Chapter, string>> = {
  server: "Server",
  tokens: "Tokens",
  tracker: "Epics and issues",
  flags: "Feature flags",
  targets: "Targets",
  pipeline: "Pipeline",
};
const WORDS: Readonly<Record<Severity, string>> = { error: "error", warn: "warning", unknown: "unknown", ok: "ok" };
const SIGNS: Readonly<Record<Severity, string>> = { error: "✗", warn: "!", unknown: "?", ok: "✓" };

/** What was looked at, under headings; signs where there is colour to tell them apart by, words elsewhere. */
export function renderDoctor(found: readonly Told[], { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const chapters = [...new Set(found.map(({ chapter }) => chapter))];
  const parts = chapters.map((chapter) => {
    const lines = found.filter((one) => one.chapter === chapter).flatMap((one) => linesOf(one, color, paint));
    return [paint.bold(TITLES[chapter]), ...lines].join("\n");
  });
  return `${[...parts, paint.bold(sumLine(found))].join("\n\n")}\n`;
}

function linesOf({ severity, where, message, fix, who, check }: Told, color: boolean, paint: Palette): string[] {
  const mark = color ? SIGNS[severity] : WORDS[severity].padEnd(WORDS.unknown.length);
  const indent = " ".repeat(mark.length + 4);
  const id = severity === "ok" ? "" : ` ${paint.dim(`[${check}]`)}`;
  return [
    `  ${painterOf(severity, paint)(mark)}  ${printable(where)}: ${printable(message)}${id}`,
    ...(fix === undefined ? [] : [`${indent}${paint.green("fix")}: ${printable(fix)}`]),
    ...(who === undefined ? [] : [`${indent}${paint.green("who")}: ${printable(who)}`]),
  ];
}

function painterOf(severity: Severity, { red, yellow, cyan, green }: Palette): (text: string) => string {
  return { error: red, warn: yellow, unknown: cyan, ok: green }[severity];
}

/** `2 errors, 1 warning, 1 unknown, 23 ok` */
function sumLine(found: readonly Told[]): string {
  const count = (severity: Severity) => found.filter((one) => one.severity === severity).length;
  const parts = [
    [count("error"), plural(count("error"), "error")],
    [count("warn"), plural(count("warn"), "warning")],
    [count("unknown"), `${count("unknown")} unknown`],
    [count("ok"), `${count("ok")} ok`],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([, text]) => text)
    .join(", ");
}
