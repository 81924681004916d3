import { claimOf, oneOfEach } from "../claim.ts";
import { DAY, lineAt, MODEL, quoted, URL_TEXT } from "../shape.ts";
import { type Claim, type Reading, ShapeError, type Source } from "../source.ts";

const SHARED = "src/resources/shared.ts";

const HEAD = "Deprecated values:";
const ITEM = /^((?:"[^"\s]+", )*"[^"\s]+"): (.+)$/;
// What follows the address may be worded as it likes, but holds no id and no number: those are of an item that has lost its head.
const DATED = /^Announced shutdown date: (\S+)\. See (\S+)(?: [^"\d]*)?$/;
const RETAINED = "Not a supported model ID. Retained for SDK compatibility.";

/** The comment above the type of a chat model's name, which lists models by the day that was announced for them. */
export const openaiSdk: Source = {
  id: "openai-sdk",
  repository: "openai/openai-node",
  files: [{ path: SHARED }],
  meanings: { deprecated: "OpenAI has announced the day on which it stops serving it; listed on after that day" },
  read: readComment,
};

interface Item {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

function readComment(texts: ReadonlyMap<string, string>): Reading {
  const claims = itemsIn(texts.get(SHARED) ?? "").flatMap(claimsOf);
  if (claims.length === 0) throw new ShapeError(SHARED, "names no announced shutdown date above the type ChatModel");
  const days = new Map<string, string | undefined>();
  for (const { as, model, cutoff } of claims) {
    const name = as ?? model;
    const other = days.get(name) ?? cutoff;
    if (other !== cutoff)
      throw new ShapeError(SHARED, `${quoted(name)} ends on ${cutoff}, and on ${other} in the same list`);
    days.set(name, cutoff);
  }
  return { claims: oneOfEach(claims), policies: [] };
}

/** The items of the comment right above the type, each in one line. */
function itemsIn(text: string): Item[] {
  const [type, second] = text.matchAll(/^export type ChatModel\b/gm);
  if (type === undefined || second !== undefined) throw new ShapeError(SHARED, "has not one exported type ChatModel");
  const before = text.slice(0, type.index).trimEnd();
  const start = before.lastIndexOf("/**");
  if (!before.endsWith("*/") || start === -1) {
    throw new ShapeError(SHARED, "has no comment right above the type ChatModel", lineAt(text, type.index));
  }
  const items: Item[] = [];
  const first = lineAt(text, start);
  for (const [index, row] of before
    .slice(start + 3, -2)
    .split("\n")
    .entries()) {
    const line = first + index;
    const words = index === 0 ? row.trim() : /^\s*(?:\*(?: (.*))?)?$/.exec(row.trimEnd())?.[1]?.trim();
    // Only what is empty before and behind the asterisk has no words.
    if (words === undefined && /[^\s*]/.test(row))
      throw new ShapeError(SHARED, `${quoted(row)} is no line of a comment`, line);
    const item = items.at(-1);
    if (words === undefined || words === "" || (item === undefined && words === HEAD)) continue;
    if (words.startsWith("- ")) items.push({ text: words.slice(2), line });
    else if (item !== undefined) items[items.length - 1] = { ...item, text: `${item.text} ${words}` };
    else
      throw new ShapeError(
        SHARED,
        `${quoted(words)}, where "${HEAD}" or an item that begins with "- " is expected`,
        line,
      );
  }
  return items;
}

function claimsOf({ text, line }: Item): Claim[] {
  const [, names = "", said = ""] = ITEM.exec(text) ?? [];
  const ids = names.split(", ").map((name) => name.slice(1, -1));
  const [, cutoff, url] = DATED.exec(said) ?? [];
  const isKnown = said === RETAINED || (DAY.is(cutoff) && URL_TEXT.is(url));
  if (!isKnown || !ids.every((id) => MODEL.is(id))) {
    const expected = `"<id>", "<id>": Announced shutdown date: 2026-11-30. See https://…`;
    throw new ShapeError(SHARED, `${quoted(text)}, where ${expected} or "${RETAINED}" is expected`, line);
  }
  if (url === undefined) return [];
  return ids.map((id) => claimOf("openai", id, { cutoff, precision: "exact", word: "deprecated", url }));
}
