import { findFeature, type GatewayFeature, type GatewayFiles } from "../model/gateway.ts";
import { listOf, type Move, movesOf } from "../model/move.ts";
import { own } from "../model/own.ts";
import { sameData } from "../model/plain-data.ts";
import type { BulkMove } from "../model/schema/migration.gen.ts";
import { selectedFeatures } from "../model/selection.ts";
import { pointer } from "../model/source.ts";
import { claimsFiles } from "../model/stage.ts";
import type { TargetView } from "../model/target.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { goes } from "./engine/farewell.ts";
import { defaultPlace, namePlace, sizePlace } from "./engine/gateway-places.ts";
import { knownFeatures, unknownFeatures } from "./engine/known.ts";
import { lineAt, newlineOf } from "./engine/lines.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt, type Place } from "./engine/place.ts";
import { defineRule, type RuleFix } from "./engine/rule.ts";

const NOTES = { gateway: "the feature in the gateway's file", add: 'add "{feature}" to the list' };

export default defineRule({
  id: "feature-missed",
  summary: "no feature stays behind on an offering that goes",
  severity: "error",
  needs: "targets",
  uses: ["deadlines"],
  messages: {
    behind:
      '"{id}" is the default of "{feature}", which no migration moves; add it to "features", or to "except" with a reason',
    size: '"{id}" is the model of size "{size}" of "{feature}", which no migration changes; name it in the "sizes" of the feature, or the feature in "except" with a reason',
    unlisted:
      '"select" finds "{feature}", which the entry does not list; add it to its "features", or to "select.except"',
  },
  notes: NOTES,
  docs: {
    why: `A default that was forgotten is noticed when the provider's cutoff has passed and requests fail. Features come and go
while a migration runs: what \`select\` found when the list was written may be less than what it finds today.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { retire: deprecate, deprecation: { date: 2026-10-01, removal_version: "19.5" } }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { retire: deprecate, deprecation: { date: 2026-10-01, removal_version: "19.5" } }
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6 }
`,
  },
  check({ workspace, before, after, report }) {
    const open = openMigrations(workspace);
    const moves = open.flatMap(({ data }) => movesOf(data));
    const known = knownFeatures(workspace, [before, after]);
    for (const document of open) {
      // Any feature that seems to be missed may be the one that was meant.
      if (unknownFeatures(workspace, document, known).length > 0) continue;
      for (const [id, replaced] of Object.entries(document.data.replaces ?? {})) {
        // What is removed while somebody uses it is refused: retire-while-default.
        if (!goes(workspace, document, id) || (replaced.retire === "remove" && claimsFiles(document.data.status)))
          continue;
        const at = keyAt(document, ["replaces", id]);
        for (const { feature, size, target } of usesOf(id, after)) {
          const { name } = feature;
          const ours = moves.filter((move) => move.feature === name);
          if (staysIn(open, id, name) || ours.some((move) => decides(move, id, size))) continue;
          const now = before.gateways.get(target);
          const entry = now && findFeature(now, name);
          const place = now && entry && placeOf(now, entry, id, size);
          const related = place && [{ note: "gateway" as const, at: place }];
          if (size === undefined) report({ message: "behind", at, data: { id, feature: name }, related });
          else report({ message: "size", at, data: { id, feature: name, size }, related });
        }
      }
      const others = new Set(
        open.flatMap(({ data }) => (data === document.data ? [] : movesOf(data).map(({ feature }) => feature))),
      );
      for (const { feature, at, place, addition } of unlisted(document, [...before.gateways.values()])) {
        // What another migration moves would be claimed twice.
        const fix = others.has(feature) ? undefined : addition;
        report({ message: "unlisted", at, data: { feature }, related: [{ note: "gateway", at: place }], fix });
      }
    }
  },
});

interface Use {
  readonly feature: GatewayFeature;
  /** Undefined: it is the default. */
  readonly size: string | undefined;
  readonly target: string;
}

/** Features of which the offering is a default or a size in the result. */
function usesOf(id: string, { gateways }: TargetView): Use[] {
  return [...gateways].flatMap(([target, { features }]) =>
    features.entries.flatMap((feature) => [
      ...(feature.defaults.includes(id) ? [{ feature, size: undefined, target }] : []),
      ...Object.entries(feature.sizes).flatMap(([size, value]) => (value === id ? [{ feature, size, target }] : [])),
    ]),
  );
}

/** Whether some migration leaves a feature on an offering on purpose. */
function staysIn(open: readonly MigrationDocument[], id: string, feature: string): boolean {
  return open.some(({ data }) => own(own(data.replaces, id)?.except, feature) !== undefined);
}

/** Whether an entry says what becomes of the default or size. One that only edits lists leaves it where it is. */
function decides({ stage, from, to, withdraw, sizes }: Move, id: string, size: string | undefined): boolean {
  if (stage === "absent") return true;
  if (size !== undefined && sizes[size] !== undefined) return sizes[size].to !== id;
  if (to === undefined) return stage === "planned" && (from !== undefined || withdraw.length === 0);
  return size === undefined && !to.includes(id);
}

/** Undefined where it is not so in the file that people have now. */
function placeOf(
  gateway: GatewayFiles,
  entry: GatewayFeature,
  id: string,
  size: string | undefined,
): Place | undefined {
  if (size !== undefined) return entry.sizes[size] === id ? sizePlace(gateway, entry, size) : undefined;
  return entry.defaults.includes(id) ? defaultPlace(gateway, entry, id) : undefined;
}

interface Unlisted {
  readonly feature: string;
  readonly at: Place;
  readonly place: Place;
  readonly addition: RuleFix<typeof NOTES> | undefined;
}

/** What each `select` finds in the gateway as it is, without the features that the migration names elsewhere. */
function unlisted(document: MigrationDocument, gateways: readonly GatewayFiles[]): Unlisted[] {
  const named = new Set(movesOf(document.data).map(({ feature }) => feature));
  return (document.data.bulk ?? []).flatMap((entry, index) => {
    const { select } = entry;
    if (select === undefined) return [];
    const at = keyAt(document, ["bulk", index, "features"]);
    return gateways.flatMap((gateway) =>
      selectedFeatures(select, gateway)
        .filter(({ name }) => !named.has(name))
        .map((feature) => ({
          feature: feature.name,
          at,
          place: namePlace(gateway, feature),
          addition: fits(feature, entry) ? additionTo(document, index, feature.name) : undefined,
        })),
    );
  });
}

/** Whether the entry can speak for a feature as it stands: its default is the one that the entry moves from. */
function fits({ defaults }: GatewayFeature, { from }: BulkMove): boolean {
  const wanted = from === undefined ? defaults : listOf<string>(from);
  return sameData(wanted, defaults);
}

/** Writes the feature behind the last one of the list; not where another list stands for it by an alias. */
function additionTo({ source }: MigrationDocument, index: number, feature: string): RuleFix<typeof NOTES> | undefined {
  const path = ["bulk", index, "features"];
  const { text, file, nodes } = source;
  const list = nodes.get(pointer(path))?.value;
  const count = [...nodes.keys()].filter((key) => key.startsWith(`${pointer(path)}/`)).length;
  const last = nodes.get(pointer([...path, count - 1]))?.value;
  if (list === undefined || last === undefined || last.start < list.start || last.end > list.end) return undefined;
  const before = text.slice(lineAt(text, last.start).start, last.start);
  const newline = newlineOf(text);
  const add = (at: number, written: string): RuleFix<typeof NOTES> => ({
    title: "add",
    safety: "safe",
    edits: [{ file, range: { start: at, end: at }, text: written }],
  });
  // In brackets, too, each item may have a line of its own.
  const isAlone = /^\s+$/.test(before);
  if (text[list.start] === "[") return add(last.end, isAlone ? `,${newline}${before}${feature}` : `, ${feature}`);
  if (!/^\s*-\s+$/.test(before)) return undefined;
  const rest = /^[^\r\n]*/.exec(text.slice(last.end))?.[0] ?? "";
  return add(last.end + rest.length, `${newline}${before}${feature}`);
}
