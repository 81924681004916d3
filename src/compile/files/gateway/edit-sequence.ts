import type { Cause, Path } from "../../../model/source.ts";
import { applyEdits } from "../edit.ts";
import { longestGrowing } from "./align.ts";
import { type Block, blockOf, type LocatedFile } from "./block.ts";
import { type Draft, deleteLines, editsOf, insertLines, newDraft } from "./draft.ts";
import { isBlank, lineStart } from "./layout.ts";
import type { RenderedLine } from "./render.ts";

/** One element of the list as it is to be, in its place. */
export interface SequenceItem {
  /** Position in the list as it is; undefined for a new one. */
  readonly origin?: number | undefined;
  /** True where it belongs to the element behind it: then it stands below what parts it from the one before. */
  readonly before?: boolean | undefined;
  readonly cause: Cause;
  /** Lines of a new element, without newline. */
  readonly lines: () => readonly RenderedLine[];
  /** Edits inside an element that is there already. */
  readonly edit: (draft: Draft) => void;
}

export interface SequenceOptions {
  /** One blank line stands between two elements, and one goes with each that goes. */
  readonly separated: boolean;
  /** Elements take a blank line with them even where the list has none between most of them. */
  readonly takeBlank: boolean;
  /** Who took the elements out that are no longer there. */
  readonly removedBy: (origin: number) => Cause;
}

/** Makes the block list at `path`, which has elements, the given one. What stays in its order is left where it is. */
export function editBlockSequence(
  draft: Draft,
  file: LocatedFile,
  path: Path,
  count: number,
  items: readonly SequenceItem[],
  options: SequenceOptions,
): void {
  const blocks = Array.from({ length: count }, (_none, index) => blockOf(file, [...path, index]));
  const kept = new Set(longestGrowing(items.map(({ origin }) => origin)));
  for (const index of kept) items[index]?.edit(draft);
  insertGaps(draft, blocks, items, kept, options);
  const staying = new Set([...kept].map((index) => items[index]?.origin));
  for (const [origin, block] of blocks.entries()) {
    if (staying.has(origin)) continue;
    const mover = items.find((item) => item.origin === origin);
    removeBlock(draft, block, mover?.cause ?? options.removedBy(origin), options.takeBlank);
  }
}

function insertGaps(
  draft: Draft,
  blocks: readonly Block[],
  items: readonly SequenceItem[],
  kept: ReadonlySet<number>,
  { separated }: SequenceOptions,
): void {
  let previous: Block | undefined;
  let belongsBehind = false;
  for (const [index, item] of items.entries()) {
    if (kept.has(index)) {
      previous = blocks[item.origin ?? -1];
      belongsBehind = false;
      continue;
    }
    const next = nextKept(blocks, items, kept, index);
    belongsBehind ||= item.before === true && next !== undefined;
    const lines = linesOf(draft, blocks, item);
    const blank: RenderedLine = { text: "", cause: item.cause };
    if (previous !== undefined && !belongsBehind)
      insertLines(draft, previous.end, separated ? [blank, ...lines] : lines, item.cause);
    else if (next !== undefined) insertLines(draft, next.above, separated ? [...lines, blank] : lines, item.cause);
    else insertLines(draft, blocks[0]?.above ?? 0, separated && index > 0 ? [blank, ...lines] : lines, item.cause);
  }
}

function nextKept(
  blocks: readonly Block[],
  items: readonly SequenceItem[],
  kept: ReadonlySet<number>,
  index: number,
): Block | undefined {
  const next = items.findIndex((_item, at) => at > index && kept.has(at));
  return blocks[items[next]?.origin ?? -1];
}

/** An element that moves takes its comments and its own edits along. */
function linesOf(draft: Draft, blocks: readonly Block[], item: SequenceItem): readonly RenderedLine[] {
  const block = blocks[item.origin ?? -1];
  if (block === undefined) return item.lines();
  const { layout } = draft;
  const own = newDraft(layout);
  item.edit(own);
  const start = lineStart(layout, block.above);
  const edits = editsOf(own).map((edit) => ({ ...edit, offset: edit.offset - start }));
  const result = applyEdits(layout.text.slice(start, lineStart(layout, block.end)), edits);
  if ("overlap" in result) throw new Error("the edits of one entry overlap");
  const lines = result.text.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.map((text) => ({ text, cause: item.cause }));
}

function removeBlock(draft: Draft, block: Block, cause: Cause, takeBlank: boolean): void {
  deleteLines(draft, block.above, block.end, cause);
  if (!takeBlank) return;
  if (isBlank(draft.layout, block.end) && !draft.deleted.has(block.end)) {
    deleteLines(draft, block.end, block.end + 1, cause);
    return;
  }
  let before = block.above - 1;
  while (draft.deleted.has(before)) before -= 1;
  if (isBlank(draft.layout, before)) deleteLines(draft, before, before + 1, cause);
}
