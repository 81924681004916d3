import { factsByName, factsOf } from "../../deadlines/evidence.ts";
import { keysOf } from "../../deadlines/identity.ts";
import { seenNow } from "../../deadlines/resolver.ts";
import { type DeadlinesDocument, factRange, offeringRange } from "../../model/deadline.ts";
import type { DeadlineFact, OfferingDeadline } from "../../model/schema/deadlines.gen.ts";
import { pointer } from "../../model/source.ts";
import type { Workspace } from "../../model/workspace.ts";
import { type Place, valueAt } from "./place.ts";
import type { RuleInput } from "./rule.ts";

/** When offerings end, as far as that is known: those of the lock file, and those of the gateways that it has not yet. */
export function endsSeen({
  workspace,
  before,
  instant,
}: Pick<RuleInput, "workspace" | "before" | "instant">): ReadonlyMap<string, OfferingDeadline> {
  const { config, deadlines } = workspace;
  if (deadlines === undefined) return new Map();
  return seenNow(deadlines.data, [...(before?.gateways.values() ?? [])], config.data, instant);
}

/** Where the end of an offering stands: its line of the lock file, else that of what decides about it. */
export function endPlace(
  { config, deadlines }: Workspace,
  id: string,
  { host, model, source }: OfferingDeadline,
): Place | undefined {
  if (deadlines === undefined) return undefined;
  if (Object.hasOwn(deadlines.data.offerings, id)) return { file: deadlines.file, range: offeringRange(deadlines, id) };
  const path = ["deadlines", "overrides", id];
  if (config.source.nodes.has(pointer(path))) return valueAt(config, [...path, "cutoff"]);
  const facts = factsOf(factsByName(deadlines.data.facts), { host, keys: keysOf(host, model) });
  const fact = facts.find((one) => one.source === source);
  return fact === undefined ? { file: deadlines.file, range: { start: 0, end: 0 } } : factPlace(deadlines, fact);
}

/** Where a fact stands. */
export function factPlace(deadlines: DeadlinesDocument, fact: DeadlineFact): Place {
  return { file: deadlines.file, range: factRange(deadlines, fact) };
}
