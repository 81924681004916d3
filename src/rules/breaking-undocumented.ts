import { type Move, movesOf } from "../model/move.ts";
import { hostsOf, lineOf, majorOf } from "../model/offering-name.ts";
import type { Path } from "../model/source.ts";
import { reaches } from "../model/stage.ts";
import { liveMigrations } from "./engine/open.ts";
import { keyAt, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "breaking-undocumented",
  summary: "a move to another kind of model says what changes, and how what breaks is met",
  severity: "warning",
  messages: {
    version: '"{to}" is of another major version than "{from}", and nothing says what changes; write "changes"',
    line: '"{to}" is of another line than "{from}", and nothing says what changes; write "changes"',
    unmet: '"changes.breaking" lists what breaks, and nothing says how that is met; write "technical" or "impact"',
  },
  docs: {
    why: `The process wants behavior that changes, and what breaks, on the issue before anybody gets the model. A new major version
or another line of models (Haiku for Sonnet, another maker) always changes something; where nothing breaks, say so:
\`breaking: []\`. Versions and lines are read from the offerings' ids.`,
    wrong: `
# migrations/claude-haiku-4-5.yaml
features:
  duo_chat: { stage: internal, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
`,
    right: `
# migrations/claude-haiku-4-5.yaml
changes:
  behavior: ["Answers are shorter."]
  breaking: []
features:
  duo_chat: { stage: internal, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
`,
  },
  check({ workspace, report }) {
    const hosts = hostsOf(workspace.config.data);
    for (const document of liveMigrations(workspace)) {
      const { changes = {}, technical, impact } = document.data;
      const begun = movesOf(document.data).filter(({ effective }) => reaches(effective, "internal"));
      if (begun.length > 0 && (changes.breaking ?? []).length > 0) {
        const isMet = technical !== undefined || Object.keys(impact ?? {}).length > 0;
        if (!isMet) report({ message: "unmet", at: keyAt(document, ["changes", "breaking"]) });
      }
      if (Object.keys(changes).length > 0) continue;
      const leap = begun.flatMap((move) => leapOf(move, hosts))[0];
      if (leap === undefined) continue;
      const { message, from, to, path } = leap;
      report({ message, at: valueAt(document, [...path, "to"]), data: { from, to } });
    }
  },
});

interface Leap {
  readonly message: "version" | "line";
  readonly from: string;
  readonly to: string;
  readonly path: Path;
}

/** Several offerings of one move are one model on several hosts, so the first ones tell. */
function leapOf({ path, from: [from] = [], to: [to] = [] }: Move, hosts: ReadonlySet<string>): Leap[] {
  if (from === undefined || to === undefined) return [];
  if (lineOf(from, hosts) !== lineOf(to, hosts)) return [{ message: "line", from, to, path }];
  const [before, after] = [majorOf(from, hosts), majorOf(to, hosts)];
  return before === undefined || after === undefined || before === after
    ? []
    : [{ message: "version", from, to, path }];
}
