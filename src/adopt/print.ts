import { quote, renderKey, renderScalar, safeInFlow } from "../compile/files/gateway/scalar-text.ts";
import type { Plain, Wanted, WantedItem, WantedMap, WantedScalar } from "../compile/files/gateway/wanted.ts";
import { readDocument } from "../load/document.ts";
import { isMap } from "../model/plain-data.ts";
import { pointer } from "../model/source.ts";
import { scalar as plainText } from "../scaffold/yaml-text.ts";
import type { DraftComments } from "./draft.ts";

/** Columns that a line in brackets may have. */
const WIDTH = 110;

const NOWHERE = { file: "", line: 1 };

/** Plain data with comments by JSON pointer, ready to be printed; null stays null. */
export function toWanted(data: unknown, comments: DraftComments = new Map(), path: readonly string[] = []): Wanted {
  const { above = [], trailing } = comments.get(pointer(path)) ?? {};
  const dress = { above, trailing, cause: NOWHERE };
  if (Array.isArray(data)) {
    const items = data.map((item, index) => ({ wanted: toWanted(item, comments, [...path, String(index)]) }));
    return { kind: "list", items, matched: false, ...dress };
  }
  if (isMap(data)) {
    const entries = Object.entries(data).filter(([, child]) => child !== undefined);
    const pairs = entries.map(([key, child]) => [key, toWanted(child, comments, [...path, key])] as const);
    return { kind: "map", entries: new Map(pairs), ...dress };
  }
  if (data === null) return { kind: "removal", withComments: false, ...dress };
  const isDay = typeof data === "string" && /^20\d\d-\d\d-\d\d$/.test(data);
  return { kind: "scalar", value: data as Plain, ...(isDay && { text: data }), ...dress };
}

/** The lines of a key with its value: in brackets where that is short and has no comments, unless it is to be a block. */
export function pairLines(key: string, wanted: Wanted, column: number, block = false): string[] {
  const pad = " ".repeat(column);
  const head = `${pad}${renderKey(key)}:`;
  return [...wanted.above.map((comment) => pad + comment), ...valueLines(head, wanted, column, block)];
}

function valueLines(head: string, wanted: Wanted, column: number, block: boolean): string[] {
  const comment = wanted.trailing === undefined ? "" : ` ${wanted.trailing}`;
  const flow = flowText(wanted);
  const isShort = flow !== undefined && head.length + 1 + flow.length <= WIDTH;
  const isLeaf = wanted.kind === "scalar" || wanted.kind === "removal" || isEmptyCollection(wanted);
  if (isLeaf || (isShort && !block)) return [`${head} ${flow}${comment}`];
  if (wanted.kind === "map") return [head + comment, ...mapLines(wanted, column + 2)];
  if (wanted.kind === "list" && comment === "" && isListOfWords(wanted.items)) {
    return [head, ...wrapped(wanted.items, column + 2)];
  }
  const items = wanted.kind === "list" ? wanted.items : [];
  return [head + comment, ...items.flatMap((item) => itemLines(item, column + 2))];
}

export function mapLines(wanted: WantedMap, column: number): string[] {
  return [...wanted.entries].flatMap(([key, value]) => pairLines(key, value, column));
}

/** One item of a list in block style. */
function itemLines({ wanted }: WantedItem, column: number): string[] {
  const pad = " ".repeat(column);
  const comments = wanted.above.map((comment) => pad + comment);
  const flow = flowText(wanted);
  const comment = wanted.trailing === undefined ? "" : ` ${wanted.trailing}`;
  if (flow !== undefined && (wanted.kind !== "map" || column + flow.length <= WIDTH))
    return [...comments, `${pad}- ${flow}${comment}`];
  if (wanted.kind !== "map") return [...comments, `${pad}- ${bare(wanted)}${comment}`];
  const lines = mapLines(wanted, column + 2);
  const first = lines.findIndex((line) => !line.trimStart().startsWith("#"));
  return [...comments, ...lines.slice(0, first), `${pad}- ${lines[first]?.trimStart()}`, ...lines.slice(first + 1)];
}

function isListOfWords(items: readonly WantedItem[]): boolean {
  return items.every(({ wanted }) => wanted.kind === "scalar" && !isDressed(wanted));
}

/** Many short items in brackets over several lines. */
function wrapped(items: readonly WantedItem[], column: number): string[] {
  const pad = " ".repeat(column);
  const lines: string[] = [];
  let line = `${pad}[`;
  for (const [index, { wanted }] of items.entries()) {
    const text = `${bare(wanted)}${index === items.length - 1 ? "]" : ","}`;
    if (line.length + 1 + text.length > WIDTH) {
      lines.push(line.trimEnd());
      line = `${pad} ${text} `;
    } else line += `${text} `;
  }
  return [...lines, line.trimEnd()];
}

/** The value on one line; undefined where a comment is in the way, or a text that would need other quotes there. */
function flowText(wanted: Wanted): string | undefined {
  if (wanted.kind === "scalar" || wanted.kind === "removal") return bare(wanted);
  if (wanted.kind === "list") {
    const items = wanted.items.map(({ wanted: item }) => childText(item));
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }
  const pairs = [...wanted.entries].map(([key, value]) => [key, childText(value)] as const);
  if (pairs.some(([, text]) => text === undefined)) return undefined;
  return pairs.length === 0 ? "{}" : `{ ${pairs.map(([key, text]) => `${renderKey(key)}: ${text}`).join(", ")} }`;
}

function childText(wanted: Wanted): string | undefined {
  if (isDressed(wanted)) return undefined;
  const text = flowText(wanted);
  return text === undefined || (wanted.kind === "scalar" && !safeInFlow(text)) ? undefined : text;
}

function isDressed({ above, trailing }: Wanted): boolean {
  return above.length > 0 || trailing !== undefined;
}

function isEmptyCollection(wanted: Wanted): boolean {
  return (wanted.kind === "list" && wanted.items.length === 0) || (wanted.kind === "map" && wanted.entries.size === 0);
}

function bare(wanted: Wanted): string {
  if (wanted.kind === "scalar") return scalarText(wanted);
  return wanted.kind === "removal" ? "null" : (flowText(wanted) ?? "null");
}

/** The text as it stands in the gateway's file, where a migration, which is YAML 1.2, reads the same out of it. */
function scalarText({ text, value }: WantedScalar): string {
  const written = text ?? (typeof value === "string" ? plainText(value) : renderScalar(value));
  if (isReadAs(written, value)) return written;
  return typeof value === "string" ? quote(value) : renderScalar(value);
}

function isReadAs(text: string, value: Plain): boolean {
  // What is in quotes means the same to both.
  if (/^"[^"\\]*"$|^'[^']*'$/.test(text)) return true;
  const { data, diagnostics } = readDocument(`value: ${text}\n`, "");
  return diagnostics.length === 0 && isMap(data) && Object.is(data["value"], value);
}
