import type { Range } from "./source.ts";

/** Places where a text names an identifier as a word of its own: `duo_chat` is not in `duo_chat_react`. */
export function wordsIn(text: string, word: string): Range[] {
  return placesOf(text, word).filter(({ start, end }) => !/\w/.test(`${text[start - 1] ?? ""}${text[end] ?? ""}`));
}

/** Places of a whole id: neither `sonnet_4_5` in `sonnet_4_5_vertex` nor in `sonnet_4_5@20250929` nor in `us.sonnet_4_5`. */
export function idsIn(text: string, id: string): Range[] {
  return placesOf(text, id).filter(({ start, end }) => {
    const isPart = /[\w@-]$|\w\.$/.test(text.slice(Math.max(0, start - 2), start));
    return !isPart && !/^(?:[\w@-]|\.\d)/.test(text.slice(end, end + 2));
  });
}

function placesOf(text: string, word: string): Range[] {
  const found: Range[] = [];
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length))
    found.push({ start, end: start + word.length });
  return found;
}
