import type { Node } from "commonmark";
import { documentOf, readingsOf, topLevel } from "./gitlab-reading.ts";

/** What GitLab does with a description or note that is sent to it. */
export interface Extraction {
  /** Source lines that are cut out and run. */
  readonly commands: readonly string[];
  /** The text that is stored. */
  readonly stored: string;
}

// Names and aliases as GitLab's own sources list them for issues, epics and merge requests.
const NAMES =
  "close reopen title label labels unlabel remove_label relabel todo done subscribe unsubscribe react award shrug " +
  "tableflip severity confidential due remove_due_date board_move duplicate clone move create_merge_request zoom " +
  "remove_zoom add_email remove_email convert_to_ticket promote_to_incident add_contacts remove_contacts timeline " +
  "assign unassign milestone remove_milestone copy_metadata estimate spend remove_estimate remove_time_spent lock " +
  "unlock merge rebase draft ready target_branch submit_review request_changes approve unapprove assign_reviewer " +
  "reviewer request_review unassign_reviewer ship run_pipeline relate unlink type promote_to set_parent epic " +
  "remove_parent add_child remove_child tag q child_epic remove_child_epic parent_epic remove_parent_epic remove_epic " +
  "promote iteration remove_iteration publish health_status clear_health_status page link reassign weight " +
  "clear_weight reassign_reviewer blocks blocked_by checkin_reminder status";
export const COMMAND_NAMES: readonly string[] = NAMES.split(" ");

const KNOWN = new RegExp(`^/(?:${COMMAND_NAMES.join("|")})(?= |$)`, "i");
const SHAPE = /^\/\w/;

/** As GitLab judges a text today, by the names it knows. */
export function extract(text: string): Extraction {
  return extractBy(text, KNOWN);
}

/** Lines that any release of GitLab could take for a command: what counts is the shape. */
export function commandLines(text: string): readonly string[] {
  return extractBy(text, SHAPE).commands;
}

function extractBy(text: string, pattern: RegExp): Extraction {
  const readings = readingsOf(text);
  const lines = readings[0]?.lines ?? [];
  const cut = new Set<number>();
  for (const node of readings.flatMap(({ root }) => topLevel(root))) {
    if (node.type !== "paragraph" || !/^\//m.test(visible(node))) continue;
    const [[first], [last]] = node.sourcepos;
    for (let at = first - 1; at < last; at += 1) if (pattern.test(lines[at] ?? "")) cut.add(at);
  }
  return {
    commands: lines.filter((_line, at) => cut.has(at)),
    stored: dropped(lines, cut).replace(/[\t\n\v\f\r \0]+$/, ""),
  };
}

/** A command that ends its paragraph takes the blank lines behind it along. */
function dropped(lines: readonly string[], cut: ReadonlySet<number>): string {
  const isGone = (at: number): boolean => cut.has(at) || (lines[at]?.trim() === "" && at > 0 && isGone(at - 1));
  return lines.filter((_line, at) => !isGone(at)).join("\n");
}

/** The lines that readers see: code on one line, no comments. */
function visible(paragraph: Node): string {
  const walker = paragraph.walker();
  let seen = "";
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { type, literal } = step.node;
    if (type === "softbreak" || type === "linebreak") seen += "\n";
    else if (type === "text" || type === "code") seen += literal ?? "";
  }
  return seen;
}

/** A closing word with the issue it would close, anywhere in the text of a merge request or commit. */
export function closingsIn(text: string): string[] {
  const words = "clos(?:e|es|ed|ing)|fix(?:|es|ed|ing)|resolv(?:e|es|ed|ing)|implement(?:|s|ed|ing)";
  const issue = "[\\w./-]*#\\d+|https?://\\S+|[A-Z][A-Z0-9_]*-\\d+";
  return [...text.matchAll(new RegExp(`(?:${words}):?[ \\t]+(?:issues?[ \\t]+)?(?:${issue})`, "gi"))].map(
    ([whole]) => whole,
  );
}

/** Comments that we take for our own, however they are spaced, and references that are replaced by links. */
export function tracesIn(text: string): string[] {
  return [
    ...text.matchAll(/<!--\s*\/?\s*(?:cutover:(?:1\s+\S+|b\s+\S+)|cutover:\S*\s*\S*|t:[^\s>]+)/gi),
    ...text.matchAll(/cutover:(?:epic|issue|flag|file)\/[\w.-]+(?:\/[\w.-]+)*/g),
  ].map(([trace]) => trace.replace(/\s+/g, " ").replace(/(?<=\w)[.]+$/, ""));
}

/** Raw HTML in the order in which it stands; comments that are a block of their own begin with `block `. */
export function htmlIn(text: string): string[] {
  const { root } = documentOf(text);
  const top = new Set(topLevel(root));
  const walker = root.walker();
  const found: string[] = [];
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { node } = step;
    if (node.type === "html_inline") found.push(node.literal ?? "");
    if (node.type === "html_block") found.push(`${top.has(node) ? "block " : ""}${node.literal ?? ""}`);
  }
  return found;
}

/** Headings that are blocks of the body itself. */
export function headingsIn(text: string): string[] {
  const { root, lines } = documentOf(text);
  return topLevel(root)
    .filter(({ type }) => type === "heading")
    .map(({ sourcepos: [[first]] }) => lines[first - 1] ?? "");
}
