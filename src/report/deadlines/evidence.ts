import type { Evidence, Weight } from "../../deadlines/explanation.ts";
import type { Source } from "../../deadlines/source.ts";
import type { Instant } from "../../model/duration.ts";
import { own } from "../../model/own.ts";
import { type Palette, printable } from "../plan/text.ts";
import { awayText, folded } from "./words.ts";

const WEIGHTS: Readonly<Record<Weight, string>> = {
  decides: "decides",
  agrees: "agrees",
  fits: "does not contradict",
  disagrees: "disagrees",
  dayless: "names no day",
  passed: "passed over: it says more about the exact name",
  withdrawn: "another day, which it has withdrawn",
};

/** Every source in order of rank, also those that say nothing: what is missing is evidence, too. */
export function evidenceLines(
  evidence: readonly Evidence[],
  { instant, sources }: { readonly instant: Instant; readonly sources: readonly Source[] },
  paint: Palette,
): string[] {
  const silent = sources.map(({ id }) => id).filter((id) => !evidence.some(({ fact }) => fact.source === id));
  return [
    ...evidence.flatMap((one) => factLines(one, instant, sources, paint)),
    ...(silent.length === 0 ? [] : text(`${silent.join(", ")}: no word of it`, 2)),
  ];
}

function factLines({ fact, weight }: Evidence, instant: Instant, sources: readonly Source[], paint: Palette): string[] {
  const { source, cutoff, precision, url, model, as = model, announced, word, replacements, seen, gone, was } = fact;
  const end =
    cutoff === undefined ? "an end without a day" : precision === "earliest" ? `not before ${cutoff}` : cutoff;
  const meanings = sources.find(({ id }) => id === source)?.meanings ?? {};
  const said = [
    announced === undefined ? undefined : `announced ${announced}`,
    replacements === undefined ? undefined : `in its place ${replacements.join(", ")}`,
  ].filter((part) => part !== undefined);
  const means = word === undefined ? undefined : own(meanings, word);
  const called = word === undefined ? [] : [`its word for it is "${word}"${means === undefined ? "" : `: ${means}`}`];
  return [
    paintOf(weight, paint)(`  ${printable(source)}: ${end}; ${WEIGHTS[weight]}`),
    ...text(`about ${as}; first seen on ${seen} (${awayText(seen, instant)})`, 4),
    ...(said.length === 0 ? [] : text(said.join("; "), 4)),
    ...called.flatMap((words) => text(words, 4)),
    ...(was ?? []).flatMap((former) => text(`before that, until ${former.until}: ${former.cutoff ?? "no day"}`, 4)),
    ...(gone === undefined
      ? []
      : text(`no longer says so since ${gone}: no proof that it has ended, nor that it stays`, 4)),
    `    ${paint.dim(printable(url))}`,
  ];
}

function paintOf(weight: Weight, { bold, yellow }: Palette): (words: string) => string {
  if (weight === "decides") return bold;
  return weight === "disagrees" ? yellow : (words) => words;
}

function text(words: string, indent: number): string[] {
  return folded(printable(words), indent);
}
