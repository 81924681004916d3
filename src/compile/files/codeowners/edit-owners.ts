import type { Cause, Range } from "../../../model/source.ts";
import type { Edit } from "../edit.ts";
import { editLines, type KeyedLine } from "../edit-lines.ts";
import type { FileFault, Region } from "../region.ts";
import { linesIn, newlineOf, type TextLine } from "../text-line.ts";
import { covers, ownersLineIn, ownersText, sectionIn } from "./owners-line.ts";

/** Section that our lines stand in: in one of its own no line of other people can overrule them, or be overruled. */
const OWNERS_SECTION = "AI model migrations";

/** Who is to own what a pattern matches; no owners: its line goes. */
export interface OwnersWish {
  readonly pattern: string;
  readonly owners: readonly string[] | undefined;
  readonly cause: Cause;
}

/** What a region is to say. */
export interface OwnersContent {
  /** For a region that is empty: all lines of it. */
  readonly lines: readonly OwnersWish[];
  readonly wishes: readonly OwnersWish[];
}

/** What is wrong with a region that is neither empty nor our section alone. */
export function ownersFault(text: string, region: Region, name: string): FileFault | undefined {
  const lines = linesIn(text);
  const isInside = ({ start }: TextLine): boolean => start >= region.inner.start && start < region.inner.end;
  const sections = lines.filter((line) => sectionIn(textOf(text, line)) !== undefined);
  const inside = sections.filter(isInside);
  const other = { range: region.begin, message: `region "${name}" begins here` };
  const hint = "empty the region, and the section is written anew";
  const isEmpty = text.slice(region.inner.start, region.inner.end).trim() === "";
  const [first] = ownLines(text, region);
  const isAbove = first !== undefined && inside[0] !== undefined && first.start < inside[0].start;
  if (!isEmpty && (isAbove || !isOurs(text, inside[0]))) {
    const message = `region "${name}" does not begin with the section [${OWNERS_SECTION}]`;
    return { message, range: region.begin, hint };
  }
  const strange = inside[1] ?? sections.find((line) => !isInside(line) && isOurs(text, line));
  if (strange !== undefined) {
    const message = `section "${sectionIn(textOf(text, strange))}" stands ${isInside(strange) ? "in" : "outside of"} region "${name}", which is for one section [${OWNERS_SECTION}]`;
    return { message, range: rangeOf(strange), hint: "give it another name and another place", other };
  }
  const below = lines.find((line) => line.start >= region.inner.end && ownersLineIn(textOf(text, line)) !== undefined);
  const heading = sections.find(({ start }) => start >= region.inner.end);
  if (below !== undefined && (heading === undefined || heading.start > below.start)) {
    const message = `this line would belong to the section of region "${name}" above it`;
    return {
      message,
      range: rangeOf(below),
      hint: "put the region at the end of the file, or right before another section",
      other,
    };
  }
  return twice(ownLines(text, region)) ?? overruled(ownLines(text, region));
}

/** The edits that make the wished lines true; the region has no fault. */
export function editOwners(text: string, region: Region, { lines, wishes }: OwnersContent): Edit[] {
  const { inner, begin } = region;
  const newline = newlineOf(
    text,
    linesIn(text).find(({ next }) => next === inner.start),
  );
  const heading = linesIn(text).find((line) => line.start >= begin.end && isOurs(text, line));
  if (heading === undefined) return fill(inner.start, lines, newline);
  const there = ownLines(text, region);
  const wanted = wishes.map(({ pattern, owners, cause }) => {
    const old = there.find(({ key }) => key === pattern);
    return { key: pattern, cause, text: owners && ownersText(pattern, owners, old && textOf(text, old)) };
  });
  const order = orderOf(
    there.flatMap(({ key }) => key ?? []),
    wishes.map(({ pattern }) => pattern),
  );
  return editLines({ text, lines: there, wishes: wanted, order, last: there.at(-1)?.next ?? heading.next, newline });
}

/**
 * The lines that are there as they stand, with new ones among them: by their text, but below whatever would overrule them
 * and above whatever they would.
 */
function orderOf(there: readonly string[], wished: readonly string[]): string[] {
  const order = [...there];
  for (const pattern of [...new Set(wished)].sort()) {
    if (order.includes(pattern)) continue;
    const [before] = order
      .filter((one) => one < pattern)
      .sort()
      .slice(-1);
    const [after] = order.filter((one) => one > pattern).sort();
    const near = before === undefined ? order.indexOf(after ?? pattern) : order.indexOf(before) + 1;
    const lowest = order.findLastIndex((one) => covers(one, pattern)) + 1;
    const highest = order.findIndex((one) => covers(pattern, one));
    order.splice(Math.min(Math.max(near, lowest), highest < 0 ? order.length : highest), 0, pattern);
  }
  return order;
}

function fill(offset: number, lines: readonly OwnersWish[], newline: string): Edit[] {
  const written = lines.flatMap(({ pattern, owners, cause }) =>
    owners === undefined ? [] : [{ text: ownersText(pattern, owners, undefined), cause, pattern }],
  );
  const [first] = written;
  if (first === undefined) return [];
  const sorted = written.sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
  return [{ text: `[${OWNERS_SECTION}]`, cause: first.cause }, ...sorted].map(
    ({ text, cause }): Edit => ({ offset, length: 0, text: text + newline, cause }),
  );
}

function ownLines(text: string, { inner }: Region): KeyedLine[] {
  return linesIn(text)
    .filter(({ start }) => start >= inner.start && start < inner.end)
    .flatMap((line) => {
      const { pattern } = ownersLineIn(textOf(text, line)) ?? {};
      return pattern === undefined ? [] : [{ ...line, key: pattern }];
    });
}

function twice(lines: readonly KeyedLine[]): FileFault | undefined {
  const again = lines.find(({ key }, index) => lines.findIndex((line) => line.key === key) < index);
  const first = lines.find(({ key }) => key === again?.key);
  if (again === undefined || first === undefined) return undefined;
  const message = `"${again.key}" has two lines here, and only the last one counts`;
  return {
    message,
    range: rangeOf(again),
    hint: "take one of them out",
    other: { range: rangeOf(first), message: "the first" },
  };
}

/** In a section the last line that matches counts, so what is general stands above what is special. */
function overruled(lines: readonly KeyedLine[]): FileFault | undefined {
  for (const [index, line] of lines.entries()) {
    const general = lines.slice(index + 1).find(({ key }) => covers(key ?? "", line.key ?? ""));
    if (general === undefined) continue;
    const message = `"${line.key}" is overruled by "${general.key}" below it: the last line that matches counts`;
    const other = { range: rangeOf(general), message: "the line that overrules it" };
    return { message, range: rangeOf(line), hint: "put the general line above the special one", other };
  }
  return undefined;
}

/** GitLab joins sections whose names are equal but for case. */
function isOurs(text: string, line: TextLine | undefined): boolean {
  return line !== undefined && sectionIn(textOf(text, line))?.toLowerCase() === OWNERS_SECTION.toLowerCase();
}

function textOf(text: string, { start, end }: TextLine): string {
  return text.slice(start, end);
}

function rangeOf({ start, end }: TextLine): Range {
  return { start, end };
}
