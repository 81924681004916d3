import { type DeadlinesDocument, dayInWords, deadlineOf } from "../model/deadline.ts";
import { sameData } from "../model/plain-data.ts";
import type { OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { mark } from "./marks.ts";
import { inline, OPEN } from "./yaml-text.ts";

/** What the lock file knows of the end of an offering, as a new migration says it. */
export interface KnownEnd {
  readonly deadline: OfferingDeadline;
  /** False where the lock file has yet to learn of the offering: then the migration says the day itself. */
  readonly isInLock: boolean;
  /** The first model that a source names in its place. */
  readonly recommended?: { readonly model: string; readonly source: string; readonly link?: string };
}

/** Undefined where nothing is known. */
export function knownEnd(
  document: DeadlinesDocument | undefined,
  id: string,
  deadline: OfferingDeadline | undefined = deadlineOf(document, id),
): KnownEnd | undefined {
  if (deadline === undefined) return undefined;
  const isInLock = deadlineOf(document, id)?.cutoff === deadline.cutoff;
  const [model] = deadline.replacements ?? [];
  if (model === undefined) return { deadline, isInLock };
  const { host, replacements } = deadline;
  const fact = document?.data.facts.find(
    (one) => one.host === host && one.model === deadline.model && sameData(one.replacements, replacements),
  );
  const link = safeLink(fact?.url);
  const source = fact?.source ?? deadline.source ?? "a source";
  return { deadline, isInLock, recommended: { model, source, ...(link !== undefined && { link }) } };
}

/** An address that stays one wherever it is written: what no browser would send as it stands is left out. */
export function safeLink(url: string | undefined): string | undefined {
  return url !== undefined && /^https?:\/\/[\x21-\x7e]+$/.test(url) ? url : undefined;
}

/** Lines under an offering of `replaces`: the day is left to the lock file, so that it moves with what the source says. */
export function endLines(end: KnownEnd | undefined): string[] {
  if (end?.deadline.cutoff === undefined) return mark("the first day without service", ["cutoff: …"]);
  const { deadline, isInLock, recommended } = end;
  const link = safeLink(deadline.url);
  const said = `${dayInWords(deadline)}, by ${deadline.source ?? "a source"}${link === undefined ? "" : `: ${link}`}`;
  const named = recommended && {
    model: recommended.model,
    ...(recommended.link !== undefined && { link: recommended.link }),
  };
  return [
    isInLock ? `# cutoff: left to deadlines.lock.json (${said})` : `cutoff: ${deadline.cutoff} # ${said}`,
    ...(named === undefined
      ? mark("what the provider advises", ["recommended: { model: …, link: https://… }"])
      : [`recommended: ${inline(named)} ${OPEN} whether the provider says so; ${recommended?.source} does`]),
  ];
}
