import { proseOf } from "../model/prose.ts";
import type { Range } from "../model/source.ts";
import { openMigrations } from "./engine/open.ts";
import { defineRule } from "./engine/rule.ts";
import { placeInText } from "./engine/text-place.ts";
import { textsAt } from "./engine/values.ts";

/** Text that goes into issues; what a ramp waits for is a target and no measurement. */
const TEXTS = ["summary", "approach", "technical", "impact.*", "changes.*", "candidates.offerings.*.note"];

export default defineRule({
  id: "metrics-not-confidential",
  summary: "measured figures of an evaluation stand in no public text",
  severity: "warning",
  messages: {
    measured:
      '"{figure}" looks like a measured {metric}, and the issues of this migration are public; it belongs in the evaluation report',
  },
  notes: {
    report: 'name the report under "evaluation", say what it means in words, or write "visibility: confidential"',
  },
  docs: {
    why: `How well a provider's model did in a test, how fast it answered and what it cost is told under an agreement in many
cases, and the published process keeps such issues confidential. Thresholds, and figures that the maker has published, may
be named. The evaluation report holds the figures; it is read by lint and shown in confidential issues alone.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Better at long agentic work: p90 latency went from 3.1 s to 2.4 s.
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
summary: |
  Better at long agentic work, and faster. The ramp stops when p90 latency is above 2.5 s.
`,
  },
  check({ workspace, report }) {
    for (const document of openMigrations(workspace)) {
      if (document.data.visibility === "confidential") continue;
      for (const { path, value } of TEXTS.flatMap((pattern) => textsAt(document.data, pattern))) {
        for (const { metric, range } of figuresIn(value)) {
          const figure = value.slice(range.start, range.end).replace(/\s+/g, " ");
          const at = placeInText(document.source, path, value, range);
          report({ message: "measured", at, data: { figure, metric }, hint: "report" });
        }
      }
    }
  },
});

interface Metric {
  readonly metric: string;
  readonly name: RegExp;
  readonly figure: RegExp;
}

const PERCENT = "(?:%|per ?cent\\b|percentage points?\\b|pp\\b)";
const SHARE = number(PERCENT);
const TIME = number(`(?:ms\\b|milliseconds?\\b|s\\b|sec(?:onds?)?\\b|${PERCENT})`);
/** A share, a part of a whole, or a fraction such as `0.87`; any other bare number may be a version. */
const SCORE = new RegExp(
  `${number(`(?:${PERCENT}|/ ?\\d+\\b)`).source}|(?<![\\w.@-])0\\.\\d+(?![\\w%]|\\.\\d)(?! ?(?:m?s|seconds?)\\b)`,
  "gi",
);

const METRICS: readonly Metric[] = [
  {
    metric: "latency",
    name: /\b(?:p(?:50|90|95|99)|latency|time to first token|TTFT|response times?)\b/gi,
    figure: TIME,
  },
  {
    metric: "rate",
    name: /\b(?:(?:acceptance|error|success|failure|pass|win|hit|refusal|resolution) rates?|error-rate)\b/gi,
    figure: SHARE,
  },
  { metric: "quality", name: /\b(?:quality(?! of life\b)|accuracy|precision|recall|correctness)\b/gi, figure: SCORE },
  { metric: "score", name: /\b(?:scor(?:es?|ed|ing)|F1|pass@\d+)(?!\w)/gi, figure: SCORE },
];

/** A price is public, what a request comes to is not. */
const COST = /[$€] ?\d+(?:\.\d+)? (?:per|for each|a|an) (?:request|call|answer|completion|suggestion|user)\b/gi;

/** What makes a number a limit, where it stands right before it. */
const LIMIT =
  /(?:\b(?:below|under|above|over|within|at (?:least|most)|(?:less|more|fewer|lower|higher|better|worse) than|up to|exceeds?)\s|[<>≤≥]\s?)[~$€]?\d/i;
/** Words that make all numbers of a sentence targets, promises of the maker or results of a public benchmark. */
const OTHERS =
  /\b(?:drops?|rises?|stays?|must|should|may|allows?|targets?|goals?|limits?|thresholds?|budgets?|gates?|SLOs?|maximum|minimum|max|min|margin|timeouts?|according to|announce[sd]?|advertise[sd]?|publish(?:es|ed)|claims?|benchmarks?|\w*bench|MMLU\w*|GPQA|AIME|HumanEval|MMMU|leaderboard|arena)\b/i;

const PART = `\\d+(?:[.,]\\d+)?\\s?${PERCENT}`;
const ACTORS = "(?:traffic|users?|actors?|projects?|groups?|namespaces?|instances?|customers?|people|team members)";
/** Shares of whom a ramp reaches, and of what is done; no measurement of the model. */
const SHARES: readonly RegExp[] = [
  new RegExp(`\\b(?:at|for|with|among) ${PART} of (?:all |the |our )*${ACTORS}\\b`, "gi"),
  new RegExp(`${PART} (?:covered|coverage|complete|done|steps?|stages?|ramps?|rollouts?)\\b`, "gi"),
];
/** What is looked at while a ramp stands at a percentage; but "is at 2 %" tells what was seen. */
const WATCHED =
  /\b(?:watch(?:e[sd])?|monitor(?:s|ed)?|check(?:s|ed)?|compared?|review(?:s|ed)?|looks? at|looked at|judged?|decides?)\b/i;
const WATCHED_AT = new RegExp(
  `(?<!\\b(?:is|are|was|were|been|be|stands|stood|sits|now) )\\bat (?:the )?${PART}(?:(?:,|,? (?:and|or|then|and then)) (?:at )?${PART})*`,
  "gi",
);

/** Longest way between a metric and its number, in characters. */
const NEAR = 48;

/** Metrics with a number beside them, each sentence for itself. */
function figuresIn(text: string): { readonly metric: string; readonly range: Range }[] {
  const prose = proseOf(text);
  return sentencesOf(prose).flatMap(({ start, end }) => {
    const sentence = prose.slice(start, end);
    if (LIMIT.test(sentence) || OTHERS.test(sentence)) return [];
    const found = [...METRICS.flatMap((metric) => beside(sentence, metric)), ...costsIn(sentence)];
    return found
      .sort((a, b) => a.range.start - b.range.start)
      .filter(({ range }, index) => found.findIndex((other) => other.range.start === range.start) === index)
      .map(({ metric, range }) => ({ metric, range: { start: start + range.start, end: start + range.end } }));
  });
}

function costsIn(sentence: string): { metric: string; range: Range }[] {
  return [...sentence.matchAll(COST)].map(({ 0: cost, index }) => ({
    metric: "cost",
    range: { start: index, end: index + cost.length },
  }));
}

/** The first figure behind a name of the metric, else the last one before it. */
function beside(sentence: string, { metric, name, figure }: Metric): { metric: string; range: Range }[] {
  const shares = sharesIn(sentence);
  const figures = [...sentence.matchAll(figure)]
    .map(({ 0: text, index }) => ({ start: index, end: index + text.trimEnd().length }))
    .filter(({ start }) => !shares.some((share) => share.start <= start && start < share.end));
  return [...sentence.matchAll(name)].flatMap(({ 0: word, index }) => {
    const end = index + word.length;
    const after = figures.find((one) => one.start >= end && one.start - end <= NEAR);
    const before = figures.findLast((one) => one.end <= index && index - one.end <= NEAR);
    const range = after ?? before;
    return range === undefined ? [] : [{ metric, range }];
  });
}

function sharesIn(sentence: string): Range[] {
  const patterns = WATCHED.test(sentence) ? [...SHARES, WATCHED_AT] : SHARES;
  return patterns.flatMap((pattern) =>
    [...sentence.matchAll(pattern)].map(({ 0: text, index }) => ({ start: index, end: index + text.length })),
  );
}

/** Ends at a full stop with a blank behind it, at a semicolon, at an empty line and before an item of a list. */
function sentencesOf(text: string): Range[] {
  const ends = [...text.matchAll(/[.!?;](?=\s)|\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)/g)];
  const bounds = [0, ...ends.map(({ 0: end, index }) => index + end.length), text.length];
  return bounds.slice(1).map((end, index) => ({ start: bounds[index] ?? 0, end }));
}

function number(unit: string): RegExp {
  return new RegExp(`(?<![\\w.@-])\\d+(?:[.,]\\d+)?\\s?${unit}`, "gi");
}
