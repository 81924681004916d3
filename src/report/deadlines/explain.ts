import type { Elsewhere, Explanation } from "../../deadlines/explanation.ts";
import type { TargetUse } from "../../deadlines/listing.ts";
import type { Source } from "../../deadlines/source.ts";
import type { Instant } from "../../model/duration.ts";
import type { NoticePolicy } from "../../model/schema/deadlines.gen.ts";
import { concealed } from "../diagnostics/conceal.ts";
import { type Palette, palette, plural, printable } from "../plan/text.ts";
import { evidenceLines } from "./evidence.ts";
import { coverTitle, isListed } from "./uses.ts";
import { rulingLines, sureLines, whyLines } from "./verdict.ts";
import { awayText, effectText, endText, folded, isPast, leftText } from "./words.ts";

/** How many features with it in a list are named. */
const SHOWN = 12;

/** What is told beside the explanation. */
interface Setting {
  readonly instant: Instant;
  /** False where files of a gateway are not here. */
  readonly isComplete: boolean;
  readonly uses: readonly TargetUse[];
  /** Best first. */
  readonly sources: readonly Source[];
}

/** Everything that is known of one end, for somebody who has to know whether to believe it. */
export function renderExplanation(
  explanation: Explanation,
  setting: Setting,
  { color }: { readonly color: boolean },
): string {
  const { id, deadline, policies, elsewhere } = explanation;
  const { instant } = setting;
  const paint = palette(color);
  const chapters: readonly (readonly [string, readonly string[]])[] = [
    ["Why", [...whyLines(explanation, setting), ...sureLines(explanation, paint)]],
    ["What a person says", rulingLines(explanation, instant)],
    ["What every source says", evidenceLines(explanation.evidence, setting, paint)],
    ["Notice that is promised at this host", policies.flatMap(policyLines)],
    [
      "The same model at other hosts, which have clocks of their own",
      elsewhere.flatMap((one) => hostLines(one, instant)),
    ],
    ["What uses it", useLines(setting)],
  ];
  const parts = [
    [
      paint.bold(printable(id)),
      `  ${printable(`${deadline.model} at ${deadline.host}`)}`,
      ...endLines(explanation, instant, paint),
    ],
    ...chapters.filter(([, lines]) => lines.length > 0).map(([title, lines]) => [paint.bold(title), ...lines]),
  ];
  return concealed(`${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`);
}

/** An entry that the gateway's files have without a host: no provider can end it. */
export function renderSelfHosted(id: string, setting: Setting, { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const uses = useLines(setting);
  const parts = [
    [
      paint.bold(printable(id)),
      ...folded("its entry in models.yml names no host: it is self-hosted, and nobody ends it but you", 2),
      ...folded("to give it a day all the same, write deadlines.overrides in cutover.yaml", 2),
    ],
    ...(uses.length === 0 ? [] : [[paint.bold("What uses it"), ...uses]]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function endLines({ deadline }: Explanation, instant: Instant, paint: Palette): string[] {
  const left = leftText(deadline, instant);
  const words = `ends: ${endText(deadline)}${left === "" ? "" : `, ${left}`}`;
  const effect = effectText(deadline, instant);
  const { replacements, announced, gone } = deadline;
  return [
    `  ${deadline.cutoff === undefined ? words : paint.yellow(words)}`,
    ...(isPast(deadline, instant)
      ? text("a day that is over is no proof that it has ended, nor that it goes on: ask the host")
      : []),
    ...(effect === undefined
      ? []
      : text(`${effect}${deadline.precision === "exact" ? "" : " (whichever day that is)"}`)),
    ...(announced === undefined ? [] : text(`announced ${announced} (${awayText(announced, instant)})`)),
    ...(replacements === undefined ? [] : text(`named in its place: ${replacements.join(", ")}`)),
    ...(gone === undefined ? [] : text(`the gateway's files are without it since ${gone}`)),
  ];
}

function policyLines({ notice_days, source, url }: NoticePolicy): string[] {
  return [
    ...text(`at least ${notice_days} days between announcement and end, says ${source}`),
    `    ${printable(url)}`,
  ];
}

function hostLines({ host, deadline, offerings }: Elsewhere, instant: Instant): string[] {
  const left = leftText(deadline, instant);
  const when = `${endText(deadline)}${left === "" ? "" : `, ${left}`}`;
  const who = deadline.source === undefined ? "" : `, says ${deadline.source}`;
  const ids = offerings.length === 0 ? "no offering of the gateway" : offerings.join(", ");
  return [
    ...text(`${host}: ${when}${who} (${ids})`),
    ...(deadline.disagrees ?? []).flatMap((one) => folded(printable(`but ${one.source} says ${endText(one)}`), 4)),
  ];
}

/** A line for each way of use and each target. */
function useLines({ uses, isComplete }: Setting): string[] {
  if (uses.length === 0)
    return isComplete ? text("no feature of the gateway") : text("not known without the gateway's files");
  const targets = [...new Set(uses.map(({ target }) => target))];
  return targets.flatMap((target) => {
    const here = uses.filter((use) => use.target === target);
    const groups = [
      ["default of", here.filter(({ as }) => as === "default")],
      ["size of", here.filter(({ as }) => as === "size")],
      ["offered in", here.filter(isListed)],
    ] as const;
    const prefix = targets.length === 1 ? "" : `${target}: `;
    return groups.flatMap(([word, group]) =>
      group.length === 0 ? [] : text(`${prefix}${word} ${featuresText(group)}`),
    );
  });
}

/** All of a default: that is what breaks. Of long lists the first ones. */
function featuresText(uses: readonly TargetUse[]): string {
  const shown = uses.some(isListed) ? uses.slice(0, SHOWN) : uses;
  const rest = uses.length - shown.length;
  const more = rest === 0 ? "" : ` and ${rest} more, which --format json names`;
  return `${plural(uses.length, "feature")}: ${shown.map(useText).join(", ")}${more}`;
}

/** `duo_chat (small; migration claude-sonnet-4-6, too late)` */
function useText({ feature, as, size, cover, stays }: TargetUse): string {
  const late = cover?.isLate ? ", too late" : "";
  const open = cover?.isUndecided ? ", not decided yet" : "";
  const marks = [
    as === "beta" || as === "dev" ? as : undefined,
    size,
    cover === undefined || stays !== undefined ? undefined : `${coverTitle(cover)}${late}${open}`,
    stays === undefined ? undefined : "stays on purpose",
  ].filter((mark) => mark !== undefined);
  return marks.length === 0 ? feature : `${feature} (${marks.join("; ")})`;
}

function text(words: string): string[] {
  return folded(printable(words), 2);
}
