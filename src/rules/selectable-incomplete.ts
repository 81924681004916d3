import { featuresIn, pickListsOf } from "../model/feature-list.ts";
import { findModel, type GatewayFiles, type GatewayModel } from "../model/gateway.ts";
import type { TargetView } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import { closestName } from "./engine/allowed.ts";
import { causeOf, type Fault, faultsOf } from "./engine/faults.ts";
import { itemPlace, modelPlace } from "./engine/gateway-places.ts";
import { editingMigrations } from "./engine/open.ts";
import type { Place } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "selectable-incomplete",
  summary: "a model that users can select has a price class and a description",
  severity: "error",
  needs: "targets",
  warnings: ["early"],
  messages: {
    missing: '"{model}" can be selected for "{feature}", but has no {keys}',
    early:
      '"{model}" is in {list} of "{feature}" and has no {keys}; without them it is refused once all users can select it',
  },
  notes: { offered: "offered here", entry: "its entry" },
  docs: {
    why: `The gateway's own check rejects a model in \`selectable_models\` without \`cost_indicator\` or \`description\`: users choose
by them. In the lists for beta and dev it takes a model without them, and refuses it on the day of its promotion, so that
is a warning. A model that is nothing but a default needs neither. A file that knows one of
the keys on no entry at all is older than the key.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    description: Everyday coding and chat.
    cost_indicator: "$$$"
  - gitlab_identifier: claude_haiku_4_5
    description: Quick answers to short questions.
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    description: Everyday coding and chat.
    cost_indicator: "$$$"
  - gitlab_identifier: claude_haiku_4_5
    description: Quick answers to short questions.
    cost_indicator: "$"
`,
  },
  check({ workspace, before, after, report }) {
    const edited = editedOfferings(workspace);
    const find = (gateway: GatewayFiles): Incomplete[] => incompleteModels(gateway, edited);
    for (const { target, at, fault } of faultsOf({ workspace, before, after }, find)) {
      const { model, feature, list, keys } = fault;
      const offered = offerPlace(before, target, model) ?? causeOf(workspace, { feature, ids: [model] });
      const places = [
        { note: "offered" as const, at: offered },
        { note: "entry" as const, at: entryPlace(before, target, model) },
      ];
      const related = places.flatMap(({ note, at: place }) => (isOther(place, at) ? [{ note, at: place }] : []));
      const message = list === SELECTABLE ? "missing" : "early";
      report({ message, at, data: { model, feature, list, keys }, related });
    }
  },
});

interface Incomplete extends Fault {
  readonly model: string;
  /** The first that offers it. */
  readonly feature: string;
  readonly list: string;
  readonly keys: string;
}

const SELECTABLE = "selectable_models";

function incompleteModels(gateway: GatewayFiles, edited: ReadonlySet<string>): Incomplete[] {
  const { entries } = gateway.models;
  const asked = ["cost_indicator", "description"].filter((key) =>
    entries.some(({ entry }) => Object.hasOwn(entry, key)),
  );
  return offersIn(gateway).flatMap(({ id, feature, list }): Incomplete[] => {
    const model = findModel(gateway, id);
    const missing = model === undefined ? [] : asked.filter((key) => !says(model, key) && !isMisspelt(model, key));
    if (model === undefined || missing.length === 0) return [];
    return [
      {
        key: `${id} ${list}`,
        at: modelPlace(gateway, model),
        about: edited.has(id) ? { offering: id } : { feature, ids: [id] },
        ...{ model: id, feature, list, keys: quoted(missing, " and no ") },
      },
    ];
  });
}

function says({ entry }: GatewayModel, key: string): boolean {
  const value = entry[key];
  return value !== null && value !== undefined && String(value).trim() !== "";
}

/** A key that is there under a name of its own is a finding of its own. */
function isMisspelt({ entry }: GatewayModel, key: string): boolean {
  return !Object.hasOwn(entry, key) && Object.keys(entry).some((other) => closestName(other, [key]) !== undefined);
}

/** Every model that somebody can pick, with the widest kind of list that has it and the first feature that has that. */
function offersIn(gateway: GatewayFiles): { readonly id: string; readonly feature: string; readonly list: string }[] {
  const lists = featuresIn(gateway).flatMap((feature) =>
    pickListsOf(feature).map((list, width) => ({ feature: feature.name, list, width })),
  );
  const found = new Map<string, { readonly id: string; readonly feature: string; readonly list: string }>();
  for (const { feature, list } of lists.sort((a, b) => a.width - b.width)) {
    for (const id of list.ids) if (!found.has(id)) found.set(id, { id, feature, list: list.name });
  }
  return [...found.values()];
}

/** The first list of the gateway's file, as people have it now, that offers the model. */
function offerPlace({ gateways }: TargetView, target: string, model: string): Place | undefined {
  const gateway = gateways.get(target);
  if (gateway === undefined) return undefined;
  const lists = featuresIn(gateway).flatMap((feature) => pickListsOf(feature).map((list) => ({ feature, list })));
  const holding = lists.filter(({ list }) => list.ids.includes(model));
  const found = holding.find(({ list }) => list.name === SELECTABLE) ?? holding[0];
  return found && itemPlace(gateway, found.feature, found.list, found.list.ids.indexOf(model));
}

function entryPlace({ gateways }: TargetView, target: string, id: string): Place | undefined {
  const gateway = gateways.get(target);
  const model = gateway && findModel(gateway, id);
  return gateway && model && modelPlace(gateway, model);
}

function isOther(place: Place | undefined, at: Place): place is Place {
  return place !== undefined && (place.file !== at.file || place.range.start !== at.range.start);
}

/** Models whose entry some migration writes. */
function editedOfferings(workspace: Workspace): ReadonlySet<string> {
  return new Set(editingMigrations(workspace).flatMap(({ data }) => Object.keys(data.offerings ?? {})));
}
