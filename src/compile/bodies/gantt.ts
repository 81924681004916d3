import { rampOf } from "../../model/defaults.ts";
import { formatInstant, type Instant, parseInstant } from "../../model/duration.ts";
import { own } from "../../model/own.ts";
import { type Span, scheduleOf } from "../../model/ramp-dates.ts";
import { fenced } from "../safe-text.ts";
import type { Subject } from "./subject.ts";
import { paragraphs } from "./table.ts";
import { featureTitle } from "./words.ts";

/** GitLab draws a diagram of 2,000 characters at most by itself; some room is left for the fence. */
const MOST = 1_900;

/** Longest text of a person in a bar, in characters. */
const NAME = 40;

/** One line of the diagram. What is more important has the lower rank. */
interface Bar {
  readonly rank: number;
  readonly section: string;
  readonly text: string;
  readonly from: Instant;
  /** Undefined: a point in time. */
  readonly to?: Instant;
  readonly tags?: string;
}

const SECTIONS = ["Rollouts", "Targets", "Old models", "Freezes"] as const;

/**
 * Ramps, targets, cutoffs and freezes as a Mermaid diagram; undefined where there is no date. With the steps of the ramps
 * if there is room for them, else ramps as a whole, else the most important bars and how many are left out.
 */
export function gantt(subject: Subject): string | undefined {
  const fixed = [...targets(subject), ...ends(subject)];
  const [steps, whole] = [ramps(subject, stepBars), ramps(subject, wholeBars)];
  if (fixed.length + whole.length === 0) return undefined;
  const detailed = withFreezes(subject, [...steps, ...fixed]);
  const all = diagram(detailed).join("\n").length <= MOST ? detailed : withFreezes(subject, [...whole, ...fixed]);
  const shown = thatFit(all);
  const rest = all.length - shown.length;
  const note = `${rest} more ${rest === 1 ? "bar does" : "bars do"} not fit into the diagram; the table has every date.`;
  return paragraphs(fenced(diagram(shown), "mermaid"), rest === 0 ? undefined : note);
}

/** The most important bars, as many as there is room for. */
function thatFit(bars: readonly Bar[]): Bar[] {
  const ranked = bars.toSorted((a, b) => a.rank - b.rank || a.from - b.from);
  let count = ranked.length;
  while (count > 1 && diagram(ranked.slice(0, count)).join("\n").length > MOST) count -= 1;
  return ranked.slice(0, count);
}

function diagram(bars: readonly Bar[]): string[] {
  const names = [...new Set(bars.map(({ section }) => section))].sort((a, b) => place(a) - place(b));
  const lines = names.flatMap((name) => {
    const own = bars.filter(({ section }) => section === name).toSorted((a, b) => a.from - b.from);
    return [`section ${name}`, ...own.map(line)];
  });
  return ["gantt", "dateFormat YYYY-MM-DD HH:mm", "axisFormat %Y-%m-%d", ...lines];
}

function place(section: string): number {
  return (SECTIONS as readonly string[]).indexOf(section);
}

function line({ text, from, to, tags }: Bar): string {
  const end = to === undefined ? "0d" : minute(to);
  return `${text} :${tags === undefined ? "" : `${tags}, `}${minute(from)}, ${end}`;
}

function minute(instant: Instant): string {
  return formatInstant(instant).slice(0, 16).replace("T", " ");
}

/** Text of a person in a bar: what means something to Mermaid is gone. A word of ours stands before it, so that it is no keyword. */
function safe(text: string): string {
  const plain = text
    .replace(/[^\p{L}\p{N} ._+/-]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const short = [...plain].slice(0, NAME).join("").trim();
  return short === "" ? "unnamed" : short;
}

type RampBars = (subject: Subject, spans: readonly Span[], index: number) => Bar[];

function ramps(subject: Subject, bars: RampBars): Bar[] {
  return subject.rollouts.flatMap(({ moves: [move] }, index) => {
    const ramp = rampOf(subject.config, move);
    const spans = ramp && scheduleOf(ramp, subject.policy.freezes);
    return spans === undefined || spans.length === 0 ? [] : bars(subject, spans, index);
  });
}

function nameOf({ config, rollouts }: Subject, index: number): string {
  const moves = rollouts[index]?.moves ?? [];
  const first = safe(featureTitle(config, moves[0]?.feature ?? ""));
  return moves.length > 1 ? `${first} and ${moves.length - 1} more` : first;
}

function wholeBars(subject: Subject, spans: readonly Span[], index: number): Bar[] {
  const [first, last] = [spans.at(0), spans.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    { rank: 2, section: "Rollouts", text: `Ramp of ${nameOf(subject, index)}`, from: first.starts, to: last.ends },
  ];
}

function stepBars(subject: Subject, spans: readonly Span[], index: number): Bar[] {
  const move = subject.rollouts[index]?.moves[0];
  const steps = (move && rampOf(subject.config, move)?.steps) ?? [];
  return spans.flatMap(({ starts, ends }, number) => {
    const step = steps[number];
    if (step === undefined || move === undefined) return [];
    const reach = step.percentage === undefined ? safe(step.audience ?? "") : `${step.percentage} percent`;
    return [
      {
        rank: 2,
        section: "Rollouts",
        text: `Step ${number + 1} of ${nameOf(subject, index)} to ${reach}`,
        from: starts,
        to: ends,
      },
    ];
  });
}

function targets({ config, entries }: Subject): Bar[] {
  return entries.flatMap(([{ feature, entry }, ...others]) => {
    const from = parseInstant(entry.eta);
    if (from === undefined) return [];
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return [
      {
        rank: 3,
        section: "Targets",
        text: `Goal of ${safe(featureTitle(config, feature))}${more}`,
        from,
        tags: "milestone",
      },
    ];
  });
}

function ends({ migration, ends: all, policy }: Subject): Bar[] {
  return all.flatMap(({ id, cutoff, precision }) => {
    const { retire, deprecation } = own(migration.replaces, id) ?? {};
    const end = parseInstant(cutoff);
    const [word, tags] =
      precision === "exact" ? (["End", "crit, milestone"] as const) : (["Earliest end", "milestone"] as const);
    const shown = retire === "deprecate" ? parseInstant(deprecation?.date) : undefined;
    const buffer: Bar[] =
      end === undefined
        ? []
        : [
            { rank: 0, section: "Old models", text: `${word} of ${safe(id)}`, from: end, tags },
            { rank: 1, section: "Old models", text: `Buffer of ${safe(id)}`, from: end - policy.buffer.warn, to: end },
          ];
    return shown === undefined
      ? buffer
      : [
          ...buffer,
          { rank: 1, section: "Old models", text: `Deprecation of ${safe(id)}`, from: shown, tags: "milestone" },
        ];
  });
}

/** Freezes that lie within what is shown. */
function withFreezes({ policy }: Subject, bars: readonly Bar[]): Bar[] {
  const [from, to] = [Math.min(...bars.map((bar) => bar.from)), Math.max(...bars.map((bar) => bar.to ?? bar.from))];
  const freezes = policy.freezes.filter((freeze) => freeze.from < to && freeze.to > from);
  return [
    ...bars,
    ...freezes.map((freeze) => ({
      rank: 4,
      section: "Freezes",
      text: freeze.reason === undefined ? "Freeze" : `Freeze ${safe(freeze.reason)}`,
      from: freeze.from,
      to: freeze.to,
      tags: "done",
    })),
  ];
}
