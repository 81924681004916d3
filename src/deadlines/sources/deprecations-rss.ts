import { claimOf, hostCalled, modelsAmong, oneOfEach } from "../claim.ts";
import {
  DAY,
  type Kind,
  lineOfRecord,
  MAP,
  MODEL,
  optional,
  parsed,
  quoted,
  RECORDS,
  refuse,
  required,
  type Spot,
  TEXT,
  TEXTS,
  URL_TEXT,
} from "../shape.ts";
import type { Claim, Reading, Source } from "../source.ts";

const DATA = "data.json";

/** Its names of hosts, where they are not ours. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ["aws bedrock", "bedrock"],
  ["google vertex", "vertex"],
  ["google vertex ai", "vertex"],
]);

/**
 * Hosts whose pages announce the day itself. Google and Azure publish the earliest possible one, and of the regions of
 * Bedrock the list has the earliest alone; of a host that it takes up later, the weaker reading is the safe one.
 */
const EXACT: ReadonlySet<string> = new Set(["anthropic", "cohere", "groq", "openai", "xai"]);

const DAY_OR_NONE: Kind<string> = {
  is: (value): value is string => value === "" || DAY.is(value),
  allowed: `${DAY.allowed}, or "" for none,`,
};
const ADVICE: Kind<readonly string[] | null> = {
  is: (value): value is readonly string[] | null => value === null || TEXTS.is(value),
  allowed: "a list of texts or null",
};
/** What is sold with models stands there under words. */
const NAME: Kind<string> = {
  is: (value): value is string => TEXT.is(value) && MODEL.is(value.replaceAll(" ", "-")),
  allowed: `${MODEL.allowed}, with blanks at most,`,
};

/** A flat list that is read off the pages of nine hosts. */
export const deprecationsRss: Source = {
  id: "deprecations-rss",
  repository: "deprecations/deprecations-rss",
  files: [{ path: DATA }],
  meanings: {},
  read: readList,
};

function readList(texts: ReadonlyMap<string, string>): Reading {
  const text = texts.get(DATA) ?? "";
  const rows = parsed(DATA, text);
  if (!RECORDS.is(rows)) {
    return refuse({ path: DATA, title: "file" }, `is ${quoted(rows)}, where ${RECORDS.allowed} is expected`);
  }
  const claims = rows.map((row, index) => {
    const spot = { path: DATA, title: `row ${index + 1}`, line: () => lineOfRecord(text, "model_id", index) };
    return MAP.is(row) ? claimIn(row, spot) : refuse(spot, `is ${quoted(row)}, where ${MAP.allowed} is expected`);
  });
  return { claims: oneOfEach(claims), policies: [] };
}

function claimIn(row: Readonly<Record<string, unknown>>, at: Spot): Claim {
  const name = required(row, "model_id", NAME, at);
  const spot = { ...at, title: `${at.title} (${quoted(name)})` };
  const host = hostCalled(required(row, "provider", TEXT, spot), HOSTS, spot);
  const cutoff = required(row, "shutdown_date", DAY_OR_NONE, spot) || undefined;
  const notified = optional(row, "deprecation_date", DAY_OR_NONE, spot) || undefined;
  return claimOf(host, name, {
    announced: announcedOn(notified, cutoff),
    cutoff,
    precision: cutoff === undefined ? undefined : EXACT.has(host) ? "exact" : "earliest",
    replacements: modelsAmong(optional(row, "replacement_models", ADVICE, spot) ?? []),
    url: required(row, "url", URL_TEXT, spot),
  });
}

/**
 * `deprecation_date` is the day of the host's notice, where its page has one, and a copy of the last day elsewhere
 * (all of Azure, most of Google). `announcement_date`, in spite of its name, is the day of the list's first look.
 */
function announcedOn(notified: string | undefined, cutoff: string | undefined): string | undefined {
  return notified !== undefined && (cutoff === undefined || notified < cutoff) ? notified : undefined;
}
