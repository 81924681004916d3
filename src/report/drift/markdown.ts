import { link } from "../../compile/safe-text.ts";
import { parseInstant, toMinute } from "../../model/duration.ts";
import { digestOf } from "../../plan/digest.ts";
import type { Dated } from "../../plan/drift-issue.ts";
import { diffFold, fieldText } from "../plan/markdown/change-row.ts";
import { span } from "../plan/markdown/inert.ts";
import type { Fold, Section } from "../plan/markdown/section.ts";
import { renderSections } from "../plan/markdown.ts";
import { plural } from "../plan/text.ts";
import { counted, type DriftObject, groupsOf, textSaid } from "./groups.ts";

interface DriftText {
  /** What was compared: project of the workspace, with its folder. */
  readonly place: string;
  readonly differences: readonly Dated[];
  /** Why something could not be looked at. */
  readonly hidden: readonly string[];
}

/**
 * The block of the issue. As in a plan's note nothing of it runs, mentions anybody or closes anything; objects are linked,
 * so that they can be opened. Equal differences give equal bytes.
 */
export function renderDriftBlock({ place, differences, hidden }: DriftText): string {
  const unseen: Section = {
    heading: "#### Not looked at, so nothing is known of it",
    head: [],
    rows: hidden.map((reason) => `- ${span(reason)}`),
    folds: [],
  };
  const sections = [...groupsOf(differences).map(({ name, objects }) => sectionOf(name, objects)), unseen];
  const isOpen = differences.some(({ difference }) => difference.kind === "not applied");
  const heading = [
    headline(differences, place),
    ...(differences.length > 0 ? [ABOUT] : []),
    ...(isOpen ? [APPLY] : []),
  ].join("\n\n");
  return renderSections(
    heading,
    sections.filter(({ rows }) => rows.length > 0),
  );
}

/** One line that says what is new since the run before. */
export function renderDriftComment(fresh: readonly Dated[]): string {
  const names = [...new Set(fresh.map(nameOf))];
  const shown = names.slice(0, NAMED).join(", ");
  const rest = names.length - NAMED;
  return `${plural(fresh.length, "new difference")}: ${shown}${rest > 0 ? ` and ${rest} more` : ""}. The description says what, and how to settle it.`;
}

const NAMED = 5;
const ABOUT =
  "Ticks are kept: tick what you look after. To leave all of it as it is, close this issue: nothing but a new difference opens it again.";
const APPLY = `What is not applied, the apply job of the newest pipeline carries out, or ${span("cutover apply")}.`;

function headline({ length }: readonly Dated[], place: string): string {
  if (length === 0) return `Nothing differs from what was merged in ${span(place)}.`;
  return `### ${plural(length, "difference")}\n\nWhat is on GitLab is not as the migrations say that were merged in ${span(place)}.`;
}

function nameOf({ difference: { reference, key, confidential } }: Dated): string {
  if (confidential) return "something confidential";
  return span(reference ?? key ?? "an object");
}

function sectionOf(name: string, objects: readonly DriftObject[]): Section {
  const folds = objects.flatMap(({ differences }) => differences.flatMap(foldOf));
  return { heading: `#### ${span(name)}`, head: [], rows: objects.map(objectRow), folds };
}

/** A task, with the differences below it; as one row, so that it is left out whole. */
function objectRow({ id, key, reference, url, differences }: DriftObject): string {
  const name = url === undefined ? undefined : link(reference ?? url, url);
  const secret = differences.some(({ difference }) => difference.confidential);
  const parts = [name, key === undefined ? undefined : span(key)].filter((part) => part !== undefined);
  const title = parts.length > 0 ? parts.join(" ") : secret ? "what is not there yet" : "an object";
  const task = /^[\w./-]+$/.test(id) ? id : digestOf(id).slice(0, 16);
  return [
    `- [ ] ${title} <!-- t:${task} -->`,
    ...counted(differences.map(differenceText)).map((line) => `  - ${line}`),
  ].join("\n");
}

function differenceText(dated: Dated): string {
  const { difference, since } = dated;
  const { kind, message, field, fix, who } = difference;
  const what =
    field !== undefined ? fieldText(field) : span((kind === "conflict" ? undefined : textSaid(dated)) ?? message);
  const by = who === undefined || message.includes(`@${who}`) ? "" : `, by ${span(`@${who}`)}`;
  const seen = `; since ${toMinute(parseInstant(since) ?? 0)}${by}`;
  return `${LABELS[kind] ?? kind}: ${what}${seen}${fix === undefined ? "" : `<br>to settle it: ${span(fix)}`}`;
}

const LABELS: Partial<Record<Dated["difference"]["kind"], string>> = { conflict: "to decide" };

function foldOf({ difference: { diff, reference, key = "" } }: Dated): Fold[] {
  if (!diff?.hunks) return [];
  return [diffFold(diff, `${diff.path} of ${reference ?? key}`)];
}
