import { type FeatureNames, featuresNamed } from "./feature-of.ts";

/** One row of the table of a main issue: who moves a feature, until when, and in which issue. */
export interface PlanRow {
  readonly feature: string;
  /** `@bo` */
  readonly dri?: string | undefined;
  /** `YYYY-MM-DD` */
  readonly eta?: string | undefined;
  /** `acme/ai#13` */
  readonly issue?: string | undefined;
}

/** More rows than anybody has features. */
const MOST_ROWS = 200;
const SEPARATOR = /^[ \t]{0,8}\|?[ \t]{0,8}:?-+:?[ \t]{0,8}\|/;

/**
 * Rows of all tables with a column for the feature, each for one feature that is known. `project` is what `#13` means,
 * `url` the server's address.
 */
export function planRows(
  body: string,
  names: FeatureNames,
  home: { readonly project: string; readonly url: string },
): PlanRow[] {
  const lines = body.replaceAll("\r", "").split("\n");
  const rows: { readonly columns: readonly string[]; readonly cells: readonly string[] }[] = [];
  let columns: readonly string[] | undefined;
  for (const [index, line] of lines.entries()) {
    if (!line.includes("|")) columns = undefined;
    else if (columns !== undefined) rows.push({ columns, cells: cellsOf(line) });
    else if (SEPARATOR.test(line)) columns = cellsOf(lines[index - 1] ?? "").map((cell) => cell.toLowerCase());
  }
  const planned = rows.filter((row) => row.columns.some((column) => column.includes("feature")));
  return planned.slice(0, MOST_ROWS).flatMap((row) => rowOf(row, names, home) ?? []);
}

function rowOf(
  { columns, cells }: { readonly columns: readonly string[]; readonly cells: readonly string[] },
  names: FeatureNames,
  { project, url }: { readonly project: string; readonly url: string },
): PlanRow | undefined {
  const cell = (word: string) => cells[columns.findIndex((column) => column.includes(word))] ?? "";
  const [feature, another] = featuresNamed(cell("feature"), names);
  if (feature === undefined || another !== undefined) return undefined;
  return {
    feature,
    dri: /@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/.exec(cell("dri"))?.[0],
    eta: /\b20\d\d-[01]\d-[0-3]\d\b/.exec(cell("eta"))?.[0],
    issue: referenceIn(cell("issue"), project, url),
  };
}

function cellsOf(line: string): string[] {
  const cells = line.trim().split(/(?<!\\)\|/);
  return (line.trim().startsWith("|") ? cells.slice(1) : cells).map((cell) => cell.trim());
}

function referenceIn(cell: string, project: string, url: string): string | undefined {
  const written = new RegExp(`${escaped(url)}/([\\w./-]+?)/-/(?:issues|work_items)/(\\d+)`).exec(cell);
  if (written !== null) return `${written[1]}#${written[2]}`;
  const short = /(?<![\w./-])([A-Za-z0-9_][\w./-]*)?#(\d+)\b/.exec(cell);
  return short === null ? undefined : `${short[1] ?? project}#${short[2]}`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
