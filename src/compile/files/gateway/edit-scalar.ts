import { isMap, sameData } from "../../../model/plain-data.ts";
import type { Cause, Path } from "../../../model/source.ts";
import { behindColon, blockOf, insideFlow, isFlow, type LocatedFile, mustFind } from "./block.ts";
import { type Draft, deleteLines, insertLines, replaceText } from "./draft.ts";
import { lineAt, lineText } from "./layout.ts";
import { behind, type Indent, isEmpty, renderBelow, renderFlow } from "./render.ts";
import { quote, quotedLike, renderScalar, safeInFlow } from "./scalar-text.ts";
import type { Dress, WantedList, WantedMap, WantedScalar } from "./wanted.ts";

/** Where edits go, and how the file is indented. */
export interface EditTarget {
  readonly draft: Draft;
  readonly file: LocatedFile;
  readonly indent: Indent;
}

/** Writes a scalar over a scalar, and its trailing comment over the one that stands there. */
export function editScalar(target: EditTarget, path: Path, current: unknown, wanted: WantedScalar): void {
  const { draft, file } = target;
  const { value } = mustFind(file, path);
  const flow = insideFlow(file, path);
  if (!sameData(current, wanted.value)) {
    const old = file.source.text.slice(value.start, value.end);
    const text = textLike(old, wanted, flow);
    replaceText(draft, value.start, value.end, old === "" ? ` ${text}` : text, wanted.cause);
  } else if (/^[|>]/.test(file.source.text.slice(value.start, value.end))) {
    return;
  }
  if (!flow) editTrailing(target, path, wanted, value.end);
}

/** The text of a scalar that stands in the place or beside the text `old`. */
export function textLike(old: string | undefined, { value, text }: WantedScalar, flow: boolean): string {
  const written = text ?? (typeof value === "string" ? quotedLike(old, value) : renderScalar(value));
  return !flow || safeInFlow(written) ? written : quote(String(value));
}

/** `at` is where the value ends, or its key for a block collection. */
export function editTrailing({ draft, file }: EditTarget, path: Path, { trailing, cause }: Dress, at: number): void {
  const node = mustFind(file, path);
  if (trailing === undefined || trailing === node.trailing?.trimEnd()) return;
  const comment = node.trailing === undefined ? undefined : file.layout.comments.get(lineAt(file.layout, at));
  if (comment === undefined) replaceText(draft, at, at, ` ${trailing}`, cause);
  else replaceText(draft, comment.offset, comment.offset + comment.text.length, trailing, cause);
}

/** Own-line comments that are not there yet go right above the key or item. None is taken away. */
export function addComments({ draft, file }: EditTarget, path: Path, { above, cause }: Dress): void {
  const node = mustFind(file, path);
  const present = node.above.map((comment) => comment.trimEnd());
  const missing = above.filter((comment) => !present.includes(comment));
  if (missing.length === 0 || insideFlow(file, path)) return;
  const { first } = blockOf(file, path);
  const pad = /^\s*/.exec(lineText(file.layout, first))?.[0] ?? "";
  insertLines(
    draft,
    first,
    missing.map((comment) => ({ text: pad + comment, cause })),
    cause,
  );
}

/** Writes a value of another shape behind the key at `path`; nothing of the old one stays but the key and its comment. */
export function replaceValue(
  target: EditTarget,
  path: Path,
  current: unknown,
  wanted: WantedScalar | WantedList | WantedMap,
): void {
  const { draft, file, indent } = target;
  const { value } = mustFind(file, path);
  if (insideFlow(file, path)) {
    replaceText(draft, value.start, value.end, renderFlow(wanted), wanted.cause);
    return;
  }
  const block = blockOf(file, path);
  const colon = behindColon(file, path);
  const below = (Array.isArray(current) || isMap(current)) && !isFlow(file, path);
  const [first] = behind("", { ...wanted, trailing: undefined }, block.column, indent);
  replaceText(draft, colon, below ? colon : value.end, first?.text ?? "", wanted.cause);
  editTrailing(target, path, wanted, below ? colon : value.end);
  if (below) deleteLines(draft, block.first + 1, block.end, wanted.cause);
  if (wanted.kind !== "scalar" && !isEmpty(wanted))
    insertLines(draft, block.end, renderBelow(wanted, block.column, indent), wanted.cause);
}

/** Takes the key at `path` out. Where it shares its line with a dash, the key after it moves up to the dash. */
export function removeKey(
  { draft, file }: EditTarget,
  path: Path,
  next: Path | undefined,
  withComments: boolean,
  cause: Cause,
): void {
  const { layout } = file;
  const block = blockOf(file, path);
  deleteLines(draft, withComments ? block.above : block.first, block.end, cause);
  const dash = lineText(layout, block.first).slice(0, block.column);
  if (dash.trim() === "" || next === undefined) return;
  const follower = blockOf(file, next);
  const start = layout.starts[follower.first] ?? 0;
  replaceText(draft, start, start + follower.column, dash, cause);
}
