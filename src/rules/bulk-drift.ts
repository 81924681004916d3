import { findFeature, type GatewayFeature, type GatewayFiles } from "../model/gateway.ts";
import { listOf, type Move, movesOf } from "../model/move.ts";
import { sameData } from "../model/plain-data.ts";
import type { BulkMove, Migration, Selection } from "../model/schema/migration.gen.ts";
import { selectedFeatures } from "../model/selection.ts";
import { defaultPlace, namePlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "bulk-drift",
  summary: "the features of a bulk entry are still what the entry takes them for",
  severity: "warning",
  needs: "targets",
  messages: {
    default: '"select" no longer finds "{feature}": its default is {now}, and not {wanted}',
    lists: '"select" no longer finds "{feature}": its {list} models are without {wanted}',
    primitive: '"select" no longer finds "{feature}": it has no unit primitive {wanted}',
    host: '"select" no longer finds "{feature}": its default is {now}, which {wanted} does not serve',
    excepted: '"{feature}" is listed, and "select.except" leaves it out; take it out of one of the two',
    apart:
      'the default of "{feature}" is {now}, and this entry moves it from {wanted}; the features of the entry differ',
  },
  notes: {
    gateway: "the feature in the gateway's file",
    alone: 'give it an entry of its own under "features", or take it off the list',
  },
  docs: {
    why: `One entry speaks for many features because they were alike when it was written. Since then somebody may have moved one
of them, and the entry would take that back, or go back to a default which the feature never had. What this migration
itself has changed is no drift. Features that \`select\` finds and the list lacks are reported by feature-missed.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
bulk:
  - features: [duo_chat, code_suggestions]
    select: { default_is: claude_sonnet_4_5 }
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
bulk:
  - features: [duo_chat]
    select: { default_is: claude_sonnet_4_5 }
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
features:
  code_suggestions:
    stage: planned
    from: claude_haiku_4_5
    to: claude_sonnet_4_6
`,
  },
  check({ workspace, before, report }) {
    const gateways = [...before.gateways.values()];
    for (const document of openMigrations(workspace)) {
      for (const [index, entry] of (document.data.bulk ?? []).entries()) {
        for (const [position, name] of entry.features.entries()) {
          const at = valueAt(document, ["bulk", index, "features", position]);
          if (entry.select?.except?.includes(name)) report({ message: "excepted", at, data: { feature: name } });
          for (const gateway of gateways) {
            const feature = findFeature(gateway, name);
            const drift = feature && driftOf(feature, gateway, entry, document.data);
            if (drift === undefined) continue;
            const { message, place, ...said } = drift;
            const related = [{ note: "gateway" as const, at: place }];
            report({ message, at, related, hint: "alone", data: { feature: name, list: "", ...said } });
          }
        }
      }
    }
  },
});

interface Drift {
  readonly message: "default" | "lists" | "primitive" | "host" | "apart";
  readonly now: string;
  readonly wanted: string;
  readonly list?: string;
  readonly place: Place;
}

/** In what a feature is not as its entry says; undefined where it is, or where the migration has made it so. */
function driftOf(
  feature: GatewayFeature,
  gateway: GatewayFiles,
  entry: BulkMove,
  migration: Migration,
): Drift | undefined {
  const { select = {}, from } = entry;
  const { default_is, lists, in: list = "selectable", unit_primitive, host } = select;
  const moves = movesOf(migration).filter((move) => move.feature === feature.name);
  // Also at a low stage: one that was lowered goes back from there.
  const hasMoved = moves.some(({ to }) => sameData(to, feature.defaults));
  const isFound = (part: Selection) => selectedFeatures(part, gateway).includes(feature);
  const [first] = feature.defaults;
  const whole = namePlace(gateway, feature);
  const its = {
    now: first === undefined ? "none" : quoted(feature.defaults),
    place: first === undefined ? whole : defaultPlace(gateway, feature, first),
  };
  if (!hasMoved && default_is !== undefined && !isFound({ default_is })) {
    return { message: "default", wanted: quoted(listOf<string>(default_is)), ...its };
  }
  if (!hasMoved && host !== undefined && !isFound({ host })) {
    return { message: "host", wanted: anyOf(host), ...its };
  }
  if (lists !== undefined && !isFound({ lists, in: list }) && !hasTakenOut(select, moves, migration)) {
    return { message: "lists", wanted: anyOf(lists), list, now: "", place: whole };
  }
  if (unit_primitive !== undefined && !isFound({ unit_primitive }) && entry.define === undefined) {
    return { message: "primitive", wanted: anyOf(unit_primitive), now: "", place: whole };
  }
  if (hasMoved || from === undefined || feature.defaults.length === 0) return undefined;
  if (sameData(listOf<string>(from), feature.defaults)) return undefined;
  return { message: "apart", wanted: quoted(listOf<string>(from)), ...its };
}

/** Whether the migration takes an id out of the list itself: by name, with its entry, or into a higher list. */
function hasTakenOut(
  { lists, in: list = "selectable" }: Selection,
  moves: readonly Move[],
  { replaces, offerings }: Migration,
): boolean {
  return listOf<string>(lists).some(
    (id) =>
      moves.some(({ withdraw }) => withdraw.some((one) => one.id === id)) ||
      (list !== "selectable" &&
        moves.some(({ to, offer }) => to?.includes(id) || offer.some((one) => one.id === id))) ||
      replaces?.[id]?.retire === "remove" ||
      Object.values(offerings ?? {}).some((offering) => offering.in_place_of === id),
  );
}

function anyOf(names: string | readonly string[]): string {
  return quoted(listOf<string>(names), " or ");
}
