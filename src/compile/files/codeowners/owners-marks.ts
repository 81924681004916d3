import type { RegionMark } from "../region.ts";
import { linesIn } from "../text-line.ts";

const MARK = /^[ \t]*#\s*(\/?)\s*cutover:region\s+(\S+)\s*$/;

/** The comments of a CODEOWNERS file that begin and end regions. */
export function ownersMarks(text: string): RegionMark[] {
  return linesIn(text).flatMap(({ start, end, next }) => {
    const [, slash, name = ""] = MARK.exec(text.slice(start, end)) ?? [];
    return slash === undefined ? [] : [{ name, isEnd: slash === "/", range: { start, end }, next }];
  });
}

/** The comment that begins or ends a region, as it is to be written. */
export function ownersMark(name: string, isEnd: boolean): string {
  return `# ${isEnd ? "/" : ""}cutover:region ${name}`;
}
