import type { Block } from "../../model/resource.ts";
import { code, plainLine, safeLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs, table } from "./table.ts";
import { person, series } from "./words.ts";

/** Which offerings were compared, by what, and who decided. */
export function candidates({ migration }: Subject): Block {
  const { criteria = [], offerings = [], decided_by: judge } = migration.candidates ?? {};
  const rows = offerings.map(({ id, regions = [], verdict = "open", note }) => [
    code(id),
    regions.length === 0 ? "not recorded" : regions.map(plainLine).join(", "),
    plainLine(verdict),
    note === undefined ? "" : safeLine(note),
  ]);
  return {
    name: "candidates",
    text: paragraphs(
      "## Candidates",
      criteria.length === 0 ? "No criteria are recorded." : `Compared by ${series(criteria.map(plainLine))}.`,
      rows.length === 0 ? "No candidate is recorded." : table(["Offering", "Regions", "Verdict", "Note"], rows),
      judge === undefined ? "Nothing is decided yet." : `Decided by ${person(judge)}.`,
    ),
  };
}
