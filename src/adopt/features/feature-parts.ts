import { longestGrowing } from "../../compile/files/gateway/align.ts";
import { FEATURES_KEY } from "../../compile/files/gateway/read-gateway.ts";
import type { GatewayFeature } from "../../model/gateway.ts";
import { sameData } from "../../model/plain-data.ts";
import { pointer, type SourceDocument } from "../../model/source.ts";
import { entryPart } from "./entry-patch.ts";
import type { OfferPart, Part, Step } from "./part.ts";
import type { Slot } from "./slots.ts";

export const LIST_OF = { selectable: "selectable", beta: "beta", internal: "dev" } as const;
const HIGH_TO_LOW: readonly Step[] = ["selectable", "beta", "internal"];

/** Everything that changed in one feature setting, but for the places at which new ids enter lists. */
export function featureParts(
  { before, after }: Slot,
  removed: ReadonlySet<string>,
  sources: { readonly before: SourceDocument; readonly after: SourceDocument },
): Part[] {
  if (after === undefined) return [{ kind: "absent" }];
  const move = defaultPart(before, after);
  const lists = HIGH_TO_LOW.flatMap((step) => listParts(step, before, after, removed, move?.to ?? []));
  const entering = new Set(
    lists.flatMap((part) => (part.kind === "offer" && part.move === undefined ? [part.id] : [])),
  );
  return [
    ...(before !== undefined && before.name !== after.name ? [{ kind: "formerly" as const, old: before.name }] : []),
    ...definitionPart(before, after, move, sources.after),
    ...(move === undefined ? [] : [move]),
    ...sizeParts(before, after),
    ...emptyListParts(before, after, move),
    ...lists.map((part) =>
      part.kind === "withdraw" && part.apart === undefined && entering.has(part.id)
        ? { ...part, apart: "step" as const }
        : part,
    ),
    ...entryPart(before, after, sources),
  ];
}

function defaultPart(
  before: GatewayFeature | undefined,
  after: GatewayFeature,
): (Part & { kind: "default" }) | undefined {
  const from = before?.defaults ?? [];
  if (after.defaults.length === 0 || sameData(from, after.defaults)) return undefined;
  return { kind: "default", from, to: after.defaults };
}

/** A default where there was none is for the editor as that of a new feature. */
function definitionPart(
  before: GatewayFeature | undefined,
  after: GatewayFeature,
  move: Part | undefined,
  { nodes }: SourceDocument,
): Part[] {
  const primitives = after.entry["unit_primitives"];
  const same = before !== undefined && sameData(before.entry["unit_primitives"], primitives);
  const lacksFrom = move !== undefined && (before?.defaults ?? []).length === 0;
  if ((same && !lacksFrom) || !Array.isArray(primitives)) return [];
  const above = before === undefined ? nodes.get(pointer([FEATURES_KEY, after.index]))?.above : undefined;
  return [{ kind: "define", primitives: primitives.map(String), above: above ?? [] }];
}

function sizeParts(before: GatewayFeature | undefined, after: GatewayFeature): Part[] {
  const changed = Object.entries(after.sizes).filter(([size, id]) => before?.sizes[size] !== id);
  return changed.map(([size, to]) => ({ kind: "size", size, from: before?.sizes[size], to }));
}

function listParts(
  step: Step,
  before: GatewayFeature | undefined,
  after: GatewayFeature,
  removed: ReadonlySet<string>,
  to: readonly string[],
): Part[] {
  const list = LIST_OF[step];
  const [old, now] = [before?.[list] ?? [], after[list] ?? []];
  const makes = step === "selectable" && old.length === 0 && now.length > 0;
  const entering = now.filter((id, index) => !old.includes(id) && now.indexOf(id) === index);
  // The new default enters the pick list by itself.
  const offered = entering.filter((id) => step !== "selectable" || !to.includes(id));
  const goes = step === "selectable" && after.selectable === undefined;
  const unwanted = step === "selectable" && old.length > 0 && !goes ? to.filter((id) => !now.includes(id)) : [];
  const repeated = old.filter((id, at) => old.indexOf(id) !== at && now.filter((one) => one === id).length === 1);
  return [
    ...(makes ? [{ kind: "list" as const }] : []),
    ...offered.map((id): Part => ({ kind: "offer", step, id })),
    ...movers(
      step,
      [...new Set(old)],
      now.filter((id) => !repeated.includes(id)),
    ),
    ...leavers(step, before, after, removed)
      .filter((id) => !goes || isListed(after, id))
      .map((id): Part => ({ kind: "withdraw", step, id })),
    ...unwanted.filter((id) => !old.includes(id)).map((id): Part => ({ kind: "withdraw", step, id })),
    ...[...new Set(repeated)].flatMap((id): Part[] => [
      { kind: "withdraw", step, id, apart: "first" },
      { kind: "offer", step, id },
    ]),
  ];
}

function isListed({ dev = [], beta = [] }: GatewayFeature, id: string): boolean {
  return dev.includes(id) || beta.includes(id);
}

/** An id that is retired leaves by itself, and so does one that enters a wider list. */
function leavers(
  step: Step,
  before: GatewayFeature | undefined,
  after: GatewayFeature,
  removed: ReadonlySet<string>,
): string[] {
  const list = LIST_OF[step];
  const wider = HIGH_TO_LOW.slice(0, HIGH_TO_LOW.indexOf(step)).map((one) => LIST_OF[one]);
  const gone = (before?.[list] ?? []).filter((id) => !(after[list] ?? []).includes(id) && !removed.has(id));
  return [...new Set(gone)].filter((id) => !wider.some((one) => (after[one] ?? []).includes(id)));
}

/** As few ids as possible, each beside the one that it has come to stand beside. */
function movers(step: Step, old: readonly string[], now: readonly string[]): OfferPart[] {
  const kept = now.filter((id) => old.includes(id));
  const still = new Set(longestGrowing(kept.map((id) => old.indexOf(id))));
  const fixed = kept.filter((_id, index) => still.has(index));
  return kept
    .filter((id) => !fixed.includes(id))
    .map((id) => ({ kind: "offer", step, id, ...besideIn(now, id, (one) => fixed.includes(one)), move: true }));
}

/**
 * Right after the id before it in a list, or right before the next one where none of those before it stays where it is:
 * so nobody waits for one who waits for it.
 */
export function besideIn(
  list: readonly string[],
  id: string,
  isFixed: (id: string) => boolean,
): { readonly after?: string; readonly before?: string } {
  const at = list.indexOf(id);
  const [previous, next] = [list[at - 1], list[at + 1]];
  const isLeading = !list.slice(0, at).some(isFixed) && list.slice(at).some(isFixed);
  if (isLeading) return next === undefined ? {} : { before: next };
  return previous === undefined ? {} : { after: previous };
}

/** A pick list without ids: made with what is the default, and emptied in the same breath. */
function emptyListParts(before: GatewayFeature | undefined, after: GatewayFeature, move: Part | undefined): Part[] {
  const [id] = after.defaults;
  if (before?.selectable !== undefined || after.selectable?.length !== 0 || id === undefined) return [];
  return [
    { kind: "list" },
    ...(move === undefined ? [{ kind: "offer" as const, step: "selectable" as const, id }] : []),
    ...(move === undefined ? [id] : after.defaults).map(
      (one): Part => ({ kind: "withdraw", step: "selectable", id: one }),
    ),
  ];
}
