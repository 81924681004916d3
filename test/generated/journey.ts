import { stringify } from "yaml";
import { OFFERINGS, type Offering } from "./catalogue.ts";
import { enterable, pickers } from "./changes/lists.ts";
import { type Draft, defaultsOf, draftOf, featureBlocks, listed, modelBlocks, sizesOf } from "./draft.ts";
import { providerOf } from "./entry-text.ts";
import type { Texts } from "./gateway-text.ts";
import type { Random } from "./random.ts";

export const STAGES = ["planned", "internal", "beta", "selectable", "rollout", "default"] as const;
type Stage = (typeof STAGES)[number];
type Status = "draft" | "active" | "paused" | "rolled_back";

type Plain = Record<string, unknown>;

/** Where one feature goes from and to. */
export interface Leg {
  readonly feature: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Everything but the stage, as it stands in the migration. */
  readonly entry: Plain;
}

/** A migration whose stages are still open: new offerings, and features of one gateway that move to them. */
export interface Journey {
  readonly name: string;
  readonly fresh: readonly Offering[];
  readonly legs: readonly Leg[];
  /** What is moved away from. */
  readonly old: string;
  readonly offerings: Plain;
}

/** Some state of a journey. */
export interface Station {
  readonly status: Status;
  /** By feature. */
  readonly stages: ReadonlyMap<string, Stage>;
  readonly retire: "keep" | "deprecate" | "remove";
}

/** A sensible journey through a gateway of today; `taken` holds features and ids that another one is about. */
export function journeyOf(texts: Texts, name: string, random: Random, taken: ReadonlySet<string> = new Set()): Journey {
  const draft = draftOf(texts, "today");
  const fresh = freshOfferings(draft, random, taken);
  const free = featureBlocks(draft).flatMap(({ id }) => (taken.has(id) ? [] : [id]));
  // Two more journeys may follow.
  const features = random.some(free, 1, Math.min(4, Math.floor(free.length / 3)));
  const legs = features.map((feature) => legOf(draft, feature, fresh, random));
  return {
    name,
    fresh,
    legs,
    old: random.pick(legs.flatMap(({ from }) => from)),
    offerings: Object.fromEntries(fresh.map((one) => [one.id, offeringEntry(one, draft, random)])),
  };
}

/** One new model on one or two hosts; no other journey is about its line. */
function freshOfferings(draft: Draft, random: Random, taken: ReadonlySet<string>): Offering[] {
  const present = new Set(modelBlocks(draft).map(({ id }) => id));
  const free = OFFERINGS.filter(({ id, host, line }) => !present.has(id) && host !== "own" && !taken.has(line));
  const { model } = random.pick(free);
  return random.some(
    free.filter((one) => one.model === model),
    1,
    2,
  );
}

function offeringEntry(one: Offering, draft: Draft, random: Random): Plain {
  const { title, description, cost, tokens, modelClass, family, wire } = one;
  const place = random.pick([undefined, undefined, "first", "last", { after: random.pick(modelBlocks(draft)).id }]);
  return {
    ...(place !== undefined && { place }),
    name: title,
    provider: providerOf(one, "today"),
    description,
    cost_indicator: cost,
    max_context_tokens: tokens,
    model_class_provider: modelClass,
    ...(random.chance(0.7) && { family: [...family] }),
    params: {
      model: wire,
      ...(modelClass === "litellm_completion" && { completion_type: "text" }),
      ...(modelClass !== "litellm_embedding" && { temperature: 0, max_tokens: 4096 }),
    },
  };
}

function legOf(draft: Draft, feature: string, fresh: readonly Offering[], random: Random): Leg {
  const from = defaultsOf(draft, feature);
  const list = listed(draft, feature, "selectable");
  const known = enterable(draft).filter((id) => !from.includes(id));
  const ids = fresh.map(({ id }) => id);
  const to = random.chance(0.75) || known.length === 0 ? random.some(ids, 1, ids.length) : [random.pick(known)];
  const offer = random.some([...ids, ...known], 0, 2).filter((id) => !to.includes(id));
  const spare = list.filter((id) => !to.includes(id) && !offer.includes(id));
  return {
    feature,
    from,
    to,
    entry: { ...moveOf(from, to), ...extras({ draft, feature, offer, spare, list, from }, random) },
  };
}

function moveOf(from: readonly string[], to: readonly string[]): Plain {
  const brief = (ids: readonly string[]) => (ids.length === 1 ? ids[0] : [...ids]);
  return { from: brief(from), to: brief(to) };
}

interface Rest {
  readonly draft: Draft;
  readonly feature: string;
  readonly offer: readonly string[];
  readonly spare: readonly string[];
  readonly list: readonly string[];
  readonly from: readonly string[];
}

function extras({ draft, feature, offer, spare, list, from }: Rest, random: Random): Plain {
  const placed = offer.map((id) =>
    random.chance(0.3) && list.length > 0 ? { id, [random.pick(["after", "before"])]: random.pick(list) } : id,
  );
  const withdraw = random
    .some(spare, 0, 2)
    .map((id) => (random.chance(0.3) && !from.includes(id) ? { id, at: random.pick(["internal", "selectable"]) } : id));
  const size = random.pick(["small", "large"]);
  const old = sizesOf(draft, feature).get(size);
  const other = random.pick(enterable(draft));
  // Who makes a pick list has to offer the default in it, as long as it is the default.
  const isNewList = !pickers(draft).includes(feature);
  const offers = isNewList && random.chance(0.6) ? [...from, ...placed] : placed;
  return {
    ...(offers.length > 0 && { offer: offers }),
    ...(withdraw.length > 0 && random.chance(0.5) && { withdraw }),
    ...(random.chance(0.3) && {
      sizes: { [size]: old === undefined || random.chance(0.2) ? other : { from: old, to: other } },
    }),
    ...(isNewList && { create_list: true }),
  };
}

/** The migration as a file, at one station. */
export function migrationText({ name, legs, old, offerings }: Journey, { status, stages, retire }: Station): string {
  const deprecation = { date: "2026-10-01", removal_version: "19.5" };
  return stringify({
    apiVersion: "cutover/v1",
    kind: "Upgrade",
    name,
    status,
    owner: "@ana",
    summary: "A move.",
    offerings,
    replaces: { [old]: { retire, ...(retire === "deprecate" && { deprecation }) } },
    features: Object.fromEntries(
      legs.map(({ feature, entry }) => [
        feature,
        { stage: stages.get(feature) ?? "planned", ...entry, no_flag: "a test" },
      ]),
    ),
  });
}

/** Where the journey goes next: mostly on, sometimes back, and now and then everything is held. */
export function nextStation({ legs }: Journey, stages: Station["stages"], random: Random): Station {
  const next = new Map(
    legs.map(({ feature }) => {
      const at = STAGES.indexOf(stages.get(feature) ?? "planned");
      const step = random.chance(0.25) ? -1 - random.below(3) : random.below(3);
      return [feature, STAGES[Math.min(Math.max(at + step, 0), STAGES.length - 1)] ?? "planned"] as const;
    }),
  );
  const isDone = [...next.values()].every((stage) => stage === "default");
  return {
    status: random.pick(["active", "active", "active", "active", "active", "active", "paused", "rolled_back", "draft"]),
    stages: next,
    retire: isDone && random.chance(0.7) ? random.pick(["deprecate", "remove", "remove"]) : "keep",
  };
}
