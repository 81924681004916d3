import type { Block } from "../../model/resource.ts";
import { isOver } from "../../model/stage.ts";
import { code, plainLine, safeLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs, table } from "./table.ts";
import { person, series } from "./words.ts";

/** Which offerings were compared, by what, and who decided. */
export function candidates({ migration, file }: Subject): Block {
  const { criteria = [], offerings = [], decided_by: judge } = migration.candidates ?? {};
  const rows = offerings.map(({ id, regions = [], verdict = "open", note }) => [
    code(id),
    regions.length === 0 ? "not recorded" : regions.map(plainLine).join(", "),
    plainLine(verdict),
    note === undefined ? "" : safeLine(note),
  ]);
  const missing = (what: string, path: string) =>
    isOver(migration.status)
      ? `${what} on record.`
      : `${what} on record yet; needed before ${code("internal")}, in ${code(`candidates.${path}`)} of ${code(file)}.`;
  return {
    name: "candidates",
    text: paragraphs(
      "## Candidates and decision",
      criteria.length === 0
        ? missing("No criterion of the comparison is", "criteria")
        : `Compared by ${series(criteria.map(plainLine))}.`,
      rows.length === 0
        ? missing("No candidate is", "offerings")
        : table(["Offering", "Regions", "Verdict", "Note"], rows),
      judge === undefined ? missing("No decision is", "decided_by") : `Decided by ${person(judge)}.`,
    ),
  };
}
