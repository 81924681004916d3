import type { Cause, SourceDocument } from "../../../model/source.ts";
import type { Edit } from "../edit.ts";
import { blockOf, type LocatedFile, locateFile, mustFind } from "./block.ts";
import { type Draft, editsOf, insertLines, newDraft } from "./draft.ts";
import { type EditTarget, replaceValue } from "./edit-scalar.ts";
import { editBlockSequence, type SequenceItem } from "./edit-sequence.ts";
import { editValue } from "./edit-value.ts";
import { columnOf, isBlank } from "./layout.ts";
import { type Indent, renderItem } from "./render.ts";
import { dataAfter, list, map } from "./wanted.ts";
import type { DesiredEntry } from "./work.ts";

/** A gateway file: one key that holds the list of entries. */
export interface EntryFile {
  readonly source: SourceDocument;
  readonly key: string;
  /** The entries as plain data. */
  readonly current: readonly unknown[];
  /** Key of an entry before which new keys stand. */
  readonly last: string;
  /** Whether a blank line parts two entries where there are too few to tell. */
  readonly separated: boolean;
}

/** Edits that make the entries the desired ones, in their order. `removedBy` says who wanted an entry to go. */
export function editEntries(
  entries: EntryFile,
  desired: readonly DesiredEntry[],
  removedBy: (origin: number) => Cause,
): Edit[] {
  const { source, key, current, last } = entries;
  const isUntouched = desired.every(({ origin, wanted }, index) => origin === index && wanted === undefined);
  if (isUntouched && desired.length === current.length) return [];
  const file = locateFile(source);
  const target: EditTarget = { draft: newDraft(file.layout), file, indent: indentOf(file, entries) };
  if (desired.length === 0) replaceValue(target, [key], current, list([], removedBy(0)));
  else if (current.length === 0) fillList(target, entries, desired);
  else {
    const separated = areSeparated(file, entries);
    const items = desired.map((entry) => sequenceItem(target, entries, entry, last));
    editBlockSequence(target.draft, file, [key], current.length, items, { separated, takeBlank: true, removedBy });
  }
  return editsOf(target.draft);
}

/** The entries as plain data once the desired ones are made. */
export function entriesAfter(current: readonly unknown[], desired: readonly DesiredEntry[]): unknown[] {
  return desired.map(({ origin, wanted }) => {
    const entry = origin === undefined ? {} : current[origin];
    return wanted === undefined ? entry : dataAfter(entry, wanted);
  });
}

/** The first entries of an empty list. */
function fillList(target: EditTarget, { key, current, separated }: EntryFile, desired: readonly DesiredEntry[]): void {
  const [first, ...others] = desired.map(({ wanted, cause }) => ({ wanted: wanted ?? map([], cause) }));
  if (first === undefined) return;
  const { column, end } = blockOf(target.file, [key]);
  replaceValue(target, [key], current, list([first], first.wanted.cause));
  for (const item of others) {
    const { cause } = item.wanted;
    const lines = renderItem(item, column + target.indent.list, target.indent);
    insertLines(target.draft, end, separated ? [{ text: "", cause }, ...lines] : lines, cause);
  }
}

function sequenceItem(
  target: EditTarget,
  { key, current }: EntryFile,
  desired: DesiredEntry,
  last: string,
): SequenceItem {
  const { file, indent } = target;
  const { origin, before, wanted, cause } = desired;
  return {
    origin,
    before,
    cause,
    lines: () => renderItem({ wanted: wanted ?? map([], cause) }, blockOf(file, [key, 0]).column, indent),
    edit: (draft: Draft) => {
      if (wanted !== undefined && origin !== undefined)
        editValue({ ...target, draft }, [key, origin], current[origin], wanted, last);
    },
  };
}

/** The list of entries shows how far the file indents its lists. */
function indentOf(file: LocatedFile, { key, current }: EntryFile): Indent {
  if (current.length === 0) return { map: 2, list: 2 };
  const list = blockOf(file, [key, 0]).column - columnOf(file.layout, mustFind(file, [key]).key?.start ?? 0);
  return { map: 2, list: Math.max(0, list) };
}

/** True where most entries have a blank line behind them. */
function areSeparated(file: LocatedFile, { key, current, separated }: EntryFile): boolean {
  if (current.length < 2) return separated;
  const parted = current.slice(1).filter((_entry, index) => isBlank(file.layout, blockOf(file, [key, index]).end));
  return parted.length * 2 > current.length - 1;
}
