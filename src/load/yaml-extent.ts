import { isCollection, isPair, isScalar, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import { pointer, type Range } from "../model/source.ts";
import { isBlockScalar, type Place, spanOf, textOf, type Walk } from "./yaml-walk.ts";

/** The parser lets a block end where the next thing begins; people see its end where its last line ends. */
export function extentOf(walk: Walk, node: ParsedNode, { at }: Place): Range {
  const { start, end } = spanOf(node);
  if (isScalar(node))
    return { start, end: isBlockScalar(node) ? start + walk.text.slice(start, end).trimEnd().length : end };
  if (!isCollection(node) || node.flow) return { start, end };
  const last = walk.nodes.get(at + lastChild(node));
  // The last child is missing only where its key was refused, and then nobody looks at this range.
  return { start, end: Math.max(start, last?.value.end ?? start) };
}

function lastChild(node: YAMLMap | YAMLSeq): string {
  const last = node.items.at(-1);
  if (!isPair(last)) return `/${node.items.length - 1}`;
  return pointer([isScalar(last.key) ? textOf(last.key) : ""]);
}

/** Comment behind a value on the line it ends on. What spans lines by indentation has none of its own. */
export function trailingComment(walk: Walk, node: ParsedNode, { end }: Range): string | undefined {
  if (isScalar(node) ? isBlockScalar(node) : isCollection(node) && !node.flow) return undefined;
  const comment = walk.comments.get(walk.lines.positionAt(end).line);
  if (comment === undefined || comment.ownLine || comment.range.start < end) return undefined;
  return /^[\s,]*$/.test(walk.text.slice(end, comment.range.start)) ? comment.text : undefined;
}

/** Own-line comments right above the line that a key or item begins on, top to bottom. */
export function commentsAbove(walk: Walk, node: ParsedNode): string[] {
  const { line } = walk.lines.positionAt(node.range[0]);
  const before = walk.text.slice(walk.lines.startOf(line), node.range[0]);
  if (!/^[\s?-]*$/.test(before)) return [];
  const owner = walk.outermost.get(line) ?? node;
  walk.outermost.set(line, owner);
  if (owner !== node) return [];
  const above: string[] = [];
  for (let at = line - 1; walk.comments.get(at)?.ownLine; at -= 1) above.unshift(walk.comments.get(at)?.text ?? "");
  return above;
}
