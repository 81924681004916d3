import { findFeature } from "../model/gateway.ts";
import type { Move } from "../model/move.ts";
import type { TargetView } from "../model/target.ts";
import { entriesOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { itemAt, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "flag-sides",
  summary: "a flag that switches the model switches between `from` and `to`",
  severity: "error",
  uses: ["targets"],
  messages: {
    off: 'flag "{name}" gives "{side}" while it is off, and "from" is "{end}": who is not in the ramp gets another model',
    on: 'flag "{name}" gives "{side}" while it is on, and "to" is "{end}": the ramp raises another model than the move',
  },
  notes: { from: "what is moved from", to: "what is moved to", write: 'write "{end}", or leave the key out' },
  docs: {
    why: `With \`controls: model\`, which is the default, a flag at 100 % stands for the move: gates, evaluation and soak speak of the
model that it turns on, and the default is changed on their word. If \`on\` names another model, what becomes the default has
been tried by nobody. Of a list the first id counts, the one that the gateway takes. Without \`off\` and \`on\` the flag
switches from \`from\` to \`to\`.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6, off: claude_sonnet_4_5, on: claude_haiku_4_5 }
    ramp: { use: standard, start: 2026-06-18T09:00:00Z }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6, off: claude_sonnet_4_5, on: claude_sonnet_4_6 }
    ramp: { use: standard, start: 2026-06-18T09:00:00Z }
`,
  },
  check({ workspace, before, report }) {
    for (const document of openMigrations(workspace)) {
      for (const [move] of entriesOf(document.data)) {
        const { flag } = move.entry;
        if (flag === undefined || (flag.controls ?? "model") !== "model") continue;
        for (const { message, end, written, side } of SIDES) {
          const [first] = move[end] ?? [];
          const value = flag[side];
          if (value === undefined || first === undefined || value === first) continue;
          if (side === "off" && value !== move.to?.[0] && isDefault(value, move, before)) continue;
          const at = valueAt(document, [...move.path, "flag", side]);
          const related = [{ note: end, at: itemAt(document, [...move.path, end], written(move), 0) }];
          const data = { name: flag.name, side: value, end: first };
          report({ message, at, data, related, hint: "write" });
        }
      }
    }
  },
});

const SIDES = [
  { message: "off", side: "off", end: "from", written: ({ entry }: Move) => entry.from },
  { message: "on", side: "on", end: "to", written: ({ entry }: Move) => entry.to },
] as const;

/** Then `from` is what is wrong, and from-not-default or bulk-drift says so. */
function isDefault(id: string, { feature }: Move, before: TargetView | undefined): boolean {
  return [...(before?.gateways.values() ?? [])].some((gateway) => findFeature(gateway, feature)?.defaults[0] === id);
}
