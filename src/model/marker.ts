import { createHash } from "node:crypto";
import type { ResourceKey } from "./reference.ts";
import type { Block, ItemFields } from "./resource.ts";

/** What was written last, kept where it was written: GitLab holds the state, there is no database. */
export interface Applied extends Partial<ItemFields> {
  /** Names of the blocks that were written; one of them that is gone was removed by a person. */
  readonly blocks?: readonly string[];
  readonly flag?: FlagRecord;
  /** Parent and links that stood when it was written; one of them that is gone was removed by a person. */
  readonly parent?: string;
  readonly related?: readonly string[];
  /** On a merge request: digest of the edits it carries. */
  readonly edits?: string;
  /** Digest of the migration that it was written from: text that differs under the same one comes from the catalog or a template. */
  readonly source?: string;
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

// GitLab's rich-text editor may change the spacing inside a comment, hence the tolerant patterns.
const MARKER = /^\s*<!--\s*cutover:1\s+(\S+)\s+(\S+)\s+([A-Za-z0-9_-]+)\s*-->/;
const BLOCK =
  /^[ \t]*<!--\s*cutover:b\s+([a-z0-9-]+)\s+([0-9a-f]+)\s*-->[ \t]*\n([\s\S]*?)^[ \t]*<!--\s*\/cutover:b\s+\1\s*-->[ \t]*$/gm;
const TASK = /^(\s*(?:[-*+]|\d+[.)])\s+\[)([ xX~])(\].*?<!--\s*t:(\S+?)\s*-->\s*)$/gm;

/** What GitLab itself does to every body: drops `\r` and trailing white space (services strip both on save). */
export function normalizeBody(body: string): string {
  return body.replaceAll("\r", "").trimEnd();
}

/** `<!-- cutover:1 KEY HOME BASE64URL -->` */
export function formatMarker(marker: Marker): string {
  const applied = Buffer.from(JSON.stringify(marker.applied), "utf8").toString("base64url");
  return `<!-- cutover:1 ${marker.key} ${marker.home} ${applied} -->`;
}

/** The marker on a body's first line; undefined where there is none or it cannot be read. */
export function parseMarker(body: string): Marker | undefined {
  const match = MARKER.exec(normalizeBody(body));
  if (match === null) return undefined;
  const applied = parseApplied(match[3] ?? "");
  return applied && { key: match[1] ?? "", home: match[2] ?? "", applied };
}

/** The body without its marker line and the blank lines behind it. */
export function withoutMarker(body: string): string {
  return normalizeBody(body)
    .replace(MARKER, "")
    .replace(/^\s*\n/, "")
    .trimStart();
}

/** SHA-256 of a block's text without `\r`, trailing blanks cut, every ticked box read as empty. */
export function blockDigest(text: string): string {
  const plain = normalizeBody(text)
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(TASK, (_whole, open: string, _tick: string, rest: string) => `${open} ${rest}`)
    .replace(/^\n+/, "");
  return createHash("sha256").update(plain).digest("hex");
}

/** A block with its two comments, each on a line of its own, blank lines around the text so that Markdown reads it. */
export function renderBlock(block: Block): string {
  const text = normalizeBody(block.text);
  return `<!-- cutover:b ${block.name} ${blockDigest(text)} -->\n\n${text}\n\n<!-- /cutover:b ${block.name} -->`;
}

/** All managed blocks of a body, in order. */
export function findBlocks(body: string): FoundBlock[] {
  return [...body.matchAll(BLOCK)].map((match) => ({
    name: match[1] ?? "",
    digest: match[2] ?? "",
    text: (match[3] ?? "").replace(/^\n+/, "").trimEnd(),
    start: match.index,
    end: match.index + match[0].length,
  }));
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

function parseApplied(encoded: string): Applied | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Applied) : undefined;
  } catch {
    return undefined;
  }
}
