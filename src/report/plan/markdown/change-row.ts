import type { Change, FieldChange, FieldValue, TextDiff } from "../../../plan/plan.ts";
import { causeText, confidentialText, isSaid, sizeText } from "../text.ts";
import { cellSpan, diffFence, htmlCode, span } from "./inert.ts";
import type { Fold } from "./section.ts";

export const CHANGE_HEAD = ["| | Change | Because of |", "|---|---|---|"];

/** Characters of one value, and of the name of a fold, that are shown. */
const VALUE_LENGTH = 200;
const NAME_LENGTH = 100;

/** One row of the table of a migration: what, its fields, what it waits for, and because of what. */
export function changeRow(change: Change): string {
  const { summary, fields, diffs, waitsFor, cause, held } = change;
  const about = [
    cellSpan(summary),
    ...fields.filter((field) => !isSaid(field, summary)).map(fieldText),
    ...diffs.filter(({ hunks }) => hunks === undefined).map(hiddenText),
    ...waitsFor.map((url) => `needs ${cellSpan(url)} merged first`),
    ...(held === undefined ? [] : [`held: ${cellSpan(held)}`]),
  ];
  return `| ${SIGNS[signOf(change)]} | ${about.join("<br>")} | ${cellSpan(causeText(cause))} |`;
}

/** The texts of a change that people may see, each to be folded. */
export function changeFolds({ key, diffs }: Change): Fold[] {
  return diffs.flatMap((diff) => {
    if (diff.hunks === undefined || diff.hunks === "") return [];
    return [diffFold(diff, diff.path === "body" ? `body of ${key}` : diff.path)];
  });
}

/** A diff to be folded under its name. */
export function diffFold(diff: TextDiff, name: string): Fold {
  const { hunks = "", causes } = diff;
  const places = [...new Set(causes.map(({ file, line }) => `${file}:${line}`))];
  const why = places.length === 0 ? [] : [`Because of ${places.map(span).join(", ")}`];
  const text = [
    `<details><summary>${htmlCode(name)}: ${sizeText(diff)}</summary>`,
    ...why,
    diffFence(hunks.split("\n")),
    "</details>",
  ];
  return { name: `${span(short(name, NAME_LENGTH))} (${sizeText(diff)})`, text: text.join("\n\n") };
}

const SIGNS = { plus: "**+**", minus: "**−**", change: "~" } as const;

function signOf({ action }: Change): keyof typeof SIGNS {
  if (action === "create") return "plus";
  return action === "close" || action === "remove" ? "minus" : "change";
}

export function fieldText({ path, before, after }: FieldChange): string {
  if (before === undefined && after === undefined) return `${path}: confidential`;
  if (before === undefined) return `${path}: ${valueText(after)}`;
  return `${path}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: FieldValue | undefined): string {
  if (value === undefined || value.length === 0) return "none";
  const text = typeof value === "string" ? value : value.join(", ");
  return cellSpan(short(text, VALUE_LENGTH));
}

function short(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most).join("")}…`;
}

function hiddenText(diff: TextDiff): string {
  return `${diff.path === "body" ? "body" : cellSpan(diff.path)}: ${confidentialText(diff)}`;
}
