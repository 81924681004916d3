import type { Explanation } from "../../deadlines/explanation.ts";
import type { Source } from "../../deadlines/source.ts";
import { DEADLINES_FILE, OVERRIDE } from "../../model/deadline.ts";
import { DAY, formatDate, type Instant } from "../../model/duration.ts";
import { type Palette, plural, printable } from "../plan/text.ts";
import { awayText, endText, folded } from "./words.ts";

/** What decides, and what the day is by its kind. */
export function whyLines(
  { isLocked, deadline, evidence, stale, ruling }: Explanation,
  { instant, sources }: { readonly instant: Instant; readonly sources: readonly Source[] },
): string[] {
  const dated = evidence.filter(({ fact }) => fact.cutoff !== undefined);
  const isFirst = sources[0]?.id === deadline.source;
  const reason = isFirst ? "the best source that there is" : "the best source that names a day";
  const rank = dated.length === 1 ? "the only source that names a day" : reason;
  const { source = "", precision, cutoff, announced, notice_days = 0 } = deadline;
  return [
    ...(source === OVERRIDE
      ? text(`an override in cutover.yaml decides: it goes before all sources until ${deadline.until}`)
      : cutoff === undefined || precision === "floor"
        ? text(
            daylessText({ source, cutoff, announced, precision, notice_days, isListed: evidence.length > 0 }, instant),
          )
        : text(`${source} decides: ${rank}`)),
    ...(precision === "exact"
      ? text(`that day is the first one without service${source === OVERRIDE ? "" : ", as it was announced"}`)
      : []),
    ...(precision === "earliest"
      ? text("that day is the earliest possible: it does not end before, and may go on")
      : []),
    ...(deadline.url === undefined ? [] : [`  ${printable(deadline.url)}`]),
    ...(stale === undefined
      ? []
      : text(
          `${DEADLINES_FILE} is not up to date: by its facts the end is ${endText(stale)}, says ${stale.source ?? "nobody"}; cutover deadlines update writes it anew`,
        )),
    ...(isLocked
      ? []
      : text(
          `${DEADLINES_FILE} does not have it yet: this is worked out from its facts; cutover deadlines update writes it`,
        )),
    ...(ruling !== undefined && !ruling.holds && source !== OVERRIDE
      ? text(`the override in cutover.yaml held until ${ruling.override.until} and no longer counts`)
      : []),
  ];
}

interface Dayless {
  readonly source: string;
  readonly cutoff: string | undefined;
  readonly announced: string | undefined;
  readonly precision: string | undefined;
  readonly notice_days: number;
  /** Whether any source names the model. */
  readonly isListed: boolean;
}

function daylessText(
  { source, cutoff, announced, precision, notice_days, isListed }: Dayless,
  instant: Instant,
): string {
  if (precision !== "floor" && isListed) return "its sources list it without a day: not known, which is no promise";
  if (precision !== "floor") return "no source names a day and no notice is promised: not known, which is no promise";
  if (cutoff !== undefined) {
    return `its end was announced on ${announced} without a day, says ${source}; the ${notice_days} days of notice that are promised end on ${cutoff}`;
  }
  const earliest = formatDate(instant + notice_days * DAY);
  return `no end was announced; of ${notice_days} days of notice tells ${source}, so even if it were announced today it would not end before ${earliest}`;
}

/** How far the end is to be believed: who agrees, who does not, whether it has moved, whether it is still said. */
export function sureLines({ deadline, evidence }: Explanation, paint: Palette): string[] {
  const of = (weight: string) => evidence.filter((one) => one.weight === weight);
  const names = (weight: string) =>
    of(weight)
      .map(({ fact }) => fact.source)
      .join(", ");
  const decider = of("decides")[0]?.fact;
  const moved = decider?.was?.length ?? 0;
  const dissent = deadline.disagrees ?? [];
  const sure = [
    ...(of("agrees").length > 0 ? [`${names("agrees")} ${of("agrees").length === 1 ? "agrees" : "agree"}`] : []),
    ...(decider?.gone === undefined ? [] : [`${decider.source} no longer says so since ${decider.gone}`]),
    ...(moved === 0 ? [] : [`it has changed ${plural(moved, "time")} since it is watched`]),
  ];
  const advice =
    deadline.source === OVERRIDE
      ? "the override goes before them"
      : "look at both pages, and settle it with deadlines.overrides in cutover.yaml";
  const alone =
    deadline.source !== OVERRIDE && deadline.cutoff !== undefined && of("agrees").length === 0 && dissent.length === 0;
  return [
    ...text(alone ? ["no other source confirms it", ...sure].join("; ") : sure.join("; ")),
    ...(dissent.length === 0
      ? []
      : text(
          `sources disagree: ${dissent.map((one) => `${one.source} says ${endText(one)}`).join(", ")}; ${advice}`,
        ).map(paint.yellow)),
  ];
}

/** The override, also one that no longer holds, and what would be without it. */
export function rulingLines({ ruling }: Explanation, instant: Instant): string[] {
  if (ruling === undefined) return [];
  const { override, holds, without } = ruling;
  const { cutoff, by, until, reason, link, on_the_day } = override;
  const who = by === undefined ? "cutover.yaml" : by;
  const day = cutoff === "none" ? "no end is known" : `it ends ${cutoff}`;
  return [
    ...text(`${who}: ${day}${on_the_day === undefined ? "" : `, on the day: ${on_the_day}`}`),
    ...(reason === undefined ? [] : text(`reason: ${reason.trim()}`)),
    `  ${printable(link)}`,
    ...text(`${holds ? "holds until" : "held until"} ${until} (${awayText(until, instant)})`),
    ...text(
      `${holds ? "without it" : "so now"}: ${endText(without)}${without.source === undefined ? "" : `, says ${without.source}`}`,
    ),
  ];
}

function text(words: string): string[] {
  return words === "" ? [] : folded(printable(words), 2);
}
