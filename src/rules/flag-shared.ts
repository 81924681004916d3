import { FLAG } from "../model/defaults.ts";
import { groupBy } from "../model/groups.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { type Entry, entriesOf, featuresOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "flag-shared",
  summary: "a flag switches one thing, for one team, and its name is used once",
  severity: "error",
  warnings: ["teams"],
  messages: {
    reused:
      'flag "{name}" was the flag of migration "{other}", which is complete; a name that was removed is not used again',
    values:
      'flag "{name}" switches {features} to {on} but {others} to {wanted}, and its gates look at one model alone; write one flag for each',
    teams:
      'flag "{name}" switches features of teams {teams} at once, so one incident turns all of them off; write one flag for each',
  },
  notes: { other: "used here", entry: "the flag's first entry" },
  docs: {
    why: `A flag goes off as a whole. Where it switches features of several teams, an incident in one turns all of them off; where it
means different models, the gates of its ramp look at the first alone. And a name that was used before is still known:
to installations that have not been updated, to caches, to dashboards. Two live migrations with one flag, and one flag
with unequal words about it, are \`conflicting-claims\`.`,
    wrong: `
# migrations/claude-sonnet-4-5.yaml
status: complete
features:
  duo_chat:
    stage: default
    from: claude_haiku_4_5
    to: claude_sonnet_4_5
    flag: { name: duo_chat_new_model }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_new_model }
`,
    right: `
# migrations/claude-sonnet-4-5.yaml
status: complete
features:
  duo_chat:
    stage: default
    from: claude_haiku_4_5
    to: claude_sonnet_4_5
    flag: { name: duo_chat_new_model }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
`,
  },
  check({ workspace, report }) {
    const { config, migrations } = workspace;
    const complete = migrations.filter(({ data }) => data.status === "complete");
    const past = new Map(complete.flatMap(usesOf).map((use) => [use.name, use]));
    for (const document of openMigrations(workspace)) {
      for (const [name, [head, ...rest]] of groupBy(usesOf(document), (use) => use.name)) {
        const earlier = past.get(name);
        if (earlier !== undefined) {
          const related = [{ note: "other" as const, at: earlier.at }];
          report({ message: "reused", at: head.at, data: { name, other: earlier.migration }, related });
        }
        const another = rest.find((use) => use.on !== undefined && head.on !== undefined && use.on !== head.on);
        if (another !== undefined) {
          const data = { name, features: head.features, on: head.on ?? "", others: another.features };
          const related = [{ note: "entry" as const, at: head.at }];
          report({ message: "values", at: another.at, data: { ...data, wanted: another.on ?? "" }, related });
          continue;
        }
        const shared = teamsOf(config.data, [head, ...rest]);
        if (shared === undefined) continue;
        const related = shared.use === head ? undefined : [{ note: "entry" as const, at: head.at }];
        report({ message: "teams", at: shared.use.at, data: { name, teams: shared.teams }, related });
      }
    }
  },
});

/** One entry that names a flag. */
interface Use {
  readonly name: string;
  readonly migration: string;
  readonly moves: Entry;
  readonly features: string;
  /** What it means while it is on, where `to` says so; a value that is written out is compared as a claim. */
  readonly on: string | undefined;
  readonly at: Place;
}

function usesOf(document: MigrationDocument): Use[] {
  return entriesOf(document.data).flatMap((moves) => {
    const [{ path, to, entry }] = moves;
    if (entry.flag === undefined) return [];
    const { name, on, controls = FLAG.controls } = entry.flag;
    const isModel = on === undefined && controls === "model";
    return [
      {
        name,
        migration: document.data.name,
        moves,
        features: featuresOf(moves),
        on: isModel && to !== undefined ? quoted(to) : undefined,
        at: valueAt(document, [...path, "flag", "name"]),
      },
    ];
  });
}

/** The teams that share a flag, with the entry that brings in the second one; features without a team do not count. */
function teamsOf({ features }: Config, uses: readonly Use[]): { use: Use; teams: string } | undefined {
  const teams = new Map<string, Use>();
  for (const use of uses) {
    for (const { feature } of use.moves) {
      const team = own(features, feature)?.team;
      if (team !== undefined && !teams.has(team)) teams.set(team, use);
    }
  }
  const [, second] = [...teams.values()];
  return second && { use: second, teams: quoted(teams.keys(), " and ") };
}
