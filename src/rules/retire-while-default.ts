import { findFeature, type GatewayFeature } from "../model/gateway.ts";
import { type Move, movesOf } from "../model/move.ts";
import { claimsFiles, reaches } from "../model/stage.ts";
import type { TargetView } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { sizePlace, usePlace } from "./engine/gateway-places.ts";
import { goalPlaces } from "./engine/goals.ts";
import { editingMigrations, liveMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "retire-while-default",
  summary: "an offering is removed only when no feature uses or will use it",
  severity: "error",
  needs: "targets",
  messages: {
    used: '"{id}" cannot be removed: it is still the {role} of "{feature}"; move that feature to stage "default" first',
    missed:
      '"{id}" cannot be removed: it is the default of "{feature}", which no live migration moves; move it at stage "default", or write "retire: deprecate" until then',
    size: '"{id}" cannot be removed: it is the model of size "{size}" of "{feature}", which no live migration changes; name another under "sizes" of that feature, at stage "default"',
    wanted: '"{id}" cannot be removed: "{feature}" is to move to it in {file}',
  },
  notes: { use: "used here", wish: "named here" },
  docs: {
    why: `The gateway does not start with a default that models.yml lacks. Stages below \`default\` keep the old default, so the
entry has to stay until the last feature has left it: write \`retire: deprecate\` until then.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { retire: remove }
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { retire: remove }
features:
  duo_chat:
    stage: default
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
    evaluation: { report: evals/duo-chat.json }
`,
  },
  check({ workspace, before, after, report }) {
    const moves = placedMoves(workspace);
    for (const { document, id } of removals(workspace)) {
      const at = valueAt(document, ["replaces", id, "retire"]);
      const users = [...after.gateways].flatMap(([target, { features }]) =>
        features.entries.flatMap((feature) => usersOf(feature, id, moves).map((use) => ({ ...use, target }))),
      );
      for (const { target, feature, size } of users) {
        const place = placeNow(before, target, feature, id, size) ?? wishFor(moves, feature, id)?.place;
        const related = place && [{ note: "use" as const, at: place }];
        const role = size === undefined ? "default" : `${size} size`;
        const movers = moves.filter((move) => move.feature === feature);
        const isDecided = movers.some(({ to, sizes }) => (size === undefined ? to : sizes[size]) !== undefined);
        if (isDecided) report({ message: "used", at, data: { id, role, feature }, related });
        else if (size === undefined) report({ message: "missed", at, data: { id, feature }, related });
        else report({ message: "size", at, data: { id, size, feature }, related });
      }
      for (const { feature } of moves) {
        const wish = users.some((user) => user.feature === feature) ? undefined : wishFor(moves, feature, id);
        if (wish === undefined) continue;
        const data = { id, feature, file: wish.document.file };
        report({ message: "wanted", at, data, related: [{ note: "wish", at: wish.place }] });
      }
    }
  },
});

interface PlacedMove extends Move {
  readonly document: MigrationDocument;
}

function placedMoves(workspace: Workspace): PlacedMove[] {
  return liveMigrations(workspace).flatMap((document) => movesOf(document.data).map((move) => ({ ...move, document })));
}

function removals(workspace: Workspace): { readonly document: MigrationDocument; readonly id: string }[] {
  return editingMigrations(workspace).flatMap((document) =>
    Object.entries(document.data.replaces ?? {}).flatMap(([id, { retire }]) =>
      retire === "remove" ? [{ document, id }] : [],
    ),
  );
}

/** As what a feature uses the offering in the result. Where compile refused an edit, the moves tell what it would be. */
function usersOf({ name, defaults, sizes }: GatewayFeature, id: string, moves: readonly PlacedMove[]) {
  const movers = moves.filter(
    ({ document, feature, effective }) =>
      feature === name &&
      claimsFiles(document.data.status) &&
      (effective === "absent" || reaches(effective, "default")),
  );
  const gone = movers.some(({ effective }) => effective === "absent");
  const isDefault = defaults.includes(id) && !movers.some(({ to }) => to !== undefined && !to.includes(id));
  const [size] = Object.entries(sizes).find(
    ([key, value]) => value === id && !movers.some((move) => (move.sizes[key]?.to ?? id) !== id),
  ) ?? [undefined];
  if (gone || (!isDefault && size === undefined)) return [];
  return [{ feature: name, size: isDefault ? undefined : size }];
}

/** Where the file that people have now says so; undefined where it does not. */
function placeNow(
  before: TargetView,
  target: string,
  name: string,
  id: string,
  size: string | undefined,
): Place | undefined {
  const gateway = before.gateways.get(target);
  const feature = gateway && findFeature(gateway, name);
  if (size === undefined || feature?.sizes[size] !== id) return usePlace(before, target, name, id);
  return gateway && sizePlace(gateway, feature, size);
}

function wishFor(
  moves: readonly PlacedMove[],
  name: string,
  id: string,
): { document: MigrationDocument; place: Place } | undefined {
  const wishes = moves.filter(({ feature }) => feature === name);
  return wishes.flatMap((move) =>
    goalPlaces(move.document, move, id).map((place) => ({ document: move.document, place })),
  )[0];
}
