import { FEATURES_KEY } from "../../compile/files/gateway/read-gateway.ts";
import type { GatewayFeature } from "../../model/gateway.ts";
import { FEATURE_KEYS, SIZE_KEYS } from "../../model/gateway-schema.ts";
import { isMap, mapOf, sameData } from "../../model/plain-data.ts";
import { type Path, pointer, type SourceDocument } from "../../model/source.ts";
import type { DraftComment } from "../draft.ts";
import type { Part } from "./part.ts";

type Patch = Readonly<Record<string, unknown>>;

const SIZES = "models_for_size_preference";

/** Keys of a feature's entry that the language has words of its own for. */
const OWN: ReadonlySet<string> = new Set(["default_model", ...FEATURE_KEYS.filter((key) => key !== "dev")]);

/** What `entry` has to say: the other keys, at any depth, null for those that are gone. */
export function entryPart(
  before: GatewayFeature | undefined,
  after: GatewayFeature,
  sources: { readonly before: SourceDocument; readonly after: SourceDocument },
): Part[] {
  const old = otherKeys(before?.entry ?? {});
  const now = otherKeys(after.entry);
  // A dev block goes with the last id of its list, without a word.
  const goes = !Object.hasOwn(after.entry, "dev") && (before?.dev ?? []).length > 0;
  const others = patchOf(goes ? without(old, "dev") : old, now);
  const patch = { ...removals(before?.entry ?? {}, after.entry), ...(isMap(others) && others) };
  if (Object.keys(patch).length === 0) return [];
  const comments = new Map<string, DraftComment>();
  const was = before === undefined ? undefined : [FEATURES_KEY, before.index];
  collect(comments, sources, patch, ["entry"], was, [FEATURES_KEY, after.index]);
  return [{ kind: "entry", patch, comments }];
}

/** Keys with words of their own that go as a whole. */
function removals(old: Patch, now: Patch): Patch {
  const gone = ["selectable_models", SIZES].filter((key) => Object.hasOwn(old, key) && !Object.hasOwn(now, key));
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...sizeRemovals(mapOf(old[SIZES]), now[SIZES]) };
}

/** Sizes that go while another stays. */
function sizeRemovals(old: Patch, now: unknown): Patch {
  const gone = isMap(now) ? SIZE_KEYS.filter((size) => Object.hasOwn(old, size) && !Object.hasOwn(now, size)) : [];
  return gone.length === 0 ? {} : { [SIZES]: Object.fromEntries(gone.map((size) => [size, null])) };
}

function otherKeys(entry: Patch): Patch {
  const others = Object.fromEntries(Object.entries(entry).filter(([key]) => !OWN.has(key)));
  return isMap(others["dev"]) ? { ...others, dev: without(others["dev"], "selectable_models") } : others;
}

function without(map: Patch, key: string): Patch {
  return Object.fromEntries(Object.entries(map).filter(([one]) => one !== key));
}

/** Undefined where nothing has changed. */
function patchOf(old: unknown, now: unknown): unknown {
  if (!isMap(old) || !isMap(now)) return sameData(old, now) || isEmptyBlock(old, now) ? undefined : now;
  const keys = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  const patch = keys.flatMap((key): [string, unknown][] => {
    if (!Object.hasOwn(now, key)) return [[key, null]];
    const value = patchOf(old[key], now[key]);
    return value === undefined ? [] : [[key, value]];
  });
  return patch.length === 0 ? undefined : Object.fromEntries(patch);
}

/** A new dev block of a list alone has nothing left once that is taken out. */
function isEmptyBlock(old: unknown, now: unknown): boolean {
  return old === undefined && isMap(now) && Object.keys(now).length === 0;
}

/** Comments of the values that a patch names, unless they stood there before. */
function collect(
  comments: Map<string, DraftComment>,
  sources: { readonly before: SourceDocument; readonly after: SourceDocument },
  value: unknown,
  path: Path,
  was: Path | undefined,
  is: Path,
): void {
  if (value === null) return;
  const comment = path.length === 1 ? undefined : newComment(sources, was, is);
  if (comment !== undefined) comments.set(pointer(path), comment);
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(mapOf(value));
  for (const key of keys) {
    const child = Array.isArray(value) ? value[Number(key)] : mapOf(value)[key];
    collect(comments, sources, child, [...path, key], was && [...was, key], [...is, key]);
  }
}

function newComment(
  { before, after }: { readonly before: SourceDocument; readonly after: SourceDocument },
  was: Path | undefined,
  is: Path,
): DraftComment | undefined {
  const now = after.nodes.get(pointer(is));
  const old = was && before.nodes.get(pointer(was));
  if (now === undefined) return undefined;
  const known = was === undefined ? [] : commentsOf(before, was.slice(0, 2));
  const above = now.above.filter((line) => line !== "" && !known.includes(line));
  const trailing = now.trailing === old?.trailing ? undefined : now.trailing;
  if (above.length === 0 && trailing === undefined) return undefined;
  return { ...(above.length > 0 && { above }), ...(trailing !== undefined && { trailing }) };
}

/** All own-line comments in an entry: one that has come to stand above another key is there already. */
function commentsOf({ nodes }: SourceDocument, entry: Path): string[] {
  return [...nodes].filter(([at]) => at.startsWith(`${pointer(entry)}/`)).flatMap(([, { above }]) => above);
}
