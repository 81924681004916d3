import { defaultListOf, type FeatureList, featuresIn, pickListsOf, sizeListsOf } from "../model/feature-list.ts";
import { type GatewayFiles, listsTwice } from "../model/gateway.ts";
import { movesOf } from "../model/move.ts";
import { pointer } from "../model/source.ts";
import { isLive } from "../model/stage.ts";
import type { TargetView } from "../model/target.ts";
import { isInUnread, type MigrationDocument, type Workspace } from "../model/workspace.ts";
import { closestName } from "./engine/allowed.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { writeName, writeOther } from "./engine/fix.ts";
import { itemPlace } from "./engine/gateway-places.ts";
import { type Mention, mentionsOf } from "./engine/mentions.ts";
import { editingMigrations, openMigrations } from "./engine/open.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
import { defineRule, type Finding, type RuleInput } from "./engine/rule.ts";

const MESSAGES = {
  unknown: 'unknown offering "{id}": neither {file} nor "offerings" of a live migration has it',
  slip: 'unknown offering "{id}": neither {file} nor "offerings" of a live migration has it; did you mean "{meant}"?',
  renamed: 'offering "{id}" is renamed to "{meant}" by {file}; write "{meant}" here',
  listed: '"{feature}" names "{id}" in {list}, and models.yml has no such entry',
  listedSlip: '"{feature}" names "{id}" in {list}, and models.yml has no such entry; did you mean "{meant}"?',
} as const;

const NOTES = {
  declare: 'declare it under "offerings" if it is new',
  rename: "renamed here",
  write: 'write "{meant}"',
} as const;

export default defineRule({
  id: "unknown-offering",
  summary:
    "every offering that a migration or a feature of the gateway names is in models.yml or declared by a live migration",
  severity: "error",
  needs: "targets",
  messages: MESSAGES,
  notes: NOTES,
  docs: {
    why: `The gateway refuses a configuration in which a list or default names an id that models.yml lacks, and a flag that
switches to such an id sends requests nowhere. What a migration moves away from may be gone once it is removed. An id that
another migration renames by \`in_place_of\` is gone in the result of both.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: internal
    from: claude_sonnet_4_5
    to: claude_sonet_4_6
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    default_models: [claude_sonnet_4_5]
  - feature_setting: code_suggestions
    default_models: [claude_haiku_45]
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: internal
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    default_models: [claude_sonnet_4_5]
  - feature_setting: code_suggestions
    default_models: [claude_haiku_4_5]
`,
  },
  check(input) {
    if (input.before.gateways.size === 0) return;
    // Of a list that stands twice only the last is read: what the other has is not unknown, and the key is the mistake.
    if ([...input.before.gateways.values()].some(({ models }) => listsTwice(models.source))) return;
    checkListed(input, checkMigrations(input));
    checkOverrides(input);
  },
});

type Input = RuleInput & {
  readonly before: TargetView;
  readonly after: TargetView;
  report(finding: Finding<typeof MESSAGES, typeof NOTES>): void;
};

/** Gives the ids that are not known. */
function checkMigrations({ workspace, before, after, report }: Input): ReadonlySet<string> {
  const said = new Set<string>();
  const gateway = gatewayOfferings(before);
  const left = new Set(gatewayOfferings(after).ids);
  const renames = renamesOf(workspace);
  const gone = retired(workspace);
  for (const document of openMigrations(workspace)) {
    const present = new Set([...gateway.ids, ...declaredFor(document, workspace)]);
    for (const mention of mentionsOf(document.data)) {
      const { id, path, isKey, past } = mention;
      const at = isKey ? keyAt(document, path) : valueAt(document, path);
      const rename = past || left.has(id) ? undefined : renames.get(id);
      if (rename !== undefined) {
        const data = { id, meant: rename.meant, file: rename.place.file };
        const fix = writeOther(document.source, { name: id, path, isKey }, at, rename.meant);
        report({ message: "renamed", at, data, related: [{ note: "rename", at: rename.place }], fix });
        said.add(id);
        continue;
      }
      if (present.has(id) || (past && gone.has(id)) || isInUnread(workspace, id)) continue;
      said.add(id);
      const meant = nameMeant(mention, document, gateway.ids, present);
      if (meant === undefined)
        report({ message: "unknown", at, data: { id, file: gateway.file }, hint: "declare", unknown: id });
      else {
        const fix = writeOther(document.source, { name: id, path, isKey }, at, meant);
        report({ message: "slip", at, data: { id, file: gateway.file, meant }, fix, unknown: id });
      }
    }
  }
  return said;
}

/** The id that was meant: where an entry names what it moves away from, one that is there, and none that it moves to. */
function nameMeant(
  { id, path, past }: Mention,
  { data }: MigrationDocument,
  there: readonly string[],
  present: ReadonlySet<string>,
): string | undefined {
  if (!past) return closestName(id, present);
  const isAnchor = path.at(-1) === "after" || path.at(-1) === "before";
  const ours = movesOf(data).filter((move) => pointer(move.path) === pointer(path.slice(0, 2)));
  const goals = ours.flatMap(({ to = [], sizes }) => [...to, ...Object.values(sizes).map((size) => size.to)]);
  const isLeft = (one: string): boolean => isAnchor || !goals.includes(one);
  return closestName(id, there.filter(isLeft)) ?? closestName(id, [...present].filter(isLeft));
}

/** The features of the gateway itself; what a migration brings about by a name that is wrong has been said of the name. */
function checkListed({ workspace, before, after, report }: Input, said: ReadonlySet<string>): void {
  for (const { at, present, fault } of faultsOf({ workspace, before, after }, unknownItems)) {
    const { id, feature, list, gateway } = fault;
    if ((!present && said.has(id)) || isInUnread(workspace, id)) continue;
    const known = gateway.models.entries.map((model) => model.id);
    const meant = closestName(id, known);
    const data = { id, feature, list: list.name };
    if (meant === undefined) {
      report({ message: "listed", at, data, unknown: id });
      continue;
    }
    const canBe = present && !list.ids.includes(meant);
    const edit = canBe ? writeName(gateway.features.source, at, id, meant) : undefined;
    const fix = edit && ({ title: "write", safety: "unsafe", edits: [edit] } as const);
    report({ message: "listedSlip", at, data: { ...data, meant }, fix, unknown: id });
  }
}

/** Ends that people state in the catalog; of what a migration has taken out one may still stand there. */
function checkOverrides({ workspace, before, after, report }: Input): void {
  const { config, migrations } = workspace;
  const { file, ids } = gatewayOfferings(before);
  const live = migrations.filter(({ data }) => isLive(data.status));
  const declared = live.flatMap(({ data }) => Object.keys(data.offerings ?? {}));
  const known = new Set([...ids, ...gatewayOfferings(after).ids, ...declared, ...retired(workspace)]);
  for (const id of Object.keys(config.data.deadlines?.overrides ?? {})) {
    if (known.has(id) || isInUnread(workspace, id)) continue;
    const path = ["deadlines", "overrides", id];
    const at = keyAt(config, path);
    const meant = closestName(id, known);
    if (meant === undefined) report({ message: "unknown", at, data: { id, file }, unknown: id });
    else {
      const fix = writeOther(config.source, { name: id, path, isKey: true }, at, meant);
      report({ message: "slip", at, data: { id, file, meant }, fix, unknown: id });
    }
  }
}

interface UnknownItem extends Fault {
  readonly gateway: GatewayFiles;
  readonly feature: string;
  readonly list: FeatureList;
  readonly id: string;
}

function unknownItems(gateway: GatewayFiles): UnknownItem[] {
  const known = new Set(gateway.models.entries.map(({ id }) => id));
  return featuresIn(gateway).flatMap((feature) =>
    [defaultListOf(feature), ...pickListsOf(feature), ...sizeListsOf(feature)].flatMap((list) =>
      list.ids.flatMap((id, position): UnknownItem[] => {
        if (known.has(id)) return [];
        const nth = list.ids.slice(0, position).filter((one) => one === id).length;
        return [
          {
            key: JSON.stringify([feature.name, list.name, id, nth]),
            at: itemPlace(gateway, feature, list, position),
            about: { feature: feature.name, ids: [id] },
            ...{ gateway, feature: feature.name, list, id },
          },
        ];
      }),
    ),
  );
}

function gatewayOfferings({ gateways }: TargetView): { readonly ids: readonly string[]; readonly file: string } {
  const all = [...gateways.values()].map(({ models }) => models);
  return {
    ids: all.flatMap(({ entries }) => entries.map(({ id }) => id)),
    file: all.map(({ source }) => source.file).join(" nor "),
  };
}

/** Ids that a migration may count on although models.yml lacks them: its own and those of live ones. */
function declaredFor(document: MigrationDocument, { migrations }: Workspace): string[] {
  return migrations
    .filter((other) => other === document || isLive(other.data.status))
    .flatMap(({ data }) => Object.keys(data.offerings ?? {}));
}

/** Ids that a migration has taken out of models.yml, or is about to; a draft has done nothing yet. */
function retired({ migrations }: Workspace): ReadonlySet<string> {
  const done = migrations.filter(({ data }) => data.status !== "draft" && data.status !== "cancelled");
  const removed = done.flatMap(({ data }) =>
    Object.entries(data.replaces ?? {}).flatMap(([id, { retire }]) => (retire === "remove" ? [id] : [])),
  );
  const renamed = done.flatMap(({ data }) => Object.values(data.offerings ?? {}).map((entry) => entry.in_place_of));
  return new Set([...removed, ...renamed].filter((id) => id !== undefined));
}

/** Old ids with what takes their place in the result. */
function renamesOf(workspace: Workspace): ReadonlyMap<string, { readonly meant: string; readonly place: Place }> {
  const renames = editingMigrations(workspace).flatMap((document) =>
    Object.entries(document.data.offerings ?? {}).flatMap(([meant, { in_place_of: old }]) => {
      if (old === undefined) return [];
      return [[old, { meant, place: valueAt(document, ["offerings", meant, "in_place_of"]) }] as const];
    }),
  );
  return new Map(renames);
}
