import { deprecationOf } from "../model/deprecation.ts";
import type { Instant } from "../model/duration.ts";
import { featuresIn, selectableListOf } from "../model/feature-list.ts";
import { findModel, type GatewayFeature, type GatewayFiles } from "../model/gateway.ts";
import type { TargetView } from "../model/target.ts";
import { type Farewells, farewellsOf } from "./engine/farewell.ts";
import { type About, type Fault, faultsOf } from "./engine/faults.ts";
import { defaultPlace, entryKeyPlace, itemPlace, sizePlace } from "./engine/gateway-places.ts";
import type { Place } from "./engine/place.ts";
import { quotedFeatures } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "default-deprecated",
  summary: "no feature depends on a deprecated model without a migration that moves it",
  severity: "warning",
  needs: "targets",
  uses: ["deadlines"],
  messages: {
    used: '"{model}", the {role} of "{feature}", is deprecated {notice}; no migration moves the feature to another',
    offered: '"{model}" is deprecated {notice}, and users can still select it for {features}',
  },
  notes: { deprecated: "deprecated here", also: "offered here as well" },
  docs: {
    why: `A \`deprecation\` block shows a banner to those who selected the model and changes no routing: a default stays where it
is until requests fail. Users may go on selecting the model while the notice runs; once its date has come, it should be
offered to nobody else. What an open migration replaces, moves, withdraws or excepts is its own business and silent here;
one that moves a feature to a deprecated model is told so by \`replacement-retiring\`.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    deprecation: { deprecation_date: "2026-05-01", removal_version: "19.2" }
  - gitlab_identifier: claude_haiku_4_5
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_haiku_4_5, withdraw: [claude_sonnet_4_5] }
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    deprecation: { deprecation_date: "2026-05-01", removal_version: "19.2" }
  - gitlab_identifier: claude_haiku_4_5
`,
  },
  check({ workspace, before, after, instant, report }) {
    const farewells = farewellsOf(workspace);
    const isNew = (target: string, id: string): boolean => noticePlace(before, target, id) === undefined;
    const findUses = (gateway: GatewayFiles, target: string): Use[] =>
      usesOf(gateway, farewells, (id) => isNew(target, id));
    for (const { target, at, fault } of faultsOf({ workspace, before, after }, findUses)) {
      const { model, role, feature, notice } = fault;
      const place = noticePlace(before, target, model);
      const related = place && [{ note: "deprecated" as const, at: place }];
      report({ message: "used", at, data: { model, role, feature, notice }, related });
    }
    const findOffers = (gateway: GatewayFiles, target: string): Offered[] =>
      offersOf(gateway, farewells, instant, (id) => isNew(target, id));
    for (const { target, at, present, fault } of faultsOf({ workspace, before, after }, findOffers)) {
      const { model, notice, features } = fault;
      const place = noticePlace(before, target, model);
      const related = [
        ...(place === undefined ? [] : [{ note: "deprecated" as const, at: place }]),
        ...(present ? fault.others : []).map((other) => ({ note: "also" as const, at: other })),
      ];
      report({ message: "offered", at, data: { model, notice, features }, related });
    }
  },
});

interface Use extends Fault {
  readonly model: string;
  readonly feature: string;
  readonly role: string;
  readonly notice: string;
}

/** Where the file that people have now deprecates it. */
function noticePlace({ gateways }: TargetView, target: string, id: string): Place | undefined {
  const gateway = gateways.get(target);
  const model = gateway && findModel(gateway, id);
  if (gateway === undefined || model === undefined || deprecationOf(gateway, id) === undefined) return undefined;
  return entryKeyPlace(gateway.models.source, ["models", model.index], "gitlab_identifier", ["deprecation"]);
}

/** A block that is new is the fault of whoever wrote it; else of whoever uses the model all the same. */
function aboutOf(isNew: boolean, feature: string, id: string): About {
  return isNew ? { offering: id, path: ["deprecation"], isKey: true } : { feature, ids: [id] };
}

function usesOf(gateway: GatewayFiles, farewells: Farewells, isNew: (id: string) => boolean): Use[] {
  return featuresIn(gateway).flatMap((feature) => {
    const { name } = feature;
    const defaults = [...new Set(feature.defaults)].map((id) => ({
      ...{ id, role: "default", at: defaultPlace(gateway, feature, id) },
      isDecided: farewells.decides(name, id),
    }));
    const sizes = Object.entries(feature.sizes).map(([size, id]) => ({
      ...{ id, role: `${size} size`, at: sizePlace(gateway, feature, size) },
      isDecided: farewells.decides(name, id, size),
    }));
    return [...defaults, ...sizes].flatMap(({ id, role, at, isDecided }): Use[] => {
      const notice = deprecationOf(gateway, id)?.notice;
      if (notice === undefined || isDecided) return [];
      const key = JSON.stringify([name, role, id]);
      return [{ key, at, about: aboutOf(isNew(id), name, id), model: id, feature: name, role, notice }];
    });
  });
}

interface Offered extends Fault {
  readonly model: string;
  readonly notice: string;
  readonly features: string;
  readonly others: readonly Place[];
}

/** Models whose notice has come and that some feature offers to all users. */
function offersOf(
  gateway: GatewayFiles,
  farewells: Farewells,
  instant: Instant,
  isNew: (id: string) => boolean,
): Offered[] {
  const features = featuresIn(gateway);
  const ids = new Set(features.flatMap(({ selectable = [] }) => selectable));
  return [...ids].flatMap((id): Offered[] => {
    const deprecation = deprecationOf(gateway, id);
    if (deprecation?.from === undefined || deprecation.from > instant) return [];
    const offering = features.filter(
      ({ name, selectable, defaults }) =>
        selectable?.includes(id) && !defaults.includes(id) && !farewells.withdraws(name, id),
    );
    const [at, ...others] = offering.map((feature) => offerPlace(gateway, feature, id));
    const [first] = offering;
    if (at === undefined || first === undefined) return [];
    const { notice } = deprecation;
    const about = aboutOf(isNew(id), first.name, id);
    return [
      { key: id, at, about, model: id, notice, features: quotedFeatures(offering.map(({ name }) => name)), others },
    ];
  });
}

/** A default has to be in the list for as long as it is one. */
function offerPlace(gateway: GatewayFiles, feature: GatewayFeature, id: string): Place {
  const list = selectableListOf(feature);
  return itemPlace(gateway, feature, list, list.ids.indexOf(id));
}
