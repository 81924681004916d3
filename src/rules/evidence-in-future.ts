import { isAhead } from "../model/duration.ts";
import type { Path } from "../model/source.ts";
import { entriesOf } from "./engine/entries.ts";
import { namedAt, namedEvaluations } from "./engine/evaluations.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "evidence-in-future",
  summary: "evidence is of what has been done, so its date is not ahead",
  severity: "warning",
  messages: {
    infrastructure:
      '"{date}" is ahead, and the infrastructure cannot have been checked then; write the day on which it was, or take "infrastructure" out until then',
    confirmed:
      '"{date}" is ahead, and the code of flag "{name}" cannot have been seen then; write the day on which it was, or take "confirmed" out until then',
    evaluation:
      '"{date}" is ahead, and the {side} offering "{offering}" cannot have been evaluated then; write the day on which it was',
  },
  notes: { named: "the report is named here" },
  docs: {
    why: `A check, a sighting of a flag's code and an evaluation are past things. A date that is ahead is a slip of the year, or a
plan in the place of evidence; until it has come, schedule-infeasible and flag-before-release count it as not done. A
day that has begun anywhere on Earth is no longer ahead.`,
    wrong: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
infrastructure: { link: https://wiki.example.com/sonnet-4-6, by: "@cleo", date: 2027-05-18 }
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
`,
    right: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
infrastructure: { link: https://wiki.example.com/sonnet-4-6, by: "@cleo", date: 2026-05-18 }
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
`,
  },
  check({ workspace, surroundings, instant, report }) {
    for (const document of openMigrations(workspace)) {
      const ahead = (date: string | undefined, path: Path): { readonly date: string; readonly at: Place }[] =>
        date !== undefined && isAhead(date, instant) ? [{ date, at: valueAt(document, path) }] : [];
      for (const { date, at } of ahead(document.data.infrastructure?.date, ["infrastructure", "date"]))
        report({ message: "infrastructure", at, data: { date } });
      for (const [{ path, entry }] of entriesOf(document.data)) {
        const { flag } = entry;
        if (flag === undefined) continue;
        for (const { date, at } of ahead(flag.confirmed?.date, [...path, "flag", "confirmed", "date"]))
          report({ message: "confirmed", at, data: { date, name: flag.name } });
      }
    }
    for (const named of namedEvaluations(workspace, surroundings)) {
      const { report: file } = named;
      if (file === undefined || file === "missing") continue;
      for (const side of ["old", "new"] as const) {
        const { date, offering } = file.data[side];
        if (!isAhead(date, instant)) continue;
        const at = valueAt(file, [side, "date"]);
        report({ message: "evaluation", at, data: { side, offering, date }, related: [namedAt(named)] });
      }
    }
  },
});
