import { defaultListOf, type FeatureList, featuresIn, pickListsOf } from "../model/feature-list.ts";
import type { GatewayFeature, GatewayFiles } from "../model/gateway.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { removeItem } from "./engine/fix.ts";
import { itemPlace } from "./engine/gateway-places.ts";
import type { Place } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "duplicate-list-item",
  summary: "a feature names a model once, in one of its lists",
  severity: "warning",
  needs: "targets",
  messages: {
    twice: '"{model}" stands twice in {list} of "{feature}"',
    both: '"{model}" stands in {list} of "{feature}" and in {other} too; the wider list alone decides who may pick it',
  },
  notes: { first: "it stands here as well", remove: "remove the second" },
  docs: {
    why: `The gateway takes equal ids as they come: the model is shown twice. An id that was promoted and forgotten in the list
that it came from leaves the next reader in doubt who may pick it. In \`default_models\` a repeated id is also taken more
often where the gateway picks defaults at random, so that fix is left to a person.`,
    wrong: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_issue]
    default_models: [claude_sonnet_4_5]
    selectable_models:
      - claude_haiku_4_5
      - claude_sonnet_4_5
      - claude_haiku_4_5
    dev:
      selectable_models: [claude_sonnet_4_5]
`,
    right: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_issue]
    default_models: [claude_sonnet_4_5]
    selectable_models:
      - claude_haiku_4_5
      - claude_sonnet_4_5
    dev:
      selectable_models: [claude_sonnet_4_6]
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, present, fault } of faultsOf({ workspace, before, after }, repeats)) {
      const { model, feature, list, other, first } = fault;
      const related = present ? [{ note: "first" as const, at: first }] : [];
      const data = { model, feature: feature.name, list: list.name };
      if (other === undefined) report({ message: "twice", at, data, related, fix: present ? fixOf(fault) : undefined });
      else report({ message: "both", at, data: { ...data, other: other.name }, related });
    }
  },
});

interface Repeat extends Fault {
  readonly gateway: GatewayFiles;
  readonly feature: GatewayFeature;
  readonly model: string;
  readonly list: FeatureList;
  readonly position: number;
  /** The list that has it too; undefined where it is the same. */
  readonly other: FeatureList | undefined;
  readonly first: Place;
}

function repeats(gateway: GatewayFiles): Repeat[] {
  return featuresIn(gateway).flatMap((feature) => {
    const pickLists = pickListsOf(feature);
    const inOne = [defaultListOf(feature), ...pickLists].flatMap((list) => inOneList(gateway, feature, list));
    return [...inOne, ...inTwoLists(gateway, feature, pickLists)];
  });
}

function inOneList(gateway: GatewayFiles, feature: GatewayFeature, list: FeatureList): Repeat[] {
  return list.ids.flatMap((model, position) => {
    const first = list.ids.indexOf(model);
    if (first === position) return [];
    return [repeatOf(gateway, feature, model, { list, position }, { list, position: first })];
  });
}

/** Each narrower list with the nearest wider one that has the id. */
function inTwoLists(gateway: GatewayFiles, feature: GatewayFeature, lists: readonly FeatureList[]): Repeat[] {
  return lists.flatMap((list, rank) =>
    [...new Set(list.ids)].flatMap((model) => {
      const wider = lists.slice(0, rank).findLast(({ ids }) => ids.includes(model));
      if (wider === undefined) return [];
      const narrow = { list, position: list.ids.indexOf(model) };
      return [repeatOf(gateway, feature, model, narrow, { list: wider, position: wider.ids.indexOf(model) })];
    }),
  );
}

interface Spot {
  readonly list: FeatureList;
  readonly position: number;
}

function repeatOf(gateway: GatewayFiles, feature: GatewayFeature, model: string, here: Spot, there: Spot): Repeat {
  const other = here.list === there.list ? undefined : there.list;
  const nth = here.list.ids.slice(0, here.position).filter((id) => id === model).length;
  return {
    key: JSON.stringify([feature.name, model, here.list.name, other?.name ?? nth]),
    at: itemPlace(gateway, feature, here.list, here.position),
    first: itemPlace(gateway, feature, there.list, there.position),
    about: { feature: feature.name, ids: [model] },
    ...{ gateway, feature, model, list: here.list, position: here.position, other },
  };
}

/** Where the gateway picks a default at random, a repeated one has a greater share. */
function fixOf({ gateway, feature, list, position }: Repeat) {
  const path = ["configurable_unit_primitives", feature.index, ...list.path];
  const edit = removeItem(gateway.features.source, path, position);
  if (edit === undefined) return undefined;
  const isDefaults = list.name === feature.defaultsKey;
  return { title: "remove", safety: isDefaults ? "unsafe" : "safe", edits: [edit] } as const;
}
