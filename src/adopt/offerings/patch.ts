import { copyValue } from "../../compile/files/gateway/copy.ts";
import { MODELS_KEY } from "../../compile/files/gateway/read-gateway.ts";
import {
  dataAfter,
  removal,
  type Wanted,
  type WantedItem,
  type WantedList,
  type WantedMap,
} from "../../compile/files/gateway/wanted.ts";
import type { GatewayFiles, GatewayModel } from "../../model/gateway.ts";
import { sameData } from "../../model/plain-data.ts";

/** The id is the key under which an offering stands in a migration. */
const ID = "gitlab_identifier";

/** An entry of models.yml as a migration has it, with its texts and comments. */
export function treeOf({ models: { source } }: GatewayFiles, { index, entry }: GatewayModel): WantedMap {
  const tree = copyValue(source, [MODELS_KEY, index], entry);
  if (tree.kind !== "map") throw new Error("an entry of models.yml is no mapping");
  const [first] = tree.entries.keys();
  const entries = [...tree.entries].filter(([key]) => key !== ID);
  // What stands above the dash stands above the first key too.
  const once = entries.map(([key, value]) => [key, key === first ? { ...value, above: [] } : value] as const);
  return { ...tree, trailing: tree.entries.get(ID)?.trailing, entries: new Map(once) };
}

/** What has to be declared for `before` to become `after`; nothing where the language needs no word for it. */
export function patchOf(before: WantedMap, after: WantedMap): WantedMap | undefined {
  const [stood, stand] = [commentsIn(before), commentsIn(after)];
  const count = (comments: readonly string[], comment: string) => comments.filter((one) => one === comment).length;
  const isNew = (comment: string) => count(stand, comment) > count(stood, comment);
  return patchWith(before, after, isNew);
}

/** Of a comment that has come to stand above another key there is one already, which stays where it is. */
type IsNew = (comment: string) => boolean;

function patchWith(before: WantedMap, after: WantedMap, isNew: IsNew): WantedMap | undefined {
  const entries: (readonly [string, Wanted])[] = [];
  for (const [key, value] of after.entries) {
    const patch = changeOf(before.entries.get(key), value, isNew);
    if (patch !== undefined) entries.push([key, patch]);
  }
  for (const [key, { kind, cause }] of before.entries) {
    if (kind !== "removal" && !after.entries.has(key)) entries.push([key, removal(cause)]);
  }
  const above = newAbove(before, after, isNew);
  const trailing = newTrailing(before, after);
  if (entries.length === 0 && above.length === 0 && trailing === undefined) return undefined;
  return { ...after, above, trailing, entries: new Map(entries) };
}

/** A key with nothing behind it is none of the language's: null asks for the key to go. */
export function withoutNothing(tree: WantedMap): WantedMap {
  const entries = [...tree.entries].filter(([, value]) => value.kind !== "removal");
  const whole = entries.map(([key, value]) => [key, value.kind === "map" ? withoutNothing(value) : value] as const);
  return { ...tree, entries: new Map(whole) };
}

function changeOf(before: Wanted | undefined, after: Wanted, isNew: IsNew): Wanted | undefined {
  if (after.kind === "removal") return undefined;
  if (before?.kind !== after.kind) return newValue(after, isNew);
  if (before.kind === "map" && after.kind === "map") return patchWith(before, after, isNew);
  const above = newAbove(before, after, isNew);
  const trailing = newTrailing(before, after);
  const isSame = sameData(dataAfter(undefined, before), dataAfter(undefined, after));
  const list = before.kind === "list" && after.kind === "list" ? withNewComments(before, after, isNew) : after;
  const isDressed =
    above.length > 0 || trailing !== undefined || (list.kind === "list" && list.items.some(isCommented));
  return isSame && !isDressed ? undefined : { ...list, above, trailing };
}

/** A key that was not there, or held something of another kind. */
function newValue(after: Wanted, isNew: IsNew): Wanted {
  const value = after.kind === "map" ? withoutNothing(after) : after;
  return { ...value, above: value.above.filter(isNew) };
}

/** All own-line comments of an entry. */
function commentsIn(tree: Wanted): string[] {
  const children =
    tree.kind === "map"
      ? [...tree.entries.values()]
      : tree.kind === "list"
        ? tree.items.map(({ wanted }) => wanted)
        : [];
  return [...tree.above, ...children.flatMap(commentsIn)];
}

/** Comments that stand there already need no word. */
function newAbove(before: Wanted, after: Wanted, isNew: IsNew): readonly string[] {
  return after.above.filter((comment) => !before.above.includes(comment) && isNew(comment));
}

function newTrailing(before: Wanted, after: Wanted): string | undefined {
  return after.trailing === before.trailing ? undefined : after.trailing;
}

/** Of items that stay, the comments that are new; an item of the old list is taken once. */
function withNewComments(before: WantedList, after: WantedList, isNew: IsNew): WantedList {
  const left = [...before.items];
  const items = after.items.map((item): WantedItem => {
    const data = dataAfter(undefined, item.wanted);
    const at = left.findIndex((old) => sameData(dataAfter(undefined, old.wanted), data));
    const [old] = at === -1 ? [] : left.splice(at, 1);
    if (old === undefined || item.wanted.kind !== "scalar") return item;
    const dress = { above: newAbove(old.wanted, item.wanted, isNew), trailing: newTrailing(old.wanted, item.wanted) };
    return { ...item, wanted: { ...item.wanted, ...dress } };
  });
  return { ...after, items };
}

function isCommented({ wanted }: WantedItem): boolean {
  return wanted.above.length > 0 || wanted.trailing !== undefined;
}
