import type { Range } from "../../model/source.ts";

/** A comment that begins or ends a region, in a file that people also edit. */
export interface RegionMark {
  readonly name: string;
  readonly isEnd: boolean;
  /** Its line, without the newline. */
  readonly range: Range;
  /** Start of the line after it. */
  readonly next: number;
  /** Why it cannot count where it stands. */
  readonly fault?: string | undefined;
}

/** What is written by the compiler alone, between two marks. */
export interface Region {
  /** The line that begins it. */
  readonly begin: Range;
  /** Whole lines, from the one after its beginning up to the one that ends it. */
  readonly inner: Range;
}

/** What is wrong in a file that people also edit, at its place there. */
export interface FileFault {
  readonly message: string;
  readonly range: Range;
  readonly hint?: string | undefined;
  readonly other?: { readonly range: Range; readonly message: string } | undefined;
}

type RegionSearch = { readonly region: Region } | { readonly fault: FileFault } | { readonly absent: true };

/** The region of that name; anything but one beginning and one end behind it, with no other mark between, is a fault. */
export function findRegion(marks: readonly RegionMark[], name: string): RegionSearch {
  const own = marks.filter((mark) => mark.name === name);
  if (own.length === 0) return { absent: true };
  const misplaced = own.find(({ fault }) => fault !== undefined);
  if (misplaced !== undefined) return { fault: { message: misplaced.fault ?? "", range: misplaced.range } };
  const [begin, ...begins] = own.filter(({ isEnd }) => !isEnd);
  const [end, ...ends] = own.filter(({ isEnd }) => isEnd);
  if (begin === undefined || end === undefined) return { fault: halfOf(name, own[0], begin === undefined) };
  const [again] = [...begins, ...ends];
  if (again !== undefined) {
    const message = `region "${name}" ${again.isEnd ? "ends" : "begins"} twice, and there is no telling which is meant`;
    return { fault: { message, range: again.range, other: { ...(again.isEnd ? end : begin), message: "the first" } } };
  }
  if (end.range.start < begin.range.start) {
    const other = { range: begin.range, message: "it begins here" };
    return { fault: { message: `region "${name}" ends before it begins`, range: end.range, other } };
  }
  const nested = marks.find(({ range }) => range.start > begin.range.start && range.start < end.range.start);
  if (nested !== undefined) return { fault: within(nested, name, begin) };
  const around = enclosing(marks, begin, end);
  if (around !== undefined) return { fault: within(begin, around.name, around) };
  return { region: { begin: begin.range, inner: { start: begin.next, end: end.range.start } } };
}

function halfOf(name: string, mark: RegionMark | undefined, isEnd: boolean): FileFault {
  const message = isEnd
    ? `region "${name}" ends here and does not begin`
    : `region "${name}" begins here and does not end`;
  const hint = isEnd
    ? "write the comment that begins it on a line above"
    : "write the comment that ends it on a line below";
  return { message, range: mark?.range ?? { start: 0, end: 0 }, hint };
}

function within(inner: RegionMark, name: string, outer: RegionMark): FileFault {
  return {
    message: `region "${inner.name}" stands in region "${name}"; regions stand one after another`,
    range: inner.range,
    other: { range: outer.range, message: `region "${name}" begins here` },
  };
}

function enclosing(marks: readonly RegionMark[], begin: RegionMark, end: RegionMark): RegionMark | undefined {
  const open = marks.filter(
    ({ range, isEnd, fault }) => !isEnd && fault === undefined && range.start < begin.range.start,
  );
  return open.find((one) => {
    const close = marks.find(({ name, isEnd, range }) => isEnd && name === one.name && range.start > one.range.start);
    return close !== undefined && close.range.start > end.range.start;
  });
}
