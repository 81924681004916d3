import { rampOf } from "../model/defaults.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Flag } from "../model/schema/migration.gen.ts";
import { reaches } from "../model/stage.ts";
import type { CodeView } from "../model/surroundings.ts";
import { wordsIn } from "../model/words-in.ts";
import { type Entry, entriesOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "flag-controls-nothing",
  summary: "the code reads the flag where the migration says so",
  severity: "error",
  uses: ["code"],
  warnings: ["early", "doubt", "unseen"],
  messages: {
    nothing: 'flag "{name}" controls nothing: {what}',
    early: 'flag "{name}" controls nothing yet: {what}, and stage "rollout" needs it',
    doubt: '{by} confirmed on {date} that the code reads flag "{name}", but {what}',
    unseen:
      'nobody has seen that "{code}" reads flag "{name}": no target of format feature-flags, or with "scan", has a checkout to look in; write "confirmed"',
  },
  notes: { confirmed: "confirmed here" },
  docs: {
    why: `A flag that no code reads can be raised to 100 % and nothing happens, with every gate green. The file that \`code\` names
is looked for in the checkouts of targets of format \`feature-flags\` and of those with \`scan\`; lines that are comments do
not count. Without a checkout a person's word stands in, from stage \`rollout\` on. Before \`selectable\`, and at \`default\`
with the last step released, when the code may be gone again, nothing is asked. A flag with neither \`code\` nor
\`confirmed\` is a matter of \`prerequisite-open\`.`,
    wrong: `
# cutover.yaml
targets:
  monolith: { project: acme/monolith, format: feature-flags, path: config/feature_flags }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6, code: ee/lib/llm/client.rb }
`,
    right: `
# cutover.yaml
targets:
  monolith: { project: acme/monolith, format: feature-flags, path: config/feature_flags }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag:
      name: duo_chat_sonnet_4_6
      code: ee/lib/llm/client.rb
      confirmed: { by: "@bo", date: 2026-05-20 }
`,
  },
  check({ workspace, surroundings, report }) {
    const { config } = workspace;
    const checkouts = checkoutsOf(config.data, surroundings?.code);
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        const [{ path, effective, entry: said }] = entry;
        if (said.flag?.code === undefined || !isRead(config.data, entry)) continue;
        const { name, code, confirmed } = said.flag;
        const at = valueAt(document, [...path, "flag", "code"]);
        const isRunning = reaches(effective, "rollout");
        if (checkouts.size === 0) {
          if (isRunning && confirmed === undefined) report({ message: "unseen", at, data: { name, code } });
          continue;
        }
        const what = faultIn(checkouts, { name, code });
        if (what === undefined) continue;
        if (confirmed !== undefined) {
          const related = [{ note: "confirmed" as const, at: valueAt(document, [...path, "flag", "confirmed"]) }];
          report({ message: "doubt", at, data: { name, what, ...confirmed }, related });
        } else report({ message: isRunning ? "nothing" : "early", at, data: { name, what } });
      }
    }
  },
});

/** Whether the code has to read the flag at this point: at its last step, once the default is moved, it may be gone. */
function isRead(config: Config, [move]: Entry): boolean {
  const steps = rampOf(config, move)?.steps.length ?? Number.POSITIVE_INFINITY;
  const isOver = reaches(move.effective, "default") && (move.entry.step ?? 0) >= steps;
  return reaches(move.effective, "selectable") && !isOver;
}

/** Texts by target, for the targets in which the files that flags name are looked for. */
function checkoutsOf({ targets = {} }: Config, code: CodeView = new Map()): CodeView {
  return new Map([...code].filter(([id]) => targets[id]?.format === "feature-flags" || targets[id]?.scan?.length));
}

/** What speaks against the flag being read in its file, as a clause; undefined where some checkout has it. */
function faultIn(checkouts: CodeView, { name, code }: Required<Pick<Flag, "name" | "code">>): string | undefined {
  const holders = [...checkouts].filter(([, texts]) => texts.has(code));
  if (holders.some(([, texts]) => mentions(texts.get(code) ?? "", name))) return undefined;
  const looked = holders.length === 0 ? [...checkouts] : holders;
  const targets = quoted(
    looked.map(([target]) => target),
    " and ",
  );
  return holders.length === 0
    ? `there is no "${code}" in the checkout of ${targets}`
    : `"${code}" in the checkout of ${targets} does not name it`;
}

/** Whether a name occurs as a whole word outside the lines that are comments. */
function mentions(text: string, name: string): boolean {
  return text.split("\n").some((line) => wordsIn(line, name).length > 0 && !/^\s*(#+(\s|$)|\/\/)/.test(line));
}
