import { featuresIn, selectableListOf } from "../model/feature-list.ts";
import { findFeature, type GatewayFeature, type GatewayFiles } from "../model/gateway.ts";
import { groupBy } from "../model/groups.ts";
import { causeOf, type Fault, faultsOf } from "./engine/faults.ts";
import { itemPlace } from "./engine/gateway-places.ts";
import type { Place } from "./engine/place.ts";
import { quotedFeatures } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

/** Of shorter lists an order says nothing. */
const LEAST = 3;

export default defineRule({
  id: "list-order-differs",
  summary: "features that offer the same models offer them in the same order",
  severity: "warning",
  needs: "targets",
  messages: {
    differs:
      '"{feature}" offers the same models as {others}, but in another order: "{id}" stands where "{wanted}" does there',
  },
  notes: { other: "in the order of the others" },
  docs: {
    why: `Users see the lists as they stand. Where two features offer the same models in two orders, somebody has edited one of them
and forgotten its twin. The order that most of the features have is taken to be meant, or else the first.`,
    wrong: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    default_models: [claude_sonnet_4_5]
    selectable_models: [claude_sonnet_4_5, claude_sonnet_4_6, claude_haiku_4_5]
  - feature_setting: code_suggestions
    default_models: [claude_sonnet_4_5]
    selectable_models: [claude_sonnet_4_5, claude_haiku_4_5, claude_sonnet_4_6]
`,
    right: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    default_models: [claude_sonnet_4_5]
    selectable_models: [claude_sonnet_4_5, claude_sonnet_4_6, claude_haiku_4_5]
  - feature_setting: code_suggestions
    default_models: [claude_sonnet_4_5]
    selectable_models: [claude_sonnet_4_5, claude_sonnet_4_6, claude_haiku_4_5]
`,
  },
  check({ workspace, before, after, report }) {
    for (const { target, fault, at, present } of faultsOf({ workspace, before, after }, differing)) {
      const { feature, others, id, wanted } = fault;
      const [other = ""] = others;
      const now = before.gateways.get(target);
      const relatedTo = (name: string, one: string) => {
        const place = now && listedAt(now, name, one);
        return place && [{ note: "other" as const, at: place }];
      };
      const isOurs = present || at !== fault.at;
      // A list that no migration touches differs because of what is done to the others.
      const [touched] = isOurs
        ? []
        : others.flatMap((name) => {
            const place = causeOf(workspace, { feature: name, ids: [wanted, id] });
            return place === undefined ? [] : [{ name, place }];
          });
      if (touched === undefined) {
        const data = { feature, others: quotedFeatures(others), id, wanted };
        report({ message: "differs", at, data, related: relatedTo(other, wanted) });
      } else {
        const data = { feature: touched.name, others: `"${feature}"`, id: wanted, wanted: id };
        report({ message: "differs", at: touched.place, data, related: relatedTo(feature, id) });
      }
    }
  },
});

interface Differing extends Fault {
  readonly feature: string;
  /** Features that have the order; at least one. */
  readonly others: readonly string[];
  readonly id: string;
  readonly wanted: string;
}

/** Where the file that people have now offers a model. */
function listedAt(gateway: GatewayFiles, name: string, id: string): Place | undefined {
  const feature = findFeature(gateway, name);
  const list = feature && selectableListOf(feature);
  const at = list?.ids.indexOf(id) ?? -1;
  return feature === undefined || list === undefined || at === -1 ? undefined : itemPlace(gateway, feature, list, at);
}

function differing(gateway: GatewayFiles): Differing[] {
  const offering = featuresIn(gateway).filter(
    ({ selectable = [] }) => new Set(selectable).size >= Math.max(LEAST, selectable.length),
  );
  const groups = groupBy(offering, ({ selectable = [] }) => [...selectable].sort().join("\n"));
  return [...groups.values()].flatMap((group) => againstMost(gateway, group));
}

function againstMost(gateway: GatewayFiles, group: readonly GatewayFeature[]): Differing[] {
  const orders = groupBy(group, ({ selectable = [] }) => selectable.join("\n"));
  const [most] = [...orders.values()].sort((a, b) => b.length - a.length);
  if (most === undefined) return [];
  const [model] = most;
  const wantedList = selectableListOf(model);
  return group
    .filter((feature) => !most.includes(feature))
    .map((feature) => {
      const list = selectableListOf(feature);
      const at = list.ids.findIndex((id, index) => id !== wantedList.ids[index]);
      const [id = "", wanted = ""] = [list.ids[at], wantedList.ids[at]];
      return {
        key: feature.name,
        at: itemPlace(gateway, feature, list, at),
        about: { feature: feature.name, ids: [id, wanted] },
        ...{ feature: feature.name, others: most.map(({ name }) => name), id, wanted },
      };
    });
}
