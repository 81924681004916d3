import { liveMigrations } from "./engine/open.ts";
import { defineRule } from "./engine/rule.ts";
import { placeInText } from "./engine/text-place.ts";
import { textsOfMigration } from "./engine/texts.ts";

/** How a new migration marks what only people know. */
const MARK = /to fill in:/gi;

export default defineRule({
  id: "to-fill-in",
  summary: "what is left to be filled in is filled in before a migration goes live",
  severity: "error",
  messages: {
    left: '"{mark}" marks what nobody has written yet, and it would be published with the text; write it, or take the line out',
  },
  docs: {
    why: `\`cutover new\` marks with these words what only people can know. Texts of a migration end up in issues, epics and
merge requests as they stand. A draft may have gaps, and comments are nobody's business but the author's.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Features move from Claude Sonnet 4.5 to Claude Sonnet 4.6.
  To fill in: what users gain or lose by it, and why now.
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Features move from Claude Sonnet 4.5 to Claude Sonnet 4.6.
  It is better at long agentic work, at the same price.
`,
  },
  check({ workspace, report }) {
    for (const { document, path, value } of liveMigrations(workspace).flatMap(textsOfMigration)) {
      for (const { index, 0: mark } of value.matchAll(MARK)) {
        const at = placeInText(document.source, path, value, { start: index, end: index + mark.length });
        report({ message: "left", at, data: { mark } });
      }
    }
  },
});
