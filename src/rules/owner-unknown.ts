import { driOf, isMoving } from "../model/dri.ts";
import type { Move } from "../model/move.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { entriesOf, entryAt } from "./engine/entries.ts";
import { liveMigrations } from "./engine/open.ts";
import { keyAt, type Place } from "./engine/place.ts";
import { quoted, quotedFeatures } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "owner-unknown",
  summary: "somebody answers for every feature that moves",
  severity: "warning",
  messages: {
    nobody: 'nobody answers for {features}; write "dri" here, or at the feature in cutover.yaml',
    teamless: '"{feature}" is moving and belongs to no team; write "team" here, one of {teams}',
    empty: 'team "{team}" has no members, and its feature "{feature}" is moving; write "members" here',
  },
  notes: { moving: "it is moved here" },
  docs: {
    why: `A rollout issue is assigned to the feature's DRI, and reviews are asked of its team. Where neither is known, whoever owns
the migration is left with it. It is asked for from \`internal\` on until a feature is at \`default\`, and only where
cutover.yaml declares teams.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
# cutover.yaml
teams:
  chat: { role: feature_team, members: ["@bo"] }
features:
  duo_chat: { title: Duo Chat, team: chat }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
# cutover.yaml
teams:
  chat: { role: feature_team, members: ["@bo"] }
features:
  duo_chat: { title: Duo Chat, team: chat, dri: "@bo" }
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    const { teams = {}, features = {} } = config.data;
    if (Object.keys(teams).length === 0) return;
    const moving = liveMigrations(workspace).flatMap(movingIn);
    for (const { moves, at } of moving) {
      const orphans = moves.filter((move) => driOf(config.data, move) === undefined);
      const data = {
        features: quotedFeatures(
          orphans.map(({ feature }) => feature),
          SHOWN,
        ),
      };
      if (orphans.length > 0) report({ message: "nobody", at, data });
    }
    // A feature that the catalog does not have may be somebody's who needs none of it.
    const all = moving.flatMap(({ moves, at }) => moves.map(({ feature }) => [feature, at] as const));
    const declared = [...firstOfEach(all)].filter(([feature]) => Object.hasOwn(features, feature));
    for (const [feature, at] of declared.filter(([name]) => features[name]?.team === undefined)) {
      const data = { feature, teams: quoted(Object.keys(teams)) };
      const related = [{ note: "moving" as const, at }];
      report({ message: "teamless", at: keyAt(config, ["features", feature]), data, related });
    }
    const owners = declared.map(([feature, at]) => [features[feature]?.team ?? "", { feature, at }] as const);
    for (const [team, { feature, at }] of firstOfEach(owners)) {
      if (!Object.hasOwn(teams, team) || (teams[team]?.members ?? []).length > 0) continue;
      const related = [{ note: "moving" as const, at }];
      report({ message: "empty", at: keyAt(config, ["teams", team]), data: { team, feature }, related });
    }
  },
});

/** Of a bulk entry some features may have a DRI, so that a few names help to see which have none. */
const SHOWN = 3;

/** One entry of a migration with those of its features that are on their way. */
interface Moving {
  readonly moves: readonly Move[];
  readonly at: Place;
}

function movingIn(document: MigrationDocument): Moving[] {
  return entriesOf(document.data).map((entry) => ({
    moves: entry.filter((move) => isMoving(document.data.status, move)),
    at: entryAt(document, entry),
  }));
}

function firstOfEach<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  return new Map(entries.toReversed());
}
