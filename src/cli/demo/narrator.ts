import { stripVTControlCharacters } from "node:util";
import { palette } from "../context.ts";
import type { Sink } from "../io.ts";

const WIDTH = 92;
const INDENT = "   ";

/** Which lines of an output are shown: those that match, or the first ones; the others are counted. */
export type Excerpt = { readonly keep: RegExp } | { readonly first: number };

/** Tells the story: numbered chapters, the command lines a person would type, and what they really printed. */
export interface Narrator {
  chapter(title: string, sentence: string): void;
  say(sentence: string): void;
  /** A command line with what it printed. */
  command(line: string, output: string, excerpt: Excerpt): void;
  /** Lines of a file or of a body, quoted. */
  quote(text: string): void;
  link(label: string, url: string): void;
  /** A claim that was checked and holds. */
  proof(claim: string): void;
}

export function createNarrator(out: Sink, color: boolean): Narrator {
  const paint = palette(color);
  let number = 0;
  const line = (text = "") => out.write(`${text}\n`);
  const block = (text: string, mark: string) => {
    for (const one of text.trimEnd().split("\n")) line(`${INDENT}${paint.dim(mark)} ${one}`.trimEnd());
  };
  return {
    chapter(title, sentence) {
      number += 1;
      line(number === 1 ? paint.bold(`${number}. ${title}`) : `\n${paint.bold(`${number}. ${title}`)}`);
      line(wrap(sentence));
    },
    say: (sentence) => line(`\n${wrap(sentence)}`),
    command(typed, output, excerpt) {
      line(`\n${INDENT}${paint.cyan(`$ ${typed}`)}`);
      block(shorten(output, excerpt), "|");
    },
    quote(text) {
      line();
      block(text, ">");
    },
    link: (label, url) => line(`${INDENT}${label}: ${paint.underline(url)}`),
    proof: (claim) => line(`${INDENT}${paint.green("ok")} ${claim}`),
  };
}

/** Part of an output. What is left out is counted, never dropped without a word. */
export function shorten(output: string, excerpt: Excerpt): string {
  const all = output.trimEnd().split("\n");
  const shown =
    "first" in excerpt
      ? all.slice(0, excerpt.first)
      : all.filter((line) => excerpt.keep.test(stripVTControlCharacters(line)));
  const rest = all.length - shown.length;
  return [...shown, ...(rest === 0 ? [] : [`… ${rest === 1 ? "1 line" : `${rest} lines`} left out`])].join("\n");
}

function wrap(sentence: string): string {
  const lines: string[] = [""];
  for (const word of sentence.split(" ")) {
    const last = lines[lines.length - 1] ?? "";
    if (last !== "" && last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => `${INDENT}${line}`).join("\n");
}
