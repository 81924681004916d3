import { isFlagName } from "../model/flag-name.ts";
import { movesOf } from "../model/move.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

const SHORTEST = 2;

export default defineRule({
  id: "flag-name",
  summary: "a feature flag has a name that GitLab accepts",
  severity: "error",
  messages: {
    shape: 'flag name "{name}" is refused by GitLab: lower case words, joined by single underscores; write "{fixed}"',
    length: 'flag name "{name}" is refused by GitLab: a name has from 2 to 63 characters',
  },
  docs: {
    why: `The name becomes a definition file, which GitLab reads when it starts and refuses if the name is not lower case words
joined by single underscores. A project's flag must have two characters or more.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: Duo-Chat-Sonnet }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet }
`,
  },
  check({ workspace, report }) {
    for (const document of openMigrations(workspace)) {
      for (const { path, entry } of movesOf(document.data)) {
        if (entry.flag === undefined) continue;
        const { name } = entry.flag;
        const at = valueAt(document, [...path, "flag", "name"]);
        if (!isFlagName(name)) report({ message: "shape", at, data: { name, fixed: fixed(name) } });
        else if (name.length < SHORTEST) report({ message: "length", at, data: { name } });
      }
    }
  },
});

function fixed(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}
