import { commandsIn } from "../model/quick-action.ts";
import { nodeAt, type Path, type SourceDocument } from "../model/source.ts";
import type { ConfigDocument, MigrationDocument } from "../model/workspace.ts";
import { openMigrations } from "./engine/open.ts";
import type { Place } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";
import { textsAt } from "./engine/values.ts";

const IN_MOVE = ["no_flag", "prompt.version", "ramp.criteria.continue", "ramp.criteria.rollback"];

/** What people write in their own words and what ends up in issues, epics and merge requests. */
const IN_MIGRATION = [
  "summary",
  "approach",
  "technical",
  "impact.*",
  "changes.*",
  "model.family",
  "model.*.family",
  "model.version",
  "model.*.version",
  "references.other.*.title",
  "replaces.*.recommended.model",
  "replaces.*.except.*",
  "candidates.criteria",
  "candidates.offerings.*.note",
  "candidates.offerings.*.regions",
  "offerings.*.name",
  "offerings.*.description",
  ...["features.*", "bulk.*"].flatMap((entry) => IN_MOVE.map((pattern) => `${entry}.${pattern}`)),
];

const IN_CONFIG = [
  "teams.*.channel",
  "features.*.title",
  "features.*.monitoring.*.name",
  "providers.*.title",
  "gates.*.question",
  "ramps.*.criteria.continue",
  "ramps.*.criteria.rollback",
  "policy.freezes.*.reason",
  "policy.hold.reason",
];

export default defineRule({
  id: "command-in-text",
  summary: "text holds no line that GitLab would run as a command",
  severity: "error",
  messages: {
    command:
      'GitLab runs a line that begins with "{command}" as a command; this one is sent as plain text and does nothing',
  },
  notes: { rewrite: "put it in backticks, or other words before it; to close or label an issue, change the migration" },
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
    function check(document: ConfigDocument | MigrationDocument, patterns: readonly string[]): void {
      for (const { path, value } of patterns.flatMap((pattern) => textsAt(document.data, pattern))) {
        for (const { name, offset } of commandsIn(value)) {
          const command = value.slice(offset, offset + 1 + name.length);
          const at = placeInScalar(document.source, path, value, offset, command);
          report({ message: "command", at, data: { command }, hint: "rewrite" });
        }
      }
    }
    check(workspace.config, IN_CONFIG);
    for (const document of openMigrations(workspace)) check(document, IN_MIGRATION);
  },
});

/**
 * Where a piece of a text stands in the file. No style of YAML scalar changes a slash and the word behind it, so the
 * n-th time it comes in the text is the n-th time it comes in the source.
 */
function placeInScalar(source: SourceDocument, path: Path, text: string, offset: number, piece: string): Place {
  const { value } = nodeAt(source, path);
  const written = source.text.slice(value.start, value.end);
  // The header of a block scalar may have a comment.
  let at = /^[|>]/.test(written) ? written.indexOf("\n") : -1;
  for (let nth = text.slice(0, offset).split(piece).length; nth > 0; nth -= 1) {
    at = written.indexOf(piece, at + 1);
    if (at === -1) return { file: source.file, range: value };
  }
  return { file: source.file, range: { start: value.start + at, end: value.start + at + piece.length } };
}
