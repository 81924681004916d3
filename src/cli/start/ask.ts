import { createInterface } from "node:readline/promises";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

/** One thing that a command has to know. */
export interface Question<Answer = string> {
  /** Option that answers it, such as `--owner`. */
  readonly option: string;
  readonly text: string;
  /** Taken when nothing is answered. */
  readonly usual?: string | undefined;
  /** An answer that fits, for messages. */
  readonly example: string;
  /** What is made of an answer; throws a UserError with what is wrong in it. */
  read(said: string): Answer | Promise<Answer>;
}

/** Answers for a command: from its options, else from the terminal. */
export interface Asker {
  /** Whether there is somebody to ask. */
  readonly canAsk: boolean;
  /** The option's value, else the answer on a terminal, else what is usual. Without any of them it is an error. */
  ask<Answer>(question: Question<Answer>, given: string | undefined): Promise<Answer>;
  close(): void;
}

/** One reader for all questions: a second one would lose what was typed ahead. */
export function createAsker(io: Io): Asker {
  const canAsk = io.stdin?.isTTY === true;
  const lines = canAsk ? readLines(io) : undefined;
  return {
    canAsk,
    async ask(question, given) {
      const { option, usual, example } = question;
      if (given !== undefined) return question.read(given);
      if (lines !== undefined) return askUntil(io, lines.next, question);
      if (usual !== undefined) return question.read(usual);
      throw new UserError(
        EXIT.usage,
        `${option} is missing, and there is no terminal to ask on`,
        `say ${option} ${example}`,
      );
    },
    close: () => lines?.close(),
  };
}

/** The refusal of an answer that does not look right. */
export function misread({ option, example }: Pick<Question, "option" | "example">, said: string): UserError {
  return new UserError(EXIT.usage, `${option}: "${said}" is not understood`, `write it like ${example}`);
}

/** Asks again, with the reason, until the answer fits. */
async function askUntil<Answer>(io: Io, next: () => Promise<string>, question: Question<Answer>): Promise<Answer> {
  const { text, usual, example } = question;
  const offer = usual === undefined ? ` (such as ${example})` : usual === "" ? ` (empty for none)` : ` [${usual}]`;
  for (;;) {
    io.stderr.write(`${text}${offer}: `);
    const said = (await next()).trim();
    try {
      if (said === "" && usual === undefined) throw new UserError(EXIT.usage, "this has to be known");
      return await question.read(said === "" ? (usual ?? "") : said);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      io.stderr.write(`  ${error.message}${error.hint === undefined ? "" : `; ${error.hint}`}\n`);
    }
  }
}

/** Lines of the terminal, also those that came before anybody asked. The end of the input and Ctrl-C end everything. */
function readLines(io: Io): { next(): Promise<string>; close(): void } {
  const { stdin: input, signal } = io;
  if (input === undefined) throw new Error("only a terminal is asked");
  const reader = createInterface({ input });
  const ready: string[] = [];
  let isOver = signal?.aborted === true;
  let wake = (): void => {};
  const end = (): void => {
    isOver = true;
    wake();
  };
  reader.on("line", (line) => {
    ready.push(line);
    wake();
  });
  reader.once("close", end);
  signal?.addEventListener("abort", end, { once: true });
  return {
    async next() {
      while (ready.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const line = ready.shift();
      if (line !== undefined && signal?.aborted !== true) return line;
      io.stderr.write("\n");
      throw new UserError(EXIT.failed, "interrupted; nothing was written");
    },
    close: () => reader.close(),
  };
}
