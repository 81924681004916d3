import { createHash } from "node:crypto";
import { isMap } from "./plain-data.ts";
import type { ResourceKey } from "./reference.ts";
import type { Block, ItemFields } from "./resource.ts";
import { isReview, type Review } from "./review.ts";

/** What was written last, kept where it was written: GitLab holds the state, there is no database. */
export interface Applied extends Partial<ItemFields> {
  /** Names of the blocks that were written; one of them that is gone was removed by a person. */
  readonly blocks?: readonly string[];
  readonly flag?: FlagRecord;
  /** Parent and links that stood when it was written; one of them that is gone was removed by a person. */
  readonly parent?: string;
  readonly related?: readonly string[];
  /** On a merge request: digest of the edits it carries, and the commit that carries them. */
  readonly edits?: string;
  /** Digest of the same with the lines around them: while these are what they were, the branch still applies. */
  readonly placed?: string;
  /** Digest of where the links in them led. */
  readonly links?: string;
  readonly commit?: string;
  /** Digest of the migration that it was written from: text that differs under the same one comes from the catalog or a template. */
  readonly source?: string;
  /** On a plan's note of a merge request: what its readers saw. */
  readonly review?: Review;
  /** On the note of what became of a merge request: keys of the epics and issues that were made because of it. */
  readonly made?: readonly ResourceKey[];
  /** On the issue that `cutover drift` keeps: ISO instants at which differences were first seen, by their ids. */
  readonly drift?: Readonly<Record<string, string>>;
}

/** How far a flag was last taken. */
export interface FlagRecord {
  readonly name: string;
  /** Step that the flag was taken to, 0 for none. */
  readonly step: number;
  /** `exposureOf` the flag at that step. */
  readonly exposure: number;
  /** Step that the migration asked for where it is another: one merge raises by one step, the rest needs a merge of its own. */
  readonly asked?: number;
  /** ISO instant at which it was taken there: what the soak of the step is counted from. */
  readonly at?: string;
  /** Taken over as it stood, with that exposure: nothing is written to it, whatever its step says, until that changes. */
  readonly adopted?: boolean;
  /** Strategies as our last write left them, by their ids: an older text of the issue names others than the flag has. */
  readonly ids?: string;
  /**
   * `flagBasis` of the flag as a run found it where it stood elsewhere: a step that is merged later is meant from there.
   * "aborted" where `rollout abort` turned it off: see `isAborted`.
   */
  readonly seen?: string;
  /** A raise that is about to be made, written before it: without it a person's hand could not be told from a raise that never was. */
  readonly intent?: FlagIntent;
}

export interface FlagIntent {
  readonly step: number;
  readonly exposure: number;
  readonly asked?: number;
  readonly at?: string;
  /** `flagBasis` of the flag when it was written: as long as the flag is that, the raise was never made. */
  readonly basis: string;
}

/** First line of a body that we own. */
export interface Marker {
  readonly key: ResourceKey;
  /** Project or group, with `#iid` once it is known. A copy elsewhere keeps the home of the original. */
  readonly home: string;
  readonly applied: Applied;
}

/** A managed block as found in a body; offsets cover its two comment lines. */
export interface FoundBlock extends Block {
  /** Digest that was written beside it. */
  readonly digest: string;
  readonly start: number;
  readonly end: number;
}

// GitLab's rich-text editor may change the spacing inside a comment, hence the tolerant patterns. None of them crosses
// a line: people's bodies have up to a million characters, and a pattern that takes up lines tries each of them anew.
const MARKER =
  /^[ \t]*<!--[ \t]*cutover:1[ \t]+(?<key>\S+)[ \t]+(?<home>\S+)[ \t]+(?<applied>[A-Za-z0-9_-]+)[ \t]*-->/gm;
const TRACE = /<!--[ \t]*\/?cutover:/;
const FENCE =
  /^[ \t]*<!--[ \t]*(?:cutover:b[ \t]+(?<name>[a-z0-9-]+)[ \t]+(?<digest>[0-9a-f]+)|\/cutover:b[ \t]+(?<closes>[a-z0-9-]+))[ \t]*-->[ \t]*$/gm;
const TASK = /^([ \t]*(?:[-*+]|\d+[.)])[ \t]+\[)([ xX~])(\].*?<!--[ \t]*t:([^\s<>]+?)[ \t]*-->[ \t]*)$/gm;
const TASK_KEY = /<!--[ \t]*t:([^\s<>]+?)[ \t]*-->/g;

/** What GitLab itself does to every body: drops `\r` and trailing white space (services strip both on save). */
export function normalizeBody(body: string): string {
  return body.replaceAll("\r", "").trimEnd();
}

/** `<!-- cutover:1 KEY HOME BASE64URL -->` */
export function formatMarker(marker: Marker): string {
  const applied = Buffer.from(JSON.stringify(marker.applied), "utf8").toString("base64url");
  return `<!-- cutover:1 ${marker.key} ${marker.home} ${applied} -->`;
}

/**
 * The marker of a body, wherever a line begins with one: people write above it. Undefined where there is none or none
 * can be read.
 */
export function parseMarker(body: string): Marker | undefined {
  return findMarker(normalizeBody(body))?.marker;
}

/**
 * What stands beside the marker of a body, to the byte, to be put behind a new marker: text that people wrote above it
 * is below it from then on.
 */
export function besideMarker(body: string): string {
  const text = normalizeBody(body);
  const found = findMarker(text);
  const above = found === undefined ? text : text.slice(0, found.start);
  return `${above.trim() === "" ? "" : `\n\n${above}`}${found === undefined ? "" : text.slice(found.end)}`;
}

/** Whether anything of ours is left in a body, be it a marker that cannot be read any more. */
export function hasTrace(body: string): boolean {
  return TRACE.test(body);
}

/** SHA-256 of a block's text without `\r`, trailing blanks cut, ticked boxes read as empty, task keys spaced as ours. */
export function blockDigest(text: string): string {
  const plain = normalizeBody(text)
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(TASK, (_whole, open: string, _tick: string, rest: string) => `${open} ${rest}`)
    .replace(TASK_KEY, "<!-- t:$1 -->")
    .replace(/^\n+/, "");
  return createHash("sha256").update(plain).digest("hex");
}

/** A block with its two comments, each on a line of its own, blank lines around the text so that Markdown reads it. */
export function renderBlock(block: Block): string {
  const text = normalizeBody(block.text);
  return `<!-- cutover:b ${block.name} ${blockDigest(text)} -->\n\n${text}\n\n<!-- /cutover:b ${block.name} -->`;
}

/** All managed blocks of a body, in order. A block reaches to the first end of its name; one without an end is text. */
export function findBlocks(body: string): FoundBlock[] {
  const comments = [...body.matchAll(FENCE)];
  const lastEnds = new Map(comments.map(({ groups, index }) => [groups?.closes, index]));
  const found: FoundBlock[] = [];
  let open: RegExpExecArray | undefined;
  for (const comment of comments) {
    const { name, closes } = comment.groups ?? {};
    if (open === undefined && name !== undefined && (lastEnds.get(name) ?? 0) > comment.index) open = comment;
    else if (open !== undefined && closes === open.groups?.name) {
      found.push(blockBetween(body, open, comment));
      open = undefined;
    }
  }
  return found;
}

function blockBetween(body: string, open: RegExpExecArray, close: RegExpExecArray): FoundBlock {
  const text = body.slice(open.index + open[0].length, close.index);
  return {
    name: open.groups?.name ?? "",
    digest: open.groups?.digest ?? "",
    text: text.replace(/^\n+/, "").trimEnd(),
    start: open.index,
    end: close.index + close[0].length,
  };
}

/** Task keys and the character in their box: ` `, `x` or `~`. */
export function ticksIn(text: string): Map<string, string> {
  return new Map([...text.matchAll(TASK)].map((match) => [match[4] ?? "", (match[2] ?? " ").toLowerCase()]));
}

/** `fresh` with the boxes as they stand in `live`: a tick belongs to the person who made it. */
export function carryTicks(live: string, fresh: string): string {
  const ticks = ticksIn(live);
  return fresh.replace(TASK, (_whole, open: string, tick: string, rest: string, key: string) => {
    return `${open}${ticks.get(key) ?? tick}${rest}`;
  });
}

function findMarker(
  body: string,
): { readonly marker: Marker; readonly start: number; readonly end: number } | undefined {
  for (const match of body.matchAll(MARKER)) {
    const { key = "", home = "", applied: encoded = "" } = match.groups ?? {};
    const applied = parseApplied(encoded);
    if (applied !== undefined)
      return { marker: { key, home, applied }, start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

function parseApplied(encoded: string): Applied | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
    return isApplied(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// Whoever may edit a body may write anything into its marker. Keys that are not known come from another version.
function isApplied(value: unknown): value is Applied {
  return isMap(value) && Object.entries(SHAPES).every(([key, fits]) => value[key] === undefined || fits(value[key]));
}

const SHAPES: Readonly<Record<keyof Applied, (value: unknown) => boolean>> = {
  title: isString,
  state: (value) => value === "open" || value === "closed",
  labels: isStrings,
  assignees: isStrings,
  dueDate: isString,
  milestone: isString,
  blocks: isStrings,
  flag: isRecord,
  parent: isString,
  related: isStrings,
  edits: isString,
  placed: isString,
  links: isString,
  commit: isString,
  source: isString,
  review: isReview,
  made: isStrings,
  drift: isTexts,
};

function isRecord(value: unknown): boolean {
  if (!isMap(value) || !isString(value["name"]) || !isExposure(value)) return false;
  const { intent, adopted, seen, ids } = value;
  if (ids !== undefined && !isString(ids)) return false;
  if (adopted !== undefined && typeof adopted !== "boolean") return false;
  if (seen !== undefined && !isString(seen)) return false;
  return intent === undefined || (isMap(intent) && isString(intent["basis"]) && isExposure(intent));
}

function isExposure({ step, exposure, asked, at }: Readonly<Record<string, unknown>>): boolean {
  const isTimed = at === undefined || isString(at);
  return isNumber(step) && isNumber(exposure) && (asked === undefined || isNumber(asked)) && isTimed;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every(isString);
}

function isTexts(value: unknown): boolean {
  return isMap(value) && Object.values(value).every(isString);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}
