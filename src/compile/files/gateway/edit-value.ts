import { isMap } from "../../../model/plain-data.ts";
import { type Path, pointer } from "../../../model/source.ts";
import { behindColon, blockOf, insideFlow, isAliasAt, isFlow, mustFind } from "./block.ts";
import { insertLines } from "./draft.ts";
import { editFlowParts, type FlowItem } from "./edit-flow.ts";
import { editList } from "./edit-list.ts";
import { addComments, type EditTarget, editScalar, editTrailing, removeKey, replaceValue } from "./edit-scalar.ts";
import { isEmpty, renderFlowPair, renderPair } from "./render.ts";
import { isCollection, isVacuous, type Wanted, type WantedMap } from "./wanted.ts";

type Present = Exclude<Wanted, { kind: "removal" }>;

/**
 * Makes the value at `path`, now `current`, the wanted one with the fewest edits: what is equal keeps its text.
 * `last` names a key before which new keys stand that have no place of their own; `left` are comments that will stand
 * above this one, since the keys between go.
 */
export function editValue(
  target: EditTarget,
  path: Path,
  current: unknown,
  wanted: Present,
  last?: string,
  left: readonly string[] = [],
): void {
  if (isVacuous(wanted) && !isMap(current)) return;
  // Where this changes something it was refused before.
  if (wanted.kind !== "scalar" && isCollection(current) && isAliasAt(target.file, path)) return;
  addComments(target, path, { ...wanted, above: wanted.above.filter((comment) => !left.includes(comment)) });
  if (wanted.kind === "map" && isMap(current)) editMap(target, path, current, wanted, last);
  else if (wanted.kind === "list" && Array.isArray(current)) editList(target, path, current, wanted);
  else if (wanted.kind === "scalar" && !Array.isArray(current) && !isMap(current))
    editScalar(target, path, current, wanted);
  else replaceValue(target, path, current, wanted);
}

function editMap(
  target: EditTarget,
  path: Path,
  current: Readonly<Record<string, unknown>>,
  wanted: WantedMap,
  last?: string,
): void {
  const { file } = target;
  const keys = Object.keys(current).filter((key) => file.source.nodes.has(pointer([...path, key])));
  const staying = keys.filter((key) => wanted.entries.get(key)?.kind !== "removal");
  if (staying.length === 0) {
    if (keys.length > 0 || !isEmpty(wanted)) replaceValue(target, path, current, wanted);
    return;
  }
  if (isFlow(file, path)) {
    editFlowMap(target, path, current, wanted, keys);
    return;
  }
  if (mustFind(file, path).key !== undefined) editTrailing(target, path, wanted, behindColon(file, path));
  for (const [key, value] of wanted.entries) {
    const child = [...path, key];
    if (!keys.includes(key)) continue;
    if (value.kind !== "removal")
      editValue(target, child, current[key], value, undefined, commentsLeft(target, path, key, keys, wanted));
    else removeKey(target, child, nextOf(target, path, key, staying), value.withComments, value.cause);
  }
  addKeys(target, path, wanted, keys, staying, last);
}

/** Own-line comments of the keys right before this one that go without them. */
function commentsLeft(
  { file }: EditTarget,
  path: Path,
  key: string,
  keys: readonly string[],
  { entries }: WantedMap,
): string[] {
  const before = keys.filter((other) => startOf(file, path, other) < startOf(file, path, key));
  before.sort((a, b) => startOf(file, path, b) - startOf(file, path, a));
  const staying = before.findIndex((other) => entries.get(other)?.kind !== "removal");
  return before.slice(0, staying === -1 ? undefined : staying).flatMap((other) => {
    const wanted = entries.get(other);
    if (wanted?.kind !== "removal" || wanted.withComments) return [];
    return mustFind(file, [...path, other]).above.map((comment) => comment.trimEnd());
  });
}

function nextOf({ file }: EditTarget, path: Path, key: string, staying: readonly string[]): Path | undefined {
  const start = startOf(file, path, key);
  const next = staying.filter((other) => startOf(file, path, other) > start);
  next.sort((a, b) => startOf(file, path, a) - startOf(file, path, b));
  return next[0] === undefined ? undefined : [...path, next[0]];
}

function startOf(file: EditTarget["file"], path: Path, key: string): number {
  return mustFind(file, [...path, key]).key?.start ?? 0;
}

/** New keys, each after the key that it names, else before `last`, else at the end. */
function addKeys(
  target: EditTarget,
  path: Path,
  wanted: WantedMap,
  keys: readonly string[],
  staying: readonly string[],
  last?: string,
): void {
  const { draft, file, indent } = target;
  const column = Math.max(...staying.map((key) => blockOf(file, [...path, key]).column));
  const ends = staying.map((key) => blockOf(file, [...path, key]).end);
  const end = last !== undefined && staying.includes(last) ? blockOf(file, [...path, last]).above : Math.max(...ends);
  const added = new Map<string, number>();
  let previous: string | undefined;
  for (const [key, value] of wanted.entries) {
    if (!keys.includes(key) && !isVacuous(value)) {
      const anchors = value.after ?? (previous === undefined ? [] : [previous]);
      const anchor = anchors.find((one) => added.has(one) || staying.includes(one));
      const own =
        anchor === undefined
          ? key === last
            ? Math.max(...ends)
            : end
          : (added.get(anchor) ?? blockOf(file, [...path, anchor]).end);
      insertLines(draft, own, renderPair(key, value, column, indent), value.cause);
      added.set(key, own);
    }
    previous = key;
  }
}

function editFlowMap(
  target: EditTarget,
  path: Path,
  current: Readonly<Record<string, unknown>>,
  wanted: WantedMap,
  keys: readonly string[],
): void {
  const { draft, file } = target;
  const ordered = [...keys].sort((a, b) => startOf(file, path, a) - startOf(file, path, b));
  const parts = ordered.map((key) => ({
    start: startOf(file, path, key),
    end: mustFind(file, [...path, key]).value.end,
  }));
  const kept = ordered.filter((key) => wanted.entries.get(key)?.kind !== "removal");
  const added = [...wanted.entries].filter(([key, value]) => !keys.includes(key) && !isVacuous(value));
  const items: FlowItem[] = [
    ...kept.map((key): FlowItem => {
      const value = wanted.entries.get(key);
      const edit = () => value && value.kind !== "removal" && editValue(target, [...path, key], current[key], value);
      return { origin: ordered.indexOf(key), text: () => "", edit, cause: value?.cause ?? wanted.cause };
    }),
    ...added.map(
      ([key, value]): FlowItem => ({
        text: () => renderFlowPair(key, value),
        edit: () => undefined,
        cause: value.cause,
      }),
    ),
  ];
  editFlowParts(draft, parts, items, new Set(kept.keys()), wanted.cause);
  if (!insideFlow(file, path)) editTrailing(target, path, wanted, mustFind(file, path).value.end);
}
