import { type Cover, isConfidential } from "../../deadlines/cover.ts";
import type { TargetUse } from "../../deadlines/listing.ts";
import { groupBy } from "../../model/groups.ts";
import { plural } from "../plan/text.ts";

/** `default of 4 features, size of 1, offered in 12`; undefined where nothing uses it. */
export function usesText(uses: readonly TargetUse[]): string | undefined {
  const count = (wanted: (use: TargetUse) => boolean) =>
    new Set(uses.filter(wanted).map(({ target, feature }) => JSON.stringify([target, feature]))).size;
  const counts = [
    ["default of", count(({ as }) => as === "default")],
    ["size of", count(({ as }) => as === "size")],
    ["offered in", count(isListed)],
  ] as const;
  const parts = counts.filter(([, number]) => number > 0);
  if (parts.length === 0) return undefined;
  return parts.map(([word, number], at) => `${word} ${at === 0 ? plural(number, "feature") : number}`).join(", ");
}

/** Which migrations cover how many of the uses, and what is left; undefined where nothing uses it. */
export function coverText(uses: readonly TargetUse[]): string | undefined {
  if (uses.length === 0) return undefined;
  const staying = uses.filter(({ stays }) => stays !== undefined);
  const covers = uses.flatMap(({ cover, stays }) => (cover === undefined || stays !== undefined ? [] : [cover]));
  const byMigration = groupBy(covers, coverTitle);
  const parts = [...byMigration]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, group]) => {
      const late = group.filter(({ isLate }) => isLate).length;
      const undecided = group.filter(({ isUndecided }) => isUndecided).length;
      const marks = [
        ...(late > 0 ? [`${late} too late`] : []),
        ...(undecided > 0 ? [`${undecided} not decided yet`] : []),
      ];
      const shown = marks.length === 0 ? "" : ` (${marks.join(", ")})`;
      return `${name} covers ${group.length} of ${plural(uses.length, "use")}${shown}`;
    });
  if (staying.length > 0) parts.push(`${plural(staying.length, "use stays", "uses stay")} on purpose`);
  return parts.length === 0 ? "no migration covers it" : parts.join("; ");
}

/** `retire`; a confidential one has no name here. */
export function coverName({ document }: Cover): string {
  return isConfidential(document) ? "a confidential migration" : document.data.name;
}

/** `migration retire` */
export function coverTitle(cover: Cover): string {
  return isConfidential(cover.document) ? coverName(cover) : `migration ${coverName(cover)}`;
}

/** Lists, which users pick from. */
export function isListed({ as }: TargetUse): boolean {
  return as !== "default" && as !== "size";
}
