import type { GatewayFiles } from "../model/gateway.ts";
import { generationOf } from "../model/gateway-generation.ts";
import { homeOfKey, type KeyedMap, mapsOfFeature, mapsOfModel } from "../model/gateway-keys.ts";
import { LAST_KNOWN } from "../model/gateway-schema.ts";
import { type Path, pointer, type SourceDocument } from "../model/source.ts";
import { allowed, closestName } from "./engine/allowed.ts";
import { type About, type Fault, faultsOf } from "./engine/faults.ts";
import { replace } from "./engine/fix.ts";
import { entryKeyPlace } from "./engine/gateway-places.ts";
import type { Place } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "unknown-gateway-key",
  summary: "the gateway knows every key of its two files",
  severity: "error",
  warnings: ["ignored"],
  needs: "targets",
  messages: {
    refused: 'the gateway refuses the key "{key}" in {where}; {allowed}',
    slip: 'the gateway ignores the key "{key}" in {where}, so that it has no effect; did you mean "{meant}"?',
    ignored: 'the gateway does not know the key "{key}" in {where} and ignores it; {allowed}',
  },
  notes: {
    home: '"{key}" is a key of {home}',
    older: "gateways knew it until {until}, but the files are written for a newer one",
    rename: 'write "{meant}"',
  },
  docs: {
    why: `The gateway ignores unknown keys of a feature and of \`deprecation\`: a pick list under \`selectabel_models\` is none, and
nobody is told. Unknown keys of a model's entry, its params (by the entry's class), \`prompt_params\`, sizes and \`dev\` make
the gateway refuse the file. Spellings of older gateways are left alone in files that are written for one.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    model_class_provider: litellm
    params: { model: claude-sonnet-4-5, max_token: 8192 }
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_issue]
    default_models: [claude_sonnet_4_5]
    selectabel_models: [claude_sonnet_4_5]
    comment: asked for by sales
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    model_class_provider: litellm
    params: { model: claude-sonnet-4-5, max_tokens: 8192 }
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat # asked for by sales
    unit_primitives: [ask_issue]
    default_models: [claude_sonnet_4_5]
    selectable_models: [claude_sonnet_4_5]
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, present, fault } of faultsOf({ workspace, before, after }, unknownKeys)) {
      const { name: key, map, home } = fault;
      const { where, known, closed } = map;
      const meant = home === undefined ? closestName(key, known) : undefined;
      const canRename = present && fault.isWritten && meant !== undefined && canBe(map, key, meant);
      const edits = canRename ? [replace(fault.at, meant)] : [];
      const fix = canRename ? ({ title: "rename", safety: "unsafe", edits } as const) : undefined;
      const until = LAST_KNOWN.get(key);
      const hint = home !== undefined ? "home" : until !== undefined ? "older" : undefined;
      const texts = { home: home ?? "", until: until ?? "", meant: meant ?? "", allowed: allowed(key, known) };
      const data = { key, where, ...texts };
      if (closed) report({ message: "refused", at, data, hint, fix });
      else if (meant !== undefined) report({ message: "slip", at, data, hint, fix });
      else report({ message: "ignored", at, data, hint });
    }
  },
});

interface UnknownKey extends Fault {
  readonly name: string;
  readonly map: KeyedMap;
  /** Where the gateway knows the key. */
  readonly home: string | undefined;
  /** False where it comes out of an alias or a merge key. */
  readonly isWritten: boolean;
}

function unknownKeys(gateway: GatewayFiles): UnknownKey[] {
  const generation = generationOf(gateway);
  const { models, features } = gateway;
  return [
    ...models.entries.flatMap((model) => {
      const place = placer(models.source, ["models", model.index], "gitlab_identifier");
      const nth = nthOf(models.entries, model, ({ id }) => id);
      const find = finder({ offering: model.id }, nth, place, homeOfKey);
      return mapsOfModel(model, generation).flatMap(find);
    }),
    ...features.entries.flatMap((feature) => {
      const place = placer(features.source, ["configurable_unit_primitives", feature.index], "feature_setting");
      const nth = nthOf(features.entries, feature, ({ name }) => name);
      const find = finder({ feature: feature.name }, nth, place, () => undefined);
      return mapsOfFeature(feature, generation).flatMap(find);
    }),
  ];
}

/** How many entries before this one have its name: the gateway reads them all. */
function nthOf<E>(entries: readonly E[], entry: E, nameOf: (entry: E) => string): number {
  return entries.slice(0, entries.indexOf(entry)).filter((other) => nameOf(other) === nameOf(entry)).length;
}

type Placer = (path: Path) => { readonly at: Place; readonly isWritten: boolean };

function placer(source: SourceDocument, entry: Path, name: string): Placer {
  return (path) => ({
    at: entryKeyPlace(source, entry, name, path),
    isWritten: source.nodes.has(pointer([...entry, ...path])),
  });
}

function finder(about: About, nth: number, place: Placer, homeOf: (key: string) => string | undefined) {
  return (map: KeyedMap): UnknownKey[] =>
    Object.keys(map.data)
      .filter((name) => !map.known.includes(name))
      .map((name) => {
        const path = [...map.path, name];
        const key = JSON.stringify([about, nth, path]);
        return { key, name, map, home: homeOf(name), about: { ...about, path, isKey: true }, ...place(path) };
      });
}

/** A list of defaults is not made of one default by another name. */
function canBe({ data }: KeyedMap, key: string, meant: string): boolean {
  return !Object.hasOwn(data, meant) && (meant !== "default_models" || Array.isArray(data[key]));
}
