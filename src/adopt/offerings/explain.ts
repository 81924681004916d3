import { placeOfferings } from "../../compile/files/gateway/offerings.ts";
import { MODELS_KEY } from "../../compile/files/gateway/read-gateway.ts";
import type { WantedMap } from "../../compile/files/gateway/wanted.ts";
import { loadMigration } from "../../load/validate.ts";
import { findModel, type GatewayFiles, type GatewayModel, modelsIn } from "../../model/gateway.ts";
import { mapOf } from "../../model/plain-data.ts";
import { causeAt } from "../../model/source.ts";
import type { OfferingsDraft, Unexpressed } from "../draft.ts";
import { pathAt } from "../text-path.ts";
import type { OfferingDraft, ReplaceDraft } from "./draft.ts";
import { offeringLines } from "./lines.ts";
import { patchOf, treeOf, withoutNothing } from "./patch.ts";
import { withPlaces } from "./places.ts";

interface OfferingsInput {
  readonly before: GatewayFiles;
  readonly after: GatewayFiles;
  readonly hosts: ReadonlySet<string>;
  /** New id by old one, for entries that are said to be renamed. */
  readonly renames: ReadonlyMap<string, string>;
  /** False: a deprecation is a patch of the entry like any other. */
  readonly retires: boolean;
}

interface ExplainedOfferings extends OfferingsDraft {
  readonly offerings: readonly OfferingDraft[];
  readonly replaces: readonly ReplaceDraft[];
  readonly unexpressed: readonly Unexpressed[];
}

/** What makes the entries of models.yml those of `after`. */
export function explainOfferings(input: OfferingsInput): ExplainedOfferings {
  const { before, after, hosts, renames, retires } = input;
  const found = modelsIn(after).map((model) => draftOf(input, model));
  const { offerings, unexpressed } = allowed(found, after);
  const deprecated = offerings.map((draft) => (retires ? deprecationOf(draft, after) : undefined));
  const patched = offerings.map((draft, at) => (deprecated[at] === undefined ? draft : withoutDeprecation(draft)));
  const ids = modelsIn(after).map(({ id }) => id);
  const orderWith = (drafts: readonly OfferingDraft[]) => orderOf(before, drafts, hosts);
  const placed = withPlaces({ offerings: patched, wanted: ids, hosts, orderWith });
  const gone = modelsIn(before).filter(({ id }) => !ids.includes(id) && !renames.has(id));
  return {
    offerings: placed.filter(saysSomething),
    replaces: [...deprecated.filter((one) => one !== undefined), ...gone.map(({ id }) => ({ id }))],
    unexpressed,
    renamed: renames,
    removed: new Set(gone.map(({ id }) => id)),
    order: orderWith(placed),
  };
}

function draftOf({ before, after, renames }: OfferingsInput, model: GatewayModel): OfferingDraft {
  const [inPlaceOf] = [...renames].find(([, id]) => id === model.id) ?? [];
  const old = findModel(before, inPlaceOf ?? model.id);
  const tree = treeOf(after, model);
  if (old === undefined) return { id: model.id, isNew: true, patch: withoutNothing(tree) };
  const patch = patchOf(treeOf(before, old), tree) ?? { ...tree, above: [], trailing: undefined, entries: new Map() };
  return { id: model.id, isNew: false, inPlaceOf, patch };
}

function saysSomething({ isNew, place, inPlaceOf, patch }: OfferingDraft): boolean {
  const says = patch.entries.size + patch.above.length > 0 || patch.trailing !== undefined;
  return isNew || place !== undefined || inPlaceOf !== undefined || says;
}

/** A deprecation that is set or changed is said under `replaces`, where its words allow it. */
function deprecationOf({ id, isNew, inPlaceOf, patch }: OfferingDraft, after: GatewayFiles): ReplaceDraft | undefined {
  const change = patch.entries.get("deprecation");
  if (isNew || inPlaceOf !== undefined || change?.kind !== "map" || hasComments(change)) return undefined;
  const block = mapOf(findModel(after, id)?.entry["deprecation"]);
  const { deprecation_date: date, removal_version } = block;
  if (typeof date !== "string" || typeof removal_version !== "string" || Object.keys(block).length !== 2)
    return undefined;
  if (!/^20\d\d-\d\d-\d\d$/.test(date) || !/^\d+\.\d+$/.test(removal_version)) return undefined;
  return { id, deprecation: { date, removal_version } };
}

function hasComments(tree: WantedMap): boolean {
  const values = [tree, ...tree.entries.values()];
  return values.some(({ above, trailing }) => above.length > 0 || trailing !== undefined);
}

function withoutDeprecation(draft: OfferingDraft): OfferingDraft {
  const entries = new Map([...draft.patch.entries].filter(([key]) => key !== "deprecation"));
  return { ...draft, patch: { ...draft.patch, entries } };
}

/** Ids of models.yml with these offerings, before anything is retired. */
function orderOf(gateway: GatewayFiles, drafts: readonly OfferingDraft[], hosts: ReadonlySet<string>): string[] {
  const { document } = loadOfferings(drafts.filter(saysSomething));
  if (document === undefined) return gateway.models.entries.map(({ id }) => id);
  return placeOfferings({ gateway, document, moves: [], hosts, problems: [] }).entries.map(({ id }) => id);
}

const HEAD = [
  "apiVersion: cutover/v1",
  "kind: Upgrade",
  "name: adopted",
  "status: active",
  'owner: "@owner"',
  "summary: x",
];

function loadOfferings(drafts: readonly OfferingDraft[]): ReturnType<typeof loadMigration> {
  const lines = drafts.length === 0 ? ["replaces: { x: {} }"] : offeringLines(drafts);
  return loadMigration(`${[...HEAD, ...lines].join("\n")}\n`, "adopted.yaml");
}

/** The offerings without what the language has no word for, key by key. */
function allowed(
  found: readonly OfferingDraft[],
  after: GatewayFiles,
): { readonly offerings: readonly OfferingDraft[]; readonly unexpressed: readonly Unexpressed[] } {
  const unexpressed: Unexpressed[] = [];
  let offerings = found;
  for (;;) {
    const { document, source, diagnostics } = loadOfferings(offerings.filter(saysSomething));
    const [first] = diagnostics;
    if (document !== undefined || first === undefined) return { offerings, unexpressed };
    const [, id = "", ...path] = pathAt(source, first.range.start);
    const draft = offerings.find((one) => one.id === id);
    if (draft === undefined) return { offerings: [], unexpressed };
    unexpressed.push(refused(after, id, path, first.message));
    offerings = offerings.flatMap((one) => (one === draft ? without(draft, path) : [one]));
  }
}

/** Without the key; without the whole offering where that is what is wrong. */
function without(draft: OfferingDraft, path: readonly string[]): OfferingDraft[] {
  const patch = withoutKey(draft.patch, path);
  return patch === undefined ? [] : [{ ...draft, patch }];
}

function withoutKey(tree: WantedMap, [key, ...rest]: readonly string[]): WantedMap | undefined {
  const child = key === undefined ? undefined : tree.entries.get(key);
  if (key === undefined || child === undefined) return undefined;
  const entries = new Map(tree.entries);
  const smaller = child.kind === "map" && rest.length > 0 ? withoutKey(child, rest) : undefined;
  if (smaller === undefined || smaller.entries.size === 0) entries.delete(key);
  else entries.set(key, smaller);
  return { ...tree, entries };
}

function refused(after: GatewayFiles, id: string, path: readonly string[], reason: string): Unexpressed {
  const index = findModel(after, id)?.index ?? 0;
  const { line } = causeAt(after.models.source, [MODELS_KEY, index, ...path]);
  const what = path.length === 0 ? `the entry "${id}"` : `"${path.join(".")}" of "${id}"`;
  return { file: after.models.source.file, line, side: "after", message: `${what}: ${reason}` };
}
