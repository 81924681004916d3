import { OVERRIDE } from "../model/deadline.ts";
import { DAY, formatDate, type Instant, parseInstant } from "../model/duration.ts";
import type { DeadlineOverride } from "../model/schema/config.gen.ts";
import type { DeadlineFact, Dissent, NoticePolicy, OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { contradicts, type DatedFact, hasDay, onePerSource, withoutWithdrawn } from "./disagreement.ts";
import type { Identity } from "./identity.ts";
import { offeringInOrder } from "./lock-text.ts";
import { byRank } from "./rank.ts";

type Verdict = Pick<OfferingDeadline, "cutoff" | "precision" | "source" | "url" | "notice_days" | "until">;

/** Hosts that answer with another model from the cutoff on. */
const REROUTING: ReadonlySet<string> = new Set(["google"]);

/** Behind it no day can be written. */
const LAST = Date.parse("2199-12-31");

/** The override while it holds: until 00:00 UTC of its day. */
export function heldOverride(override: DeadlineOverride | undefined, now: Instant): DeadlineOverride | undefined {
  const until = parseInstant(override?.until);
  return until !== undefined && now < until ? override : undefined;
}

/** The end of one offering. `facts` are those about it, best first; an override goes before all of them. */
export function endOf(
  { host, keys: [model] }: Identity,
  facts: readonly DeadlineFact[],
  policies: readonly NoticePolicy[],
  override: DeadlineOverride | undefined,
): OfferingDeadline {
  const policy = policies.filter((one) => one.host === host).sort(byRank)[0];
  const verdict = override === undefined ? said(facts, policy) : ruled(override);
  const stays = override?.cutoff === "none";
  return offeringInOrder({
    host,
    model,
    ...verdict,
    ...(stays ? {} : circumstances(facts)),
    ...(verdict.cutoff === undefined ? {} : effects(host, facts, override)),
    disagrees: dissentFrom(verdict, withoutWithdrawn(facts.filter(hasDay))),
  });
}

function ruled({ cutoff, link, until }: DeadlineOverride): Verdict {
  const day: Verdict = cutoff === "none" ? {} : { cutoff, precision: "exact" };
  return { ...day, source: OVERRIDE, url: link, until };
}

/**
 * The best fact with a day decides. Without any, the promised notice runs from the announcement; where no source says
 * anything, it has not begun. Of a model that stands in a list without any day nobody knows whether it has.
 */
function said(facts: readonly DeadlineFact[], policy: NoticePolicy | undefined): Verdict {
  const decisive = facts.find(hasDay);
  if (decisive !== undefined) {
    const { cutoff, precision, source, url } = decisive;
    return { cutoff, precision, source, url, ...noticeAhead(decisive, facts, policy) };
  }
  if (policy === undefined) return {};
  const { notice_days, source, url } = policy;
  const announcement = facts.find(({ announced }) => announced !== undefined);
  const from = parseInstant(announcement?.announced);
  if (announcement === undefined && facts.length > 0) return {};
  if (announcement === undefined || from === undefined || from + notice_days * DAY > LAST) {
    return { precision: "floor", source, url, notice_days };
  }
  const cutoff = formatDate(from + notice_days * DAY);
  return { cutoff, precision: "floor", source: announcement.source, url: announcement.url, notice_days };
}

/** Before an end that nobody has announced yet comes the notice that the maker promises. */
function noticeAhead(
  { precision }: DatedFact,
  facts: readonly DeadlineFact[],
  policy: NoticePolicy | undefined,
): Pick<OfferingDeadline, "notice_days"> {
  const isAnnounced = precision === "exact" || facts.some(({ announced }) => announced !== undefined);
  return policy === undefined || isAnnounced ? {} : { notice_days: policy.notice_days };
}

/** Each from the best source that has it: who names the day best often names no replacement. */
function circumstances(facts: readonly DeadlineFact[]): Pick<OfferingDeadline, "announced" | "replacements"> {
  return {
    announced: facts.find(({ announced }) => announced !== undefined)?.announced,
    replacements: facts.find(({ replacements }) => replacements !== undefined)?.replacements,
  };
}

function effects(
  host: string,
  facts: readonly DeadlineFact[],
  override: DeadlineOverride | undefined,
): Pick<OfferingDeadline, "on_the_day" | "meanwhile"> {
  const stated = override?.on_the_day ?? facts.find(({ on_the_day }) => on_the_day !== undefined)?.on_the_day;
  return {
    on_the_day: stated ?? (REROUTING.has(host) ? "rerouted" : "fails"),
    meanwhile: facts.find(({ meanwhile }) => meanwhile !== undefined)?.meanwhile,
  };
}

/** Other sources whose day cannot hold as well. Of a person who says that no end is known, all have another one. */
function dissentFrom({ source, cutoff, precision }: Verdict, facts: readonly DatedFact[]): Dissent[] | undefined {
  const other = onePerSource(facts).filter((fact) => {
    if (fact.source === source) return false;
    return cutoff === undefined || precision === undefined || contradicts(fact, { cutoff, precision });
  });
  const dissent = other.map((fact) => ({
    source: fact.source,
    cutoff: fact.cutoff,
    precision: fact.precision,
    url: fact.url,
  }));
  return dissent.length === 0 ? undefined : dissent;
}
