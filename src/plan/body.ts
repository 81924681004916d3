import {
  blockDigest,
  carryTicks,
  type FoundBlock,
  findBlocks,
  formatMarker,
  type Marker,
  normalizeBody,
  renderBlock,
} from "../model/marker.ts";
import type { Block } from "../model/resource.ts";
import type { Take } from "./plan.ts";

export interface BodyMerge {
  /** The body without its marker line; text of people is in it to the byte. */
  readonly text: string;
  /** Names of blocks that are written, added or taken out; none means that the body is as wanted. */
  readonly changed: readonly string[];
  /** Names of blocks that a person edited and that therefore stay as they are. */
  readonly edited: readonly string[];
  /** Names of blocks that a person took out and that therefore stay out. */
  readonly removed: readonly string[];
}

type Piece = { readonly text: string; readonly block?: string };

/** A whole new body: marker, then the blocks. */
export function newBody(marker: Marker, blocks: readonly Block[]): string {
  return withMarker(marker, `\n\n${blocks.map((block) => renderBlock(block)).join("\n\n")}`);
}

/** A body behind its marker line. */
export function withMarker(marker: Marker, rest: string): string {
  return normalizeBody(formatMarker(marker) + rest);
}

/** A body as its readers see it: without our comments. */
export function readable(text: string): string {
  return (
    text
      .replace(/^[ \t]*<!--[ \t]*\/?cutover:[^\n]*-->[ \t]*$/gm, "")
      // Looked behind, a long run of blanks is tried once and not from each of them.
      .replace(/(?<![ \t])[ \t]*<!--[ \t]*t:[^\s<>]+?[ \t]*-->/g, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim()
  );
}

/**
 * Puts the wanted blocks into a body that people also write in. `written` names the blocks that were there after our
 * last write: one of them that is gone was taken out on purpose. Ticks are carried by task key wherever a task moves.
 */
export function mergeBody(input: {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly written: readonly string[];
  /** Names of blocks whose wanted text is not known: they stay as they are. */
  readonly unknown?: readonly string[] | undefined;
  readonly take?: Take | undefined;
}): BodyMerge {
  const found = findBlocks(input.text);
  const ticks = found.map((block) => block.text).join("\n");
  const wanted = input.blocks.map((block) => ({
    name: block.name,
    text: carryTicks(ticks, normalizeBody(block.text)),
  }));
  const names = new Set(found.map((block) => block.name));
  const state: State = { changed: [], edited: [], pieces: [] };
  for (const [index, block] of found.entries()) {
    state.pieces.push({ text: input.text.slice(found[index - 1]?.end ?? 0, block.start) });
    keepBlock(state, block, wanted, input);
  }
  state.pieces.push({ text: input.text.slice(found.at(-1)?.end ?? 0) });
  const removed = wanted.filter(
    ({ name }) => !names.has(name) && input.written.includes(name) && input.take !== "ours",
  );
  for (const block of wanted) {
    if (names.has(block.name) || removed.includes(block)) continue;
    insert(state, block, wanted);
  }
  return {
    text: state.pieces.map((piece) => piece.text).join(""),
    changed: state.changed,
    edited: state.edited,
    removed: removed.map((block) => block.name),
  };
}

interface State {
  readonly pieces: Piece[];
  readonly changed: string[];
  readonly edited: string[];
}

function keepBlock(
  state: State,
  live: FoundBlock,
  wanted: readonly Block[],
  { text, unknown = [], take }: Pick<Parameters<typeof mergeBody>[0], "text" | "unknown" | "take">,
): void {
  const asFound: Piece = { text: text.slice(live.start, live.end), block: live.name };
  const fresh = wanted.find(({ name }) => name === live.name);
  const twice = state.pieces.some((piece) => piece.block === live.name);
  const same = fresh !== undefined && blockDigest(live.text) === blockDigest(fresh.text);
  const intact = blockDigest(live.text) === live.digest;
  if (fresh === undefined && unknown.includes(live.name)) {
    state.pieces.push(asFound);
  } else if (twice || !(intact || same || take !== undefined)) {
    if (!state.edited.includes(live.name)) state.edited.push(live.name);
    state.pieces.push(asFound);
  } else if (fresh !== undefined && same) {
    // Our digest beside the text is set right by the next write; it is no reason for one.
    state.pieces.push(intact ? asFound : { text: renderBlock({ name: live.name, text: live.text }), block: live.name });
  } else if (!intact && take === "theirs") {
    // Without its comments the text belongs to people from here on, and the block counts as taken out by them.
    state.changed.push(live.name);
    state.pieces.push({ text: live.text });
  } else if (fresh === undefined) {
    state.changed.push(live.name);
    dropGap(state);
  } else {
    state.changed.push(live.name);
    state.pieces.push({ text: renderBlock(fresh), block: live.name });
  }
}

/** The blank line that we put between two blocks goes with the second of them; other text stays. */
function dropGap(state: State): void {
  const last = state.pieces.at(-1);
  if (last?.text === "\n\n") state.pieces.pop();
}

/** Behind the nearest block before it that is there, else before the nearest one after it, else at the end. */
function insert(state: State, block: Block, wanted: readonly Block[]): void {
  state.changed.push(block.name);
  const piece: Piece = { text: renderBlock(block), block: block.name };
  const at = wanted.findIndex(({ name }) => name === block.name);
  const placeOf = (name: string) => state.pieces.findLastIndex((other) => other.block === name);
  const before = wanted
    .slice(0, at)
    .map(({ name }) => placeOf(name))
    .findLast((index) => index >= 0);
  const behind = wanted
    .slice(at + 1)
    .map(({ name }) => placeOf(name))
    .find((index) => index >= 0);
  if (before !== undefined) state.pieces.splice(before + 1, 0, { text: "\n\n" }, piece);
  else if (behind !== undefined) state.pieces.splice(behind, 0, piece, { text: "\n\n" });
  else state.pieces.push({ text: "\n\n" }, piece);
}
