import type { GatewayFeature, GatewayFiles, GatewayModel } from "../model/gateway.ts";
import { generationOf } from "../model/gateway-generation.ts";
import { type KeyedMap, mapsOfFeature, mapsOfModel } from "../model/gateway-keys.ts";
import { type WrongValue, wrongInFeature, wrongInModel } from "../model/gateway-values.ts";
import { type Path, pointer, type SourceDocument } from "../model/source.ts";
import { closestName } from "./engine/allowed.ts";
import { type About, type Fault, faultsOf } from "./engine/faults.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "gateway-value",
  summary: "the gateway takes every value of its two files",
  severity: "error",
  needs: "targets",
  messages: {
    refused: 'the gateway refuses {key} {value} of "{owner}"; it takes {takes}',
    missing: 'the gateway refuses "{owner}" without {key}, which is {takes}',
  },
  docs: {
    why: `The gateway reads both files when it starts, and one value of the wrong kind, such as \`200k\` for a number, keeps all of
it from starting. Keys that most entries of a file have are missed where one lacks them; spellings of older gateways are
left alone in files that are written for one.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    cost_indicator: cheap
    family: claude
    model_class_provider: litellm_completion
    params: { model: claude-sonnet-4-5, temperature: hot }
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_issue]
    default_models: []
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    cost_indicator: "$$$"
    family: [claude]
    model_class_provider: litellm_completion
    params: { model: claude-sonnet-4-5, temperature: 0.0, completion_type: text }
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_issue]
    default_models: [claude_sonnet_4_5]
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, fault } of faultsOf({ workspace, before, after }, wrongValues)) {
      const { owner, path, value, takes } = fault;
      const data = { key: keyOf(path), owner, takes };
      if (value === undefined) report({ message: "missing", at, data });
      else report({ message: "refused", at, data: { ...data, value: shown(value) } });
    }
  },
});

interface Wrong extends Fault, WrongValue {
  readonly owner: string;
}

/** Also of entries that a later one overrules: the gateway reads them before it forgets them. */
function wrongValues(gateway: GatewayFiles): Wrong[] {
  const generation = generationOf(gateway);
  const { models, features } = gateway;
  const [nthModel, nthFeature] = [counter(), counter()];
  const ofModel = (model: GatewayModel): Wrong[] => {
    const entry = { about: { offering: model.id }, owner: model.id, nth: nthModel(model.id) };
    const place = { source: models.source, path: ["models", model.index], name: "gitlab_identifier" };
    const maps = mapsOfModel(model, generation);
    return wrongInModel(model, generation).filter(isNew(maps)).map(toFault(entry, place));
  };
  const ofFeature = (feature: GatewayFeature): Wrong[] => {
    const entry = { about: { feature: feature.name }, owner: feature.name, nth: nthFeature(feature.name) };
    const path = ["configurable_unit_primitives", feature.index];
    const maps = mapsOfFeature(feature, generation);
    const place = { source: features.source, path, name: "feature_setting" };
    return wrongInFeature(feature, generation).filter(isNew(maps)).map(toFault(entry, place));
  };
  return [...models.entries.flatMap(ofModel), ...features.entries.flatMap(ofFeature)];
}

/** How many times a name came before. */
function counter(): (name: string) => number {
  const counts = new Map<string, number>();
  return (name) => {
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    return nth;
  };
}

interface Entry {
  readonly about: About;
  readonly owner: string;
  /** Which of the entries with that name. */
  readonly nth: number;
}

interface EntryPlace {
  readonly source: SourceDocument;
  readonly path: Path;
  /** Key that names the entry. */
  readonly name: string;
}

function toFault({ about, owner, nth }: Entry, { source, path, name }: EntryPlace): (wrong: WrongValue) => Wrong {
  return (wrong) => ({
    ...wrong,
    key: JSON.stringify([about, nth, wrong.path, wrong.value === undefined]),
    at: placeOf({ source, path, name }, wrong.path),
    about: { ...about, path: wrong.path },
    owner,
  });
}

/** The entry's name where the value is not written in the entry. */
function placeOf({ source, path: entry, name }: EntryPlace, path: Path): Place {
  const isThere = source.nodes.has(pointer([...entry, ...path.slice(0, 1)]));
  return valueAt(source, [...entry, ...(isThere ? path : [name])]);
}

/** A key that is missing because it is misspelt, or stands in another mapping of the entry, is reported as that. */
function isNew(maps: readonly KeyedMap[]): (wrong: WrongValue) => boolean {
  return ({ path, value }) => {
    const key = String(path.at(-1));
    return (
      value !== undefined ||
      !maps.some(({ data, known }) =>
        Object.keys(data).some((one) => !known.includes(one) && (one === key || closestName(one, [key]) === key)),
      )
    );
  };
}

/** `params.temperature` or `family[1]` */
function keyOf(path: Path): string {
  return path.map((part, at) => (typeof part === "number" ? `[${part}]` : at === 0 ? part : `.${part}`)).join("");
}

const LONGEST = 40;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
