import { parseInstant, toMinute } from "../../model/duration.ts";
import type { Dated } from "../../plan/drift-issue.ts";
import { concealed } from "../diagnostics/conceal.ts";
import { valueText } from "../plan/change.ts";
import { type Palette, palette, plural, printable } from "../plan/text.ts";
import { counted, type DriftObject, groupsOf, textSaid } from "./groups.ts";

/** What became of the issue that tells of drift. */
export type DriftDone = "none" | "opened" | "reopened" | "updated" | "unchanged" | "closed" | "left closed";

export interface DriftReport {
  readonly differences: readonly Dated[];
  readonly hidden: readonly string[];
  readonly done: DriftDone;
  readonly issue?: { readonly reference: string; readonly url: string } | undefined;
}

/** What differs, for people: by migration and object, then one line that says where it is told. */
export function renderDrift(report: DriftReport, { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const { differences, hidden } = report;
  const parts = [
    ...groupsOf(differences).map(({ name, objects }) =>
      [paint.bold(printable(name)), ...objects.flatMap((one) => objectLines(one, paint))].join("\n"),
    ),
    ...(hidden.length === 0 ? [] : [[paint.bold("Not looked at"), ...hidden.map(hiddenLine)].join("\n")]),
    paint.bold(sumLine(report)),
  ];
  return concealed(`${parts.join("\n\n")}\n`);
}

function hiddenLine(reason: string): string {
  return `  ${printable(reason)}`;
}

function objectLines({ key, reference, url, differences }: DriftObject, paint: Palette): string[] {
  const name = [reference ?? "", key === undefined ? "" : `[${key}]`].filter((part) => part !== "").join(" ");
  const where = url === undefined ? "" : ` ${paint.dim(url)}`;
  return [
    `  ${printable(name === "" ? "not there yet" : name)}${where}`,
    ...counted(differences.map((one) => linesOf(one, paint))).map((line) => `    ${line}`),
  ];
}

function linesOf(dated: Dated, paint: Palette): string {
  const { difference, since, isNew } = dated;
  const { kind, message, field, fix } = difference;
  const text = (kind === "conflict" ? undefined : textSaid(dated)) ?? message;
  const said = field === undefined ? printable(text) : `${printable(field.path)}: ${valueText(field, paint)}`;
  const when = isNew ? "new" : `since ${toMinute(parseInstant(since) ?? 0)}`;
  const remedy = fix === undefined ? "" : `\n      ${paint.green("fix")}: ${printable(fix)}`;
  return `${paint.yellow(kind)}: ${said} (${when})${remedy}`;
}

function sumLine({ differences, done, issue }: DriftReport): string {
  const fresh = differences.filter(({ isNew }) => isNew).length;
  const sum = differences.length === 0 ? "nothing differs" : plural(differences.length, "difference");
  const what = `${sum}${fresh > 0 ? `, ${fresh} of them new` : ""}`;
  return issue === undefined ? what : `${what}; ${issue.reference} ${DONE[done]}: ${issue.url}`;
}

const DONE: Readonly<Record<DriftDone, string>> = {
  none: "is not there",
  opened: "was opened",
  reopened: "was opened again",
  updated: "was updated",
  unchanged: "says so already",
  closed: "was closed",
  "left closed": "was closed by a person and stays closed",
};
