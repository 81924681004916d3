import { createHash } from "node:crypto";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Range, SourceDocument } from "../../model/source.ts";
import type { Report } from "./located.ts";

/** A finding with names that stay when lines move. */
export interface Identified {
  readonly diagnostic: Diagnostic;
  /**
   * Keys from the root of the file to the value, such as `features/duo_chat/stage`, and of a part of the value its text;
   * where there are no keys, the text that is underlined.
   */
  readonly subject: string;
  /** Counts from 1 the findings of one rule about one subject of one file. */
  readonly occurrence: number;
  /** 32 hexadecimal digits out of file, rule, subject and occurrence, but neither line nor message. */
  readonly fingerprint: string;
}

/** Findings in their order, each with its names. */
export function identify(
  diagnostics: readonly Diagnostic[],
  { documents, sources }: Pick<Report, "documents" | "sources">,
): Identified[] {
  const seen = new Map<string, number>();
  const routes = new Map<string, Routes>();
  return diagnostics.map((diagnostic) => {
    const { file, rule, range } = diagnostic;
    const document = documents?.get(file);
    const known = routes.get(file) ?? (document === undefined ? undefined : routesOf(document));
    if (known !== undefined) routes.set(file, known);
    const text = document?.text ?? sources.get(file) ?? "";
    const subject = (known && subjectAt(known, range)) ?? text.slice(range.start, range.end);
    const identity = JSON.stringify([file, rule, subject]);
    const occurrence = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, occurrence);
    return { diagnostic, subject, occurrence, fingerprint: digest(identity, occurrence) };
  });
}

function digest(identity: string, occurrence: number): string {
  return createHash("sha256").update(`${identity} ${occurrence}`).digest("hex").slice(0, 32);
}

/** A file's values, made ready for many look-ups: files have tens of thousands, and each finding asks. */
interface Routes {
  readonly document: SourceDocument;
  /** Keys and texts of the values by their start; what encloses others comes before them. */
  readonly spots: readonly Spot[];
  /** Pointers of the values that hold others. */
  readonly parents: ReadonlySet<string>;
}

/** A value's key or its text. */
interface Spot {
  readonly at: string;
  readonly range: Range;
  /** The closest that encloses it. */
  outer?: Spot | undefined;
}

function routesOf(document: SourceDocument): Routes {
  const spots: Spot[] = [];
  const parents = new Set<string>();
  for (const [at, { key, value }] of document.nodes) {
    if (key !== undefined) spots.push({ at, range: key });
    spots.push({ at, range: value });
    parents.add(at.slice(0, Math.max(0, at.lastIndexOf("/"))));
  }
  spots.sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
  let last: Spot | undefined;
  for (const spot of spots) {
    while (last !== undefined && last.range.end < spot.range.end) last = last.outer;
    spot.outer = last;
    last = spot;
  }
  return { document, spots, parents };
}

/**
 * Route to the innermost value whose key or text is where the range begins, with the text of a range that is a part of it:
 * a long text may have the same fault more than once. A comment is named by its own text.
 */
function subjectAt(routes: Routes, range: Range): string | undefined {
  const { document, spots, parents } = routes;
  const { start: offset, end } = range;
  if (document.comments?.some((comment) => isIn(comment.range, offset))) return undefined;
  let spot = spots[lastBefore(spots, offset)];
  while (spot !== undefined && !isIn(spot.range, offset)) spot = spot.outer;
  // Of several values at one place, as an alias gives them, the first is the one that stands there.
  while (spot?.outer !== undefined && isSame(spot.outer.range, spot.range)) spot = spot.outer;
  if (spot === undefined) return undefined;
  const isPart = !parents.has(spot.at) && !isSame(spot.range, range) && end > offset && end <= spot.range.end;
  return `${named(routes, spot.at)}${isPart ? ` "${document.text.slice(offset, end)}"` : ""}`;
}

/** Index of the last that begins at the offset or before it; -1 for none. */
function lastBefore(spots: readonly Spot[], offset: number): number {
  let low = -1;
  let high = spots.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((spots[middle]?.range.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isIn({ start, end }: Range, offset: number): boolean {
  return start <= offset && (offset < end || offset === start);
}

function isSame(one: Range, other: Range): boolean {
  return one.start === other.start && one.end === other.end;
}

/** The route with the names of list items in place of their numbers. */
function named(routes: Routes, pointer: string): string {
  const parts = pointer.split("/");
  const names = parts.map((part, index) =>
    /^\d+$/.test(part) ? (nameOf(routes, parts.slice(0, index + 1).join("/")) ?? part) : part,
  );
  return names.slice(1).join("/");
}

/** Keys whose value tells an item of a list from the others, the surest first. */
const IDENTITIES = ["gitlab_identifier", "feature_setting", "name", "id", "title", "audience", "percentage"];

/** What a list item is called; undefined for a key that is a number, and for an item that only its place tells apart. */
function nameOf({ document: { nodes, text }, parents }: Routes, at: string): string | undefined {
  const item = nodes.get(at);
  if (item === undefined || item.key !== undefined) return undefined;
  const identity = IDENTITIES.map((key) => nodes.get(`${at}/${key}`)).find((node) => node !== undefined);
  const value = identity ?? (parents.has(at) ? undefined : item);
  return value === undefined ? undefined : unquoted(text.slice(value.value.start, value.value.end));
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}
