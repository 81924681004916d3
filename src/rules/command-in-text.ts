import { isBare } from "../model/bare.ts";
import { commandsIn, type QuickAction } from "../model/quick-action.ts";
import { nodeAt } from "../model/source.ts";
import { replace } from "./engine/fix.ts";
import { defineRule, type RuleFix } from "./engine/rule.ts";
import { placeInText } from "./engine/text-place.ts";
import { type FreeText, textsOfWorkspace } from "./engine/texts.ts";

const NOTES = {
  rewrite: "put it in backticks, or other words before it; to close or label an issue, change the migration",
  code: "put the line in backticks",
};

export default defineRule({
  id: "command-in-text",
  summary: "text holds no line that GitLab would run as a command",
  severity: "error",
  messages: {
    command:
      'GitLab runs a line that begins with "{command}" as a command; this one is sent as plain text and does nothing',
  },
  notes: NOTES,
  docs: {
    why: `GitLab takes lines such as \`/close\` out of a description and runs them with the rights of whoever sends it. Text of a
migration never runs: it is escaped on its way. Such a line is therefore certainly not what was meant.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Better at long agentic work.
  /label ~urgent
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Better at long agentic work. \`/label\` is what people would type.
`,
  },
  check({ workspace, report }) {
    for (const text of textsOfWorkspace(workspace)) {
      const { document, path, value } = text;
      for (const action of commandsIn(value)) {
        const end = action.offset + 1 + action.name.length;
        const command = value.slice(action.offset, end);
        const at = placeInText(document.source, path, value, { start: action.offset, end });
        report({ message: "command", at, data: { command }, hint: "rewrite", fix: inBackticks(text, action) });
      }
    }
  },
});

/** The whole line as code: `/label ~urgent` is read as one command by people too. Undefined where that is not certain. */
function inBackticks({ document, path, value }: FreeText, { offset }: QuickAction): RuleFix<typeof NOTES> | undefined {
  const line = /^[^\n]*/.exec(value.slice(offset))?.[0].trimEnd() ?? "";
  const place = placeInText(document.source, path, value, { start: offset, end: offset + line.length });
  const { text } = document.source;
  const written = text.slice(place.range.start, place.range.end);
  // Escapes, or a line that is folded out of several, are left to people.
  const whole = nodeAt(document.source, path).value;
  if (written !== line || line.includes("`") || !isBare(text, whole.start)) return undefined;
  const fixed = `${value.slice(0, offset)}\`${line}\`${value.slice(offset + line.length)}`;
  if (commandsIn(fixed).length >= commandsIn(value).length) return undefined;
  if (place.range.start !== whole.start) {
    return { title: "code", safety: "safe", edits: [replace(place, `\`${written}\``)] };
  }
  // A plain value may not begin with a backtick.
  if (place.range.end !== whole.end || /["\\]/.test(written)) return undefined;
  return { title: "code", safety: "safe", edits: [replace(place, `"\`${written}\`"`)] };
}
