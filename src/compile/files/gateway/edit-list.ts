import { isMap, sameData } from "../../../model/plain-data.ts";
import type { Path } from "../../../model/source.ts";
import { alignValues, longestGrowing } from "./align.ts";
import { behindColon, blockOf, insideFlow, isFlow, mustFind } from "./block.ts";
import { editFlowParts, type FlowItem } from "./edit-flow.ts";
import { addComments, type EditTarget, editScalar, editTrailing, replaceValue, textLike } from "./edit-scalar.ts";
import { editBlockSequence } from "./edit-sequence.ts";
import { renderFlow, renderItem } from "./render.ts";
import { asList, dataAfter, type Wanted, type WantedItem, type WantedList } from "./wanted.ts";

/** Makes the list at `path` the wanted one: what is equal keeps its text, and what is no list of plain values is written anew. */
export function editList(target: EditTarget, path: Path, current: readonly unknown[], wanted: WantedList): void {
  const { file } = target;
  const after = asList(dataAfter(current, wanted));
  const plain = [...current, ...after].every((item) => !isMap(item) && !Array.isArray(item));
  if (sameData(current, after) && (!plain || current.length === 0)) return;
  if (!plain || current.length === 0 || after.length === 0) {
    replaceValue(target, path, current, wanted);
    return;
  }
  const flow = isFlow(file, path);
  if (!insideFlow(file, path))
    editTrailing(target, path, wanted, flow ? mustFind(file, path).value.end : behindColon(file, path));
  if (flow) editFlowList(target, path, current, withOrigins(current, wanted), wanted);
  else editBlockList(target, path, current, withOrigins(current, wanted), wanted);
}

function withOrigins(current: readonly unknown[], { items, matched }: WantedList): readonly WantedItem[] {
  if (matched) return items;
  const origins = alignValues<unknown>(
    current,
    items.map(({ wanted }) => dataAfter(undefined, wanted)),
    sameData,
  );
  return items.map((item, index) => ({ ...item, origin: origins[index] }));
}

function editBlockList(
  target: EditTarget,
  path: Path,
  current: readonly unknown[],
  items: readonly WantedItem[],
  wanted: WantedList,
): void {
  const { draft, file, indent } = target;
  const column = blockOf(file, [...path, 0]).column;
  editBlockSequence(
    draft,
    file,
    path,
    current.length,
    items.map(({ wanted: item, origin, before }, index) => ({
      origin,
      before,
      cause: item.cause,
      lines: () => renderItem({ wanted: dressed(target, path, items, index) }, column, indent),
      edit: (own) => editItem({ ...target, draft: own }, path, current, item, origin),
    })),
    { separated: false, takeBlank: false, removedBy: (index) => wanted.gone?.get(index) ?? wanted.cause },
  );
}

function editItem(target: EditTarget, path: Path, current: readonly unknown[], item: Wanted, origin = 0): void {
  if (item.kind !== "scalar") return;
  const old = current[origin];
  addComments(target, [...path, origin], item);
  editScalar(target, [...path, origin], String(old) === item.value ? item.value : old, item);
}

/** A new string gets the quotes of the item before it, else of the first one. */
function dressed({ file }: EditTarget, path: Path, items: readonly WantedItem[], index: number): Wanted {
  const item = items[index]?.wanted;
  if (item?.kind !== "scalar") throw new Error("a list of scalars holds something else");
  const neighbour = items.slice(0, index).findLast(({ origin }) => origin !== undefined)?.origin ?? 0;
  const { value } = mustFind(file, [...path, neighbour]);
  return { ...item, text: textLike(file.source.text.slice(value.start, value.end), item, false) };
}

function editFlowList(
  target: EditTarget,
  path: Path,
  current: readonly unknown[],
  items: readonly WantedItem[],
  wanted: WantedList,
): void {
  const { draft, file } = target;
  const parts = current.map((_item, index) => mustFind(file, [...path, index]).value);
  const flow = items.map(
    ({ wanted: item, origin }, index): FlowItem => ({
      origin,
      text: () => {
        const part = origin === undefined ? undefined : parts[origin];
        const moved = part !== undefined && item.kind === "scalar" && sameData(current[origin ?? -1], item.value);
        return moved ? file.source.text.slice(part.start, part.end) : renderFlow(dressed(target, path, items, index));
      },
      edit: () => editItem(target, path, current, item, origin),
      cause: item.cause,
    }),
  );
  editFlowParts(draft, parts, flow, new Set(longestGrowing(items.map(({ origin }) => origin))), wanted.cause);
}
