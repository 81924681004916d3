import { type Cover, isConfidential } from "../../deadlines/cover.ts";
import { type Disagreement, daysSaid } from "../../deadlines/disagreement.ts";
import { type Ending, isSettled, type Use } from "../../deadlines/uncovered.ts";
import { dayOf, daysBetween, formatDate, formatDuration, type Instant } from "../../model/duration.ts";
import { groupBy } from "../../model/groups.ts";
import { hostTitle } from "../../model/host.ts";
import type { UsualRamp } from "../../scaffold/fitting-ramp.ts";
import { concealed } from "../diagnostics/conceal.ts";
import { type Palette, palette, plural, printable } from "../plan/text.ts";
import { coverName } from "./uses.ts";
import { effectText, endText, folded, leftText } from "./words.ts";

/** What the check found. */
export interface CheckReport {
  readonly instant: Instant;
  /** In days. */
  readonly horizon: number;
  /** Offerings in use with a day, in and behind the horizon, the next one first. */
  readonly endings: readonly Ending[];
  /** Of those the ones that end too soon for what is planned. */
  readonly uncovered: readonly Ending[];
  readonly ramp: UsualRamp | undefined;
  /** Models of offerings in use that sources disagree about. */
  readonly disagreements: readonly Disagreement[];
  /** Offerings in use: how many there are, and which of them the lock file does not have. */
  readonly looked: number;
  readonly unlocked: readonly string[];
}

/** For people; long lists of features are cut. */
export function renderCheck(report: CheckReport, { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const { uncovered, disagreements, unlocked } = report;
  const parts = [
    ...uncovered.map((ending) => paragraph(ending, report, paint).join("\n")),
    disagreements.map((one) => disagreementLine(one, paint)).join("\n"),
    unlocked.length === 0 ? "" : unlockedLine(unlocked, paint),
    paint.bold(sumLine(report)),
  ];
  return concealed(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
}

function paragraph(ending: Ending, report: CheckReport, paint: Palette): string[] {
  const { id, target, deadline, at, uses } = ending;
  const { instant, ramp } = report;
  const { source = "the lock file", url } = deadline;
  const link = url === undefined ? "" : ` ${paint.dim(printable(url))}`;
  const effect = effectText(deadline, instant);
  const bare = uses.filter(({ cover, stays }) => cover === undefined && stays === undefined);
  // Of a ramp nobody needs to hear where lists just get shorter, nor where it is too late for any.
  const isRamped = at > instant && uses.some((use) => isDecided(use) && !isSettled(use));
  return [
    `${paint.bold(printable(id))}  ${printable(hostTitle(deadline.host))}, target ${printable(target)}: ${paint.red(`ends ${endText(deadline)}`)}, ${leftText(deadline, instant)}`,
    `  by ${source}${link}${effect === undefined ? "" : `; ${effect}`}`,
    ...roleLines("no migration covers", bare, 2, paint),
    ...coverLines(ending, instant, paint),
    ...stayLines(uses, paint),
    ...(isRamped && ramp !== undefined ? folded(rampLine(ramp, ending), 2) : []),
    ...(bare.length === 0 ? [] : [`  next: cutover deadlines propose ${printable(id)}`]),
  ];
}

/** How many features a line names of those that only offer it. */
const SHOWN = 5;

const ROLES = {
  default: "default of",
  size: "size of",
  selectable: "offered in",
  beta: "offered in beta in",
  dev: "offered to developers in",
} as const;

/** All features of a default or a size, which break; of those that offer it the first ones and a count. */
function roleLines(title: string, uses: readonly Use[], indent: number, paint: Palette): string[] {
  const roles = Object.keys(ROLES) as Use["as"][];
  return roles.flatMap((as) => {
    const group = uses.filter((use) => use.as === as);
    if (group.length === 0) return [];
    const names = [
      ...new Set(group.map(({ feature, size }) => (size === undefined ? feature : `${feature} (${size})`))),
    ];
    const text = `${title}: ${ROLES[as]} ${listed(names, isDecided({ as }) ? names.length : SHOWN)}`;
    const [first = "", ...rest] = folded(text, indent);
    return [first.replace(title, paint.yellow(title)), ...rest];
  });
}

function listed(names: readonly string[], most = SHOWN): string {
  const shown = names.length === most + 1 ? names : names.slice(0, most);
  const more = names.length - shown.length;
  return `${shown.map(printable).join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}

function coverLines(ending: Ending, instant: Instant, paint: Palette): string[] {
  const covered = ending.uses.flatMap(({ cover, stays, ...use }) =>
    cover === undefined || stays !== undefined ? [] : [{ ...use, cover }],
  );
  const groups = groupBy(covered, ({ cover }) =>
    JSON.stringify([cover.document.file, cover.end, cover.done, cover.isLate, cover.isUndecided]),
  );
  return [...groups.values()].flatMap((group) => {
    const [{ cover }] = group;
    const { isLate, isUndecided } = cover;
    const open = isUndecided ? ", and does not say yet what takes its place" : "";
    const text = `  ${printable(`${coverName(cover)} (${cover.document.data.status})`)}${doneText(cover, ending, instant)}${open}`;
    return [isLate ? paint.red(text) : text, ...roleLines("covers", group, 4, paint)];
  });
}

/** ` is done on 2027-01-05, 12 days too late`; of a confidential migration no day. */
function doneText({ document, end, done, isLate }: Cover, { at }: Ending, instant: Instant): string {
  if (isConfidential(document)) return isLate ? " comes too late" : " comes in time";
  const over = daysBetween(at, done);
  const late = !isLate ? "" : over > 0 ? `${plural(over, "day")} too late` : "too late";
  const soonest = `begun today it ends on ${formatDate(done)}`;
  const parts = [
    end === undefined
      ? " does not say when"
      : ` ${end < dayOf(instant) ? "was to be" : "is"} done on ${formatDate(end)}`,
    ...(isLate && done !== end && daysBetween(instant, done) > 0 ? [soonest] : []),
    ...(late === "" ? [] : [late]),
  ];
  return parts.join(", ");
}

function stayLines(uses: readonly Use[], paint: Palette): string[] {
  const kept = groupBy(
    uses.filter(({ stays }) => stays !== undefined),
    ({ stays = "" }) => stays,
  );
  return [...kept].map(([reason, group]) => {
    const names = [...new Set(group.map(({ feature }) => feature))];
    return paint.dim(`  stays on purpose: ${listed(names)}${reason === "" ? "" : ` (${printable(reason)})`}`);
  });
}

function isDecided({ as }: Pick<Use, "as">): boolean {
  return as === "default" || as === "size";
}

/** Whether there is still time for the ramp that one would take. */
function rampLine({ name, end, endOfWork, before }: UsualRamp, { at }: Ending): string {
  const ramp = name === undefined ? "the shortest ramp that is allowed" : `the ramp ${printable(name)}`;
  if (end > at) return `${ramp} no longer fits: begun today it ends ${gapOf(end, at)}`;
  const parts = before.map((part) => `${part.name} ${formatDuration(part.length)}`).join(", ");
  const work = parts === "" ? "with all that comes with it" : `with what comes before it (${parts})`;
  const fits = endOfWork > at ? "no longer fits" : "still fits";
  return `${ramp} ${fits}: begun today ${work} it ends ${gapOf(endOfWork, at)}`;
}

function gapOf(end: Instant, cutoff: Instant): string {
  const days = daysBetween(cutoff, end);
  const gap =
    days === 0
      ? "on the day of the cutoff"
      : `${plural(Math.abs(days), "day")} ${days > 0 ? "after" : "before"} the cutoff`;
  return `${formatDate(end)}, ${gap}`;
}

function disagreementLine({ host, model, facts }: Disagreement, paint: Palette): string {
  const about = `${printable(model)} at ${printable(hostTitle(host))}`;
  return `${paint.yellow("warning")}: sources disagree about ${about}: ${daysSaid(facts)}`;
}

function unlockedLine(ids: readonly string[], paint: Palette): string {
  const them = ids.length === 1 ? "is not" : "are not";
  return `${paint.yellow("warning")}: ${listed(ids)} ${them} in deadlines.lock.json yet; run cutover deadlines update`;
}

/** `looked at 24 offerings in use: 2 end within 88 days without a migration in time; the next end behind that is …` */
function sumLine(report: CheckReport): string {
  const { instant, horizon, endings, uncovered, looked } = report;
  const count = new Set(uncovered.map(({ id }) => id)).size;
  const within = `within ${plural(horizon, "day")}`;
  const found =
    count === 0
      ? `none ends ${within} without a migration in time`
      : `${count} ${count === 1 ? "ends" : "end"} ${within} without a migration in time`;
  const later = endings.find(({ at }) => daysBetween(instant, at) > horizon);
  const next =
    later === undefined ? "" : `; the next end after that: ${printable(later.id)}, ${endText(later.deadline)}`;
  return `looked at ${plural(looked, "offering")} in use: ${found}${next}`;
}
