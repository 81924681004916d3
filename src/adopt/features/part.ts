import { isMap } from "../../model/plain-data.ts";
import type { FeatureMove } from "../../model/schema/migration.gen.ts";
import type { DraftComments } from "../draft.ts";

/** Lists of a feature by the stage that fills them, from the widest to the narrowest. */
export const STEPS = ["selectable", "beta", "internal"] as const;
export type Step = (typeof STEPS)[number];

/** An id that enters a list or moves in it. */
export interface OfferPart {
  readonly kind: "offer";
  readonly step: Step;
  readonly id: string;
  readonly after?: string;
  readonly before?: string;
  readonly move?: true;
}

export type FeaturePlace = NonNullable<FeatureMove["define"]>["place"];

/** The smallest thing that an entry of a migration can say of a feature. */
export type Part =
  | OfferPart
  | { readonly kind: "absent" }
  | { readonly kind: "formerly"; readonly old: string }
  | {
      readonly kind: "define";
      readonly primitives: readonly string[];
      readonly place?: FeaturePlace;
      /** Own-line comments above a new feature setting. */
      readonly above: readonly string[];
    }
  | { readonly kind: "default"; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: "size"; readonly size: string; readonly from: string | undefined; readonly to: string }
  | { readonly kind: "list" }
  /** `apart`: in an entry of its own step, before what enters there or below. */
  | { readonly kind: "withdraw"; readonly step: Step; readonly id: string; readonly apart?: "first" | "step" }
  | { readonly kind: "entry"; readonly patch: Readonly<Record<string, unknown>>; readonly comments: DraftComments };

/** An entry with the comments of its values. */
export interface Said {
  readonly entry: FeatureMove;
  readonly comments: DraftComments;
}

/** The entries that say all parts, as few as possible, in the order in which they have to be applied. */
export function sayParts(parts: readonly Part[]): Said[] {
  if (parts.some(({ kind }) => kind === "absent")) return [{ entry: { stage: "absent" }, comments: new Map() }];
  const first = parts.filter((part) => part.kind === "withdraw" && part.apart === "first");
  const others = parts.filter((part) => !first.includes(part));
  return [...(first.length > 0 ? [sayStep(highest(first), first)] : []), ...saySteps(others)];
}

function saySteps(parts: readonly Part[]): Said[] {
  if (parts.length === 0) return [];
  const fixed = STEPS.filter((step) => parts.some((part) => stepOf(part) === step));
  const steps = fixed.length > 0 ? fixed : [highest(parts)];
  return steps.map((step) =>
    sayStep(
      step,
      parts.filter((part) => (stepOf(part) ?? homeOf(part, steps)) === step),
    ),
  );
}

/** The step whose entry a part has to stand in; undefined where any will do. */
function stepOf(part: Part): Step | undefined {
  switch (part.kind) {
    case "offer":
      return part.step;
    case "default":
    case "size":
    case "list":
      return "selectable";
    case "withdraw":
      return part.apart === undefined ? undefined : part.step;
    default:
      return undefined;
  }
}

function homeOf(part: Part, steps: readonly Step[]): Step | undefined {
  const beside = part.kind === "entry" && isMap(part.patch["dev"]) && steps.includes("internal");
  return beside ? "internal" : steps[0];
}

function highest(parts: readonly Part[]): Step {
  return STEPS.find((step) => parts.some((part) => part.kind === "withdraw" && part.step === step)) ?? "internal";
}

function sayStep(step: Step, parts: readonly Part[]): Said {
  const of = <K extends Part["kind"]>(kind: K) =>
    parts.filter((part): part is Part & { kind: K } => part.kind === kind);
  const [move] = of("default");
  const [definition] = of("define");
  const [old] = of("formerly");
  const [patch] = of("entry");
  const sizes = of("size");
  const stage = move !== undefined || sizes.length > 0 ? "default" : step;
  const offer = of("offer").map(sayOffer);
  const withdraw = of("withdraw").map(({ id }) => (stage === "default" ? id : { id, at: stage }));
  const says = offer.length + withdraw.length + sizes.length > 0 || move || definition || patch;
  const entry: FeatureMove = {
    stage,
    ...(old && { formerly: old.old }),
    ...(move && move.from.length > 0 && { from: single(move.from) }),
    ...(move && { to: single(move.to) }),
    // A name alone is not enough for an entry.
    ...((offer.length > 0 || !says) && { offer }),
    ...(withdraw.length > 0 && { withdraw }),
    ...(sizes.length > 0 && { sizes: Object.fromEntries(sizes.map(saySize)) }),
    ...(of("list").length > 0 && { create_list: true }),
    ...(patch && { entry: patch.patch as NonNullable<FeatureMove["entry"]> }),
    ...(definition && { define: sayDefinition(definition) }),
  };
  const comments = new Map(patch?.comments);
  if (definition !== undefined && definition.above.length > 0) comments.set("/define", { above: definition.above });
  return { entry, comments };
}

function single(ids: readonly string[]): string | string[] {
  const [first, ...more] = ids;
  return first !== undefined && more.length === 0 ? first : [...ids];
}

function sayOffer({ id, after, before, move }: OfferPart) {
  if (after === undefined && before === undefined) return id;
  return {
    id,
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
    ...(move && { move }),
  };
}

function saySize({ size, from, to }: Part & { kind: "size" }) {
  return [size, from === undefined ? to : { from, to }] as const;
}

function sayDefinition({ primitives, place }: Part & { kind: "define" }) {
  return { unit_primitives: [...primitives], ...(place !== undefined && { place }) };
}
