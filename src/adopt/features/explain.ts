import type { GatewayFeature, GatewayFiles } from "../../model/gateway.ts";
import { sameData } from "../../model/plain-data.ts";
import type { FeaturesDraft, OfferingsDraft } from "../draft.ts";
import { type Checked, createCheck } from "./check.ts";
import { featureParts } from "./feature-parts.ts";
import { type Group, groupEntries, isSingle } from "./group.ts";
import { leftovers } from "./leftovers.ts";
import { createOracle } from "./oracle.ts";
import { chainFresh, placeFresh } from "./place-fresh.ts";
import { type FeaturePlan, planFeature } from "./plan.ts";
import { renamedFeature } from "./renamed.ts";
import { selectionFor } from "./selection.ts";
import { sharePlaces } from "./share-places.ts";
import { matchFeatures, type Slot, type Slots } from "./slots.ts";

interface FeaturesInput {
  readonly before: GatewayFiles;
  readonly after: GatewayFiles;
  readonly offerings: OfferingsDraft;
  /** Hosts that ids may end in. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * The entries of `features` and `bulk` that make of unit_primitives.yml `before` what it is in `after`, and what no entry
 * can say. What is said has been tried with the editor.
 */
export function explainFeatures(input: FeaturesInput): FeaturesDraft {
  const { before, after, offerings, hosts } = input;
  const rename = (feature: GatewayFeature) => renamedFeature(feature, offerings.renamed);
  const slots = matchFeatures(before, after, rename);
  const plans = plansOf(input, slots, rename);
  const first = settled(input, placeFresh(plans, after));
  const { groups, tried, spoken } = hasOrder(first, after) ? first : settled(input, chainFresh(plans, after));
  const bulk = groups
    .filter((group) => !isSingle(group))
    .map(({ features, entry, comments }) => {
      const select = selectionFor(features, entry, { before, after }, hosts);
      return { features, ...(select !== undefined && { select }), entry, ...commented(comments) };
    });
  const single = groups
    .filter(isSingle)
    .flatMap(({ features, entry, comments }) =>
      features.map((feature) => ({ feature, entry, ...commented(comments) })),
    );
  const result = tried.result ?? before;
  return { features: single, bulk, unexpressed: leftovers({ before, after, result }, slots, spoken) };
}

function commented(comments: Group["comments"]) {
  return comments.size === 0 ? {} : { comments };
}

function plansOf(
  input: FeaturesInput,
  { slots }: Slots,
  rename: (feature: GatewayFeature) => GatewayFeature,
): FeaturePlan[] {
  const { before, after, offerings, hosts } = input;
  const oracle = createOracle(input);
  const sources = { before: before.features.source, after: after.features.source };
  const plans = slots.map((slot) => {
    const renamed = { ...slot, before: slot.before && rename(slot.before) };
    return safely(slot, () => planFeature(oracle, slot, featureParts(renamed, offerings.removed, sources)));
  });
  return sharePlaces(oracle, plans, hosts);
}

/** A feature that defeats the editor must not silence the others. */
function safely(slot: Slot, plan: () => FeaturePlan): FeaturePlan {
  try {
    return plan();
  } catch (error) {
    const name = (slot.after ?? slot.before)?.name ?? "";
    return {
      name,
      slot,
      parts: [],
      result: slot.before,
      refused: [error instanceof Error ? error.message : String(error)],
    };
  }
}

interface Settled {
  readonly groups: readonly Group[];
  readonly tried: Checked;
  /** The plans, without what the editor refuses in this very text. */
  readonly spoken: readonly FeaturePlan[];
}

/** Whether the new feature settings stand where they should; where none is new, there is nothing to place. */
function hasOrder({ tried: { result }, spoken }: Settled, after: GatewayFiles): boolean {
  if (result === undefined || spoken.every(({ slot }) => slot.before !== undefined)) return true;
  const [made, wanted] = [result, after].map(({ features }) => features.entries.map(({ name }) => name));
  return sameData(made, wanted);
}

/** Groups that the editor carries out on the text. */
function settled(input: FeaturesInput, plans: readonly FeaturePlan[]): Settled {
  const oracle = createOracle(input);
  const check = createCheck(input);
  const ranks = new Map(input.offerings.order.map((id, index) => [id, index]));
  const rank = (id: string) => ranks.get(id) ?? ranks.size;
  const attempt = (spoken: readonly FeaturePlan[]): Settled => {
    const groups = groupEntries(oracle, spoken, rank);
    return { groups, tried: check(groups), spoken };
  };
  const first = attempt(plans);
  if (first.tried.result !== undefined) return first;
  // Some feature is written in a way that only the text shows. What is refused without any entry is nobody's fault.
  const always = check([]).problems;
  const silenced = (plan: FeaturePlan, why: readonly string[]) => ({
    ...plan,
    parts: [],
    refused: [...plan.refused, ...why],
  });
  const possible = plans.map((plan): FeaturePlan => {
    const problems = check(groupEntries(oracle, [plan], rank)).problems.filter((one) => !always.includes(one));
    return problems.length === 0 ? plan : silenced(plan, problems);
  });
  const second = attempt(possible);
  if (second.tried.result !== undefined) return second;
  const { problems } = second.tried;
  for (const [index, plan] of possible.entries()) {
    if (plan.parts.length === 0) continue;
    const third = attempt(possible.with(index, silenced(plan, problems)));
    if (third.tried.result !== undefined) return third;
  }
  return attempt(plans.map((plan) => silenced(plan, problems)));
}
