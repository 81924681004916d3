import { claimOf, hostCalled, modelsAmong, oneOfEach } from "../claim.ts";
import {
  COUNT,
  DAY,
  type Kind,
  LIST,
  lineOfRecord,
  MAP,
  MODEL,
  only,
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
  WORD,
} from "../shape.ts";
import { type Claim, type Reading, ShapeError, type Source } from "../source.ts";

const SPEC = "model-eol/0.1";
const PUBLISHERS = ["anthropic", "openai", "google", "amazon"] as const;
const LATER_PUBLISHERS = ["mistral", "cohere"] as const;

/** Its words for hosts, where they are not ours. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ["amazon", "bedrock"],
  ["aws-bedrock", "bedrock"],
  ["azure-ai-foundry", "azure"],
]);

type DatePrecision = "exact" | "earliest" | "tentative";
const DATE_PRECISION: Kind<DatePrecision> = {
  is: (value): value is DatePrecision => value === "exact" || value === "earliest" || value === "tentative",
  allowed: "exact, earliest or tentative",
};

type Entry = Readonly<Record<string, unknown>>;

/** Feeds that a community keeps, one for each publisher, with the clocks of other hosts beside the publisher's own. */
export const modelEol: Source = {
  id: "model-eol",
  repository: "thossullivan/model-eol",
  files: [
    ...PUBLISHERS.map((name) => ({ path: pathOf(name) })),
    ...LATER_PUBLISHERS.map((name) => ({ path: pathOf(name), optional: true })),
  ],
  meanings: {
    legacy: "existing users go on",
    "extended-access": "existing users go on, perhaps at a higher price",
    retired: "no longer served",
    tentative: "not before that day, and no end is announced",
  },
  read: readFeeds,
};

function pathOf(publisher: string): string {
  return `feeds/${publisher}.json`;
}

function readFeeds(texts: ReadonlyMap<string, string>): Reading {
  const readings = [...PUBLISHERS, ...LATER_PUBLISHERS].flatMap((publisher) => {
    const text = texts.get(pathOf(publisher));
    if (text !== undefined) return [readFeed(publisher, text)];
    if (modelEol.files.some(({ path, optional }) => path === pathOf(publisher) && optional)) return [];
    throw new ShapeError(pathOf(publisher), "is missing");
  });
  return {
    claims: oneOfEach(readings.flatMap(({ claims }) => claims)),
    policies: readings.flatMap(({ policies }) => policies),
  };
}

/** Keys that are not read here may be any: the format grows by them. */
function readFeed(publisher: string, text: string): Reading {
  const spot = { path: pathOf(publisher), title: "feed" };
  const feed = parsed(spot.path, text);
  if (!MAP.is(feed)) return refuse(spot, `is ${quoted(feed)}, where ${MAP.allowed} is expected`);
  required(feed, "spec", only(SPEC), spot);
  required(feed, "publisher", only(publisher), spot);
  const host = hostCalled(publisher, HOSTS, spot);
  const source = optional(feed, "source", URL_TEXT, spot);
  const policy = optional(feed, "policy", MAP, spot);
  const models = required(feed, "models", RECORDS, spot);
  const claims = models.map((model, index) => {
    const at = { path: spot.path, title: `models[${index}]`, line: () => lineOfRecord(text, "id", index) };
    return MAP.is(model)
      ? claimsOf(host, model, source, at)
      : refuse(at, `is ${quoted(model)}, where ${MAP.allowed} is expected`);
  });
  return {
    claims: claims.flat(),
    policies:
      policy === undefined
        ? []
        : [
            {
              host,
              notice_days: required(policy, "min_notice_days", COUNT, spot),
              url: required(policy, "source", URL_TEXT, spot),
            },
          ],
  };
}

/** The publisher's own clock and those of the hosts that also have the model; none for a model of which no end is said. */
function claimsOf(host: string, model: Entry, source: string | undefined, at: Spot): Claim[] {
  const id = required(model, "id", MODEL, at);
  const spot = { ...at, title: `${at.title} (${quoted(id)})` };
  const url = optional(model, "source", URL_TEXT, spot) ?? source;
  const replacement = optional(model, "replacement", TEXT, spot);
  const options = optional(model, "replacement_options", TEXTS, spot) ?? [];
  const replacements = modelsAmong(replacement === undefined ? options : [replacement, ...options]);
  // Names for marketing stand there as well; nobody can send these.
  const aliases = modelsAmong(optional(model, "aliases", TEXTS, spot) ?? []) ?? [];
  const distributions = optional(model, "distributions", LIST, spot) ?? [];
  const clocks = distributions.map((distribution): readonly [string, Entry] => {
    if (!MAP.is(distribution))
      return refuse(spot, `has the distribution ${quoted(distribution)}, where ${MAP.allowed} is expected`);
    return [hostCalled(required(distribution, "via", TEXT, spot), HOSTS, spot), distribution];
  });
  return [[host, model] as const, ...clocks].flatMap(([at, clock]) => {
    const said = endIn(clock, spot);
    if (said === undefined) return [];
    const where =
      optional(clock, "source", URL_TEXT, spot) ?? url ?? refuse(spot, `"source" is missing, here and in the feed`);
    return [id, ...aliases].map((name) => claimOf(at, name, { ...said, replacements, url: where }));
  });
}

/** What a clock says of the end; undefined where it says of none. */
function endIn(clock: Entry, spot: Spot): Omit<Claim, "host" | "model" | "url"> | undefined {
  const announced = optional(clock, "announced", DAY, spot);
  const cutoff = optional(clock, "shutdown", DAY, spot);
  const status = optional(clock, "status", WORD, spot);
  const precision = optional(clock, "date_precision", DATE_PRECISION, spot) ?? "exact";
  if (announced === undefined && cutoff === undefined && (status === undefined || status === "active"))
    return undefined;
  return {
    announced,
    cutoff,
    // A tentative day is one before which it does not end, which is what earliest means here.
    precision: cutoff === undefined ? undefined : precision === "exact" ? "exact" : "earliest",
    word: status ?? (precision === "tentative" ? precision : undefined),
    meanwhile: status === "extended-access" ? "costs_more" : undefined,
  };
}
