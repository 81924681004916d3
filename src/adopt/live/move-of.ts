import { findFeature, type GatewayFeature } from "../../model/gateway.ts";
import { modelOf } from "../../model/offering-name.ts";
import type { FeatureMove } from "../../model/schema/migration.gen.ts";
import type { Stage } from "../../model/stage.ts";
import { type Models, modelsNamed, offeringsOf } from "./models-named.ts";

/** What live state says of the move of one feature. */
interface MoveWords {
  readonly entry: FeatureMove;
  /** What a person has to fill in. */
  readonly open: readonly string[];
  /** What the next plan would do beside taking over. */
  readonly notes: readonly string[];
}

interface MoveInput {
  readonly feature: string;
  readonly models: Models | undefined;
  /** Titles and bodies that may name the models, the nearest to the feature first. */
  readonly titles: readonly string[];
  readonly bodies: readonly string[];
  /** Whether its flag reaches anybody; undefined without a flag. */
  readonly isOn: boolean | undefined;
}

/** From, to and stage, as the gateway's files and the words of people have them. */
export function moveOf(input: MoveInput): MoveWords {
  const { feature, models, isOn } = input;
  const idle: FeatureMove = { stage: isOn ? "rollout" : "planned" };
  if (models === undefined)
    return { entry: idle, open: ["from and to: the gateway's files cannot be read"], notes: [] };
  const live = findFeature(models.gateway, feature);
  if (live === undefined)
    return { entry: idle, open: [`from and to: unit_primitives.yml has no "${feature}"`], notes: [] };
  const next = nextModel(input, models, live.defaults);
  if (next === undefined) {
    const open = "to: which model it moves to; no title or body names one of models.yml alone";
    return { entry: idle, open: [open], notes: [] };
  }
  const isDefault = live.defaults.every((id) => modelOf(id, models.hosts) === next);
  return isDefault ? movedAlready(input, models, live.defaults) : movingTo(next, input, models, live);
}

/** The default is the new one already: only people can tell what it was before. */
function movedAlready({ titles, bodies }: MoveInput, models: Models, defaults: readonly string[]): MoveWords {
  const texts = [...titles, ...bodies];
  const old = onlyOne(
    texts.flatMap((text) => modelsNamed(text, models)).flatMap((one) => (one.isOld ? one.model : [])),
  );
  const found = old === undefined ? undefined : offeringsOf(old, { like: defaults, texts, models });
  const entry = { stage: "default", ...(found?.ids && { from: written(found.ids) }), to: written(defaults) } as const;
  if (found?.ids !== undefined) return { entry, open: [], notes: [] };
  return { entry, open: [`from: the default before ${defaults.join(", ")}${choice(found?.among)}`], notes: [] };
}

function movingTo(next: string, input: MoveInput, models: Models, live: GatewayFeature): MoveWords {
  const { feature, titles, bodies, isOn } = input;
  const from = live.defaults;
  const { ids, among } = offeringsOf(next, { like: from, texts: [...titles, ...bodies], models });
  const entry: FeatureMove = { stage: isOn ? "rollout" : "planned", from: written(from) };
  if (ids === undefined) return { entry, open: [`to: at which host${choice(among)}`], notes: [] };
  const stage = isOn ? "rollout" : stageOf(live, ids, isOn === false);
  const isListed = (live.selectable ?? []).length === 0 || ids.every((id) => live.selectable?.includes(id));
  const enters = stage === "rollout" && !isListed;
  const notes = enters ? [`${feature}: the next plan also puts ${ids.join(", ")} into its pick list`] : [];
  return { entry: { ...entry, stage, to: written(ids) }, open: [], notes };
}

/** As far as the files are: a stage above would edit them. */
function stageOf(
  { selectable = [], beta = [], dev = [] }: GatewayFeature,
  to: readonly string[],
  isOff: boolean,
): Stage {
  const isIn = (list: readonly string[]) => to.every((id) => list.includes(id));
  if (isIn(selectable)) return "selectable";
  if (isIn(beta)) return "beta";
  if (isIn(dev)) return "internal";
  // A feature without a pick list has a flag that is off and nothing to edit.
  return isOff && selectable.length === 0 ? "rollout" : "planned";
}

/** The first title or body that names one model to move to; the default counts only where nothing else is named. */
function nextModel({ titles, bodies }: MoveInput, models: Models, defaults: readonly string[]): string | undefined {
  const current = new Set(defaults.map((id) => modelOf(id, models.hosts)));
  const all = [...titles, ...bodies].map((text) => modelsNamed(text, models));
  const old = new Set(all.flat().flatMap(({ model, isOld }) => (isOld ? [model] : [])));
  for (const [index, named] of all.entries()) {
    const fresh = [...new Set(named.map(({ model }) => model))].filter((model) => !old.has(model));
    const other = onlyOne(fresh.filter((model) => !current.has(model)));
    // A body that names the default alone speaks of what is there.
    const isTitle = index < titles.length;
    const found = other ?? (isTitle ? onlyOne(fresh) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function onlyOne(values: readonly string[]): string | undefined {
  const [first, ...rest] = new Set(values);
  return rest.length === 0 ? first : undefined;
}

function choice(among: readonly string[] = []): string {
  return among.length < 2 ? "" : `, one of ${among.join(", ")}`;
}

function written(ids: readonly string[]): string | string[] {
  return ids.length === 1 ? (ids[0] ?? []) : [...ids];
}
