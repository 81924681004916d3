import { findFeature, type GatewayFeature } from "../model/gateway.ts";
import { type Move, movesOf } from "../model/move.ts";
import { sameData } from "../model/plain-data.ts";
import type { TargetView } from "../model/target.ts";
import { isInUnread, type MigrationDocument } from "../model/workspace.ts";
import { defaultPlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "from-not-default",
  summary: "`from` is the default that the feature has",
  severity: "error",
  warnings: ["early"],
  needs: "targets",
  messages: {
    other:
      '"from" is {wanted}, and the default of "{feature}" is {now}: going back would give it a default that it never had',
    early: '"from" is {wanted}, and the default of "{feature}" is {now}; it has to be that when the move begins',
  },
  notes: { gateway: "its default in the gateway's file", write: "write {now}, or correct what is there" },
  docs: {
    why: `\`from\` is what the default becomes again when the stage is lowered, in an incident as a rule. Nobody reads it until then, so
a slip shows when it is too late: the feature goes "back" to a model that nobody has tried with it. The whole list counts,
in its order. A default that is \`to\` already has been moved; one that another open migration brings, or a rename by
\`in_place_of\`, may still be on its way. Drafts and stage \`planned\` are warned only. Entries of \`bulk\` are for
\`bulk-drift\`.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_haiku_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
`,
  },
  check({ workspace, before, report }) {
    const open = openMigrations(workspace);
    const moves = open.flatMap(({ data }) => movesOf(data));
    const renames = renamesIn(open);
    for (const document of open) {
      for (const move of movesOf(document.data)) {
        const { feature, from, path, stage, bulk } = move;
        if (bulk || from === undefined || stage === "absent") continue;
        // A migration that cannot be read may move the default first.
        if (isBrought(from, move, moves) || isInUnread(workspace, feature)) continue;
        const found = defaultsOf(feature, before).find(({ now }) => !isWhereItWas(now, move, document, renames));
        if (found === undefined) continue;
        const data = { feature, wanted: quoted(from), now: quoted(found.now) };
        const message = document.data.status === "draft" || stage === "planned" ? "early" : "other";
        const related = [{ note: "gateway" as const, at: found.place }];
        report({ message, at: valueAt(document, [...path, "from"]), data, related, hint: "write" });
      }
    }
  },
});

/** Default of the feature in each gateway that has one for it. */
function defaultsOf(
  feature: string,
  { gateways }: TargetView,
): { readonly now: GatewayFeature["defaults"]; readonly place: Place }[] {
  return [...gateways.values()].flatMap((gateway) => {
    const entry = findFeature(gateway, feature);
    const [first] = entry?.defaults ?? [];
    if (entry === undefined || first === undefined) return [];
    return [{ now: entry.defaults, place: defaultPlace(gateway, entry, first) }];
  });
}

/** Whether the default is what the entry moves from, as written or by its new name, or what the migration has made it. */
function isWhereItWas(
  now: readonly string[],
  { feature, from }: Move,
  { data }: MigrationDocument,
  renames: ReadonlyMap<string, string>,
): boolean {
  const made = movesOf(data).flatMap((move) => (move.feature === feature && move.to ? [move.to] : []));
  const renamed = now.map((id) => renames.get(id) ?? id);
  return [from, ...made].some((ids) => sameData(ids, now) || sameData(ids, renamed));
}

/** Whether another entry moves the default of the feature to `from` first. */
function isBrought(from: readonly string[], move: Move, moves: readonly Move[]): boolean {
  return moves.some((other) => other !== move && other.feature === move.feature && sameData(other.to, from));
}

/** New ids by the old ones that they take the place of. */
function renamesIn(open: readonly MigrationDocument[]): ReadonlyMap<string, string> {
  const renames = open.flatMap(({ data }) =>
    Object.entries(data.offerings ?? {}).flatMap(([id, { in_place_of: old }]) =>
      old === undefined ? [] : [[old, id] as const],
    ),
  );
  return new Map(renames);
}
