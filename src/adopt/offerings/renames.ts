import type { GatewayFiles, GatewayModel } from "../../model/gateway.ts";
import { modelsIn } from "../../model/gateway.ts";
import { isMap, sameData } from "../../model/plain-data.ts";

/** Share of the keys that two entries must have in common to be one under two names. */
const ENOUGH = 0.5;

/** Points from which on two entries are taken for one. */
const LIKELY = 1;

/** New id by old one: an entry that is gone and one that is new, much alike, in the same slot or named by the same lists. */
export function likelyRenames(before: GatewayFiles, after: GatewayFiles): ReadonlyMap<string, string> {
  const [old, next] = [modelsIn(before), modelsIn(after)];
  const gone = old.filter(({ id }) => !next.some((model) => model.id === id));
  const fresh = next.filter(({ id }) => !old.some((model) => model.id === id));
  const pairs = gone.flatMap((a) =>
    fresh.map((b) => ({ a: a.id, b: b.id, score: scoreOf(a, b, old, next, before, after) })),
  );
  const renames = new Map<string, string>();
  for (const { a, b } of pairs.filter(({ score }) => score >= LIKELY).sort((x, y) => y.score - x.score)) {
    if (!renames.has(a) && ![...renames.values()].includes(b)) renames.set(a, b);
  }
  return renames;
}

/** What they have in common, with half a point for the slot and half a point for the lists. */
function scoreOf(
  a: GatewayModel,
  b: GatewayModel,
  old: readonly GatewayModel[],
  next: readonly GatewayModel[],
  before: GatewayFiles,
  after: GatewayFiles,
): number {
  const alike = similarity(a.entry, b.entry);
  if (alike < ENOUGH) return 0;
  const isSlot = neighbours(old, a.id).some((id) => id !== undefined && neighbours(next, b.id).includes(id));
  return alike + (isSlot ? 0.5 : 0) + (takesListsOf(a.id, b.id, before, after) ? 0.5 : 0);
}

function neighbours(models: readonly GatewayModel[], id: string): (string | undefined)[] {
  const at = models.findIndex((model) => model.id === id);
  return [models[at - 1]?.id, models[at + 1]?.id];
}

/** Whether the new id stands in every feature that named the old one, at least in one, and in no other. */
function takesListsOf(a: string, b: string, before: GatewayFiles, after: GatewayFiles): boolean {
  const [had, has] = [featuresWith(before, a), featuresWith(after, b)];
  return had.length > 0 && sameData([...had].sort(), [...has].sort());
}

function featuresWith({ features }: GatewayFiles, id: string): string[] {
  return features.entries
    .filter(({ defaults, selectable = [], beta = [], dev = [], sizes }) =>
      [...defaults, ...selectable, ...beta, ...dev, ...Object.values(sizes)].includes(id),
    )
    .map(({ name }) => name);
}

function similarity(a: unknown, b: unknown): number {
  const [x, y] = [flat(a), flat(b)];
  const keys = [...new Set([...x.keys(), ...y.keys()])].filter(
    (key) => key !== "/gitlab_identifier" && key !== "/name",
  );
  return keys.length === 0 ? 0 : keys.filter((key) => sameData(x.get(key), y.get(key))).length / keys.length;
}

function flat(value: unknown, path = "", found = new Map<string, unknown>()): Map<string, unknown> {
  if (isMap(value)) for (const [key, child] of Object.entries(value)) flat(child, `${path}/${key}`, found);
  else found.set(path, value);
  return found;
}
